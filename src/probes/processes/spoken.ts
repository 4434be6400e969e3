import { readArgv, readMtxPath, type Stat } from './proc.ts';

/** A program that starts another one under its own name in the same process is noticed after this time, ms. */
const KEPT_MS = 30_000;

interface Words {
  readonly argv: readonly string[];
  /** Of the environment, `MTX_PATH` only. */
  readonly mtxPath: string | null;
}
interface Kept extends Words {
  readonly program: string;
  readonly mono: number;
  /** Read twice with the same result: one that has just been forked still shows its parent's words. */
  readonly sure: boolean;
}

/**
 * With what words processes were started. They lie in each one's own memory, which makes them dear to read, and stay as
 * they are while it runs the same program: whoever looks again soon is given what was read before.
 */
export class Spoken {
  readonly #root: string;
  readonly #kept = new Map<number, Kept>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Rejects where not even the command line may be read. */
  async of(pid: number, { startTicks, comm }: Stat): Promise<Words> {
    const program = `${startTicks} ${comm}`;
    const mono = performance.now();
    const kept = this.#kept.get(pid);
    const before = kept?.program === program ? kept : undefined;
    if (before?.sure && mono - before.mono < KEPT_MS) return before;
    const argv = await readArgv(this.#root, pid);
    // Kernel threads have neither a command line nor an environment.
    const words = { argv, mtxPath: argv.length === 0 ? null : await readMtxPath(this.#root, pid) };
    const sure = before?.mtxPath === words.mtxPath && before.argv.join('\0') === argv.join('\0');
    this.#kept.set(pid, { ...words, program, mono, sure });
    return words;
  }

  /** Forgets all but these. */
  keep(pids: readonly number[]): void {
    const living = new Set(pids);
    for (const pid of this.#kept.keys()) if (!living.has(pid)) this.#kept.delete(pid);
  }
}

import { join } from 'node:path';
import process from 'node:process';
import { useApp } from 'ink';
import { known, type NextStep, type Sweep, saveSweep } from '../index.ts';
import { outdated, runHere } from './run-step.ts';

/** What keys do beyond the screen. Each resolves with a line for the footer. */
export interface Outside {
  copy(text: string): string;
  save(sweep: Sweep): Promise<string>;
  run(step: NextStep, sweep: Sweep): Promise<string>;
  journal(unit: string): Promise<string>;
  suspend(): Promise<string | null>;
}

/** The outside world of a screen in a terminal: commands get the whole terminal, and the screen comes back after them. */
export function useOutside(): Outside {
  const { suspendTerminal } = useApp();
  const inTerminal = async (argv: readonly string[], wait: boolean): Promise<string> => {
    let ended = '';
    await suspendTerminal(async () => {
      ended = await runHere(argv, wait);
    });
    return ended;
  };
  return {
    copy: (text) => {
      // OSC 52: the terminal at the other end of the SSH line has the clipboard.
      process.stdout.write(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`);
      return `copied: ${text}`;
    },
    save: async (sweep) => {
      const time = sweep.startedAt.replace(/[-:]/g, '').slice(0, 15);
      const file = join(
        process.cwd(),
        `camproof-${sweep.box.hostname.replace(/[^\w.-]/g, '_')}-${time}.json.gz`,
      );
      try {
        await saveSweep(file, sweep);
        return `saved: camproof check --replay ${file}`;
      } catch (error) {
        return `not saved: ${error instanceof Error ? error.message : error}`;
      }
    },
    run: async ({ argv = [], privilege }, sweep) => {
      const why = outdated(argv, sweep);
      if (why !== null) return why;
      const root = privilege === 'root' && process.getuid?.() !== 0;
      return `${argv.join(' ')} ${await inTerminal([...(root ? ['sudo'] : []), ...argv], true)}`;
    },
    journal: (unit) => inTerminal(['journalctl', '-u', unit, '-n', '500', '-e'], false),
    suspend: async () => {
      await suspendTerminal(async () => {
        process.kill(process.pid, 'SIGTSTP');
      });
      return null;
    },
  };
}

/** The unit whose journal tells most about a camera, else about the box; null where nothing runs under systemd. */
export function unitOf(sweep: Sweep, paths: readonly string[]): string | null {
  const processes = known(sweep.readings, 'processes')?.processes ?? [];
  const publisher = processes.find(({ mtxPath, argv }) =>
    paths.some((path) => mtxPath === path || argv.some((word) => word.endsWith(`/${path}`))),
  );
  const server = processes.find(({ comm }) => comm.startsWith('mediamtx'));
  return publisher?.unit ?? server?.unit ?? known(sweep.readings, 'units')?.units[0]?.unit ?? null;
}

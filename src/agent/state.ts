import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { CameraDropout } from '../model/index.ts';
import type { Change } from '../monitor/history.ts';

/** Where the agent's unit keeps its state. */
export const STATE_FOLDER = '/var/lib/camproof';

/** A file grows to this size and becomes the predecessor, which is replaced: two of each kind at most, bytes. */
const CHANGES_BYTES = 1024 * 1024;
const DROPOUTS_BYTES = 1024 * 1024;
const BEATS_BYTES = 4 * 1024 * 1024;

/** When the box was last proved, and since which start of the machine it has run. */
const proof = z.object({
  bootId: z.string().nullable(),
  at: z.string(),
  verdict: z.enum(['pass', 'warn']),
  headline: z.string(),
});
/** The newest proof that an agent made of a box: `at` in ISO 8601, `bootId` null where the kernel gives none. */
export type Proof = Readonly<z.output<typeof proof>>;

/** How the box was, once a minute: for a look over hours. */
export interface Beat {
  /** ISO 8601. */
  readonly at: string;
  /** The same by a clock that nobody sets: seconds since this start of the machine. */
  readonly boot?: { readonly id: string; readonly seconds: number };
  /** As in the report of that moment. */
  readonly verdict: string;
  readonly headline: string;
  /** By camera: whether it was proved, and its bits per second where known. */
  readonly cameras: Readonly<Record<string, { readonly proved: boolean; readonly bitrate: number | null }>>;
}

/**
 * The folder in which the agent keeps what happened: lines that are only ever added, each on the disk before the next
 * round, and small files that are replaced whole. A power cut costs the line being written, and never a file.
 */
export class StateFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Adds changes. Rejects with the system's error when the folder cannot be written. */
  changed(changes: readonly Change[]): Promise<void> {
    return this.#append('changes.jsonl', changes, CHANGES_BYTES);
  }

  /** Adds dropouts, each when it has begun and once more when it has ended. */
  dropped(dropouts: readonly CameraDropout[]): Promise<void> {
    return this.#append('dropouts.jsonl', dropouts, DROPOUTS_BYTES);
  }

  /** Adds a beat. */
  beat(beat: Beat): Promise<void> {
    return this.#append('beats.jsonl', [beat], BEATS_BYTES);
  }

  /** Replaces the last proof. */
  async proved(value: Proof): Promise<void> {
    await this.#prepare();
    const file = join(this.#folder, 'proof.json');
    const draft = `${file}.new`;
    await written(draft, 'w', `${JSON.stringify(value)}\n`);
    await rename(draft, file);
  }

  /** The last proof; null when there is none that can be read. */
  async proof(): Promise<Proof | null> {
    const text = await readFile(join(this.#folder, 'proof.json'), 'utf8').catch(() => null);
    return text === null ? null : (proof.safeParse(parsed(text)).data ?? null);
  }

  /** Every change that is kept, oldest first; lines that were cut off are left out. */
  changes(): Promise<readonly Change[]> {
    return this.#lines<Change>('changes.jsonl');
  }

  /** Every dropout that is kept, oldest first, as far as it was told. */
  async dropouts(): Promise<readonly CameraDropout[]> {
    const lines = await this.#lines<CameraDropout>('dropouts.jsonl');
    return [...new Map(lines.map((one) => [`${one.at} ${one.camera}`, one])).values()];
  }

  /** Every beat that is kept, oldest first. */
  beats(): Promise<readonly Beat[]> {
    return this.#lines<Beat>('beats.jsonl');
  }

  async #append(name: string, values: readonly object[], maxBytes: number): Promise<void> {
    await this.#prepare();
    const file = join(this.#folder, name);
    const size = await stat(file).then(
      (facts) => facts.size,
      () => 0,
    );
    if (size > maxBytes) await rename(file, `${file}.1`);
    // A line that was cut off by a power cut must not take the next one with it.
    const cut = size > 0 && size <= maxBytes && !(await endsWithNewline(file, size));
    const text = values.map((value) => `${JSON.stringify(value)}\n`).join('');
    await written(file, 'a', cut ? `\n${text}` : text);
  }

  async #lines<T extends { readonly at: string }>(name: string): Promise<readonly T[]> {
    const file = join(this.#folder, name);
    const texts = await Promise.all([`${file}.1`, file].map((one) => readFile(one, 'utf8').catch(() => '')));
    return texts
      .join('\n')
      .split('\n')
      .map(parsed)
      .filter((value): value is T => typeof value === 'object' && value !== null && 'at' in value);
  }

  async #prepare(): Promise<void> {
    await mkdir(this.#folder, { mode: 0o755 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

async function written(file: string, flags: 'a' | 'w', text: string): Promise<void> {
  const handle = await open(file, flags, 0o644);
  try {
    await handle.writeFile(text);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

async function endsWithNewline(file: string, size: number): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
    return buffer[0] === 0x0a;
  } finally {
    await handle.close();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

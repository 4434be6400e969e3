import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Sweep } from '../model/index.ts';
import { writeWhole } from '../write-whole.ts';
import { shapeProblems } from './sweep-shape.ts';

/** More than this is no sweep of a camera box, bytes of JSON. */
const MAX_BYTES = 64 * 1024 * 1024;
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/** A file that holds no sweep, in words that name it. */
export class SweepFileError extends Error {
  override readonly name = 'SweepFileError';
}

/** SHA-256 (hex) of a sweep as it is saved: `zcat FILE | sha256sum` gives the same. */
export const sweepSha256 = (sweep: Sweep): string =>
  createHash('sha256').update(JSON.stringify(sweep)).digest('hex');

/** Writes a sweep as compressed JSON, readable by its owner only; whole or not at all. Rejects with the system's error. */
export async function saveSweep(file: string, sweep: Sweep): Promise<void> {
  await writeWhole(file, await promisify(gzip)(JSON.stringify(sweep)), 0o600);
}

/** Reads a saved sweep, compressed or not. Rejects with a SweepFileError when it cannot be read or is no sweep. */
export async function readSweep(file: string): Promise<Sweep> {
  const refuse = (why: string) => new SweepFileError(`${file} ${why}`);
  const content = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw refuse(
      error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code ?? error.message})`,
    );
  });
  const compressed = content.subarray(0, 2).equals(GZIP_MAGIC);
  const text = compressed
    ? await promisify(gunzip)(content, { maxOutputLength: MAX_BYTES }).catch(() => {
        throw refuse('is damaged: it cannot be unpacked');
      })
    : content;
  let value: unknown;
  try {
    value = JSON.parse(text.toString());
  } catch {
    throw refuse('is no sweep: it is not JSON');
  }
  const problems = shapeProblems(value);
  if (problems.length > 0) throw refuse(`is no sweep that this camproof can judge: ${problems.join('; ')}`);
  // The shape was just looked at; what is inside readings is checked where it is used.
  return value as Sweep;
}

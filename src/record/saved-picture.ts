import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findCameras } from '../cameras/cameras.ts';
import type { Fault, Picture, Sweep } from '../model/index.ts';
import { stillPicture } from '../probes/pictures/still.ts';
import { ProbeFault } from '../probes/probe.ts';
import { faultOf } from '../probes/run.ts';
import { plainName } from './snapshots.ts';

/** A larger file is no picture that was kept here, bytes. */
const MAX_BYTES = 20 * 1024 * 1024;

/** A picture and when its file was written, `Date.now()`; or why the file cannot be shown. */
export interface SavedPicture {
  readonly picture: Picture | null;
  readonly at: number | null;
  readonly fault: Fault | null;
}

/**
 * What a camera of a sweep showed, of the files that `saveSnapshots` wrote into a folder. Null where there is none, or
 * where two cameras may have had the same name for theirs: it could be the other's. Never rejects.
 */
export async function savedPicture(
  folder: string,
  { readings, expectations }: Sweep,
  camera: string,
): Promise<SavedPicture | null> {
  const name = plainName(camera);
  const same = findCameras(readings, expectations).filter(({ id }) => plainName(id) === name);
  if (same.length !== 1) return null;
  const file = join(folder, `${name}.jpg`);
  try {
    const { size, mtimeMs } = await stat(file);
    if (size > MAX_BYTES) throw new ProbeFault('too-large', 'file', 'its file is too large');
    return { picture: await stillPicture(await readFile(file)), at: mtimeMs, fault: null };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    return { picture: null, at: null, fault: faultOf(error, 'file') };
  }
}

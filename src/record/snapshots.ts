import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findCameras } from '../cameras/cameras.ts';
import { known, type Sweep } from '../model/index.ts';
import { snapshotOf } from '../probes/pictures/pictures.ts';
import { writeWhole } from '../write-whole.ts';

/**
 * A picture (JPEG) of each camera by its id: of its first stream that could be decoded. Only a sweep that was made by
 * this process has them; one that was read from a file holds figures alone.
 */
export function snapshotsOf(sweep: Sweep): Readonly<Record<string, Buffer>> {
  return Object.fromEntries(
    findCameras(sweep.readings, sweep.expectations).flatMap(({ id, streams }) => {
      const looks = streams.map(({ path }) => known(sweep.readings, 'pictures', path));
      const picture = looks.map((look) => look && snapshotOf(look)).find((one) => one !== undefined);
      return picture ? [[id, picture]] : [];
    }),
  );
}

/** Writes `ID.jpg` for each into a folder, which is made where it is missing; readable by their owner only. Rejects with the system's error. */
export async function saveSnapshots(
  folder: string,
  snapshots: Readonly<Record<string, Uint8Array>>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const taken = new Set<string>();
  for (const [id, picture] of Object.entries(snapshots)) {
    await writeWhole(join(folder, `${freeName(id, taken)}.jpg`), picture, 0o600);
  }
}

/** A camera's id as the name of a file: it may come from a device or a service, and must not lead out of the folder. */
export const plainName = (id: string): string =>
  id
    .replaceAll(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, 100) || '_';

function freeName(id: string, taken: Set<string>): string {
  const plain = plainName(id);
  let name = plain;
  for (let count = 2; taken.has(name); count++) name = `${plain}-${count}`;
  taken.add(name);
  return name;
}

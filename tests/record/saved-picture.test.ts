import { execFileSync } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { beforeAll, expect, it } from 'vitest';
import { findCameras } from '../../src/cameras/cameras.ts';
import { savedPicture, saveSnapshots } from '../../src/index.ts';
import { locateFfmpeg } from '../../src/probes/ffmpeg.ts';
import { change, healthyBox } from '../support/sweeps.ts';

const sweep = healthyBox(2);
const [one, other] = ['usb-Acme_Cam_0', 'usb-Acme_Cam_1'] as const;
let folder: string;
let red: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'camproof-saved-'));
  const argv = '-v error -f lavfi -i color=red:s=640x360 -frames:v 1 -c:v mjpeg -f image2pipe pipe:1'.split(
    ' ',
  );
  red = execFileSync(await locateFfmpeg(null, process.env), argv);
});

it('shows what was kept of a camera, and when', async () => {
  await saveSnapshots(folder, { [one]: red });
  const saved = await savedPicture(folder, sweep, one);
  expect(saved?.fault).toBeNull();
  expect(saved?.picture).toMatchObject({ width: 320, height: 180 });
  const [r = 0, g = 0, b = 0] = saved?.picture?.rgb ?? [];
  expect(r).toBeGreaterThan(230);
  expect(Math.max(g, b)).toBeLessThan(25);
  expect(Math.abs(Date.now() - (saved?.at ?? 0))).toBeLessThan(60_000);
});

it('has none of a camera whose file is not there, and says what is wrong with one that is no picture', async () => {
  expect(await savedPicture(folder, sweep, other)).toBeNull();
  expect(await savedPicture(join(folder, 'nowhere'), sweep, one)).toBeNull();
  await writeFile(join(folder, `${other}.jpg`), 'no picture');
  expect(await savedPicture(folder, sweep, other)).toMatchObject({
    picture: null,
    fault: { code: 'protocol', message: 'its file holds no picture' },
  });
});

it('shows none where it could be that of another camera', async () => {
  const [first, second] = ['yard/main', 'yard_main'];
  const alike = change(sweep, 'mediamtx.paths', (paths) =>
    paths.map((path, index) => ({ ...path, name: [first, second][index] ?? path.name, source: null })),
  );
  expect(findCameras(alike.readings, alike.expectations).map(({ id }) => id)).toEqual(
    expect.arrayContaining([first, second]),
  );
  await saveSnapshots(folder, { [first]: red, [second]: red });
  expect(await savedPicture(folder, alike, second)).toBeNull();
});

import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { findFfmpeg } from '../../src/probes/ffmpeg.ts';

const folder = mkdtempSync(join(tmpdir(), 'camproof-ffmpeg-'));

/** A program that prints some lists as ffmpeg would. */
function fake(name: string, devices: string, muxers: string, encoders: string): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    `#!/bin/sh\ncase "$2" in -devices) echo '${devices}';; -muxers) echo '${muxers}';; -encoders) echo '${encoders}';; esac\n`,
  );
  chmodSync(path, 0o755);
  return path;
}
const whole = fake(
  'ffmpeg',
  ' DE video4linux2,v4l2 V4L2',
  '  E rtsp            RTSP output',
  ' V....D libx264              libx264',
);
const bare = fake('bare', '', '', '');

describe('ffmpeg', () => {
  it('is the configured one, else that of CAMPROOF_FFMPEG, else the first on PATH', async () => {
    const other = fake('other', ' D  v4l2 x', '  E rtsp x', ' V..... h264_v4l2m2m x');
    expect(await findFfmpeg(other, { CAMPROOF_FFMPEG: whole, PATH: folder })).toBe(other);
    expect(await findFfmpeg(null, { CAMPROOF_FFMPEG: other, PATH: folder })).toBe(other);
    expect(await findFfmpeg(null, { PATH: `/nowhere:${folder}` })).toBe(whole);
  });

  it('that lacks something is told with what it lacks', async () => {
    await expect(findFfmpeg(bare, {})).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/V4L2 input and RTSP and an H\.264 encoder.*apt-get install ffmpeg/),
    });
  });

  it('that is nowhere is told with the command that installs it', async () => {
    const found = await findFfmpeg(null, { PATH: '/nowhere' }).catch((error: unknown) => error);
    // The package ffmpeg-static may have brought one.
    if (typeof found !== 'string')
      expect(found).toMatchObject({
        code: 'tool-missing',
        message: expect.stringContaining('apt-get install ffmpeg'),
      });
  });

  it('of this machine has what camproof needs', async () => {
    expect(await findFfmpeg(null, process.env)).toMatch(/ffmpeg$/);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { findMediamtx } from '../../../src/demo/media/find-mediamtx.ts';
import type { MediaServer } from '../../../src/demo/media/media-server.ts';
import { startMediaServer } from '../../../src/demo/media/start-media-server.ts';
import { mediamtxPaths, mediamtxSessions } from '../../../src/probes/mediamtx/lists.ts';
import { rtsp } from '../../../src/probes/rtsp/rtsp.ts';
import { until } from '../../contract/publisher.ts';
import { configFor, observe, valueIn } from '../mediamtx/observe.ts';

const QUIET = ['-hide_banner', '-loglevel', 'error', '-nostdin'];
const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];

/** Publishes a test picture to the path `box` for as long as it is held. */
async function publishing(media: MediaServer, size: string, fps: number, encoder: readonly string[]) {
  const input = ['-re', '-f', 'lavfi', '-i', `testsrc=size=${size}:rate=${fps}`];
  const to = ['-f', 'rtsp', '-rtsp_transport', 'tcp', `${media.rtspUrl}/box`];
  const child = spawn('ffmpeg', [...QUIET, ...input, ...encoder, ...to], { stdio: 'ignore' });
  const gone = once(child, 'exit');
  await using stop = {
    armed: true,
    async [Symbol.asyncDispose]() {
      if (!stop.armed) return;
      child.kill('SIGKILL');
      await gone;
    },
  };
  const ready = async () => {
    const paths = valueIn(await observe(mediamtxPaths, configFor({ url: media.apiUrl })));
    return paths.some((path) => path.name === 'box' && path.ready) || undefined;
  };
  await until('the picture is published', ready, 10_000);
  stop.armed = false;
  return {
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** What ffprobe says of it: codec, width, height, rate. */
async function ffprobe(url: string): Promise<string> {
  const entries = ['-show_entries', 'stream=codec_name,width,height,avg_frame_rate', '-of', 'csv=p=0'];
  const child = spawn('ffprobe', ['-v', 'error', '-rtsp_transport', 'tcp', ...entries, url], {
    timeout: 15_000,
  });
  let output = '';
  child.stdout.on('data', (bytes) => {
    output += bytes;
  });
  await once(child, 'close');
  return output.trim().split('\n')[0] ?? '';
}

const found = await findMediamtx(process.env);
for (const generation of ['old', 'new'] as const) {
  const server = found.find((one) => one.generation === generation);
  if (!server) console.warn(`SKIPPED: no MediaMTX of the ${generation} generation; set MEDIAMTX_BIN`);
  describe.skipIf(!server)(`MediaMTX of the ${generation} generation (needs MEDIAMTX_BIN)`, () => {
    const start = () =>
      startMediaServer({ generation, server: server ?? 'mediamtx', paths: [{ name: 'box' }] });

    it.each([5, 15, 25, 30])('%i fps are measured, equal to ffprobe, and no session stays', async (fps) => {
      await using media = await start();
      await using _ = await publishing(media, '320x240', fps, [
        ...X264,
        '-tune',
        'zerolatency',
        '-g',
        `${fps}`,
      ]);
      const config = configFor({ url: media.apiUrl, rtspUrl: media.rtspUrl });
      const before = valueIn(await observe(mediamtxSessions, config)).length;
      const { media: tracks, video } = valueIn(await observe(rtsp, config));
      expect(tracks).toMatchObject([{ kind: 'video', codec: 'H264', width: 320, height: 240 }]);
      expect(Math.abs((video?.fps ?? 0) / fps - 1)).toBeLessThan(0.01);
      expect(video).toMatchObject({ lost: 0, bFrames: false });
      const sessions = async () =>
        valueIn(await observe(mediamtxSessions, config)).length === before || undefined;
      await until('our session is gone', sessions, 2000);
      expect(await ffprobe(`${media.rtspUrl}/box`)).toBe(`h264,320,240,${fps}/1`);
    });

    it.each<[string, string[], object]>([
      ['H264 with B-frames', [...X264, '-preset', 'veryfast', '-bf', '3', '-g', '30'], { codec: 'H264' }],
      [
        'H265',
        [
          '-c:v',
          'libx265',
          '-pix_fmt',
          'yuv420p',
          '-preset',
          'ultrafast',
          '-x265-params',
          'bframes=0:keyint=15:log-level=none',
        ],
        { codec: 'H265', profile: 'Main' },
      ],
      ['MJPEG', ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-huffman', 'default'], { codec: 'JPEG' }],
      ['VP8', ['-c:v', 'libvpx', '-deadline', 'realtime', '-g', '15'], { codec: 'VP8' }],
    ])('%s', async (name, encoder, expected) => {
      await using media = await start();
      await using _ = await publishing(media, '320x240', 15, encoder);
      const config = configFor({ url: media.apiUrl, rtspUrl: media.rtspUrl });
      const seen = valueIn(await observe(rtsp, config));
      expect(seen.media).toMatchObject([{ ...expected, width: 320, height: 240 }]);
      expect(Math.abs((seen.video?.fps ?? 0) / 15 - 1)).toBeLessThan(0.01);
      expect(seen.video?.keyFrames).toBeGreaterThan(0);
      if (name.includes('B-frames')) expect(seen.video?.bFrames).toBe(true);
    });

    it('over UDP', async () => {
      await using media = await start();
      await using _ = await publishing(media, '320x240', 15, [...X264, '-tune', 'zerolatency', '-g', '15']);
      const config = configFor({ url: media.apiUrl, rtspUrl: media.rtspUrl, transport: 'udp' });
      const seen = valueIn(await observe(rtsp, config));
      expect(seen).toMatchObject({ transport: 'udp', video: { lost: 0 } });
      expect(seen.video?.keyFrames).toBeGreaterThan(0);
    });

    it('nobody publishes', async () => {
      await using media = await start();
      const seen = await observe(rtsp, configFor({ url: media.apiUrl, rtspUrl: media.rtspUrl }));
      expect(seen).toMatchObject({ ok: false, fault: { code: 'not-found', phase: 'DESCRIBE' } });
    });
  });
}

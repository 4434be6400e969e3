import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KINDS, type Kind, lookAt, makeSource } from '../../../scripts/picture-sources.ts';
import { judged, mistake } from '../../../scripts/picture-study.ts';
import { startMediaServer } from '../../../src/demo/media/start-media-server.ts';
import { BOX, type Readings, withReading } from '../../../src/model/index.ts';
import { decode } from '../../../src/probes/pictures/decoder.ts';
import { knownPicture } from '../../../src/probes/pictures/known-picture.ts';
import { pictures, snapshotOf } from '../../../src/probes/pictures/pictures.ts';
import { elementary } from '../../../src/probes/rtsp/elementary.ts';
import { rtsp } from '../../../src/probes/rtsp/rtsp.ts';
import { runFilter } from '../../../src/probes/run-tool.ts';
import { saveSnapshots } from '../../../src/record/snapshots.ts';
import { until } from '../../contract/publisher.ts';
import { configFor, observe, valueIn } from '../mediamtx/observe.ts';

/** Of the seeds that docs/pictures.md was made with, so that what fails here can be looked at there. */
const SEED = 5000;
const soon = () => AbortSignal.timeout(20_000);

describe('a generated source', () => {
  const sample = (Object.keys(KINDS) as Kind[]).map((kind, index) => [kind, SEED + index] as const);
  it.each([...sample, ['frozen', SEED], ['night scene', SEED]] as const)(
    '%s %i is judged as its kind has to be',
    async (kind, seed) => {
      const source = await makeSource(kind, seed, soon());
      for (const look of ['one second', 'four key frames'] as const)
        expect(mistake(kind, await judged(source, look, soon())), source.describes).toBeNull();
    },
  );

  it('is put together from fragments in any order, and each lost one is noticed', async () => {
    const clip = lookAt(await makeSource('pattern', SEED, soon()), 1);
    const whole = elementary(clip).bytes;
    const torn = clip.packets.flatMap((packet) =>
      fragments(packet.payload).map((payload) => ({ ...packet, payload })),
    );
    const packets = torn.map((packet, sequence) => ({ ...packet, sequence }));
    expect(elementary({ ...clip, packets: packets.toReversed() }).bytes.equals(whole)).toBe(true);
    const lost = packets.findIndex(({ payload }) => ((payload[0] ?? 0) & 0x1f) === 28);
    const shorter = elementary({ ...clip, packets: packets.toSpliced(lost, 1) }).bytes;
    expect(shorter.length).toBeLessThan(whole.length - (packets[lost]?.payload.length ?? 0));
  });
});

/** RFC 6184, 5.8: a unit in three parts. */
function fragments(unit: Buffer): readonly Buffer[] {
  if (unit.length < 100) return [unit];
  const [header = 0] = unit;
  const size = Math.ceil((unit.length - 1) / 3);
  return [0x80, 0, 0x40].map((flags, index) =>
    Buffer.concat([
      Buffer.from([(header & 0xe0) | 28, flags | (header & 0x1f)]),
      unit.subarray(1 + index * size, 1 + (index + 1) * size),
    ]),
  );
}

const CODECS = {
  H264: '-c:v libx264 -preset ultrafast -tune zerolatency -pix_fmt yuv420p -g 8',
  H265: '-c:v libx265 -preset ultrafast -tune zerolatency -pix_fmt yuv420p -x265-params keyint=8:log-level=none',
  VP8: '-c:v libvpx -deadline realtime -cpu-used 8 -g 8 -b:v 500k',
  VP9: '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 8 -b:v 500k -strict experimental',
  'MP4V-ES': '-c:v mpeg4 -g 8 -b:v 500k',
  MPV: '-c:v mpeg2video -g 8 -b:v 500k -r 25',
  JPEG: '-c:v mjpeg -huffman default -force_duplicated_matrix 1 -pix_fmt yuvj420p',
} as const;

it.each(Object.entries(CODECS))('pictures of %s are read, decoded and measured', async (codec, encoder) => {
  await using media = await startMediaServer({
    generation: 'new',
    server: 'stand-in',
    paths: [{ name: BOX }],
  });
  const input = '-hide_banner -loglevel error -nostdin -re -f lavfi -i testsrc=size=320x240:rate=15';
  const output = `-f rtsp -rtsp_transport tcp ${media.rtspUrl}/${BOX}`;
  const child = spawn('ffmpeg', `${input} ${encoder} ${output}`.split(' '), { stdio: 'ignore' });
  const gone = once(child, 'exit');
  try {
    const config = configFor({ url: media.apiUrl, rtspUrl: media.rtspUrl });
    const read = await until(
      'the stream can be read',
      async () => {
        const reading = await observe(rtsp, config);
        return reading.ok && reading.value.video ? reading : undefined;
      },
      10_000,
    );
    const known: Readings = withReading({}, 'rtsp', BOX, read);
    const seen = valueIn(await observe(pictures, config, { known }));
    expect(valueIn(read).media[0]?.codec).toBe(codec);
    expect(seen).toMatchObject({ width: 320, height: 240, complaints: 0 });
    expect(seen.frames).toBeGreaterThanOrEqual(15);
    expect(seen.luma.most).toBeGreaterThan(50);
    expect(seen.contrast.least).toBeGreaterThan(20);
    expect(snapshotOf(seen)?.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
    expect(JSON.stringify(seen).length).toBeLessThan(1000);
    // What was read is given away once.
    expect(await observe(pictures, config, { known })).toMatchObject({
      ok: false,
      fault: { code: 'absent' },
    });
  } finally {
    child.kill('SIGKILL');
    await gone;
  }
});

describe('the decoder', () => {
  it('runs as nobody where we are root, and knows nothing of our environment', async () => {
    process.env['CAMPROOF_MEDIAMTX_PASSWORD'] = 'hunter2';
    try {
      const { outputs } = await runFilter(
        ['sh', '-c', 'id -u; id -G; env; pwd; cat'],
        { input: Buffer.from('from us'), outputs: 1, maxBytes: 10_000 },
        soon(),
      );
      const text = String(outputs[0]);
      const [uid, groups] = text.split('\n');
      if (process.getuid?.() === 0) expect([uid, groups]).toEqual(['65534', '65534']);
      expect(text).not.toContain('hunter2');
      expect(text.endsWith('/\nfrom us')).toBe(true);
    } finally {
      delete process.env['CAMPROOF_MEDIAMTX_PASSWORD'];
    }
  });

  it('says what is wrong with bytes that are no video', async () => {
    const noise = { format: 'h264', bytes: Buffer.alloc(50_000, 'no video in here') } as const;
    const decoded = await decode('ffmpeg', noise, soon());
    expect(decoded.small.length).toBe(0);
    expect(decoded.complaints.length).toBeGreaterThan(0);
    expect(decoded.complaints.length).toBeLessThan(5_000);
  });

  it.each(['h264', 'hevc', 'mjpeg', 'm4v', 'mpegvideo', 'VP80', 'VP90', 'AV01'])(
    'has a picture of %s that it is measured by',
    async (name) => {
      const format = /^[A-Z]/.test(name) ? 'ivf' : (name as 'h264');
      const bytes = knownPicture({ format, bytes: Buffer.from(`12345678${name}`) });
      const { width, height, complaints } = await decode('ffmpeg', { format, bytes }, soon());
      expect({ width, height, complaints }).toEqual({ width: 64, height: 64, complaints: [] });
    },
  );

  it.each([
    [
      'a library is missing',
      'echo "ffmpeg: libx.so.5: cannot open shared object file" >&2; exit 127',
      'libx.so.5',
    ],
    [
      'it has no such decoder',
      'cat > /dev/null; echo "no decoder found for: h264" >&2; exit 1',
      'no decoder found',
    ],
    ['it is killed', 'kill -9 $$', 'was killed'],
    ['memory runs out', 'ulimit -v 100000; exec ffmpeg "$@"', 'ffmpeg'],
    ['it is no ffmpeg', 'exit 0', 'says nothing'],
  ])('fails itself where %s, and is not taken for a stream without pictures', async (_, script, words) => {
    const folder = await mkdtemp(join(tmpdir(), 'camproof-ffmpeg-'));
    const ffmpeg = join(folder, 'ffmpeg');
    try {
      await chmod(folder, 0o755);
      await writeFile(ffmpeg, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      const stream = { format: 'h264', bytes: Buffer.alloc(50_000, 'no video in here') } as const;
      await expect(decode(ffmpeg, stream, soon())).rejects.toMatchObject({
        code: 'tool-failed',
        message: expect.stringContaining(words),
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('ends at once when it is told to, and leaves no process', async () => {
    const stop = new AbortController();
    // It would wait for more for ever.
    const running = runFilter(
      ['sh', '-c', 'echo $$ >&3; exec sleep 1000'],
      { input: Buffer.alloc(0), outputs: 2, maxBytes: 100 },
      stop.signal,
    );
    stop.abort();
    await expect(running).rejects.toMatchObject({ code: 'timeout' });
  });

  it('is missing in words', async () => {
    await expect(
      decode('/nowhere/ffmpeg', { format: 'h264', bytes: Buffer.alloc(10) }, soon()),
    ).rejects.toMatchObject({ code: 'tool-missing' });
  });
});

it('snapshots stay in their folder, whatever a camera is called, and are for their owner only', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'camproof-snapshots-'));
  try {
    const inside = join(folder, 'new', 'one');
    const names = ['yard', '../../etc/passwd', '.hidden', 'a/b', 'a:b', ''];
    await saveSnapshots(
      inside,
      Object.fromEntries(names.map((name) => [name, Buffer.from(`picture of ${name}`)])),
    );
    expect((await readdir(inside)).toSorted()).toEqual(
      ['yard.jpg', '__.._etc_passwd.jpg', '_hidden.jpg', 'a_b.jpg', 'a_b-2.jpg', '_.jpg'].toSorted(),
    );
    expect(await readFile(join(inside, 'yard.jpg'), 'utf8')).toBe('picture of yard');
    expect((await stat(join(inside, 'yard.jpg'))).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['new']);
  } finally {
    await rm(folder, { recursive: true });
  }
});

import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoBox, type Picture, startDemoBox } from '../../../src/index.ts';
import { livePictures } from '../../../src/probes/pictures/live.ts';
import { PpmReader } from '../../../src/probes/pictures/ppm.ts';
import { configFor } from '../mediamtx/observe.ts';
import { type Behave, interleaved, KEY, ordinary, rtp, rtspServer } from '../rtsp/rtsp-server.ts';

/** Decoders that this process has started and that still run. */
const decoders = (): number =>
  readdirSync(`/proc/${process.pid}/task`)
    .flatMap((task) => readFileSync(`/proc/${process.pid}/task/${task}/children`, 'utf8').trim().split(' '))
    .filter((pid) => pid !== '' && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('\0ppm\0')).length;

const SDP_OF = (codec: string): string =>
  `v=0\r\ns=x\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 ${codec}/90000\r\na=control:trackID=0\r\n`;

describe('pictures cut out of a stream', () => {
  it('come whole, however the bytes are cut', () => {
    const bytes = Buffer.concat([
      Buffer.from('P6\n2 1\n255\n'),
      Buffer.from([1, 2, 3, 4, 5, 6]),
      Buffer.from('P6 1 1 255\n'),
      Buffer.from([10, 13, 32]),
    ]);
    for (const size of [1, 2, 7, bytes.length]) {
      const reader = new PpmReader();
      const pictures: Picture[] = [];
      for (let at = 0; at < bytes.length; at += size)
        pictures.push(...reader.push(bytes.subarray(at, at + size)));
      expect(pictures.map(({ width, height, rgb }) => [width, height, [...rgb]])).toEqual([
        [2, 1, [1, 2, 3, 4, 5, 6]],
        [1, 1, [10, 13, 32]],
      ]);
    }
  });
});

describe('a stream that is watched', () => {
  let box: DemoBox;
  beforeAll(async () => {
    box = await startDemoBox({ cameras: 1, server: 'stand-in' });
  });
  afterAll(async () => box?.stop());

  it('gives about two pictures a second until it is stopped, and then neither reader nor decoder is left', async () => {
    const stop = new AbortController();
    const times: number[] = [];
    await livePictures('cam1', { config: box.config, known: {}, signal: stop.signal }, (picture) => {
      expect(picture.width).toBe(320);
      expect(picture.rgb.length).toBe(320 * 180 * 3);
      // A picture of the demo is of many colours.
      expect(new Set(picture.rgb).size).toBeGreaterThan(20);
      expect(decoders()).toBe(1);
      times.push(performance.now());
      if (times.length === 5) stop.abort();
    });
    await expect.poll(decoders).toBe(0);
    expect((times.at(-1) ?? 0) - (times[1] ?? 0)).toBeGreaterThan(1_200);
  });

  it('whose publisher goes away says so', async () => {
    const { signal } = new AbortController();
    let seen = 0;
    const watched = livePictures('cam1', { config: box.config, known: {}, signal }, () => {
      if (seen++ === 0) void box.publishers[0]?.stop();
    });
    await expect(watched).rejects.toThrow('the server closed the connection');
    expect(seen).toBeGreaterThan(0);
    await expect.poll(decoders).toBe(0);
  });
});

describe('a server that misbehaves', () => {
  /** What watching it ends with. */
  async function ended(behave: Behave, ffmpeg: string | null = null): Promise<string> {
    await using server = await rtspServer(behave);
    const config = { ...configFor({ url: 'http://127.0.0.1:1', rtspUrl: server.url }), ffmpeg };
    const { signal } = new AbortController();
    const words = await livePictures('box', { config, known: {}, signal }, () => {}).then(
      () => 'nothing',
      (error: Error) => error.message,
    );
    await server.closed();
    await expect.poll(decoders).toBe(0);
    return words;
  }
  const playing =
    (then: Buffer): Behave =>
    (request) =>
      request.method === 'PLAY' ? Buffer.concat([Buffer.from(ordinary(request)), then]) : 'ok';

  const closing: Behave = ({ method, socket }) => {
    if (method === 'PLAY') socket.destroy();
    return 'ok';
  };

  it.each([
    [
      'refuses to play',
      (request) => (request.method === 'PLAY' ? 'RTSP/1.0 454 no\r\nCSeq: 4\r\n\r\n' : 'ok'),
      '454',
    ],
    [
      'has no video',
      (request) => (request.method === 'DESCRIBE' ? ordinary(request, 'v=0\r\ns=x\r\n') : 'ok'),
      'no video',
    ],
    [
      'sends what no decoder knows',
      (request) => (request.method === 'DESCRIBE' ? ordinary(request, SDP_OF('H261')) : 'ok'),
      'pictures of H261 are not looked at',
    ],
    ['closes', closing, 'closed the connection'],
  ] satisfies readonly (readonly [string, Behave, string])[])('%s', async (_, behave, words) => {
    expect(await ended(behave)).toContain(words);
  });

  it('or a decoder that ends', async () => {
    const frame = interleaved(0, rtp(1, 0, KEY));
    expect(await ended(playing(frame), '/bin/false')).toMatch(/^ffmpeg ended/);
  });

  it('or none at all', async () => {
    expect(await ended(playing(Buffer.alloc(0)), '/nowhere/ffmpeg')).toContain('not installed');
  });
});

import { createHash } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { describe, expect, it } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import { rtsp } from '../../../src/probes/rtsp/rtsp.ts';
import { configFor, observe, valueIn } from '../mediamtx/observe.ts';
import { rawServer } from '../mediamtx/servers.ts';
import {
  type Behave,
  certificate,
  DELTA,
  healthy,
  interleaved,
  KEY,
  ordinary,
  reply,
  rtp,
  rtspServer,
} from './rtsp-server.ts';

const config = (rtspUrl: string, more: Partial<Config['mediamtx']> = {}) =>
  configFor({ url: 'http://127.0.0.1:1', rtspUrl, ...more });

const watch = (url: string, deadlineMs = 3000, more: Partial<Config['mediamtx']> = {}) =>
  observe(rtsp, config(url, more), { deadlineMs });

/** The fault that a server behaving so gives: `code phase`. */
async function faultOf(behave: Behave, deadlineMs = 3000, more: Partial<Config['mediamtx']> = {}) {
  await using server = await rtspServer(behave);
  const { signal } = new AbortController();
  const seen = await observe(rtsp, config(server.url, more), { deadlineMs, signal });
  if (seen.ok) throw new Error('it was read');
  // Whatever went wrong, the connection is gone.
  await server.closed();
  return { what: `${seen.fault.code} ${seen.fault.phase}`, message: seen.fault.message };
}

/** Answers in order, but says something else to one method. */
const but =
  (method: string, say: Behave): Behave =>
  (request) =>
    request.method === method ? say(request) : 'ok';

/** Does everything right. */
const good: Behave = (request) =>
  request.method === 'PLAY' ? Buffer.concat([Buffer.from(ordinary(request)), healthy()]) : 'ok';

/** Packet 2 comes after 3, 5 twice, 7 never. */
const DISORDER = [0, 1, 3, 2, 4, 5, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15];

/** Sends to the port that SETUP named. */
function overUdp(sender: Socket): Behave {
  let port = 0;
  return (request) => {
    if (request.method === 'SETUP') {
      port = Number(/client_port=(\d+)/.exec(request.text)?.[1]);
      return reply(request.text, [
        'Session: 42',
        `Transport: RTP/AVP;unicast;client_port=${port}-${port + 1};server_port=6970-6971`,
      ]);
    }
    if (request.method === 'PLAY')
      for (const place of DISORDER)
        sender.send(rtp(65_530 + place, place * 6000, place === 0 ? KEY : DELTA), port, '127.0.0.1');
    return 'ok';
  };
}

describe('a server that does as it should', () => {
  it('is read, and left with TEARDOWN', async () => {
    await using server = await rtspServer(good);
    const { media, video, url } = valueIn(await watch(server.url));
    expect(url).toBe(`${server.url}/box`);
    expect(media).toMatchObject([{ kind: 'video', codec: 'H264' }]);
    expect(video).toMatchObject({ lost: 0, reordered: 0, keyFrames: 1, bFrames: false });
    expect(video?.fps).toBeCloseTo(15, 6);
    await server.closed();
    const methods = server.requests.map((line) => line.split(' ')[0]);
    expect(methods).toEqual(['OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY', 'TEARDOWN']);
  });

  it('may talk byte by byte', async () => {
    await using server = await rtspServer((request) => {
      const answer = good(request);
      const bytes = Buffer.from(answer === 'ok' || answer === null ? ordinary(request) : answer);
      request.socket.setNoDelay(true);
      for (const byte of bytes) request.socket.write(Buffer.from([byte]));
      return null;
    });
    expect(valueIn(await watch(server.url)).video?.keyFrames).toBe(1);
  });

  it('may choose the channel', async () => {
    await using server = await rtspServer((request) => {
      if (request.method === 'SETUP')
        return reply(request.text, ['Session: 42', 'Transport: RTP/AVP/TCP;unicast;interleaved=4-5']);
      return request.method === 'PLAY' ? Buffer.concat([Buffer.from(ordinary(request)), healthy(4)]) : 'ok';
    });
    expect(valueIn(await watch(server.url)).video?.keyFrames).toBe(1);
  });

  it('may speak TLS, by its own authority', async () => {
    await using server = await rtspServer(good, true);
    expect(valueIn(await watch(server.url, 3000, { ca: certificate })).video?.keyFrames).toBe(1);
    expect((await watch(server.url)).ok).toBe(false);
  });

  it('may send over UDP, where packets overtake one another, come twice or never', async () => {
    const sender = createSocket('udp4');
    await using server = await rtspServer(overUdp(sender));
    const { transport, video } = valueIn(await watch(server.url, 3000, { transport: 'udp' }));
    expect(transport).toBe('udp');
    expect(video).toMatchObject({ packets: 16, frames: 16, lost: 1, reordered: 1, keyFrames: 1 });
    sender.close();
  });

  it('is read over TCP where it speaks TLS, whatever is configured', async () => {
    await using server = await rtspServer(good, true);
    const seen = valueIn(await watch(server.url, 3000, { ca: certificate, transport: 'udp' }));
    expect(seen).toMatchObject({ transport: 'tcp', video: { lost: 0 } });
  });

  it('may have no key frame in reach: what was seen is told before the deadline', async () => {
    await using server = await rtspServer((request) => {
      // The first frame is the key frame: 12 bytes of header behind 4 of framing, and one of payload.
      const frames = healthy().subarray(4 + 12 + KEY.length);
      return request.method === 'PLAY' ? Buffer.concat([Buffer.from(ordinary(request)), frames]) : 'ok';
    });
    const { video } = valueIn(await watch(server.url, 500));
    expect(video).toMatchObject({ packets: 15, keyFrames: 0, keyFrameIntervalMs: null });
  });

  it('may send audio only: a value, not a fault', async () => {
    const sdp = 'v=0\r\ns=x\r\nt=0 0\r\nm=audio 0 RTP/AVP 0\r\n';
    await using server = await rtspServer((request) => ordinary(request, sdp));
    expect(valueIn(await watch(server.url))).toMatchObject({ media: [{ codec: 'PCMU' }], video: null });
  });
});

describe('faults', () => {
  it('refused', async () => {
    const server = await rtspServer(good);
    await server[Symbol.asyncDispose]();
    expect(await watch(server.url)).toMatchObject({ ok: false, fault: { code: 'refused' } });
  });

  it.each(['OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY'])('mute at %s', async (method) => {
    expect(
      (
        await faultOf(
          but(method, () => null),
          300,
        )
      ).what,
    ).toBe(`timeout ${method}`);
  });

  it('silent after PLAY, and cut short: no verdict on the stream', async () => {
    expect((await faultOf(() => 'ok', 300)).what).toBe('timeout first packet');
  });

  it.each([
    ['no path', '404 Not Found', 'not-found'],
    ['on demand that never came', '400 Bad Request', 'protocol'],
    ['no more sessions', '453 Not Enough Bandwidth', 'limited'],
    ['no credentials', '401 Unauthorized', 'unauthorized'],
  ])('%s', async (_, status, code) => {
    const fault = await faultOf(but('DESCRIBE', ({ text }) => reply(text, [], 'why', status)));
    expect(fault).toEqual({ what: `${code} DESCRIBE`, message: `${status}: why` });
  });

  it.each<[string, Behave, string]>([
    ['not RTSP', () => 'HTTP/1.1 200 OK\r\n\r\n', 'protocol OPTIONS'],
    ['no status', () => 'RTSP/1.0 two hundred\r\n\r\n', 'protocol OPTIONS'],
    ['no header', () => 'RTSP/1.0 200 OK\r\nnonsense\r\n\r\n', 'protocol OPTIONS'],
    ['endless header', () => `RTSP/1.0 200 OK\r\n${'X: y\r\n'.repeat(20_000)}`, 'too-large OPTIONS'],
    [
      '10 MB body',
      but('DESCRIBE', ({ text }) => reply(text, ['Content-Length: 10485760'])),
      'too-large DESCRIBE',
    ],
    ['body of -1', but('DESCRIBE', ({ text }) => reply(text, ['Content-Length: -1'])), 'protocol DESCRIBE'],
    ['no SDP', but('DESCRIBE', ({ text }) => reply(text, [], '{"v":0}')), 'protocol DESCRIBE'],
    [
      'invalid UTF-8',
      but('DESCRIBE', ({ text }) => Buffer.from(`${reply(text, ['Content-Length: 2'])}\xff\xfe`, 'latin1')),
      'protocol DESCRIBE',
    ],
    [
      'redirect loop',
      but('DESCRIBE', ({ text, uri }) => reply(text, [`Location: ${uri}`], '', '302 Found')),
      'protocol DESCRIBE',
    ],
    [
      'redirect to a file',
      but('DESCRIBE', ({ text }) => reply(text, ['Location: file:///etc/passwd'], '', '302 Found')),
      'protocol DESCRIBE',
    ],
  ])('%s', async (_, behave, what) => {
    expect((await faultOf(behave)).what).toBe(what);
  });

  it('closes in the middle of an answer', async () => {
    const half = but('DESCRIBE', (request) => {
      request.socket.end(ordinary(request).slice(0, -10));
      return null;
    });
    expect((await faultOf(half)).what).toBe('protocol DESCRIBE');
  });

  it('garbage between frames ends the look', async () => {
    const fault = await faultOf((request) =>
      request.method === 'PLAY' ? `${ordinary(request)}garbage garbage` : 'ok',
    );
    expect(fault.what).toContain('protocol');
  });

  it('frames that are no RTP count as nothing', async () => {
    const noise = interleaved(0, Buffer.from('no RTP at all'));
    const play: Behave = (request) =>
      request.method === 'PLAY' ? Buffer.concat([Buffer.from(ordinary(request)), noise, healthy()]) : 'ok';
    await using server = await rtspServer(play);
    expect(valueIn(await watch(server.url)).video).toMatchObject({ packets: 16, lost: 0 });
  });

  it('stops at once when asked to, and closes', async () => {
    const stop = new AbortController();
    await using server = await rtspServer((request) => {
      if (request.method === 'PLAY') setImmediate(() => stop.abort());
      return 'ok';
    });
    const seen = await observe(rtsp, config(server.url), { signal: stop.signal });
    expect(seen).toMatchObject({ ok: false, fault: { code: 'aborted' } });
    await server.closed();
    expect(server.requests.at(-1)).toMatch(/^TEARDOWN/);
  });

  it('accepts and says nothing over TLS', async () => {
    await using server = await rawServer(() => undefined);
    const seen = await watch(server.url.replace('http', 'rtsps'), 300);
    expect(seen).toMatchObject({ ok: false, fault: { code: 'timeout', phase: 'connect' } });
  });
});

describe('credentials', () => {
  const user = { readUser: 'me', readPassword: 'se"cret' };
  const locked =
    (challenges: string[], proof: RegExp): Behave =>
    (request) =>
      proof.test(request.text)
        ? good(request)
        : reply(
            request.text,
            challenges.map((one) => `WWW-Authenticate: ${one}`),
            '',
            '401 Unauthorized',
          );

  it('digest wins over basic, and is right', async () => {
    const behave = locked(['Basic realm="r"', 'Digest realm="r", nonce="n"'], /^Authorization: Digest /m);
    await using server = await rtspServer(behave);
    expect((await watch(server.url, 3000, user)).ok).toBe(true);
    const md5 = (text: string) => createHash('md5').update(text).digest('hex');
    const secret = md5('me:r:se"cret');
    const said = server.texts.find((text) => /^DESCRIBE/.test(text)) ?? '';
    expect(said).toContain(
      `response="${md5(`${secret}:n:${md5(`DESCRIBE ${server.url}/box`.replace(' ', ':'))}`)}"`,
    );
    expect(server.texts.join()).not.toContain('se"cret');
  });

  it('SHA-256 where it is offered', async () => {
    const behave = locked(
      ['Digest realm="r", nonce="n", algorithm=MD5', 'Digest realm="r", nonce="n", algorithm=SHA-256'],
      /^Authorization: Digest .*response="[0-9a-f]{64}"/m,
    );
    await using server = await rtspServer(behave);
    expect((await watch(server.url, 3000, user)).ok).toBe(true);
  });

  it('wrong ones are said to be so, once', async () => {
    const fault = await faultOf(locked(['Basic realm="r"'], /never/), 3000, user);
    expect(fault.what).toBe('unauthorized OPTIONS');
    expect(fault.message).toContain('the credentials are refused');
  });

  it('do not follow a redirect to another server', async () => {
    await using other = await rtspServer(locked(['Basic realm="r"'], /^Authorization/m));
    const behave = but('DESCRIBE', ({ text }) => reply(text, [`Location: ${other.url}/x`], '', '302 Found'));
    expect((await faultOf(behave, 3000, user)).what).toBe('unauthorized OPTIONS');
    expect(other.texts.join()).not.toMatch(/Authorization/);
  });

  it('a redirect that leads somewhere is followed', async () => {
    await using server = await rtspServer((request) =>
      request.method === 'DESCRIBE' && request.uri.endsWith('/box')
        ? reply(request.text, ['Location: /there'], '', '301 Moved')
        : good(request),
    );
    expect(valueIn(await watch(server.url)).url).toBe(`${server.url}/there`);
  });
});

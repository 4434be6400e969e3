import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { webrtc } from '../../../src/probes/webrtc/webrtc.ts';
import { configFor, observe, valueIn } from '../mediamtx/observe.ts';
import { httpServer } from '../mediamtx/servers.ts';
import { until } from '../until.ts';

type Reply = (request: IncomingMessage, response: ServerResponse) => void;

/** A WHEP server that answers offers so, and lets sessions be deleted. */
const whep = (reply: Reply) =>
  httpServer((request, response) => {
    if (request.method === 'DELETE') response.end();
    else request.resume().once('end', () => reply(request, response));
  });

const play = (url: string, deadlineMs = 12_000, signal = new AbortController().signal) =>
  observe(webrtc, configFor({ url: 'http://127.0.0.1:1', webrtcUrl: url }), {
    subject: 'yard/main',
    deadlineMs,
    signal,
  });

const says =
  (status: number, body = '', headers = {}): Reply =>
  (_, response) =>
    response.writeHead(status, headers).end(body);

const error = (text: string) => JSON.stringify({ status: 'error', error: text });

/** An answer in order, by nobody: no ICE agent stands behind it. */
const sdp = (lines: readonly string[], candidates: readonly string[]): string =>
  [
    ...['v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', 't=0 0', 'a=group:BUNDLE 0 1'],
    `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`,
    ...lines,
    ...[
      'c=IN IP4 0.0.0.0',
      'a=mid:0',
      'a=setup:passive',
      'a=ice-ufrag:abcdefgh',
      'a=ice-pwd:abcdefghijklmnopqrstuvwx',
    ],
    ...candidates.map((at, index) => `a=candidate:${index} 1 udp 2130706431 ${at} typ host`),
    'a=rtcp-mux',
    ...[
      'm=audio 9 UDP/TLS/RTP/SAVPF 111',
      'c=IN IP4 0.0.0.0',
      'a=mid:1',
      'a=inactive',
      'a=rtpmap:111 opus/48000/2',
    ],
    ...['a=setup:passive', 'a=ice-ufrag:abcdefgh', 'a=ice-pwd:abcdefghijklmnopqrstuvwx', ''],
  ].join('\r\n');
const video = ['m=video 9 UDP/TLS/RTP/SAVPF 96', 'a=rtpmap:96 H264/90000', 'a=sendonly'];
const session = { location: '/yard/main/whep/42', 'content-type': 'application/sdp' };

async function faultOf(reply: Reply, deadlineMs = 1_500): Promise<string> {
  await using server = await whep(reply);
  const seen = await play(server.url, deadlineMs);
  if (seen.ok) throw new Error('it was played');
  await until(() => server.open.size === 0);
  return `${seen.fault.code} ${seen.fault.phase}`;
}

describe('an evil twin', () => {
  it('that refuses connections is told apart', async () => {
    const server = await whep(says(404));
    await server[Symbol.asyncDispose]();
    expect(await play(server.url)).toMatchObject({ ok: false, fault: { code: 'refused' } });
  });

  it.each<readonly [string, Reply, string]>([
    ['has no such path', says(404, error('no stream is available')), 'not-found offer'],
    ['knows no such path', says(400, error("path 'yard/main' is not configured")), 'protocol offer'],
    [
      'takes no such codec',
      says(400, error("the stream doesn't contain any supported codec")),
      'unsupported offer',
    ],
    ['finds no codec in common', says(400, error('codecs not supported by client')), 'unsupported offer'],
    ['wants a user', says(401), 'unauthorized offer'],
    ['is full', says(503), 'limited offer'],
    ['redirects', says(302, '', { location: '/elsewhere' }), 'protocol offer'],
    ['answers 200', says(200, sdp(video, [])), 'protocol offer'],
    ['answers with a web page', says(201, '<!doctype html>', session), 'protocol answer'],
    ['is mute', () => undefined, 'timeout offer'],
    ['breaks off', (_, response) => void response.destroy(), 'reset offer'],
    ['never ends its answer', endless, 'too-large offer'],
  ])('that %s', async (_, reply, fault) => {
    expect(await faultOf(reply)).toBe(fault);
  });

  it.each<readonly [string, string, object]>([
    [
      'promises no video',
      sdp(['m=video 9 UDP/TLS/RTP/SAVPF 96', 'a=inactive'], []),
      { reached: 'answer', codec: null },
    ],
    ['names no address', sdp(video, []), { reached: 'answer', codec: 'H264', candidates: [] }],
    [
      'names a dead port',
      sdp(video, ['127.0.0.1 9']),
      {
        reached: 'answer',
        candidates: [{ address: '127.0.0.1', port: 9, protocol: 'udp' }],
        connectsWithOurAddresses: false,
      },
    ],
  ])('that %s is left in order', async (_, answer, seen) => {
    await using server = await whep(says(201, answer, session));
    expect(valueIn(await play(server.url))).toMatchObject(seen);
    const posted = server.requests.filter((line) => line.startsWith('POST'));
    const deleted = server.requests.filter((line) => line === 'DELETE /yard/main/whep/42');
    expect(deleted).toHaveLength(posted.length);
    await until(() => server.open.size === 0 && udpSockets() === 0);
  });

  it('whose session is on another host is not told the password', async () => {
    await using other = await httpServer(says(200));
    await using server = await whep(says(201, sdp(video, []), { ...session, location: `${other.url}/x` }));
    valueIn(await play(server.url));
    expect(other.requests).toEqual([]);
  });
});

describe('an abort', () => {
  it('while it connects deletes the session and closes its sockets', async () => {
    const answered = Promise.withResolvers<void>();
    await using server = await whep((_, response) =>
      response.writeHead(201, session).end(sdp(video, ['127.0.0.1 9']), () => answered.resolve()),
    );
    const clock = new AbortController();
    const seen = play(server.url, 12_000, clock.signal);
    await answered.promise;
    clock.abort();
    expect(await seen).toMatchObject({ ok: false, fault: { code: 'aborted' } });
    await until(() => server.requests.includes('DELETE /yard/main/whep/42'));
    await until(() => server.open.size === 0 && udpSockets() === 0);
  });

  it('while the offer is on its way deletes the session that is made of it', async () => {
    const clock = new AbortController();
    await using server = await whep((_, response) => {
      clock.abort();
      response.writeHead(201, session).end(sdp(video, ['127.0.0.1 9']));
    });
    expect(await play(server.url, 12_000, clock.signal)).toMatchObject({ fault: { code: 'aborted' } });
    await until(() => server.requests.includes('DELETE /yard/main/whep/42'));
  });
});

const udpSockets = (): number => process.getActiveResourcesInfo().filter((name) => name === 'UDPWrap').length;

/** Sends for as long as somebody reads. */
function endless(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(201, session);
  const more = () => {
    while (!response.destroyed && response.write('#'.repeat(65_536)));
  };
  response.on('drain', more);
  more();
}

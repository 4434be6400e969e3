import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import { BOX } from '../../../src/model/index.ts';
import { hls } from '../../../src/probes/hls/hls.ts';
import { made } from '../../support/sweeps.ts';
import { configFor, observe, valueIn } from '../mediamtx/observe.ts';
import { httpServer, rawServer } from '../mediamtx/servers.ts';
import { until } from '../until.ts';
import { fragment, initialization, transportStream } from './media.ts';

const pem = (name: string) => readFileSync(join(import.meta.dirname, '../../fixtures/tls', name), 'utf8');

const DEADLINE_MS = 1_500;

const play = (url: string, more: Partial<Config['mediamtx']> = {}, deadlineMs = DEADLINE_MS) =>
  observe(hls, configFor({ url: 'http://127.0.0.1:1', hlsUrl: url, ...more }), {
    subject: 'yard/main',
    deadlineMs,
  });

type Reply = (request: IncomingMessage, response: ServerResponse) => void;
type Site = Readonly<Record<string, string | Buffer | Reply>>;

/** Every time it is asked, the playlist is one segment further. */
function advancing(lines: readonly string[] = []): Reply {
  let sequence = 0;
  return (_request, response) => {
    const head = ['#EXTM3U', '#EXT-X-TARGETDURATION:1', `#EXT-X-MEDIA-SEQUENCE:${sequence}`, ...lines];
    response.end([...head, '#EXTINF:1,', `seg${sequence}.ts`, ''].join('\n'));
    sequence++;
  };
}

const multivariant = '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1.42c016"\nmain.m3u8\n';
/** Made anew for each test: it counts. */
const good = (): Site => ({
  'index.m3u8': multivariant,
  'main.m3u8': advancing(),
  'seg0.ts': transportStream(),
});

/** A server with these files; anything else is 404. */
const serve = (site: Site, tls?: { readonly key: string; readonly cert: string }) =>
  httpServer((request, response) => {
    const name = (request.url ?? '').replace(/^\/yard\/main\//, '').replace(/\?.*$/, '');
    const file = site[name];
    if (file === undefined) response.writeHead(404).end('404 page not found');
    else if (typeof file === 'function') file(request, response);
    else response.end(file);
  }, tls);

async function faultOf(site: Site): Promise<string> {
  await using server = await serve(site);
  const seen = await play(server.url);
  if (seen.ok) throw new Error('it was played');
  await until(() => server.open.size === 0);
  return `${seen.fault.code} ${seen.fault.phase}`;
}

describe('a server that does as it should', () => {
  it('is played: index, media playlist, segment, and one more', async () => {
    await using server = await serve(good());
    const seen = valueIn(await play(server.url));
    expect(seen).toMatchObject({ container: 'ts', codecs: 'avc1.42c016', lowLatency: false, advanced: true });
    expect(seen.url).toBe(`${server.url}/yard/main/index.m3u8`);
    expect(seen.mediaBytes).toBe(transportStream().length);
    expect(seen.proofMs - seen.firstMediaMs).toBeLessThan(500);
    await until(() => server.open.size === 0);
  });

  it('may speak TLS, by its own authority', async () => {
    await using server = await serve(good(), { key: pem('key.pem'), cert: pem('cert.pem') });
    const { host } = new URL(server.url);
    const seen = await play(`https://${host}`, { ca: pem('cert.pem') });
    expect(valueIn(seen)).toMatchObject({ advanced: true });
    expect(await play(`https://${host}`)).toMatchObject({ ok: false });
  });

  it('may send one playlist only', async () => {
    await using server = await serve({ 'index.m3u8': advancing(), 'seg0.ts': transportStream() });
    expect(valueIn(await play(server.url))).toMatchObject({ codecs: null, advanced: true });
  });

  it('may check for cookies, which come back', async () => {
    await using server = await serve({
      ...good(),
      'index.m3u8': (request, response) => {
        if (request.headers.cookie?.includes('cookieCheck=1')) response.end(multivariant);
        else
          response
            .writeHead(302, {
              location: '?cookieCheck=1',
              'set-cookie': ['a=b; Expires=Mon, 1 Jan', 'cookieCheck=1; Secure'],
            })
            .end();
      },
    });
    expect(valueIn(await play(server.url)).advanced).toBe(true);
    expect(server.requests[1]).toBe('GET /yard/main/index.m3u8?cookieCheck=1');
  });

  it('may have fMP4 in low latency, with gaps first and held-back requests', async () => {
    const head =
      '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-PART-INF:PART-TARGET=0.2\n#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES\n#EXT-X-MEDIA-SEQUENCE:7\n#EXT-X-MAP:URI="init.mp4"\n#EXT-X-GAP\n#EXTINF:1,\ngap.mp4\n';
    const part = (number: number) => `#EXT-X-PART:DURATION=0.2,URI="part${number}.mp4",INDEPENDENT=YES\n`;
    await using server = await serve({
      'index.m3u8': multivariant,
      'main.m3u8': ({ url = '' }, response) =>
        response.end(url.includes('_HLS_msn=8&_HLS_part=1') ? head + part(0) + part(1) : head + part(0)),
      'init.mp4': initialization(),
      'part0.mp4': fragment(),
    });
    expect(valueIn(await play(server.url))).toMatchObject({
      container: 'fmp4',
      lowLatency: true,
      advanced: true,
    });
    expect(server.requests.some((line) => line.includes('gap.mp4'))).toBe(false);
  });

  it('is given the password, and another host is not', async () => {
    const heard: (string | undefined)[] = [];
    const note: Reply = ({ headers }, response) => {
      heard.push(headers.authorization);
      response.end(transportStream());
    };
    await using other = await httpServer(note);
    await using server = await serve({
      'index.m3u8': ({ headers }, response) => {
        heard.push(headers.authorization);
        response.end(`#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${other.url}/seg.ts\n`);
      },
    });
    await play(server.url, { readUser: 'viewer', readPassword: 's3cret' });
    expect(heard[0]).toBe(`Basic ${Buffer.from('viewer:s3cret').toString('base64')}`);
    expect(heard.includes(undefined)).toBe(true);
    expect(other.requests).toHaveLength(1);
  });

  it('whose playlist stands still is told so', async () => {
    const still = '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nseg0.ts\n';
    await using server = await serve({ 'index.m3u8': still, 'seg0.ts': transportStream() });
    expect(valueIn(await play(server.url)).advanced).toBe(false);
  });

  it('that claims to hold requests back and does not is not asked without end', async () => {
    const still =
      '#EXTM3U\n#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nseg0.ts\n';
    await using server = await serve({ 'index.m3u8': still, 'seg0.ts': transportStream() });
    expect(valueIn(await play(server.url)).advanced).toBe(false);
    expect(server.requests.length).toBeLessThan(30);
  });
});

describe('an evil twin', () => {
  it('that refuses connections is told apart', async () => {
    const server = await serve(good());
    const { url } = server;
    await server[Symbol.asyncDispose]();
    expect(await play(url)).toMatchObject({ ok: false, fault: { code: 'refused' } });
  });

  it.each<readonly [string, Site, string]>([
    ['has no such path', {}, 'not-found index.m3u8'],
    [
      'wants a user',
      { 'index.m3u8': (_, response) => response.writeHead(401).end() },
      'unauthorized index.m3u8',
    ],
    [
      'has no muxer',
      { 'index.m3u8': (_, response) => response.writeHead(500).end('muxer instance not available') },
      'protocol index.m3u8',
    ],
    ['sends a web page', { 'index.m3u8': '<!doctype html><title>hello</title>' }, 'protocol index.m3u8'],
    ['names no stream', { 'index.m3u8': '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n' }, 'protocol index.m3u8'],
    [
      'names nothing that could be fetched',
      { 'index.m3u8': '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nhttp://[\n' },
      'protocol index.m3u8',
    ],
    ['has playlists in playlists', { ...good(), 'main.m3u8': multivariant }, 'protocol media playlist'],
    ['lost its media playlist', { 'index.m3u8': multivariant }, 'not-found media playlist'],
    [
      'lost its segments',
      { ...good(), 'seg0.ts': (_, response) => response.writeHead(404).end() },
      'not-found segment',
    ],
    [
      'sends a web page as segment',
      { ...good(), 'seg0.ts': '<!doctype html>'.repeat(50) },
      'protocol segment',
    ],
    ['sends half a packet', { ...good(), 'seg0.ts': transportStream().subarray(0, 500) }, 'protocol segment'],
    ['sends an empty segment', { ...good(), 'seg0.ts': '' }, 'protocol segment'],
    [
      'has an initialization without tracks',
      {
        ...good(),
        'main.m3u8': advancing(['#EXT-X-MAP:URI="init"']),
        init: fragment(),
        'seg0.ts': fragment(),
      },
      'protocol segment',
    ],
    [
      'redirects in a circle',
      { 'index.m3u8': (_, response) => response.writeHead(302, { location: 'index.m3u8' }).end() },
      'protocol index.m3u8',
    ],
    [
      'redirects to nowhere',
      { 'index.m3u8': (_, response) => response.writeHead(302, { location: 'ftp://x/' }).end() },
      'protocol index.m3u8',
    ],
    ['never ends its playlist', { 'index.m3u8': endless }, 'too-large index.m3u8'],
    [
      'breaks off in the middle',
      {
        ...good(),
        'seg0.ts': (_, response) => {
          response.writeHead(200, { 'content-length': 9999 });
          response.write('x', () => response.destroy());
        },
      },
      'protocol segment',
    ],
    ['is mute', { 'index.m3u8': () => undefined }, 'timeout index.m3u8'],
    [
      'has gaps only',
      { ...good(), 'main.m3u8': '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-GAP\n#EXTINF:1,\nseg0.ts\n' },
      'timeout media playlist',
    ],
    ['is mute when the segment is due', { ...good(), 'seg0.ts': () => undefined }, 'timeout segment'],
  ])('that %s', async (_, site, fault) => {
    expect(await faultOf(site)).toBe(fault);
  });

  it('that speaks no HTTP', async () => {
    await using server = await rawServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(await play(server.url)).toMatchObject({
      ok: false,
      fault: { code: 'protocol', phase: 'index.m3u8' },
    });
  });
});

/** Sends for as long as somebody reads. */
function endless(_request: IncomingMessage, response: ServerResponse): void {
  const more = () => {
    while (!response.destroyed && response.write('#'.repeat(65_536)));
  };
  response.on('drain', more);
  more();
}

describe('viewers elsewhere', () => {
  it('are tried at an outer address of the box', async () => {
    const host = async (addresses: readonly string[]) => {
      await using server = await serve(good());
      return await observe(hls, configFor({ url: 'http://127.0.0.1:1', hlsUrl: server.url }), {
        subject: 'yard/main',
        known: {
          host: {
            [BOX]: made({
              hostname: 'box',
              machineId: null,
              bootId: null,
              kernel: '6',
              os: 'Debian',
              arch: 'x64',
              user: 'root',
              uid: 0,
              groups: [],
              model: null,
              uptimeSeconds: 1,
              systemd: false,
              addresses,
            }),
          },
        },
      });
    };
    // The test's server listens on 127.0.0.1 only, so at another address of this machine nobody answers.
    expect(valueIn(await host(['127.0.0.2'])).outside).toMatchObject({ address: '127.0.0.2', open: false });
    expect(valueIn(await host(['127.0.0.1'])).outside).toMatchObject({ open: true });
    expect(valueIn(await host([])).outside).toBeNull();
    // Not even we can be reached there: it is we who may not go out.
    expect(valueIn(await host(['192.0.2.1'])).outside).toBeNull();
  });
});

it('leaves no connection and no timer behind when it is aborted', async () => {
  const asked = Promise.withResolvers<void>();
  await using server = await serve({ 'index.m3u8': () => asked.resolve() });
  const clock = new AbortController();
  const seen = observe(hls, configFor({ url: 'http://127.0.0.1:1', hlsUrl: server.url }), {
    subject: 'yard/main',
    signal: clock.signal,
  });
  await asked.promise;
  clock.abort();
  expect(await seen).toMatchObject({ ok: false, fault: { code: 'aborted' } });
  await until(() => server.open.size === 0);
});

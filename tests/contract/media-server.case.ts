import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type FoundMediamtx,
  findMediamtx,
  type Generation,
  isAtLeast,
} from '../../src/demo/media/find-mediamtx.ts';
import type { MediaServer } from '../../src/demo/media/media-server.ts';
import type { MediaSetup } from '../../src/demo/media/server-file.ts';
import { startMediaServer } from '../../src/demo/media/start-media-server.ts';
import { hls } from '../../src/probes/hls/hls.ts';
import { addPath, removePath } from '../../src/probes/mediamtx/exercise.ts';
import { mediamtxFlow } from '../../src/probes/mediamtx/flow.ts';
import { mediamtxInfo } from '../../src/probes/mediamtx/info.ts';
import {
  mediamtxConfig,
  mediamtxPathConfigs,
  mediamtxPaths,
  mediamtxSessions,
} from '../../src/probes/mediamtx/lists.ts';
import { webrtc } from '../../src/probes/webrtc/webrtc.ts';
import { configFor, observe, valueIn } from '../probes/mediamtx/observe.ts';
import { Publisher, publishCommand, tcpPorts, until, watch } from './publisher.ts';

const never = new AbortController().signal;

/**
 * What camproof and its demo rely on of a media server, the same for the stand-in and for MediaMTX itself, over both
 * generations. A row without a program is skipped, and says so.
 */
export async function mediaServerContract(
  kind: 'stand-in' | 'mediamtx',
  generation: Generation,
): Promise<void> {
  const row = `${kind}, ${generation} generation`;
  const found = (await findMediamtx(process.env)).find((one) => one.generation === generation);
  if (kind === 'mediamtx' && !found) {
    console.warn(`SKIPPED: the contract of ${row}: no such MediaMTX was found; set MEDIAMTX_BIN`);
    describe.skip(`${row} (no such MediaMTX was found; set MEDIAMTX_BIN)`, () => {
      it('is not run', () => undefined);
    });
    return;
  }
  const server = kind === 'mediamtx' && found ? found : 'stand-in';
  describe(kind === 'mediamtx' ? `${row}: ${found?.version}` : row, () => contract(server, generation));
}

function contract(server: FoundMediamtx | 'stand-in', generation: Generation): void {
  const start = (setup: MediaSetup) => startMediaServer({ generation, server, ...setup });
  /** What this server can do beyond the oldest. */
  const can = {
    lockApi: server === 'stand-in' || isAtLeast(server.version, 1, 6),
    alwaysAvailable: generation === 'new',
  };
  let media: MediaServer;
  const config = () => configFor({ url: media.apiUrl });
  const pathNow = async (name: string) => {
    const paths = valueIn(await observe(mediamtxPaths, config()));
    return paths.find((path) => path.name === name);
  };
  const ready = (name: string) =>
    until(`path ${name} ready`, async () => ((await pathNow(name))?.ready ? true : undefined), 10_000);

  beforeAll(async () => {
    media = await start({
      paths: [
        { name: 'tcp' },
        { name: 'udp' },
        { name: 'memory', inFile: false },
        { name: 'demand', runOnDemand: publishCommand('127.0.0.1') },
        { name: 'init', runOnInit: publishCommand('127.0.0.1') },
        { name: 'pulled', source: 'rtsp://user:secret@127.0.0.1:9/none' },
        ...(can.alwaysAvailable ? [{ name: 'always', alwaysAvailable: true }] : []),
      ],
      readTimeoutSeconds: 5,
    });
  });
  afterAll(() => media?.stop());

  it('says which generation it is', async () => {
    const info = valueIn(await observe(mediamtxInfo, config()));
    expect(info).toMatchObject({ generation, url: media.apiUrl });
    if (info.version !== null) expect(info.version).toBe(`v${media.version}`);
  });

  it('says where its streams are', async () => {
    expect(valueIn(await observe(mediamtxConfig, config()))).toMatchObject({
      rtsp: true,
      rtspAddress: new URL(media.rtspUrl).host,
      rtspEncryption: 'no',
      rtspTransports: ['tcp', 'udp'],
      hls: true,
      hlsAddress: new URL(media.hlsUrl).host,
      webrtc: true,
      webrtcAddress: new URL(media.webrtcUrl).host,
      rtmpAddress: null,
      srtAddress: null,
    });
  });

  it('lists configured paths, also those in memory only, without secrets', async () => {
    const configs = valueIn(await observe(mediamtxPathConfigs, config()));
    const named = (name: string) => configs.find((one) => one.name === name);
    expect(named('tcp')).toMatchObject({ source: 'publisher', runOnDemand: '', alwaysAvailable: false });
    expect(named('memory')).toBeDefined();
    expect(named('demand')?.runOnDemand).toContain('$RTSP_PORT/$MTX_PATH');
    expect(JSON.stringify(configs)).not.toContain('secret');
    expect(readFileSync(media.configFile, 'utf8')).not.toContain('memory');
  });

  it('shows an idle path and a source that never connected as not ready', async () => {
    const online = generation === 'new';
    expect(await pathNow('tcp')).toMatchObject({ ready: false, source: null, bytesReceived: 0, tracks: [] });
    expect(await pathNow('pulled')).toMatchObject({
      ready: false,
      source: { type: 'rtspSource' },
      online: online ? true : null,
    });
  });

  it.runIf(can.alwaysAvailable)(
    'shows an always available path as ready, with bytes, though nobody publishes',
    async () => {
      const before = await pathNow('always');
      expect(before).toMatchObject({ ready: true, available: true, online: false, source: null });
      const bytes = before?.bytesReceived ?? 0;
      await until(
        'bytes grow',
        async () => ((await pathNow('always'))?.bytesReceived ?? 0) > bytes || undefined,
        5000,
      );
      expect(await watch(`${media.rtspUrl}/always`, 'tcp')).toMatch(/^h264,/);
    },
  );

  for (const transport of ['tcp', 'udp'] as const) {
    it(`takes a publisher over ${transport}, and its session is the publisher's socket`, async () => {
      await using publisher = new Publisher(`${media.rtspUrl}/${transport}`, transport);
      await ready(transport);
      const sessions = valueIn(await observe(mediamtxSessions, config()));
      const session = sessions.find((one) => one.path === transport);
      expect(session).toMatchObject({
        protocol: 'rtsp',
        state: 'publish',
        transport: transport.toUpperCase(),
      });
      expect(await tcpPorts(publisher.pid)).toContain(Number(session?.remoteAddr.split(':').at(-1)));
      const size = generation === 'new' ? { width: 320, height: 240 } : { width: null, height: null };
      const path = await pathNow(transport);
      expect(path).toMatchObject({
        tracks: [{ codec: 'H264', ...size }],
        source: { type: 'rtspSession', id: session?.id },
      });

      const flow = valueIn(await observe(mediamtxFlow, config()));
      expect(flow.paths[transport]).toMatchObject({ grew: true });
      expect(flow.windowMs).toBeLessThan(3000);
      if (generation === 'new') expect(flow.paths[transport]).toMatchObject({ packetsLost: 0 });
      expect(await watch(`${media.rtspUrl}/${transport}`, 'tcp')).toBe('h264,320,240');
      expect(await watch(`${media.rtspUrl}/${transport}`, 'udp')).toBe('h264,320,240');
    });
  }

  const viewer = () => configFor({ url: media.apiUrl, hlsUrl: media.hlsUrl, webrtcUrl: media.webrtcUrl });
  const sessions = async () => {
    const all = valueIn(await observe(mediamtxSessions, config()));
    return all
      .filter(({ path }) => path === 'tcp')
      .map(({ protocol, id }) => `${protocol} ${id}`)
      .toSorted();
  };

  it('plays over HLS and WebRTC, and has the same sessions afterwards', async () => {
    await using _publisher = new Publisher(`${media.rtspUrl}/tcp`, 'tcp');
    await ready('tcp');
    const before = await sessions();
    const [played, watched] = await Promise.all([
      observe(hls, viewer(), { subject: 'tcp' }),
      observe(webrtc, viewer(), { subject: 'tcp' }),
    ]);
    const { firstMediaMs, proofMs, ...rest } = valueIn(played);
    expect(rest).toMatchObject({ advanced: true, codecs: expect.stringMatching(/^avc1\./) });
    expect(proofMs - firstMediaMs).toBeLessThan(1500);
    expect(valueIn(watched)).toMatchObject({ reached: 'media', codec: 'H264', closed: false });
    expect(valueIn(watched).firstPacketMs).toBeLessThan(1500);
    expect(await sessions()).toEqual(before);
  });

  it('forgets a viewer over WebRTC that was aborted', async () => {
    await using _publisher = new Publisher(`${media.rtspUrl}/tcp`, 'tcp');
    await ready('tcp');
    const before = await sessions();
    const clock = new AbortController();
    const watched = observe(webrtc, viewer(), { subject: 'tcp', signal: clock.signal });
    await until(
      'a session',
      async () => ((await sessions()).length > before.length ? true : undefined),
      3000,
    );
    clock.abort();
    expect(await watched).toMatchObject({ ok: false, fault: { code: 'aborted' } });
    await until(
      'no session',
      async () => ((await sessions()).join() === before.join() ? true : undefined),
      3000,
    );
  });

  it('has nothing to play where nobody publishes', async () => {
    const [played, watched] = await Promise.all([
      observe(hls, viewer(), { subject: 'tcp' }),
      observe(webrtc, viewer(), { subject: 'tcp' }),
    ]);
    expect(played).toMatchObject({ ok: false, fault: { code: 'not-found' } });
    expect(watched).toMatchObject({ ok: false, fault: { code: 'not-found' } });
  });

  it('drops a publisher over TCP that was killed at once', async () => {
    await using publisher = new Publisher(`${media.rtspUrl}/tcp`, 'tcp');
    await ready('tcp');
    publisher.signal('SIGKILL');
    await until('path empty', async () => ((await pathNow('tcp'))?.source === null ? true : undefined), 2000);
  });

  it('keeps a frozen publisher with flat counters, and drops it after the read timeout', async () => {
    const names = ['tcp', 'udp'] as const;
    await using tcp = new Publisher(`${media.rtspUrl}/tcp`, 'tcp');
    await using udp = new Publisher(`${media.rtspUrl}/udp`, 'udp');
    await Promise.all(names.map(ready));
    tcp.signal('SIGSTOP');
    udp.signal('SIGSTOP');
    const stopped = performance.now();
    // What was on its way arrives within the first look; the second one sees a standstill.
    await observe(mediamtxFlow, config(), { deadlineMs: 1000 });
    const flow = valueIn(await observe(mediamtxFlow, config(), { deadlineMs: 3000 }));
    for (const name of names) expect(flow.paths[name]?.grew, name).toBe(false);
    for (const name of names) {
      await until(
        `${name} empty`,
        async () => ((await pathNow(name))?.source === null ? true : undefined),
        15_000,
      );
    }
    expect(performance.now() - stopped).toBeGreaterThan(4000);
  });

  it('refuses a path that is not configured', async () => {
    await using publisher = new Publisher(`${media.rtspUrl}/nosuch`, 'tcp');
    expect(await publisher.ended()).not.toBe(0);
    expect(publisher.stderr).toContain('400 Bad Request');
    expect(media.log.join('\n')).toContain("path 'nosuch' is not configured");
    expect(await watch(`${media.rtspUrl}/nosuch`, 'tcp')).toContain('400 Bad Request');
    expect(await watch(`${media.rtspUrl}/memory`, 'tcp')).toContain('404 Not Found');
  });

  it('starts an on-demand path when somebody reads it, and runOnInit by itself', async () => {
    expect(await pathNow('demand')).toMatchObject({ ready: false });
    expect(await watch(`${media.rtspUrl}/demand`, 'tcp')).toBe('h264,320,240');
    await ready('init');
  });

  it('adds and deletes a path, and refuses to do either twice', async () => {
    const { mediamtx } = config();
    await addPath(mediamtx, 'camproof-selftest', never);
    expect(await pathNow('camproof-selftest')).toMatchObject({ ready: false });
    await expect(addPath(mediamtx, 'camproof-selftest', never)).rejects.toMatchObject({
      code: 'protocol',
      message: 'HTTP 400: path already exists',
    });
    await removePath(mediamtx, 'camproof-selftest', never);
    expect(await pathNow('camproof-selftest')).toBeUndefined();
    await expect(removePath(mediamtx, 'camproof-selftest', never)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('answers every other request as was captured', async () => {
    const captures = join(
      import.meta.dirname,
      `../fixtures/captures/mediamtx-${generation === 'old' ? '1.5.0' : '1.20.1'}`,
    );
    const index: Captured[] = JSON.parse(readFileSync(join(captures, '_index.json'), 'utf8'));
    for (const name of CAPTURED) {
      const captured = index.find((one) => one.name === name);
      if (!captured) throw new Error(`no capture ${name}`);
      const [method = '', route = ''] = captured.request.split(' ');
      const answer = await fetch(media.apiUrl + route, { method, body: captured.requestBody });
      const body = await answer.text();
      const expected = readFileSync(join(captures, `${name}.json`), 'utf8').trim();
      expect(answer.status, name).toBe(captured.status);
      expect(answer.headers.get('content-type'), name).toBe(captured.headers['Content-Type'] ?? null);
      if (expected.startsWith('{')) expect(JSON.parse(body), name).toEqual(JSON.parse(expected));
      else expect(body, name).toBe(expected);
    }
  });

  it('pages through long lists', async () => {
    const names = Array.from({ length: 205 }, (_, index) => `cam${String(index).padStart(3, '0')}`);
    await using many = await start({ paths: names.map((name) => ({ name })) });
    const config = configFor({ url: many.apiUrl });
    expect(
      valueIn(await observe(mediamtxPaths, config))
        .map(({ name }) => name)
        .sort(),
    ).toEqual(names);
    expect(valueIn(await observe(mediamtxPathConfigs, config))).toHaveLength(205);
  });

  it('lets only the given user publish and read', async () => {
    const streams = { user: 'viewer', password: 'p4ss' };
    await using locked = await start({ paths: [{ name: 'cam' }], streams });
    const host = new URL(locked.rtspUrl).host;
    await using refused = new Publisher(`rtsp://viewer:wrong@${host}/cam`, 'tcp');
    await using publisher = new Publisher(`rtsp://viewer:p4ss@${host}/cam`, 'tcp');
    await until(
      'published',
      async () => (/is publishing/.test(locked.log.join('\n')) ? true : undefined),
      10_000,
    );
    expect(await watch(`rtsp://viewer:p4ss@${host}/cam`, 'tcp')).toBe('h264,320,240');
    expect(await watch(`rtsp://${host}/cam`, 'tcp')).toContain('401 Unauthorized');
    expect(await refused.ended()).not.toBe(0);
    expect(publisher.process.exitCode).toBeNull();
    const configs = valueIn(await observe(mediamtxPathConfigs, configFor({ url: locked.apiUrl })));
    expect(JSON.stringify(configs)).not.toContain('p4ss');
  });

  it.runIf(can.lockApi)('asks who has no credentials, and refuses wrong ones later', async () => {
    await using locked = await start({ paths: [], api: { user: 'admin', password: 's3cret' } });
    const asked = await observe(mediamtxPaths, configFor({ url: locked.apiUrl }));
    expect(asked).toMatchObject({
      ok: false,
      fault: { code: 'unauthorized', message: 'HTTP 401: it asks for a user and password' },
    });
    const wrong = await observe(
      mediamtxPaths,
      configFor({ url: locked.apiUrl, user: 'admin', password: 'no' }),
    );
    expect(wrong).toMatchObject({ ok: false, fault: { code: 'unauthorized' } });
    expect(wrong.ok ? '' : wrong.fault.message).toContain('user admin was refused');
    const right = await observe(
      mediamtxPaths,
      configFor({ url: locked.apiUrl, user: 'admin', password: 's3cret' }),
    );
    expect(right.ok).toBe(true);
  });

  it('opens and closes its API, and takes new paths, while it runs', async () => {
    await using changing = await start({ paths: [{ name: 'one' }], api: 'off' });
    const config = configFor({ url: changing.apiUrl });
    expect(await observe(mediamtxPaths, config)).toMatchObject({ ok: false, fault: { code: 'refused' } });
    await changing.reconfigure({ api: 'open', paths: [{ name: 'one' }, { name: 'two' }] });
    const names = valueIn(await observe(mediamtxPathConfigs, config)).map(({ name }) => name);
    expect(names).toEqual(['one', 'two']);
    if (can.lockApi) {
      await changing.reconfigure({ api: { user: 'admin', password: 's3cret' } });
      expect(await observe(mediamtxPaths, config)).toMatchObject({
        ok: false,
        fault: { code: 'unauthorized' },
      });
    } else {
      await expect(changing.reconfigure({ api: { user: 'admin', password: 's3cret' } })).rejects.toThrow(
        /no users/,
      );
    }
    await changing.reconfigure({
      api: 'open',
      anyPath: true,
      paths: [
        { name: 'one', inFile: false },
        { name: 'two', runOnInit: 'true' },
      ],
    });
    const now = valueIn(await observe(mediamtxPathConfigs, config));
    expect(now.map(({ name, runOnInit }) => [name, runOnInit])).toEqual([
      ['all_others', ''],
      ['one', ''],
      ['two', 'true'],
    ]);
    await changing.reconfigure({ api: 'off' });
    expect(await observe(mediamtxPaths, config)).toMatchObject({ ok: false, fault: { code: 'refused' } });
  });
}

interface Captured {
  readonly name: string;
  readonly request: string;
  readonly requestBody: string | null;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** In this order: a path is added, added again, deleted and deleted again. */
const CAPTURED = [
  'err_path_not_found',
  'err_config_path_not_found',
  'err_unknown_route',
  'err_v2_route',
  'err_root',
  'err_bad_page',
  'err_session_bad_uuid',
  'err_session_not_found',
  'err_add_bad_field',
  'ok_add_path',
  'err_add_dup',
  'ok_delete_path',
  'err_delete_missing',
  'err_method',
  'err_camera0_trailing_slash',
  'err_empty_name',
];

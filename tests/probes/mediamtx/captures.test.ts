import { describe, expect, it } from 'vitest';
import { mediamtxInfo } from '../../../src/probes/mediamtx/info.ts';
import {
  mediamtxConfig,
  mediamtxPathConfigs,
  mediamtxPaths,
  mediamtxSessions,
} from '../../../src/probes/mediamtx/lists.ts';
import { configFor, observe, valueIn } from './observe.ts';
import { capturedServer, httpServer } from './servers.ts';

describe.each(['1.5.0', '1.20.1'] as const)('replies of MediaMTX %s', (version) => {
  const isNew = version === '1.20.1';

  it('tell version and generation', async () => {
    await using server = await capturedServer(version);
    expect(valueIn(await observe(mediamtxInfo, configFor({ url: server.url })))).toEqual({
      version: isNew ? 'v1.20.1' : null,
      generation: isNew ? 'new' : 'old',
      url: server.url,
    });
  });

  it('give one shape of global configuration', async () => {
    await using server = await capturedServer(version);
    expect(valueIn(await observe(mediamtxConfig, configFor({ url: server.url })))).toEqual({
      rtsp: true,
      rtspAddress: '127.0.0.1:8554',
      rtspsAddress: ':8322',
      rtspEncryption: 'no',
      rtspTransports: ['tcp', 'udp'],
      rtspAuthMethods: ['basic'],
      hls: true,
      hlsAddress: '127.0.0.1:8888',
      hlsEncryption: false,
      hlsVariant: 'lowLatency',
      hlsAlwaysRemux: false,
      hlsDirectory: '',
      hlsSegmentDuration: '1s',
      hlsSegmentMaxSize: '50M',
      webrtc: true,
      webrtcAddress: '127.0.0.1:8889',
      webrtcEncryption: false,
      webrtcLocalUDPAddress: '127.0.0.1:8189',
      webrtcLocalTCPAddress: '',
      webrtcIPsFromInterfaces: true,
      webrtcAdditionalHosts: [],
      rtmpAddress: '127.0.0.1:1935',
      srtAddress: '127.0.0.1:8890',
      apiAddress: '127.0.0.1:9997',
      ...(isNew && { readers: [{ path: '', ips: [] }] }),
    });
  });

  it('give one shape of configured paths', async () => {
    await using server = await capturedServer(version);
    const configs = valueIn(await observe(mediamtxPathConfigs, configFor({ url: server.url })));
    expect(configs.find(({ name }) => name === 'cam0')).toEqual({
      name: 'cam0',
      maxReaders: 0,
      readIPs: [],
      source: 'publisher',
      sourceOnDemand: false,
      runOnInit: '',
      runOnInitRestart: false,
      runOnDemand: expect.stringMatching(/^ffmpeg -hide_banner .* rtsp:\/\/127\.0\.0\.1:8554\/cam0$/),
      alwaysAvailable: false,
      record: false,
      recordPath: './recordings/%path/%Y-%m-%d_%H-%M-%S-%f',
      recordDeleteAfter: isNew ? '1d' : '24h0m0s',
    });
    expect(configs.map(({ name }) => name)).toContain('all_others');
  });

  it('give one shape of paths', async () => {
    await using server = await capturedServer(version);
    const paths = valueIn(await observe(mediamtxPaths, configFor({ url: server.url })));
    const flag = (value: boolean) => (isNew ? value : null);
    expect(paths.find(({ name }) => name === 'camera0')).toMatchObject({
      confName: 'all_others',
      ready: true,
      available: flag(true),
      online: flag(true),
      source: { type: 'rtspSession', id: expect.any(String) },
      tracks: [
        isNew
          ? { codec: 'H264', width: 320, height: 240, profile: 'Baseline' }
          : { codec: 'H264', width: null, height: null, profile: null },
      ],
      bytesReceived: expect.any(Number),
      framesInError: isNew ? 0 : null,
    });
    expect(paths.find(({ name }) => name === 'camera2')?.tracks.map(({ codec }) => codec)).toEqual([
      'H264',
      'MPEG-4 Audio',
    ]);
    // A source that never connected: named, and on the new generation even "online".
    expect(paths.find(({ name }) => name === 'dead0')).toMatchObject({
      ready: false,
      available: flag(false),
      online: flag(true),
      source: { type: 'rtspSource', id: '' },
    });
  });

  it('give one shape of sessions, of all protocols that are on', async () => {
    await using server = await capturedServer(version);
    const sessions = valueIn(await observe(mediamtxSessions, configFor({ url: server.url })));
    expect(sessions.find(({ path, state }) => path === 'camera0' && state === 'publish')).toMatchObject({
      protocol: 'rtsp',
      transport: 'TCP',
      remoteAddr: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      packetsReceived: isNew ? expect.any(Number) : null,
      packetsLost: isNew ? 0 : null,
      userAgent: isNew ? 'Lavf59.27.100' : null,
    });
    expect(sessions.find(({ protocol }) => protocol === 'rtmp')).toMatchObject({
      state: 'publish',
      path: 'camera2',
    });
  });
});

/** A server with one path list; everything else is 404. */
const withPaths = (version: string | null, items: readonly object[]) =>
  httpServer((request, response) => {
    const json = (body: object) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url === '/v3/info' && version !== null) json({ version });
    else if (request.url?.startsWith('/v3/paths/list'))
      json({ itemCount: items.length, pageCount: 1, items });
    else response.writeHead(404).end('404 page not found');
  });

const idle = { name: 'cam', ready: false, bytesReceived: 0 };

describe('generation', () => {
  it.each([
    ['no info, no paths', null, [], 'old'],
    ['no info, but a path that knows online', null, [{ ...idle, online: false }], 'new'],
    ['1.15 without paths', 'v1.15.6', [], 'old'],
    ['1.16 without paths', 'v1.16.0', [], 'new'],
    ['a build without a release, with an old path', 'v0.0.0-dirty', [idle], 'old'],
    ['a later major', 'v2.1.0', [], 'new'],
  ] as const)('%s', async (_name, version, items, generation) => {
    await using server = await withPaths(version, items);
    expect(valueIn(await observe(mediamtxInfo, configFor({ url: server.url })))).toMatchObject({
      version,
      generation,
    });
  });

  it('is not asked of something that is no MediaMTX', async () => {
    await using server = await httpServer((_request, response) => response.writeHead(404).end('Not Found'));
    expect(await observe(mediamtxInfo, configFor({ url: server.url }))).toMatchObject({
      fault: { code: 'protocol', message: expect.stringContaining('not MediaMTX') },
    });
  });
});

describe('paths', () => {
  it('are read where only the names of the newest generation are left', async () => {
    const path = {
      name: 'cam',
      available: true,
      online: true,
      inboundBytes: 7,
      tracks: null,
      readers: null,
      source: null,
    };
    await using server = await withPaths('v1.99.0', [path]);
    const [only] = valueIn(await observe(mediamtxPaths, configFor({ url: server.url })));
    expect(only).toMatchObject({ ready: true, bytesReceived: 7, tracks: [], readers: [] });
  });

  it('come without control characters and without credentials', async () => {
    const item = {
      name: 'cam',
      source: 'rtsp://admin:hunter2@10.0.0.9/x',
      runOnInit: 'ffmpeg -i x --password "hunter2"\u001b[31m rtsp://u:hunter2@h/p',
    };
    await using server = await httpServer((_request, response) => {
      response.end(JSON.stringify({ itemCount: 1, pageCount: 1, items: [item] }));
    });
    const configs = valueIn(await observe(mediamtxPathConfigs, configFor({ url: server.url })));
    expect(configs[0]).toMatchObject({
      source: 'rtsp://10.0.0.9/x',
      runOnInit: 'ffmpeg -i x --password *** rtsp://h/p',
    });
  });
});

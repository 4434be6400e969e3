import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { judge } from '../../src/checks/judge.ts';
import {
  BOX,
  type PathConfig,
  type PathState,
  type ProcessInfo,
  type ReadPermission,
  type RtspStream,
  type Sweep,
  type UnitFacts,
} from '../../src/model/index.ts';
import {
  AT,
  capabilities,
  change,
  expecting,
  failed,
  healthyBox,
  hlsPlayback,
  made,
  mediamtxProcess,
  node,
  path,
  pathConfig,
  publisherProcess,
  serviceCamera,
  stream,
  webrtcPlayback,
  without,
  withReading,
} from '../support/sweeps.ts';

// Boxes as they are found in the field, where a rule of thumb would call wrong what works, or name the wrong cause.

/** `status subject check code` of all that is not in order; `unknown` only where it is essential. */
const told = (sweep: Sweep): readonly string[] =>
  judge(sweep)
    .findings.filter(
      ({ status, weight }) =>
        status === 'fail' || status === 'warn' || (status === 'unknown' && weight === 'essential'),
    )
    .map(
      ({ status, subject, checkId, diagnosis }) =>
        `${status} ${subject} ${checkId} ${diagnosis?.code ?? '-'}`,
    )
    .toSorted();

const withProcess = (sweep: Sweep, ...more: readonly ProcessInfo[]): Sweep =>
  change(sweep, 'processes', (table) => ({ ...table, processes: [...table.processes, ...more] }));
const withPath = (sweep: Sweep, config: PathConfig | null, state: PathState | null): Sweep => {
  const configured = config
    ? change(sweep, 'mediamtx.pathConfigs', (configs) => [...configs, config])
    : sweep;
  return state ? change(configured, 'mediamtx.paths', (paths) => [...paths, state]) : configured;
};
const process = (argv: string, over: Partial<ProcessInfo> = {}): ProcessInfo =>
  publisherProcess(8, { pid: 900, argv: argv.split(' '), devices: [], sockets: [], ...over });

/** A box whose camera 0 has neither device nor local publisher: it comes over the network. */
function networkBox(config: Partial<PathConfig>, state: Partial<PathState> | null): Sweep {
  const bare = [
    ['devices', BOX],
    ['capabilities', undefined],
    ['progress', undefined],
  ] as const;
  let sweep = bare.reduce<Sweep>((next, [kind, subject]) => without(next, kind, subject), healthyBox(1));
  sweep = withReading(sweep, 'devices', BOX, made({ root: '/dev', nodes: [], usbWithoutNode: [] }));
  sweep = change(sweep, 'processes', (table) => ({ ...table, processes: [mediamtxProcess()] }));
  sweep = change(sweep, 'mediamtx.sessions', () => []);
  sweep = change(sweep, 'mediamtx.pathConfigs', () => [pathConfig(0, config)]);
  sweep = change(sweep, 'mediamtx.paths', () => (state ? [path(0, state)] : []));
  return expecting(without(without(sweep, 'service'), 'health'), {
    service: { ...sweep.expectations.service, enabled: false },
    health: { ...sweep.expectations.health, enabled: false },
  });
}
const IDLE = { ready: false, available: false, online: false, source: null, bytesReceived: 0 };
const unread = (sweep: Sweep): Sweep =>
  (['rtsp', 'pictures', 'hls', 'webrtc'] as const).reduce((next, kind) => without(next, kind), sweep);

describe('a path', () => {
  it('that redirects viewers is no camera', () => {
    const config = pathConfig(7, { name: 'elsewhere', source: 'redirect' });
    const sweep = withPath(healthyBox(2), config, path(7, { name: 'elsewhere', ...IDLE }));
    expect(judge(sweep).cameras).toHaveLength(2);
  });

  it('that somebody asked a proxy for in vain is no camera', () => {
    const proxy = pathConfig(7, { name: '~^proxy_', source: 'rtsp://192.0.2.9/$G1', sourceOnDemand: true });
    const typo = path(7, {
      ...IDLE,
      name: 'proxy_typo',
      confName: '~^proxy_',
      source: { type: 'rtspSource', id: '' },
    });
    expect(judge(withPath(healthyBox(2), proxy, typo)).cameras).toHaveLength(2);
  });

  it.each([
    ['on demand', { runOnDemand: 'ffmpeg -i rtsp://192.0.2.9/1 -f rtsp rtsp://localhost:8554/cam0' }],
    ['pulled on demand', { source: 'rtsp://192.0.2.9/1', sourceOnDemand: true }],
  ])('%s that nobody watches is unknown, and --wake is what tells', (_, config) => {
    const sweep = unread(networkBox(config, IDLE));
    expect(new Set(told(sweep).map((line) => line.replace(/ cam0 \S+/, '')))).toEqual(
      new Set(['unknown on-demand-idle']),
    );
    const next = judge(sweep).findings.find(({ checkId }) => checkId === 'publish')?.diagnosis?.nextSteps;
    expect(next?.[0]?.argv).toEqual(['camproof', 'check', '--wake', '--camera', 'cam0']);
  });
});

describe('a publisher that runs and was dropped because it sent nothing', () => {
  it('is not said to be addressed wrong, or to be missing', () => {
    const none = change(healthyBox(1), 'mediamtx.sessions', () => []);
    const box = unread(change(none, 'mediamtx.paths', () => [path(0, IDLE)]));
    const diagnosis = judge(box).findings.find(({ status }) => status === 'fail')?.diagnosis;
    expect(diagnosis?.code).toBe('nobody-publishes');
    expect(diagnosis?.cause).toContain('(pid 500) runs, has /dev/video0 open');
    const steps = diagnosis?.nextSteps.map(({ text }) => text).join('\n');
    expect(steps).toContain('unplug the camera');
    expect(steps).not.toMatch(/start the publisher|has to end in/);
  });
});

describe('a publisher that reads a network camera', () => {
  const relay = 'ffmpeg -i rtsp://192.0.2.9/stream1 -c copy -f rtsp rtsp://localhost:8554/cam0';
  const waits = (more: readonly ProcessInfo[]) =>
    withProcess(unread(networkBox({ runOnInit: relay }, IDLE)), ...more);

  it('is not said to publish what it reads', () => {
    expect(told(waits([process(relay, { mtxPath: 'cam0' })]))).toContain(
      'fail cam0 publish nobody-publishes',
    );
    const cause = judge(waits([process(relay, { mtxPath: 'cam0' })])).findings.find(
      ({ status }) => status === 'fail',
    )?.diagnosis?.cause;
    expect(cause).toContain('rtsp://192.0.2.9/stream1');
  });

  it('and has ended is a failed hook', () => {
    expect(told(waits([]))).toContain('fail cam0 publish hook-failed');
  });
});

describe('a process', () => {
  it('with a URL that nobody can decode breaks nothing', () => {
    expect(told(withProcess(healthyBox(2), process('player rtsp://192.0.2.9/100%zz')))).toEqual([]);
  });

  it('that reads a stream into a loopback device is no publisher of that device', () => {
    const loop = process('ffmpeg -i rtsp://127.0.0.1:8554/cam0 -f v4l2 /dev/video10');
    const sweep = withProcess(
      networkBox({ source: 'rtsp://192.0.2.9/1' }, { source: { type: 'rtspSource', id: '' } }),
      loop,
    );
    expect(judge(sweep).cameras.map(({ id, device }) => [id, device])).toEqual([['cam0', null]]);
    expect(told(sweep)).toEqual([]);
  });

  it.each([['docker-proxy'], ['rootlesskit']])('%s that holds ports for a container took none', (comm) => {
    const sweep = change(unread(healthyBox(2)), 'processes', (table) => ({
      ...table,
      listeners: table.listeners.map((one) => ({ ...one, comm, pid: one.port })),
    }));
    const passive = expecting(sweep, { options: { ...sweep.expectations.options, passive: true } });
    expect(told(passive)).toEqual([]);
  });

  it('of any name that holds a port on which streams play took none', () => {
    const sweep = change(healthyBox(2), 'processes', (table) => ({
      ...table,
      listeners: table.listeners.map((one) => ({ ...one, comm: 'relay', pid: one.port })),
    }));
    expect(told(sweep)).toEqual([]);
  });
});

describe('an API that camproof cannot ask', () => {
  const empty = (fault: Parameters<typeof failed>) => {
    const sweep = networkBox({}, null);
    const kinds = ['mediamtx.paths', 'mediamtx.pathConfigs', 'mediamtx.config', 'mediamtx.sessions'] as const;
    const asked = kinds.reduce<Sweep>((next, kind) => withReading(next, kind, BOX, failed(...fault)), sweep);
    return unread(without(asked, 'mediamtx.flow'));
  };

  it.each([
    [
      'wants a user',
      ['unauthorized', 'GET', 'HTTP 401: it asks for a user and password'],
      'mediamtx-api-locked',
    ],
    [
      'shows a foreign certificate',
      ['untrusted', 'TLS', 'its certificate is not trusted (X)'],
      'certificate-not-trusted',
    ],
    ['wants HTTPS', ['protocol', 'TLS', 'it wants HTTPS and was asked over HTTP'], 'wrong-scheme'],
  ] as const)('because it %s is unknown, and so is how many cameras there are', (_, fault, code) => {
    const lines = told(empty([...fault]));
    expect(lines.filter((line) => line.startsWith('fail'))).toEqual([]);
    expect(lines).toContain(`unknown box mediamtx-api ${code}`);
    expect(lines.some((line) => line.startsWith('unknown box expected-cameras'))).toBe(true);
  });

  it('says whether it was given the wrong user or none', () => {
    const causeOf = (message: string) =>
      judge(empty(['unauthorized', 'GET', message])).findings.find(
        ({ checkId }) => checkId === 'mediamtx-api',
      )?.diagnosis?.cause;
    expect(causeOf('HTTP 401: it asks for a user and password')).toContain('camproof has none');
    expect(causeOf('HTTP 401: user admin was refused: wrong password, or no permission "api"')).toContain(
      'does not accept',
    );
  });

  it('because MediaMTX keeps it off says nothing of the cameras', () => {
    const lines = told(empty(['refused']));
    expect(lines.filter((line) => line.startsWith('fail'))).toEqual([
      'fail box mediamtx-api mediamtx-api-off',
    ]);
  });
});

describe('a MediaMTX without RTSP', () => {
  it('is played in the ways that viewers have, and its pictures are unknown', () => {
    const off = change(healthyBox(1), 'mediamtx.config', (config) => ({ ...config, rtsp: false }));
    const report = judge(without(without(off, 'rtsp'), 'pictures'));
    expect(report.verdict).toBe('unknown');
    expect(report.cameras[0]?.links).toMatchObject({ decode: 'unknown', deliver: 'pass' });
    expect(report.findings.find(({ checkId }) => checkId === 'decode-pictures')?.diagnosis?.code).toBe(
      'pictures-need-rtsp',
    );
  });
});

describe('a path that lets only one reader in', () => {
  it('is unknown where that was not camproof', () => {
    const full = failed('protocol', 'SETUP', '400 Bad Request');
    const limited = change(healthyBox(1), 'mediamtx.pathConfigs', () => [pathConfig(0, { maxReaders: 1 })]);
    const sweep = (['rtsp', 'hls', 'webrtc'] as const).reduce<Sweep>(
      (next, kind) => withReading(next, kind, 'cam0', full),
      without(limited, 'pictures'),
    );
    const lines = told(sweep);
    expect(lines.filter((line) => !line.startsWith('unknown'))).toEqual([]);
    expect(lines).toContain('unknown usb-Acme_Cam_0 decode readers-limited');
  });
});

describe('streams behind a certificate that is not trusted', () => {
  it('are unknown, not broken', () => {
    const untrusted = failed('untrusted', 'TLS', 'its certificate is not trusted (X)');
    const sweep = (['rtsp', 'hls', 'webrtc'] as const).reduce<Sweep>(
      (next, kind) => withReading(next, kind, 'cam0', untrusted),
      without(healthyBox(1), 'pictures'),
    );
    const lines = told(sweep);
    expect(lines.filter((line) => !line.startsWith('unknown'))).toEqual([]);
    expect(lines).toContain('unknown usb-Acme_Cam_0 decode certificate-not-trusted');
  });
});

it.each([
  [10, ['warn usb-Acme_Cam_0 decode clock-off']],
  [0.1, ['warn usb-Acme_Cam_0 decode clock-off']],
  [2, []],
  [null, []],
])('a stream whose clock runs at %s of what it should', (clockRatio, lines) => {
  const sweep = change(
    healthyBox(1),
    'rtsp',
    (read) => ({ ...read, video: read.video && { ...read.video, clockRatio } }),
    'cam0',
  );
  expect(told(sweep)).toEqual(lines);
});

it.each([
  [4_000, 0, ['warn usb-Acme_Cam_0 decode stream-stalls']],
  [4_000, 900, []],
  [2_900, 0, []],
])(
  'a stream of which no frame came for %i ms, while we were %i ms late',
  (longestGapMs, loopDelayMs, lines) => {
    const { video } = stream(0);
    const value = { ...stream(0), video: video && { ...video, longestGapMs } };
    expect(told(withReading(healthyBox(1), 'rtsp', 'cam0', made(value, { loopDelayMs })))).toEqual(lines);
  },
);

it('a time-lapse does not stand still between its pictures', () => {
  const slow = change(
    healthyBox(1),
    'rtsp',
    (read) => ({ ...read, video: read.video && { ...read.video, fps: 0.5, longestGapMs: 4_000 } }),
    'cam0',
  );
  expect(told(slow)).toEqual([]);
});

it('a box whose cameras are all declared off is not passed for that', () => {
  const names = ['cam0', 'cam1'];
  const cameras = names.map((name, index) => ({
    name,
    paths: [name],
    device: `/dev/video${index}`,
    off: 'being repaired',
  }));
  expect(told(expecting(healthyBox(2), { cameras }))).toEqual(['unknown box expected-cameras -']);
});

it('a path that carries sound only is no proved camera, and it is said how to declare that it is meant so', () => {
  const media = [{ ...stream(0).media[0], kind: 'audio' as const, codec: 'OPUS' }] as RtspStream['media'];
  const box = change(healthyBox(2), 'rtsp', (read) => ({ ...read, media, video: null }), 'cam0');
  const { findings } = judge(box);
  const steps = findings.find(({ diagnosis }) => diagnosis?.code === 'no-video')?.diagnosis?.nextSteps ?? [];
  const [, line] = /add '(- .*)'$/.exec(steps.at(-1)?.text ?? '') ?? [];
  const [{ path, ...entry }] = parse(line ?? '') as [{ name: string; path: string; off: string }];
  expect(entry.off).toBe('sound only');
  // Whoever does what is said has a box in order, of as many cameras as before.
  const declared = judge(expecting(box, { cameras: [{ ...entry, paths: [path] }] }));
  expect(declared.cameras).toHaveLength(2);
  expect(declared.findings.filter(({ status }) => status === 'fail')).toEqual([]);
});

it('a publisher of one stream is not said to have yet to begin with another', () => {
  const cameras = [{ name: 'yard', paths: ['cam0', 'sub'] }];
  const judged = judge(expecting(withPath(healthyBox(1), pathConfig(7, { name: 'sub' }), null), { cameras }));
  const missing = judged.findings.find(({ status, checkId }) => status === 'fail' && checkId === 'publish');
  expect(missing?.diagnosis?.cause).toBe('MediaMTX has the path "sub", but nobody publishes to it');
});

describe('a MediaMTX that lets readers in from this box only', () => {
  const here = ['127.0.0.1/32', '::1/128'];
  const readable = (...readers: readonly ReadPermission[]) =>
    change(healthyBox(1), 'mediamtx.config', (config) => ({ ...config, readers }));

  it('plays for nobody elsewhere: a warning at each way to watch', () => {
    const sweep = readable({ path: '', ips: here });
    expect(told(sweep)).toEqual([
      'warn usb-Acme_Cam_0 deliver-hls readers-inside-only',
      'warn usb-Acme_Cam_0 deliver-webrtc readers-inside-only',
    ]);
    expect(told(expecting(sweep, { viewers: 'local' }))).toEqual([]);
  });

  it('is no riddle about users where it is asked at an outer address', () => {
    const refused = failed('unauthorized', 'index.m3u8', 'HTTP 401');
    expect(told(withReading(readable({ path: '~^cam', ips: here }), 'hls', 'cam0', refused))).toContain(
      'warn usb-Acme_Cam_0 deliver-hls readers-inside-only',
    );
  });

  it('says so of RTSP where there is nothing else', () => {
    const sweep = change(readable({ path: 'cam0', ips: here }), 'mediamtx.config', (config) => ({
      ...config,
      hls: false,
      webrtc: false,
    }));
    expect(told(sweep)).toEqual(['warn box ports readers-inside-only']);
  });

  it('of the old generation says so path by path', () => {
    const own = (configs: readonly PathConfig[]) =>
      configs.map((one) => ({ ...one, readIPs: ['127.0.0.1'] }));
    expect(told(change(healthyBox(1), 'mediamtx.pathConfigs', own))).toEqual([
      'warn usb-Acme_Cam_0 deliver-hls readers-inside-only',
      'warn usb-Acme_Cam_0 deliver-webrtc readers-inside-only',
    ]);
  });

  it.each<[string, readonly ReadPermission[]]>([
    ['everybody', [{ path: '', ips: [] }]],
    [
      'another user from anywhere',
      [
        { path: '', ips: here },
        { path: '~^cam', ips: [] },
      ],
    ],
    ['the network of the box', [{ path: '', ips: ['127.0.0.1', '192.168.0.0/16'] }]],
    ['readers of other paths only, which we are not', [{ path: 'gate', ips: here }]],
  ])('but also %s is not told', (_, readers) => {
    expect(told(readable(...readers))).toEqual([]);
  });
});

describe('a viewer who waits long for a picture', () => {
  const waits = (kind: 'hls' | 'webrtc', keyFrameIntervalMs: number, hlsSegmentDuration: string) => {
    const slow =
      kind === 'hls'
        ? withReading(healthyBox(1), 'hls', 'cam0', made(hlsPlayback(0, { firstMediaMs: 12_000 })))
        : withReading(healthyBox(1), 'webrtc', 'cam0', made(webrtcPlayback(0, { keyFrameMs: 12_000 })));
    const configured = change(slow, 'mediamtx.config', (config) => ({ ...config, hlsSegmentDuration }));
    const read = change(
      configured,
      'rtsp',
      (seen) => ({ ...seen, video: seen.video && { ...seen.video, keyFrameIntervalMs } }),
      'cam0',
    );
    const { findings } = judge(read);
    return findings.find(({ diagnosis }) => diagnosis?.code === 'slow-start')?.diagnosis?.nextSteps[0]?.text;
  };

  it.each([
    ['hls', 1_000, '8s', /^shorten hlsSegmentDuration/],
    ['webrtc', 1_000, '8s', /^see what eats the processor/],
    ['hls', 1_000, '500ms', /^see what eats the processor/],
    ['hls', 3_900, '1s', /^set the key-frame interval/],
    ['webrtc', 3_900, '8s', /^set the key-frame interval/],
  ] as const)('over %s, key frames each %i ms, segments of %s', (kind, interval, segment, step) => {
    expect(waits(kind, interval, segment)).toMatch(step);
  });
});

describe('a camera service', () => {
  const handsOut = (streams: Readonly<Record<string, string>>, sweep = healthyBox(1)) =>
    change(sweep, 'service', (service) => ({
      ...service,
      cameras: { kind: 'result', ms: 1, value: [serviceCamera(0, { streams })] },
    }));

  it.each([
    [
      'a snapshot of its own',
      { rtsp: 'rtsp://box:8554/cam0', snapshot: 'http://box:8002/cameras/0/snapshot.jpg' },
    ],
    ["the camera's own address", { rtsp: 'rtsp://box:8554/cam0', source: 'rtsp://192.0.2.9:554/h264' }],
    ['HLS and WebRTC', { hls: 'http://box:8888/cam0/index.m3u8', webrtc: 'http://box:8889/cam0/' }],
    ['SRT', { rtsp: 'rtsp://box:8554/cam0', srt: 'srt://box:8890?streamid=read:cam0' }],
  ])('may hand out %s', (_, streams) => {
    expect(told(handsOut(streams))).toEqual([]);
  });

  it('may name its cameras by the numbers of their nodes alone', () => {
    const sweep = change(healthyBox(2), 'service', (service) => ({
      ...service,
      cameras: {
        kind: 'result',
        ms: 1,
        value: [0, 1].map((index) =>
          serviceCamera(index, { device: `camera${index}`, name: 'USB Camera', streams: {} }),
        ),
      },
    }));
    expect(told(sweep)).toEqual([]);
    expect(judge(sweep).cameras).toHaveLength(2);
  });

  const calls = (status: string, sweep = healthyBox(1)) =>
    change(sweep, 'service', (service) => ({
      ...service,
      cameras: { kind: 'result', ms: 1, value: [serviceCamera(0, { status })] },
    }));

  it.each(['ONLINE', 'STREAMING', 'IDLE', 'UNKNOWN'])('may call a camera that works %s', (status) => {
    expect(told(calls(status))).toEqual([]);
  });

  it.each(['OFFLINE', 'NOT_CONNECTED'])('that calls a camera that works %s is wrong', (status) => {
    expect(told(calls(status))).toEqual(['fail usb-Acme_Cam_0 service service-says-dead']);
  });

  it('that hands out a path which only a pattern would take fails while the camera runs elsewhere', () => {
    const any = withPath(healthyBox(1), pathConfig(7, { name: 'all_others' }), null);
    expect(told(handsOut({ rtsp: 'rtsp://box:8554/camera0' }, any))).toEqual([
      'fail usb-Acme_Cam_0 service service-stream-missing',
    ]);
  });
});

describe('health', () => {
  const says = (components: Readonly<Record<string, string>>) =>
    change(
      healthyBox(1),
      'health',
      (answer) => ({ ...answer, httpStatus: 503, says: 'not-ok', word: 'unhealthy', components }),
      '/health/ready',
    );

  it('that complains of a full disk is right: a warning that names it', () => {
    expect(told(says({ storage: 'unhealthy', cameras: 'healthy' }))).toEqual([
      'warn box health-endpoints health-degraded',
    ]);
  });

  it('that complains of cameras which all work cries wolf', () => {
    expect(told(says({ storage: 'unhealthy', cameras: 'unhealthy' }))).toEqual([
      'fail box health-endpoints health-says-bad',
    ]);
  });

  const answers = (over: object) => {
    const box = without(healthyBox(1), 'health', '/health/cameras');
    return change(box, 'health', (answer) => ({ ...answer, ...over }), '/health/ready');
  };

  it('in a word that nobody knows is unknown, with what to do', () => {
    expect(told(answers({ says: 'unclear', word: 'mauve' }))).toEqual([
      'unknown usb-Acme_Cam_0 health health-word-unknown',
    ]);
  });

  it.each([
    [10, []],
    [5 * 3_600, ['warn box health-endpoints health-clock-ahead']],
    [-5 * 3_600, ['fail box health-endpoints health-stale']],
  ])('that gives a time %i s ahead', (seconds, lines) => {
    const timestamp = new Date(Date.parse(AT) + seconds * 1000).toISOString();
    expect(told(answers({ timestamp }))).toEqual(lines);
  });

  it('that counts fewer cameras than were proved is a warning', () => {
    expect(told(answers({ camerasConnected: 1 }))).toEqual([]);
    expect(told(answers({ camerasConnected: 0 }))).toEqual(['warn box health-endpoints health-counts-fewer']);
  });

  it.each([
    ['unsupported', 'fail box health-endpoints health-broken-answer'],
    ['unauthorized', 'unknown box health-endpoints -'],
  ] as const)('at an address that was only guessed may answer as one that is not there: %s', (code, line) => {
    const box = without(healthyBox(1), 'health', '/health/live');
    const guessed = withReading(box, 'health', '/health/system', failed(code, 'GET'));
    expect(told(guessed)).toEqual([]);
    const endpoints = ['/health/ready', '/health/system'];
    expect(told(expecting(guessed, { health: { ...guessed.expectations.health, endpoints } }))).toEqual([
      line,
    ]);
  });
});

describe('a systemd unit', () => {
  const withUnit = (over: Partial<UnitFacts>) =>
    change(healthyBox(1), 'units', (facts) => ({
      ...facts,
      units: facts.units.map((one) => (one.unit === 'camera0.service' ? { ...one, ...over } : one)),
    }));

  it.each<[string, Partial<UnitFacts>]>([
    ['that does its work and ends', { type: 'oneshot', restart: 'no' }],
    ['that a device starts', { unitFileState: 'disabled', startedBy: ['dev-video0.device'] }],
    ['that waits for MediaMTX', { after: ['mediamtx.service'] }],
    ['that nobody uses', { activeState: 'inactive', unitFileState: 'disabled', restart: 'no', after: [] }],
  ])('%s survives a reboot', (_, over) => {
    expect(told(withUnit(over))).toEqual([]);
  });

  it('that was made on the fly does not', () => {
    expect(told(withUnit({ unitFileState: 'transient' }))).toEqual(['warn box persistence unit-transient']);
  });
});

describe('a path in the environment of MediaMTX', () => {
  it('is not in memory only', () => {
    const memory = 'warn box persistence path-in-memory';
    const sweep = withPath(healthyBox(1), pathConfig(0, { name: 'gate' }), null);
    expect(told(sweep)).toContain(memory);
    const variables = ['MTX_PATHS_GATE_SOURCE'];
    expect(told(change(sweep, 'mediamtx.file', (file) => ({ ...file, variables })))).not.toContain(memory);
  });

  it.each([
    ['publisher', 'all_others', false],
    ['publisher', '~^ga', false],
    ['publisher', '~^yard', true],
    ['rtsp://192.0.2.9/1', 'all_others', true],
  ])('%s under %s in the file is lost with a restart: %s', (source, pattern, isLost) => {
    const sweep = withPath(healthyBox(1), pathConfig(0, { name: 'gate', source, runOnInit: '' }), null);
    const file = change(sweep, 'mediamtx.file', (one) => ({ ...one, paths: [...one.paths, pattern] }));
    expect(told(file).includes('warn box persistence path-in-memory')).toBe(isLost);
  });
});

describe('a loopback device', () => {
  const withLoopback = (sweep: Sweep) =>
    withReading(
      change(sweep, 'devices', (inventory) => ({
        ...inventory,
        nodes: [...inventory.nodes, node(9, { driver: null, parent: null, byId: [], byPath: [] })],
      })),
      'capabilities',
      '/dev/video9',
      made(capabilities({ driver: 'v4l2 loopback', card: 'Dummy', busInfo: 'platform:v4l2loopback-000' })),
    );

  it('that nobody uses is no camera that is missing', () => {
    expect(told(withLoopback(healthyBox(1)))).toEqual([]);
  });

  it('that a configuration names is one', () => {
    const cameras = [{ name: 'virtual', device: '/dev/video9', paths: ['virtual'] }];
    expect(told(expecting(withLoopback(healthyBox(1)), { cameras })).join()).toContain('virtual');
  });
});

describe('a clock', () => {
  it('of which only an old mark tells is likely right', () => {
    const sweep = change(healthyBox(1), 'clock', (facts) => ({ ...facts, source: 'systemd-timesyncd' }));
    expect(judge(sweep).findings.find(({ checkId }) => checkId === 'clock')).toMatchObject({
      status: 'pass',
      confidence: 'likely',
    });
  });
});

describe('a stream that only a pattern of MediaMTX takes', () => {
  it('is proved like any other', () => {
    const sweep = change(
      networkBox({ name: 'all_others' }, { confName: 'all_others' }),
      'rtsp',
      () => stream(0),
      'cam0',
    );
    expect(told(sweep)).toEqual([]);
    expect(judge(sweep).verdict).toBe('pass');
  });
});

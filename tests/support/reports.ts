import {
  type CameraChain,
  type Evidence,
  type JudgedFinding,
  LINKS,
  type Link,
  type Report,
  type Status,
} from '../../src/model/index.ts';
import { cameraStatus } from '../../src/reporters/words.ts';

/** Literal reports: what reporters and the UI are tested with, without a sweep and without a judge. */

const AT = '2026-11-23T10:00:00.000Z';

export const evidence = (over: Partial<Evidence> = {}): Evidence => ({
  label: 'progress',
  actual: '+0 ms CPU, +0 switches in 200 ms, state T',
  expected: 'CPU time or switches',
  source: '/proc/500/stat',
  at: AT,
  ...over,
});

export const finding = (over: Partial<JudgedFinding> = {}): JudgedFinding => ({
  checkId: 'disk',
  subject: 'box',
  status: 'pass',
  summary: '/: 12.0 of 29.8 GiB free',
  evidence: [],
  title: 'disk space',
  link: null,
  weight: 'essential',
  ...over,
});

/** A failure of a camera's link with everything that a failure has. */
export const failure = (subject: string, link: Link, over: Partial<JudgedFinding> = {}): JudgedFinding =>
  finding({
    checkId: link,
    subject,
    status: 'fail',
    title: `the link ${link}`,
    link,
    summary: 'pid 500 ffmpeg is stopped',
    evidence: [
      evidence({ label: 'holds /dev/video0', actual: 'pid 500 ffmpeg', source: '/proc/500/fd' }),
      evidence(),
    ].map((one, index) => {
      const { expected, ...rest } = one;
      return index === 0 ? rest : { ...rest, ...(expected !== undefined && { expected }) };
    }),
    diagnosis: {
      code: 'publisher-stopped',
      cause: 'ffmpeg (pid 500) holds the device but was stopped by a signal (state T)',
      confidence: 'certain',
      nextSteps: [
        { text: 'let the stopped process go on', argv: ['kill', '-CONT', '500'], privilege: 'root' },
        {
          text: 'restart camera0.service',
          argv: ['systemctl', 'restart', 'camera0.service'],
          privilege: 'root',
        },
      ],
    },
    ...over,
  });

const HEALTHY: Readonly<Record<Link, Status>> = {
  device: 'pass',
  capture: 'pass',
  publish: 'pass',
  ready: 'pass',
  decode: 'pass',
  deliver: 'pass',
  service: 'pass',
  health: 'pass',
};

export const camera = (id: string, over: Partial<CameraChain> = {}): CameraChain => ({
  id,
  device: '/dev/video0',
  streams: [id],
  expectedBy: ['configuration', 'device'],
  links: HEALTHY,
  proved: true,
  linksProved: 8,
  firstBroken: null,
  headline: '1280x720 H264 25 fps',
  figures: { fps: 25, bitrate: 2_000_000, codec: 'H264', size: '1280x720' },
  ...over,
});

/** A camera broken at a link; what lies behind it in the line is blocked. */
export function brokenCamera(id: string, link: Link, over: Partial<CameraChain> = {}): CameraChain {
  const place = LINKS.indexOf(link);
  const links = Object.fromEntries(
    LINKS.map((one, index) => [
      one,
      index === place ? 'fail' : index > place && index < 6 ? 'blocked' : 'pass',
    ]),
  ) as Record<Link, Status>;
  return camera(id, {
    links,
    proved: false,
    linksProved: LINKS.filter((one) => links[one] === 'pass').length,
    firstBroken: link,
    headline: `${link}: pid 500 ffmpeg is stopped`,
    figures: { fps: null, bitrate: null, codec: null, size: null },
    ...over,
  });
}

const boxChecks: readonly (readonly [string, string])[] = [
  ['expected-cameras', 'expected cameras'],
  ['mediamtx-api', 'MediaMTX API'],
  ['json-rpc', 'WebSocket JSON-RPC'],
  ['json-rpc-compliance', 'JSON-RPC 2.0 compliance'],
  ['health-endpoints', 'health endpoints'],
  ['health-load', 'health under load'],
  ['persistence', 'after a reboot'],
  ['ports', 'ports'],
  ['units', 'systemd units'],
  ['disk', 'disk space'],
  ['memory', 'memory'],
  ['clock', 'clock'],
];

const boxFindings = (): JudgedFinding[] =>
  boxChecks.map(([checkId, title]) => finding({ checkId, title, summary: 'in order' }));

const chainFindings = ({ id, links }: CameraChain): JudgedFinding[] =>
  LINKS.filter((link) => links[link] !== 'fail').map((link) =>
    finding({
      checkId: link,
      subject: id,
      status: links[link],
      title: `the link ${link}`,
      link,
      summary: links[link] === 'blocked' ? 'not judged: an earlier link is broken' : 'proved',
      ...(links[link] === 'blocked' && { becauseOf: 'device' }),
      ...(links[link] === 'pass' && {
        evidence: [{ label: 'observation', actual: 'made', source: `GET /v3/paths/get/${id}`, at: AT }],
      }),
    }),
  );

/** A report with counts, verdict and headline that fit its cameras and findings. */
export function report(
  cameras: readonly CameraChain[],
  troubles: readonly JudgedFinding[] = [],
  over: Partial<Report> = {},
): Report {
  const told = new Set(troubles.map(({ checkId, subject }) => `${checkId} ${subject}`));
  const findings = [...troubles, ...cameras.flatMap(chainFindings), ...boxFindings()].filter(
    (one) => troubles.includes(one) || !told.has(`${one.checkId} ${one.subject}`),
  );
  const counts: Record<Status, number> = { pass: 0, warn: 0, fail: 0, blocked: 0, unknown: 0, off: 0 };
  for (const { status } of findings) counts[status]++;
  const has = (status: Status) => findings.some((one) => one.status === status && one.weight === 'essential');
  const inOrder = cameras.filter((one) => ['pass', 'warn'].includes(cameraStatus(one))).length;
  return {
    schema: 1,
    box: {
      hostname: 'barn-7',
      machineId: 'e2c0',
      bootId: 'b001',
      kernel: '6.1.0-31-arm64',
      os: 'Debian GNU/Linux 12',
      user: 'pi',
      privileged: true,
      simulated: false,
      camproofVersion: '0.1.0',
    },
    startedAt: AT,
    tookMs: 900,
    expected: {
      count: cameras.length,
      by:
        cameras.length === 0
          ? []
          : ['configuration', 'device'].map((source) => ({ source, count: cameras.length })),
    },
    cameras,
    findings,
    counts,
    verdict: has('fail') ? 'fail' : has('unknown') ? 'unknown' : has('warn') ? 'warn' : 'pass',
    headline: `${inOrder} of ${cameras.length} cameras in order, ${Math.min(8, ...cameras.map((one) => one.linksProved))} of 8 links proved`,
    couldProveMore: null,
    ...over,
  };
}

const names = (count: number, prefix = 'cam'): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);

export const healthy = (count = 4): Report =>
  report(names(count).map((id, index) => camera(id, { device: `/dev/video${2 * index}` })));

/** Two cameras, the first broken at a link. */
export const brokenAt = (link: Link): Report =>
  report([brokenCamera('yard', link), camera('gate')], [failure('yard', link)]);

/** Five of 64 are broken: three alike (stopped together), two each for a reason of its own. */
export function sixtyFour(): Report {
  const stopped = ['cam3', 'cam17', 'cam40'];
  const missing = ['cam22', 'cam64'];
  return report(
    names(64).map((id) =>
      stopped.includes(id)
        ? brokenCamera(id, 'capture')
        : missing.includes(id)
          ? brokenCamera(id, 'device', { device: null, headline: 'device: /dev/video9 is missing' })
          : camera(id),
    ),
    [
      ...missing.map((id, index) =>
        failure(id, 'device', {
          summary: `/dev/video${index} is missing`,
          evidence: [
            evidence({ label: 'node', actual: 'absent', expected: `/dev/video${index}`, source: '/dev' }),
          ],
          diagnosis: {
            code: 'device-missing',
            cause: `/dev/video${index} is not there: the camera is unplugged, has no power, or did not come up`,
            confidence: 'certain',
            nextSteps: [
              { text: 'check cable and power, plug the camera in again, try another port' },
              { text: 'list the cameras that camproof sees', argv: ['camproof', 'devices', '--all'] },
            ],
          },
        }),
      ),
      ...stopped.map((id, index) =>
        failure(id, 'capture', {
          diagnosis: {
            code: 'publisher-stopped',
            cause: `ffmpeg (pid ${500 + index}) holds the device but was stopped by a signal (state T)`,
            confidence: 'certain',
            nextSteps: [
              {
                text: 'let the stopped process go on',
                argv: ['kill', '-CONT', `${500 + index}`],
                privilege: 'root',
              },
            ],
          },
        }),
      ),
    ],
  );
}

/** Nothing here: no camera, nothing listens. */
export const emptyBox = (): Report =>
  report(
    [],
    [
      finding({
        checkId: 'expected-cameras',
        title: 'expected cameras',
        status: 'fail',
        summary: 'no camera is known here',
        evidence: [
          evidence({ label: 'cameras known', actual: 'none', expected: 'at least 1', source: '/dev' }),
        ],
        diagnosis: {
          code: 'no-cameras',
          cause: 'no camera is plugged in, none is configured, and no stream is configured in MediaMTX',
          confidence: 'certain',
          nextSteps: [
            { text: 'plug a camera in and check again', argv: ['camproof', 'devices'] },
            { text: 'see a whole camera box on this machine', argv: ['camproof', 'demo'] },
          ],
        },
      }),
      ...(['units', 'clock'] as const).map((checkId) =>
        finding({
          checkId,
          title: checkId,
          status: 'off',
          reason: 'not-configured',
          summary: 'not on this machine',
        }),
      ),
    ],
    { headline: 'no camera, 0 of 8 links proved' },
  );

/** Nothing is proved broken, but an API that wants a user hides what matters. */
export function unknownOnly(): Report {
  const links = { ...HEALTHY, publish: 'unknown', ready: 'unknown' } as const;
  const hidden = (subject: string, link: Link) =>
    finding({
      checkId: link,
      subject,
      status: 'unknown',
      title: `the link ${link}`,
      link,
      summary: 'the paths of MediaMTX: a password is needed',
      reason: 'needs-authentication',
      evidence: [{ label: 'paths', actual: 'unauthorized at 401', source: 'GET /v3/paths/list', at: AT }],
    });
  return report(
    ['yard', 'gate'].map((id) =>
      camera(id, {
        links,
        proved: false,
        linksProved: 6,
        headline: 'publish: the paths of MediaMTX: a password is needed',
      }),
    ),
    [
      finding({
        checkId: 'mediamtx-api',
        title: 'MediaMTX API',
        status: 'unknown',
        summary: 'the API wants a user',
        reason: 'needs-authentication',
        evidence: [{ label: 'API', actual: 'HTTP 401', source: 'GET /v3/info', at: AT }],
        diagnosis: {
          code: 'api-locked',
          cause: 'http://127.0.0.1:9997 wants a user, and camproof has none',
          confidence: 'certain',
          nextSteps: [
            { text: "set 'mediamtx.user' and 'mediamtx.passwordFile' in /etc/camproof/camproof.yaml" },
          ],
        },
      }),
      ...['yard', 'gate'].flatMap((id) => [hidden(id, 'publish'), hidden(id, 'ready')]),
      finding({
        checkId: 'clock',
        title: 'clock',
        status: 'unknown',
        weight: 'advisory',
        summary: 'timedatectl is not here',
        reason: 'probe-failed',
      }),
    ],
    { couldProveMore: 'run with sudo to also prove: MediaMTX API, the link publish' },
  );
}

/** Works, but will hurt. */
export const warned = (): Report =>
  report(
    [
      camera('yard', { links: { ...HEALTHY, ready: 'warn' }, headline: 'ready: 12 packets lost' }),
      camera('gate'),
    ],
    [
      failure('yard', 'ready', {
        status: 'warn',
        summary: '12 packets lost',
        evidence: [{ label: 'lost', actual: '12 of 112', source: 'GET /v3/rtspsessions/list', at: AT }],
        diagnosis: {
          code: 'packets-lost',
          cause: '12 of 112 packets of yard were lost on the way',
          confidence: 'likely',
          nextSteps: [{ text: 'lower the bit rate, or look for a bad cable or an overloaded box' }],
        },
      }),
    ],
  );

export const simulated = (): Report => {
  const made = healthy(2);
  return { ...made, box: { ...made.box, simulated: true } };
};

/** What somebody may call a camera, with a text for every parser to stumble over. */
export const NASTY = {
  control: 'a\u001b[31mred\u0007\r\nb\u0000\u009b2J',
  markup: '</script><img src=x onerror=alert(1)>&amp; ]]> <!-- "q" \'s\'',
  directive: 'yard # SKIP \\ # TODO 1..0',
  workflow: '::error title=x,y::boo%0A | `code` *b* _i_ [l](http://x) @all',
  metric: 'back\\slash "quote" {a="b"} =1;2 | nl\n',
  wide: '前庭カメラ 🎥👩‍🚒 ünï',
  bidi: 'abc\u202edcb\u2066x',
  long: 'x'.repeat(500),
  surrogate: `lone \ud800 half`,
} as const;

export function nasty(): Report {
  const texts = Object.values(NASTY);
  const made = report(
    texts.map((id) => brokenCamera(id, 'capture', { device: `/dev/${id}`, headline: `capture: ${id}` })),
    texts.map((id) =>
      failure(id, 'capture', {
        summary: id,
        evidence: [{ label: id, actual: id, expected: id, source: id, at: AT }],
        diagnosis: {
          code: 'publisher-stopped',
          cause: id,
          confidence: 'likely',
          nextSteps: [{ text: id, argv: ['kill', id] }],
        },
      }),
    ),
  );
  return { ...made, software: { MediaMTX: texts.join(' ') } };
}

/** All of them by name, for suites that every format has to pass. */
export const everyReport: Readonly<Record<string, Report>> = {
  'healthy-4': healthy(),
  ...Object.fromEntries(LINKS.map((link) => [`broken-${link}`, brokenAt(link)])),
  'sixty-four': sixtyFour(),
  'empty-box': emptyBox(),
  'unknown-only': unknownOnly(),
  warned: warned(),
  simulated: simulated(),
  nasty: nasty(),
};

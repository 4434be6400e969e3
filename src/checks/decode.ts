import type { Camera } from '../cameras/cameras.ts';
import {
  type Evidence,
  type Finding,
  known,
  type Pictures,
  type Reading,
  type RtspMedia,
  type RtspStream,
  reading,
  type Sweep,
  videoOf,
} from '../model/index.ts';
import { type Check, streamSubject } from './check.ts';
import { flawed, formatRate, intervalWords } from './decode-flaws.ts';
import { entryOf } from './diagnoses/declare.ts';
import { diagnose } from './diagnoses/table.ts';
import { about, isOverloaded, lookAt, SAYS_NOTHING, saw, sawFault } from './finding.ts';
import { excused } from './interrupted.ts';
import { DARK } from './judge-pictures.ts';
import { fullHouse, mediamtxServer, rtspIsOff, serverGone } from './mediamtx-facts.ts';
import { isIdleOnDemand, notStarted, sleeps } from './on-demand.ts';
import { busyness } from './overload.ts';

/** Do frames come out at the expected codec, size and rate? */
export const decode: Check = {
  id: 'decode',
  title: 'frames come out as expected',
  link: 'decode',
  weight: 'essential',
  needs: [
    'rtsp',
    'pictures',
    'mediamtx.paths',
    'mediamtx.pathsAfter',
    'mediamtx.config',
    'mediamtx.pathConfigs',
    'resources',
  ],
  judge: ({ sweep, cameras, earlier }) => {
    const server = serverGone(earlier);
    return cameras.flatMap((camera) =>
      camera.streams.map((stream) => {
        const subject = streamSubject(camera, stream);
        return server && !sweep.expectations.options.passive
          ? about('decode', subject).blocked(server.checkId)
          : excused(sweep, stream.path, judgeStream(sweep, camera, stream.path, subject));
      }),
    );
  },
};

function judgeStream(sweep: Sweep, camera: Camera, path: string, subject: string): Finding {
  const make = about('decode', subject);
  if (sweep.expectations.options.passive) return make.off('no stream was opened (--passive)', 'not-asked');
  if (rtspIsOff(sweep)) return make.off("RTSP is switched off in MediaMTX's configuration", 'not-configured');
  const from = reading(sweep.readings, 'rtsp', path);
  if (!from && isIdleOnDemand(sweep, path)) return sleeps(sweep, make, camera);
  if (from && !from.ok && !isOverloaded(sweep, from)) {
    const failed = unreadable(sweep, from, path, subject);
    if (failed) return failed;
  }
  const sight = lookAt(sweep, 'rtsp', make, 'the stream', path);
  if (!sight.clear) return sight.unknown;
  return framesOf(sweep, camera, path, sight.reading, subject);
}

/** Faults of the reader that prove something about the stream. */
function unreadable(
  sweep: Sweep,
  from: Reading<RtspStream> & { ok: false },
  path: string,
  subject: string,
): Finding | null {
  const make = about('decode', subject);
  const { code, phase, message } = from.fault;
  const url = from.source.replace(/^\S+ /, '');
  const evidence = [sawFault(from, 'reader')];
  if (SAYS_NOTHING.has(code)) return null;
  if (code === 'unauthorized') {
    return make.unknown(
      'RTSP asks for a user and a password',
      'needs-authentication',
      evidence,
      diagnose('rtsp-needs-user', { url }),
    );
  }
  if (code === 'refused') return make.fail('RTSP is refused', evidence, diagnose('rtsp-refused', { url }));
  const full = code === 'timeout' ? null : fullHouse(sweep, path, make, evidence);
  if (full) return full;
  if (isIdleOnDemand(sweep, path))
    return make.fail('did not start on demand', evidence, notStarted(sweep, path));
  if (phase === 'SETUP' && message.startsWith('461'))
    return make.fail('RTSP over UDP is refused', evidence, diagnose('rtsp-no-udp', { url }));
  return make.fail(
    `reading ${path} failed: ${message}`,
    evidence,
    diagnose('rtsp-broken', { url, phase, message, mediamtx: mediamtxServer(sweep) }),
  );
}

function framesOf(
  sweep: Sweep,
  camera: Camera,
  path: string,
  from: Reading<RtspStream> & { ok: true },
  subject: string,
): Finding {
  const make = about('decode', subject);
  const { media, video } = from.value;
  const announced = videoOf(from.value);
  const others = media.filter((one) => one !== announced);
  if (!announced) {
    const instead = others.map(({ kind, codec }) => `${kind} (${codec})`).join(', ');
    return make.fail(
      'no video in it',
      [saw('media', instead || 'none', from, 'video')],
      diagnose('no-video', { path, media: instead, camera: entryOf(camera, path) }),
    );
  }
  if (!video || video.frames === 0) {
    const seconds = (video?.windowMs ?? from.tookMs) / 1000;
    const evidence = [saw('frames', '0', from, '> 0')];
    return make.fail(
      `no frame in ${seconds.toFixed(1)} s`,
      evidence,
      diagnose('no-frames', {
        path,
        seconds,
        udp: from.value.transport === 'udp',
        camera: entryOf(camera, path),
      }),
    );
  }
  const seen = withSize(announced, known(sweep.readings, 'pictures', path));
  const summary = `${sizeOf(seen)} ${announced.codec}${video.fps === null ? '' : ` ${formatRate(video.fps)} fps`}`;
  const { packets, lost, reordered, jitterMs, bitrate } = video;
  const evidence = [
    saw('stream', `${summary}${profileOf(announced)}, ${(bitrate / 1e6).toFixed(2)} Mbit/s`, from),
    saw(
      'packets',
      `${packets}, ${lost} lost, ${reordered} out of order, jitter ${jitterMs.toFixed(1)} ms`,
      from,
    ),
    saw('frames', `${video.frames}${intervalWords(video, ', ')}${bFrameWords(video.bFrames)}`, from),
    ...others.map((one) => saw(...mediumWords(one), from)),
  ];
  return (
    otherThanExpected(sweep, camera, path, seen, video.fps, evidence, from, subject) ??
    flawed(sweep, camera, path, video, evidence, from, subject) ??
    make.pass(summary, evidence)
  );
}

/** Not every codec tells its size before it is decoded. */
const withSize = (media: RtspMedia, pictures: Pictures | undefined): RtspMedia =>
  media.width === null && pictures ? { ...media, width: pictures.width, height: pictures.height } : media;

/** Another medium of the stream: sound, or a video that is not looked at. */
const mediumWords = ({ kind, codec }: RtspMedia): readonly [label: string, actual: string] =>
  kind === 'video' ? ['another video', `${codec}, not looked at`] : [kind, codec];

const sizeOf = (media: RtspMedia): string => (media.width === null ? '?' : `${media.width}x${media.height}`);
const profileOf = ({ profile, level }: RtspMedia): string =>
  profile === null ? '' : ` (${profile}${level === null ? '' : ` ${level}`})`;

const bFrameWords = (seen: boolean | null): string =>
  seen === null ? '' : seen ? ', with B-frames' : ', no B-frames';

/** `h264` and `H.264` are one codec. */
const sameCodec = (one: string, other: string): boolean => normal(one) === normal(other);
const normal = (codec: string): string =>
  codec
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replace('HEVC', 'H265')
    .replace(/^AVC1?$/, 'H264');

function otherThanExpected(
  sweep: Sweep,
  camera: Camera,
  path: string,
  media: RtspMedia,
  fps: number | null,
  evidence: readonly Evidence[],
  from: Reading<RtspStream>,
  subject: string,
): Finding | null {
  const make = about('decode', subject);
  const expect = camera.declared?.expect;
  if (expect?.codec && !sameCodec(expect.codec, media.codec)) {
    const seen = [saw('codec', media.codec, from, expect.codec), ...evidence];
    return make.fail(
      `${media.codec} instead of ${expect.codec}`,
      seen,
      diagnose('wrong-codec', {
        path,
        expected: expect.codec,
        actual: media.codec,
        camera: entryOf(camera, path),
      }),
    );
  }
  const wrongSize =
    (expect?.width && media.width !== null && expect.width !== media.width) ||
    (expect?.height && media.height !== null && expect.height !== media.height);
  if (wrongSize) {
    const expected = `${expect?.width ?? '?'}x${expect?.height ?? '?'}`;
    const actual = sizeOf(media);
    return make.fail(
      `${actual} instead of ${expected}`,
      [saw('size', actual, from, expected), ...evidence],
      diagnose('wrong-size', { path, expected, actual, device: camera.node?.path ?? null }),
    );
  }
  if (expect?.fps && fps !== null && fps < expect.fps * sweep.expectations.thresholds.fpsShare) {
    const waiting = known(sweep.readings, 'resources')?.pressure.cpu ?? 0;
    const busy = waiting > 0.3 ? { waiting, ...busyness(sweep) } : null;
    const least = formatRate(expect.fps * sweep.expectations.thresholds.fpsShare);
    const limits = `below ${least} is a warning, below ${formatRate(expect.fps / 2)} a failure`;
    const seen = [
      saw('frame rate', `${formatRate(fps)} fps`, from, `${expect.fps} fps; ${limits}`),
      ...evidence,
    ];
    const diagnosis = diagnose('low-frame-rate', {
      path,
      expected: expect.fps,
      actual: fps,
      device: camera.node?.path ?? null,
      dark: darkness(sweep, path),
      others: keepRate(sweep, camera),
      busy,
    });
    const summary = `${formatRate(fps)} of ${expect.fps} fps`;
    return fps < expect.fps / 2 ? make.fail(summary, seen, diagnosis) : make.warn(summary, seen, diagnosis);
  }
  return null;
}

/** How bright a dark picture is; null for one that is not, or that was not seen. */
function darkness({ readings }: Sweep, path: string): number | null {
  const mean = Math.round(known(readings, 'pictures', path)?.luma.most ?? Number.POSITIVE_INFINITY);
  return mean <= DARK ? mean : null;
}

/** How many other cameras give what is expected of them: what all of them have in common is not to blame then. */
const keepRate = ({ readings, expectations }: Sweep, { id }: Camera): number =>
  expectations.cameras.filter(({ name, paths, expect }) => {
    const rates = paths.map((path) => known(readings, 'rtsp', path)?.video?.fps ?? 0);
    const least = (expect?.fps ?? Number.POSITIVE_INFINITY) * expectations.thresholds.fpsShare;
    return name !== id && rates.length > 0 && rates.every((fps) => fps >= least);
  }).length;

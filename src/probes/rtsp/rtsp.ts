import type { RtspMedia, RtspStream } from '../../model/index.ts';
import { silenceMs } from '../patience.ts';
import { type Probe, type ProbeContext, ProbeFault } from '../probe.ts';
import { ClipCollector, keepClip } from './clip.ts';
import { type DescribedMedia, describedMedia } from './describe.ts';
import { openStream, targetOf, transportOf, urlOf } from './open.ts';
import type { PictureFacts } from './parameter-sets.ts';
import type { RtspSession, RtspTarget } from './session.ts';
import { RtpMeter } from './statistics.ts';
import { openUdp } from './udp.ts';

/** A stream that sends nothing is given up this long after PLAY, ms. */
const SILENCE_MS = 4_000;
/** A stream without a key frame is watched this long, ms: x264's default interval is longer, but viewers are not that patient. */
const WINDOW_MS = 12_000;
/** How long pictures are looked at where nobody asks for more, ms. */
const LOOK_MS = 1_000;

/**
 * Reads a stream as any viewer would, until there is proof and as much of it as pictures are judged by. Nothing is
 * decoded here. Subject: the path.
 */
export const rtsp: Probe<'rtsp'> = {
  kind: 'rtsp',
  title: 'reading streams',
  deadlineMs: 20_000,
  maxAgeMs: 60_000,
  active: true,
  source: (path, context) => `rtsp-read ${urlOf(path, context)}`,
  async observe(path, context) {
    return read(targetOf(path, context), silenceMs(context.config, path, SILENCE_MS), context);
  },
};

const sizeOf = ({ width, height, profile, level }: PictureFacts) => ({ width, height, profile, level });

async function read(
  asked: RtspTarget,
  silence: number,
  context: Pick<ProbeContext, 'config' | 'known' | 'signal' | 'deadline' | 'lookMs'>,
): Promise<RtspStream> {
  const { signal, deadline, lookMs = LOOK_MS } = context;
  const start = performance.now();
  const since = () => performance.now() - start;
  const { session, target, described, connectMs } = await openStream(asked, signal, since);
  const transport = transportOf(target, context);
  try {
    const describeMs = since();
    const all = describedMedia(described.body, described.headers.get('content-base')?.[0] ?? target.url);
    const common = { url: target.url, transport, connectMs, describeMs };
    const chosen = all.find(({ media }) => media.kind === 'video');
    const media = all.map((one) => one.media);
    if (!chosen) return { ...common, firstPacketMs: null, proofMs: null, media, video: null };
    const { codec, clockRate } = chosen.media;
    const meter = new RtpMeter(codec, clockRate);
    const clip = new ClipCollector((lookMs / 1000) * clockRate);
    const times = { silence, signal, deadline, lookMs, since };
    const played = await play({ session, target, transport, chosen, meter, clip, ...times });
    const seen = meter.picture;
    const filled = (one: RtspMedia): RtspMedia =>
      one === chosen.media && seen
        ? { ...one, ...sizeOf(seen), announcedFps: one.announcedFps ?? seen.fps }
        : one;
    const video = meter.statistics(performance.now());
    const { parameterSets } = chosen;
    return keepClip(
      { ...common, ...played, media: media.map(filled), video },
      { codec, clockRate, parameterSets, packets: clip.packets },
    );
  } finally {
    await session.close(target.url);
  }
}

interface Play {
  readonly session: RtspSession;
  readonly target: RtspTarget;
  readonly transport: 'tcp' | 'udp';
  readonly chosen: DescribedMedia;
  readonly meter: RtpMeter;
  readonly clip: ClipCollector;
  readonly signal: AbortSignal;
  readonly deadline: number;
  readonly lookMs: number;
  /** How long no packet may come, ms. */
  readonly silence: number;
  since(): number;
}

/** Sets up the video, plays it and meters it until proof and pictures are there or the window ends. */
async function play({
  session,
  target,
  transport,
  chosen,
  meter,
  clip,
  signal,
  deadline,
  lookMs,
  silence,
  since,
}: Play): Promise<Pick<RtspStream, 'firstPacketMs' | 'proofMs'>> {
  const done = Promise.withResolvers<void>();
  let firstPacketMs: number | null = null;
  let proofMs: number | null = null;
  const onPacket = (packet: Buffer) => {
    firstPacketMs ??= since();
    const seen = meter.push(packet, performance.now());
    if (seen) clip.push(seen);
    if (proofMs === null && meter.enough) proofMs = since();
    if (proofMs !== null && clip.complete) done.resolve();
  };
  const udp = transport === 'udp' ? await openUdp(session.family, onPacket) : null;
  let rtpChannel = 0;
  session.listen(
    (channel, payload) => {
      if (channel === rtpChannel) onPacket(payload);
    },
    (error) => (meter.packets > 0 ? done.resolve() : done.reject(error)),
  );
  // A rejection between here and the await below must not count as unhandled.
  done.promise.catch(() => {});
  const ports = udp
    ? `RTP/AVP;unicast;client_port=${udp.port}-${udp.port + 1}`
    : 'RTP/AVP/TCP;unicast;interleaved=0-1';
  let timer: NodeJS.Timeout | undefined;
  let last: NodeJS.Timeout | undefined;
  // A look that was cut short proves nothing: not even that nothing came.
  const abort = () =>
    done.reject(
      firstPacketMs === null
        ? new ProbeFault('timeout', 'first packet', 'no packet')
        : new ProbeFault('timeout', 'frames', 'no proof yet'),
    );
  signal.addEventListener('abort', abort, { once: true });
  try {
    const { headers } = await session.request('SETUP', chosen.control, { Transport: ports });
    // The server has the last word on the channels.
    rtpChannel = Number(/interleaved=(\d+)/.exec(headers.get('transport')?.[0] ?? '')?.[1] ?? 0);
    await session.request('PLAY', target.url, { Range: 'npt=0.000-' });
    const patience = () => {
      if (firstPacketMs === null) done.resolve();
      else
        timer = setTimeout(() => done.resolve(), Math.max(WINDOW_MS - silence, silence) + lookMs - LOOK_MS);
    };
    timer = setTimeout(patience, silence);
    // DESCRIBE may have waited long for an on-demand source: frames without a key frame are told before the deadline.
    last = setTimeout(() => meter.frames > 0 && done.resolve(), (deadline - performance.now()) * 0.9);
    signal.throwIfAborted();
    await done.promise;
  } finally {
    clearTimeout(timer);
    clearTimeout(last);
    signal.removeEventListener('abort', abort);
    udp?.close();
  }
  return { firstPacketMs, proofMs };
}

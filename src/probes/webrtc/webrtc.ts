import type { WebrtcPlayback, WebrtcStep } from '../../model/index.ts';
import { LoopWatch } from '../loop-watch.ts';
import { silenceMs } from '../patience.ts';
import { type Probe, type ProbeContext, ProbeFault } from '../probe.ts';
import { RtpMeter } from '../rtsp/statistics.ts';
import { authorization, below, tryOutside, viewerBase } from '../viewer/viewer.ts';
import type { Answer } from './answer.ts';
import { Peer } from './peer.ts';
import { offer, type WhepTarget } from './whep.ts';

type Werift = typeof import('werift');

/** Measured: 20 ms on loopback. */
const ICE_MS = 5_000;
/** A lost flight is sent again after a second, then after two; a small box computes for a second as well. */
const DTLS_MS = 8_000;
/** A stream that is silent for so long has ended, ms: a frame every second is not. */
const SILENCE_MS = 3_000;
/** Media must go on for so long after the key frame, ms: streams with B-frames are closed before. */
const MEDIA_MS = 1_000;
const RESERVE_MS = 500;

const urlOf = (path: string, { config, known }: Pick<ProbeContext, 'config' | 'known'>): string =>
  `${below(viewerBase('webrtc', config, known), path)}/whep`;

/** Plays a path over WebRTC as a browser elsewhere would, up to a picture and a second after it. Subject: the path. */
export const webrtc: Probe<'webrtc'> = {
  kind: 'webrtc',
  title: 'playing WebRTC',
  deadlineMs: 24_000,
  maxAgeMs: 120_000,
  active: true,
  source: (path, context) => `WHEP ${urlOf(path, context)}`,
  observe: async (path, context) => {
    const url = urlOf(path, context);
    const { config, signal } = context;
    const target: WhepTarget = { url, headers: authorization(config), ca: config.mediamtx.ca };
    const outside = tryOutside(url, context);
    try {
      // Loading it takes a fifth of a second, which nobody pays who does not ask for WebRTC.
      const werift = await import('werift');
      using loop = new LoopWatch();
      const start = performance.now();
      const seen = await watch(werift, target, silenceMs(config, path, SILENCE_MS), context);
      const refused = seen.reached === 'answer' && seen.codec !== null && seen.candidates.length > 0;
      const connectsWithOurAddresses = refused ? await connects(werift, target, signal) : null;
      const loopDelayMs = loop.maxSince(start);
      return { url, ...seen, connectsWithOurAddresses, loopDelayMs, outside: await outside };
    } finally {
      await outside;
    }
  },
};

type Seen = Omit<WebrtcPlayback, 'url' | 'connectsWithOurAddresses' | 'loopDelayMs' | 'outside'>;

async function watch(
  werift: Werift,
  target: WhepTarget,
  silence: number,
  { signal, deadline }: ProbeContext,
): Promise<Seen> {
  await using peer = new Peer(werift);
  const sdp = await peer.offer(false);
  const start = performance.now();
  const session = await offer(target, sdp, signal);
  try {
    return await follow(peer, session.answer, { start, silence, signal, deadline });
  } finally {
    await session.delete();
  }
}

interface Clock {
  /** When the offer was posted. */
  readonly start: number;
  /** A stream that sends nothing for so long has ended, ms. */
  readonly silence: number;
  readonly signal: AbortSignal;
  readonly deadline: number;
}

/** Goes from step to step until one fails. */
async function follow(
  peer: Peer,
  answer: Answer,
  { start, silence, signal, deadline }: Clock,
): Promise<Seen> {
  const since = () => performance.now() - start;
  const media = new Media(answer.codecs, since);
  peer.onPacket = (packet) => {
    media.push(packet);
    peer.poke();
  };
  const { candidates, codecs } = answer;
  const stopped = (reached: WebrtcStep, connectedMs: number | null, closed = false): Seen => {
    // A look that was cut short proves nothing.
    if (signal.aborted) throw new ProbeFault('timeout', reached, 'no proof yet');
    return { reached, closed, candidates, connectedMs, ...media.figures };
  };
  if (codecs.size === 0 || candidates.length === 0) return stopped('answer', null);
  await peer.accept(answer, signal);
  if (!(await peer.until(() => peer.iceConnected, ICE_MS, signal))) return stopped('answer', null);
  if (!(await peer.until(() => peer.connected, DTLS_MS, signal))) return stopped('ice', null, peer.ended);
  const connectedMs = since();
  const end = deadline - RESERVE_MS;
  let silent = false;
  while (!media.proved && !peer.ended && !silent) {
    const { packets } = media;
    const left = end - performance.now();
    if (left <= 0) break;
    const came = await peer.until(() => media.packets > packets, Math.min(silence, left), signal);
    // What does not come before the deadline has not stopped.
    silent = !came && left > silence;
  }
  const closed = !media.proved && media.packets > 0 && (peer.ended || silent);
  return stopped(media.reached, connectedMs, closed);
}

/** What came through the connection. */
class Media {
  readonly #codecs: ReadonlyMap<number, string>;
  #codec: string | null;
  #meter: RtpMeter | null = null;
  readonly #since: () => number;
  #firstPacketMs: number | null = null;
  #keyFrameMs: number | null = null;
  #lastFrameMs = 0;

  constructor(codecs: ReadonlyMap<number, string>, since: () => number) {
    this.#codecs = codecs;
    this.#codec = [...codecs.values()][0] ?? null;
    this.#since = since;
  }

  push(packet: Buffer): void {
    const now = this.#since();
    this.#firstPacketMs ??= now;
    const meter = this.#meterOf(packet);
    const before = meter.frames;
    meter.push(packet, performance.now());
    if (meter.frames === before) return;
    this.#lastFrameMs = now;
    if ((meter.statistics(now)?.keyFrames ?? 0) > 0) this.#keyFrameMs ??= now;
  }

  /** Which of the answer's codecs it is, the first packet tells. */
  #meterOf(packet: Buffer): RtpMeter {
    if (this.#meter) return this.#meter;
    this.#codec = this.#codecs.get((packet[1] ?? 0) & 0x7f) ?? this.#codec;
    this.#meter = new RtpMeter(this.#codec ?? '', 90_000);
    return this.#meter;
  }

  get packets(): number {
    return this.#meter?.packets ?? 0;
  }

  get proved(): boolean {
    return this.#keyFrameMs !== null && this.#lastFrameMs - this.#keyFrameMs >= MEDIA_MS;
  }

  get reached(): WebrtcStep {
    if (this.proved) return 'media';
    if (this.#keyFrameMs !== null) return 'key-frame';
    return this.packets > 0 ? 'packets' : 'dtls';
  }

  get figures(): Pick<WebrtcPlayback, 'codec' | 'firstPacketMs' | 'keyFrameMs' | 'packets'> {
    return {
      codec: this.#codec,
      firstPacketMs: this.#firstPacketMs,
      keyFrameMs: this.#keyFrameMs,
      packets: this.packets,
    };
  }
}

/** Is it only that our packets do not reach the addresses of the answer? */
async function connects(werift: Werift, target: WhepTarget, signal: AbortSignal): Promise<boolean> {
  await using peer = new Peer(werift);
  const session = await offer(target, await peer.offer(true), signal);
  try {
    await peer.accept(session.answer, signal);
    return await peer.until(() => peer.iceConnected, ICE_MS, signal);
  } finally {
    await session.delete();
  }
}

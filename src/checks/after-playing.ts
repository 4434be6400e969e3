import {
  type Evidence,
  type Finding,
  known,
  type OutsideTry,
  type Reading,
  type Sweep,
  videoOf,
} from '../model/index.ts';
import { type Judged, rateOf } from './delivery.ts';
import { diagnose } from './diagnoses/table.ts';
import { secondsOf } from './duration.ts';
import { saw } from './finding.ts';
import { refusesOutside } from './readers.ts';

/** A slow start is worth a word from here on, s. */
const PATIENCE_SECONDS = 6;

/** The key-frame interval that is asked for, with a little room, ms. */
const OFTEN_MS = 2_500;

/** What plays, but not for everybody or not soon; a pass where there is nothing to say. */
export function afterPlaying(
  { sweep, path, make }: Judged,
  from: Reading<unknown>,
  seen: {
    readonly what: string;
    readonly summary: string;
    readonly evidence: readonly Evidence[];
    readonly codec: string | null;
    readonly startMs: number;
    /** Where it listens, when nobody outside can reach that. */
    readonly insideOnly: string | null;
  },
): Finding {
  const { what, summary, codec, startMs, insideOnly } = seen;
  const evidence = [...seen.evidence, saw('beyond this box', 'a firewall on the way is not proved', from)];
  if (insideOnly !== null && sweep.expectations.viewers === 'anywhere') {
    const first = saw('viewers outside', `cannot reach ${insideOnly}`, from, 'an outer address');
    const diagnosis = diagnose('viewer-loopback-only', { what, address: insideOnly });
    return make.warn(`${summary}, but on this box only`, [first, ...evidence], diagnosis);
  }
  const inside = refusesOutside(sweep, path, what, make, evidence);
  if (inside) return inside;
  const rare = rarelyPlayed(sweep, path, codec);
  if (rare !== null) {
    const diagnosis = diagnose('browser-cannot-play', { path, codec: rare });
    return make.warn(`${summary}, but ${rare} plays in few browsers`, evidence, diagnosis);
  }
  const seconds = startMs / 1000;
  if (seconds > PATIENCE_SECONDS) {
    const facts = {
      path,
      seconds,
      segment: what === 'HLS' ? segmentOf(sweep) : null,
      ...keyFrames(sweep, path),
      fps: rateOf(sweep, path),
    };
    const diagnosis = diagnose('slow-start', facts);
    return make.warn(`${summary}: slow`, evidence, diagnosis);
  }
  return make.pass(summary, evidence);
}

/** The length of HLS segments as it is configured, where that is what a viewer waits for; null where it is not. */
function segmentOf(sweep: Sweep): string | null {
  const { hlsSegmentDuration: segment = '' } = known(sweep.readings, 'mediamtx.config') ?? {};
  return (secondsOf(segment) ?? 0) * 1000 > OFTEN_MS ? segment : null;
}

/** How often key frames come, in words, and whether that is often enough for a quick start. */
function keyFrames(
  sweep: Sweep,
  path: string,
): { readonly keyFrames: string | null; readonly often: boolean } {
  const video = known(sweep.readings, 'rtsp', path)?.video;
  const [mean, least] = [video?.keyFrameIntervalMs ?? null, video?.keyFrameIntervalAtLeastMs ?? 0];
  if (mean !== null) return { keyFrames: `${(mean / 1000).toFixed(1)} s`, often: mean <= OFTEN_MS };
  return { keyFrames: least > 1000 ? `${(least / 1000).toFixed(1)} s or more` : null, often: false };
}

const isH265 = (codec: string | null): boolean => /h\.?265|hevc|hvc1|hev1/i.test(codec ?? '');

/** What MediaMTX delivers and browsers decode in part only; null where they all do. */
function rarelyPlayed(sweep: Sweep, path: string, codec: string | null): string | null {
  if (isH265(codec)) return 'H265';
  const { profile = null } = videoOf(known(sweep.readings, 'rtsp', path)) ?? {};
  // Their decoders take 4:2:0 with 8 bits; an encoder that is fed 4:2:2, as USB cameras give it, passes it on.
  return /^High (10|4:)/.test(profile ?? '') ? `H264 ${profile}` : null;
}

/** The address that viewers outside cannot reach; null where they can, or where that was not tried. */
export const shutOff = (outside: OutsideTry | null): string | null =>
  outside === null || outside.open ? null : `${outside.address}:${outside.port}`;

import type { Camera } from '../cameras/cameras.ts';
import {
  counted,
  type Evidence,
  type Finding,
  type Reading,
  type RtpStatistics,
  type RtspStream,
  type Sweep,
} from '../model/index.ts';
import { diagnose } from './diagnoses/table.ts';
import { about, overloaded, saw, wasLate } from './finding.ts';
import { lossLimit } from './ready.ts';

/** Viewers over HLS wait longer than ten seconds from here on. */
const KEY_FRAMES_APART_MS = 4_000;

/** A reader that is served what waited for it sees the clock run fast for a moment: it has to be off by more than that. */
const CLOCK_OFF = 4;

/** No frame for so long, and for so many frames' time, is a standstill, ms. */
const STALL_MS = 3_000;
const STALL_FRAMES = 5;

/** What plays, but will hurt; null where there is nothing of that kind. */
export function flawed(
  sweep: Sweep,
  camera: Camera,
  path: string,
  video: RtpStatistics,
  evidence: readonly Evidence[],
  from: Reading<RtspStream>,
  subject: string,
): Finding | null {
  const make = about('decode', subject);
  if (video.keyFrames === 0) {
    const seconds = video.keyFrameIntervalAtLeastMs / 1000;
    const seen = [saw('key frames', `none in ${seconds.toFixed(1)} s`, from, 'one every 2 s'), ...evidence];
    if (seconds < 10) return make.unknown('frames come, no key frame was seen yet', 'not-seen', seen);
    return make.warn(
      `no key frame in ${seconds.toFixed(1)} s`,
      seen,
      diagnose('no-key-frame', { path, seconds, fps: video.fps }),
    );
  }
  const of = video.packets + video.lost;
  if (of > 0 && video.lost / of >= sweep.expectations.thresholds.lossShare) {
    const seen = [saw('packets lost', `${video.lost} of ${of}`, from, lossLimit(sweep)), ...evidence];
    const udp = from.ok && from.value.transport === 'udp';
    // Over TCP nothing is lost on the way to us; over UDP it may be we who were too slow.
    if (udp && wasLate(sweep, from))
      return overloaded(sweep, make, `${counted(video.lost, 'packet')} lost`, from.loopDelayMs, seen);
    return make.warn(
      `${video.lost} of ${counted(of, 'packet')} lost`,
      seen,
      diagnose('packets-lost', {
        path,
        lost: video.lost,
        of,
        udp,
        way: 'out',
      }),
    );
  }
  const gapMs = video.longestGapMs ?? 0;
  const longMs = Math.max(STALL_MS, (STALL_FRAMES * 1000) / (camera.declared?.expect?.fps ?? video.fps ?? 1));
  if (gapMs > longMs && !wasLate(sweep, from)) {
    const facts = { path, seconds: gapMs / 1000, of: video.windowMs / 1000 };
    const words = `no frame for ${facts.seconds.toFixed(1)} s`;
    const seen = [
      saw('longest gap', `${words} of ${facts.of.toFixed(1)} s`, from, 'frame after frame'),
      ...evidence,
    ];
    return make.warn(words, seen, diagnose('stream-stalls', facts));
  }
  const ratio = video.clockRatio ?? 1;
  if ((ratio > CLOCK_OFF || ratio < 1 / CLOCK_OFF) && !wasLate(sweep, from)) {
    const words =
      ratio > 1 ? `${formatRate(ratio)} times too fast` : `${formatRate(1 / ratio)} times too slow`;
    const seen = [saw('timestamps', words, from, 'as fast as frames come'), ...evidence];
    return make.warn(
      `its clock runs ${words}`,
      seen,
      diagnose('clock-off', { path, words, slow: ratio < 1 }),
    );
  }
  const apart = video.keyFrameIntervalMs ?? video.keyFrameIntervalAtLeastMs;
  if (video.keyFrames !== null && apart > KEY_FRAMES_APART_MS) {
    const facts = { path, seconds: apart / 1000, seen: video.keyFrameIntervalMs !== null, fps: video.fps };
    const seen = [saw('key frames', intervalWords(video), from, 'one every 2 s'), ...evidence];
    return make.warn(intervalWords(video), seen, diagnose('key-frames-far-apart', facts));
  }
  return null;
}

/** `key frames 1.0 s apart`; `at least 1.0 s` unless two were seen; nothing where they cannot be told. */
export function intervalWords(video: RtpStatistics, before = ''): string {
  const { keyFrames, keyFrameIntervalMs, keyFrameIntervalAtLeastMs } = video;
  if (keyFrames === null) return '';
  const seconds = (keyFrameIntervalMs ?? keyFrameIntervalAtLeastMs) / 1000;
  return `${before}key frames ${keyFrameIntervalMs === null ? 'at least ' : ''}${seconds.toFixed(1)} s apart`;
}

export const formatRate = (fps: number): string => fps.toFixed(1).replace(/\.0$/, '');

import { type Diagnosis, type Finding, type HlsPlayback, known, type Reading } from '../model/index.ts';
import { afterPlaying, shutOff } from './after-playing.ts';
import { atOf, codecOf, delivery, type Judged, rateOf, starved } from './delivery.ts';
import { diagnose } from './diagnoses/table.ts';
import { secondsOf } from './duration.ts';
import { SAYS_NOTHING, saw, sawFault } from './finding.ts';

/** What HLS can carry, as MediaMTX names it. */
const CARRIED = /^(H264|H265|HEVC|VP9|AV1)$/i;

/** Key frames at a greater distance make a viewer wait, ms. */
const RARE_MS = 4_000;

/** Can a viewer play it over HLS? */
export const deliverHls = delivery({ id: 'deliver-hls', kind: 'hls', what: 'HLS', faulted, played });

/** Faults of the player that prove something about the stream. */
function faulted(from: Reading<HlsPlayback> & { ok: false }, stream: Judged): Finding | null {
  const { path, make, sweep } = stream;
  const { code, phase, message } = from.fault;
  const evidence = [sawFault(from, 'HLS')];
  if (SAYS_NOTHING.has(code)) return null;
  const codec = codecOf(stream);
  if (codec !== null && !CARRIED.test(codec) && (code === 'not-found' || code === 'protocol')) {
    const seen = [saw('codec', codec, from, 'H264'), ...evidence];
    return make.fail(
      `HLS refuses ${codec}`,
      seen,
      diagnose('hls-codec', { ...atOf(stream), codec, message }),
    );
  }
  if (code === 'timeout') {
    const seconds = from.tookMs / 1000;
    const video = known(sweep.readings, 'rtsp', path)?.video;
    const waits = video ? video.keyFrames === 0 || video.keyFrameIntervalAtLeastMs > RARE_MS : false;
    if (waits) {
      const diagnosis = diagnose('hls-no-key-frame', { ...atOf(stream), seconds, fps: rateOf(sweep, path) });
      return make.fail('waits for a key frame', evidence, diagnosis);
    }
    return make.fail(
      `no segment in ${seconds.toFixed(0)} s`,
      evidence,
      diagnose('hls-no-segment', { ...atOf(stream), seconds }),
    );
  }
  if (message.startsWith('HTTP 500')) return make.fail('MediaMTX gives HLS up', evidence, muxerEnded(stream));
  return make.fail(
    `HLS failed at ${phase}`,
    evidence,
    diagnose('hls-broken', { ...atOf(stream), phase, message }),
  );
}

/** Why the muxer ended: MediaMTX tells only its log, but what it may be is in its configuration. */
function muxerEnded(stream: Judged): Diagnosis {
  const { sweep, path } = stream;
  const {
    hlsDirectory = '',
    hlsSegmentMaxSize = '',
    hlsSegmentDuration = '',
  } = known(sweep.readings, 'mediamtx.config') ?? {};
  const video = known(sweep.readings, 'rtsp', path)?.video;
  const segment = secondsOf(hlsSegmentDuration);
  const seconds = Math.max(segment ?? 0, (video?.keyFrameIntervalAtLeastMs ?? 0) / 1000);
  const needs = ((video?.bitrate ?? 0) / 8) * seconds;
  if (segment !== null && needs > bytesOf(hlsSegmentMaxSize))
    return diagnose('hls-segment-too-large', { path, most: hlsSegmentMaxSize, needs, seconds });
  const directory = hlsDirectory === '' ? null : hlsDirectory;
  return diagnose('hls-muxer-ended', { ...atOf(stream), directory });
}

/** `10K`, `50M`, `1G` in bytes; infinite where it does not say. */
function bytesOf(size: string): number {
  const [, count, unit = ''] = /^([\d.]+)([KMG]?)B?$/.exec(size) ?? [];
  return count === undefined ? Number.POSITIVE_INFINITY : Number(count) * 1024 ** ' KMG'.indexOf(unit || ' ');
}

function played(from: Reading<HlsPlayback> & { ok: true }, stream: Judged): Finding {
  const { make } = stream;
  const { firstMediaMs, lowLatency, container, mediaBytes, advanced, codecs, proofMs, outside } = from.value;
  const seconds = (firstMediaMs / 1000).toFixed(1);
  const name = `${lowLatency ? 'low-latency ' : ''}HLS`;
  const first = `${mediaBytes} bytes of ${container === 'ts' ? 'MPEG-TS' : 'fMP4'}${codecs ? ` (${codecs})` : ''} after ${seconds} s`;
  const evidence = [
    saw('first segment', first, from),
    saw(
      'sequence',
      advanced ? 'advances' : `still after ${((proofMs - firstMediaMs) / 1000).toFixed(1)} s`,
      from,
      'advances',
    ),
    saw('muxer', "it lives on for the server's own time (a minute by default)", from),
  ];
  if (!advanced)
    return (
      starved(stream, from.loopDelayMs, 'HLS stands still', evidence) ??
      make.fail('HLS stands still', evidence, diagnose('hls-stands-still', atOf(stream)))
    );
  return afterPlaying(stream, from, {
    what: 'HLS',
    summary: `${name} plays after ${seconds} s`,
    evidence,
    codec: codecs ?? codecOf(stream),
    startMs: firstMediaMs,
    insideOnly: shutOff(outside),
  });
}

import {
  type Finding,
  known,
  type Reading,
  type WebrtcCandidate,
  type WebrtcPlayback,
  type WebrtcStep,
} from '../model/index.ts';
import { afterPlaying, shutOff } from './after-playing.ts';
import { atOf, codecOf, delivery, isLoopback, type Judged, rateOf, starved } from './delivery.ts';
import { diagnose } from './diagnoses/table.ts';
import { SAYS_NOTHING, saw, sawFault } from './finding.ts';

/** Can a viewer play it over WebRTC? */
export const deliverWebrtc = delivery({
  id: 'deliver-webrtc',
  kind: 'webrtc',
  what: 'WebRTC',
  faulted,
  played,
});

/** What the server had against the offer. */
function faulted(from: Reading<WebrtcPlayback> & { ok: false }, stream: Judged): Finding | null {
  const { make } = stream;
  const { code, phase, message } = from.fault;
  const evidence = [sawFault(from, 'WebRTC')];
  if (SAYS_NOTHING.has(code)) return null;
  if (code === 'unsupported') {
    const codec = codecOf(stream) ?? 'this codec';
    return make.fail(
      `WebRTC refuses ${codec}`,
      evidence,
      diagnose('webrtc-codec', { ...atOf(stream), codec, message }),
    );
  }
  return make.fail(
    `WebRTC failed at ${phase}`,
    evidence,
    diagnose('webrtc-broken', { ...atOf(stream), phase, message }),
  );
}

/** How far a viewer comes, by the last step that succeeded. */
const REACHED: Readonly<Record<WebrtcStep, string>> = {
  answer: 'an answer, and no connection',
  ice: 'a connection, and no encryption',
  dtls: 'an encrypted connection, and no media',
  packets: 'packets of media, and no whole picture',
  'key-frame': 'a picture, and no second of media after it',
  media: 'a picture, and media after it',
};

const addressOf = ({ address, port, protocol }: WebrtcCandidate): string => `${address}:${port}/${protocol}`;

/** What the stream itself shows, however late we were. */
const CERTAIN: ReadonlySet<string | undefined> = new Set(['webrtc-no-video', 'webrtc-b-frames']);

function played(from: Reading<WebrtcPlayback> & { ok: true }, stream: Judged): Finding {
  const { reached, candidates, packets, loopDelayMs } = from.value;
  const isConnected = reached !== 'answer';
  const own = known(stream.sweep.readings, 'host')?.addresses ?? [];
  const evidence = [
    saw('a viewer gets', REACHED[reached], from, REACHED.media),
    saw(
      'addresses for viewers',
      candidates.map(addressOf).join(', ') || 'none',
      from,
      isConnected ? undefined : own.join(' or ') || 'one of this box',
    ),
    ...(isConnected ? [saw('packets', String(packets), from)] : []),
  ];
  if (reached === 'media') return whole(from, stream, evidence);
  const found = broken(from, stream, evidence);
  if (found.status !== 'fail' || CERTAIN.has(found.diagnosis?.code)) return found;
  return starved(stream, loopDelayMs, found.summary, evidence) ?? found;
}

/** A picture came, and media after it. */
function whole(
  from: Reading<WebrtcPlayback> & { ok: true },
  stream: Judged,
  evidence: Finding['evidence'],
): Finding {
  const { candidates, codec, firstPacketMs, keyFrameMs, outside } = from.value;
  const reachable = candidates.some(({ address }) => !isLoopback(address));
  const outer = known(stream.sweep.readings, 'host')?.addresses ?? [];
  const first = `${((firstPacketMs ?? 0) / 1000).toFixed(2)} s after the offer`;
  return afterPlaying(stream, from, {
    what: 'WebRTC',
    summary: `WebRTC plays after ${((keyFrameMs ?? 0) / 1000).toFixed(1)} s`,
    evidence: [...evidence, saw('first packet', first, from)],
    codec,
    startMs: keyFrameMs ?? 0,
    insideOnly: !reachable && outer.length > 0 ? candidates.map(addressOf).join(', ') : shutOff(outside),
  });
}

/** How far it came says what is broken. */
function broken(
  from: Reading<WebrtcPlayback> & { ok: true },
  stream: Judged,
  evidence: Finding['evidence'],
): Finding {
  const { make } = stream;
  const { reached, candidates, codec, connectsWithOurAddresses } = from.value;
  const at = atOf(stream);
  const addresses = candidates.map(addressOf).join(', ');
  if (reached === 'ice') {
    // Measured: over TCP, our own library agrees with old servers now and then only. Browsers may do better.
    return candidates.every(({ protocol }) => protocol === 'tcp')
      ? make.unknown('connected over TCP, but no encryption (DTLS): try a browser', 'not-seen', evidence)
      : make.fail('no encryption (DTLS)', evidence, diagnose('webrtc-no-dtls', at));
  }
  if (reached === 'dtls')
    return make.fail('connected, but no media', evidence, diagnose('webrtc-no-media', at));
  if (reached !== 'answer') return cutShort(from, stream, evidence);
  if (codec === null) return make.fail('no video in the answer', evidence, diagnose('webrtc-no-video', at));
  return connectsWithOurAddresses || candidates.length === 0
    ? make.fail(
        'viewers are sent to an address that nobody can reach',
        evidence,
        diagnose('webrtc-unreachable-address', {
          ...at,
          addresses,
          own: known(stream.sweep.readings, 'host')?.addresses ?? [],
        }),
      )
    : make.fail('no connection (ICE)', evidence, diagnose('webrtc-no-connection', { ...at, addresses }));
}

/** Media came and ended, or no picture could be made of it. */
function cutShort(
  from: Reading<WebrtcPlayback> & { ok: true },
  stream: Judged,
  evidence: Finding['evidence'],
): Finding {
  const { packets, closed, reached } = from.value;
  const { path, make, sweep } = stream;
  const at = atOf(stream);
  const seconds = from.tookMs / 1000;
  if (!closed && reached === 'packets') {
    return make.fail(
      'no key frame',
      evidence,
      diagnose('webrtc-no-key-frame', { ...at, seconds, fps: rateOf(sweep, path) }),
    );
  }
  if (!closed) return make.unknown('too short a look after the key frame', 'not-seen', evidence);
  return known(sweep.readings, 'rtsp', path)?.video?.bFrames
    ? make.fail(
        'MediaMTX ends it because of B-frames',
        evidence,
        diagnose('webrtc-b-frames', { ...at, packets }),
      )
    : make.fail('media stopped', evidence, diagnose('webrtc-ended', { ...at, packets }));
}

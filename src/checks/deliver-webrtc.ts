import {
  type Finding,
  known,
  type Reading,
  type WebrtcCandidate,
  type WebrtcPlayback,
} from '../model/index.ts';
import { afterPlaying, codecOf, delivery, isLoopback, type Judged, shutOff } from './delivery.ts';
import { diagnose } from './diagnoses/table.ts';
import { saw, sawFault } from './finding.ts';

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
  const { path, url, make } = stream;
  const { code, phase, message } = from.fault;
  const evidence = [sawFault(from, 'WebRTC')];
  if (code === 'aborted' || code === 'internal') return null;
  if (code === 'unsupported') {
    const codec = codecOf(stream) ?? 'this codec';
    return make.fail(
      `WebRTC refuses ${codec}`,
      evidence,
      diagnose('webrtc-codec', { path, url, codec, message }),
    );
  }
  return make.fail(
    `WebRTC failed at ${phase}`,
    evidence,
    diagnose('webrtc-broken', { path, url, phase, message }),
  );
}

const addressOf = ({ address, port, protocol }: WebrtcCandidate): string => `${address}:${port}/${protocol}`;

/** How far it came says what is broken. */
function played(from: Reading<WebrtcPlayback> & { ok: true }, stream: Judged): Finding {
  const { path, url, make, sweep } = stream;
  const { reached, candidates, codec, packets, connectsWithOurAddresses, firstPacketMs, keyFrameMs } =
    from.value;
  const addresses = candidates.map(addressOf).join(', ');
  const evidence = [
    saw('candidates', addresses || 'none', from, 'addresses of this box'),
    saw('reached', reached, from, 'media'),
    saw('packets', String(packets), from),
  ];
  const at = { path, url };
  switch (reached) {
    case 'answer':
      if (codec === null)
        return make.fail('no video in the answer', evidence, diagnose('webrtc-no-video', at));
      return connectsWithOurAddresses || candidates.length === 0
        ? make.fail(
            'its addresses cannot be reached',
            evidence,
            diagnose('webrtc-unreachable-address', { ...at, addresses }),
          )
        : make.fail('no connection (ICE)', evidence, diagnose('webrtc-no-connection', { ...at, addresses }));
    case 'ice':
      return make.fail('no encryption (DTLS)', evidence, diagnose('webrtc-no-dtls', at));
    case 'dtls':
      return make.fail('connected, but no media', evidence, diagnose('webrtc-no-media', at));
    case 'packets':
    case 'key-frame':
      return cutShort(from, stream, evidence);
    case 'media': {
      const seconds = ((keyFrameMs ?? 0) / 1000).toFixed(1);
      const reachable = candidates.some(({ address }) => !isLoopback(address));
      const outer = known(sweep.readings, 'host')?.addresses ?? [];
      const insideOnly = !reachable && outer.length > 0 ? addresses : shutOff(from.value.outside);
      const first = saw(
        'first packet',
        `${((firstPacketMs ?? 0) / 1000).toFixed(2)} s after the offer`,
        from,
      );
      return afterPlaying(stream, from, {
        what: 'WebRTC',
        summary: `WebRTC plays after ${seconds} s`,
        evidence: [...evidence, first],
        codec,
        startMs: keyFrameMs ?? 0,
        insideOnly,
      });
    }
  }
}

/** Media came and ended, or no picture could be made of it. */
function cutShort(
  from: Reading<WebrtcPlayback> & { ok: true },
  { path, url, make, sweep }: Judged,
  evidence: Finding['evidence'],
): Finding {
  const { packets, closed, reached } = from.value;
  const at = { path, url };
  const seconds = from.tookMs / 1000;
  if (!closed && reached === 'packets') {
    return make.fail('no key frame', evidence, diagnose('webrtc-no-key-frame', { ...at, seconds }));
  }
  if (!closed) return make.unknown('too short a look after the key frame', 'not-seen', evidence);
  return known(sweep.readings, 'rtsp', path)?.video?.bFrames
    ? make.fail('B-frames end it', evidence, diagnose('webrtc-b-frames', { ...at, packets }))
    : make.fail('media stopped', evidence, diagnose('webrtc-ended', { ...at, packets }));
}

import { parse } from 'sdp-transform';
import type { WebrtcCandidate } from '../../model/index.ts';
import { ProbeFault } from '../probe.ts';
import { clean } from '../text.ts';

/** What the server promises to send, and where it can be reached. */
export interface Answer {
  readonly sdp: string;
  /** Each address once, the ports of its components too. */
  readonly candidates: readonly WebrtcCandidate[];
  /** Codecs of the video by payload type; empty where none will be sent. Old servers list all that they know. */
  readonly codecs: ReadonlyMap<number, string>;
}

/** Reads an SDP answer. Throws a ProbeFault for what is none. */
export function readAnswer(sdp: string): Answer {
  if (!sdp.startsWith('v=0')) throw new ProbeFault('protocol', 'answer', `not SDP: ${clean(sdp, 60)}`);
  const { media, candidates: ofSession } = parse(sdp) as ReturnType<typeof parse> & {
    candidates?: ReturnType<typeof parse>['media'][number]['candidates'];
  };
  const all = [...(ofSession ?? []), ...media.flatMap(({ candidates = [] }) => candidates)].map(
    ({ ip, port, transport }): WebrtcCandidate => ({
      address: clean(ip, 80),
      port,
      protocol: transport.toLowerCase() === 'tcp' ? 'tcp' : 'udp',
    }),
  );
  const video = media.find(
    ({ type, port, direction }) =>
      type === 'video' && port !== 0 && !/^(inactive|recvonly)$/.test(direction ?? ''),
  );
  return {
    sdp,
    candidates: [...new Map(all.map((one) => [JSON.stringify(one), one])).values()],
    codecs: new Map(video?.rtp.map(({ payload, codec }) => [payload, clean(codec, 30).toUpperCase()])),
  };
}

import { parse } from 'sdp-transform';
import type { RtspMedia } from '../../model/index.ts';
import { ProbeFault } from '../probe.ts';
import { clean } from '../text.ts';
import { h264Sps, h265Sps, type PictureFacts } from './parameter-sets.ts';

/** A medium of the SDP, and where to SETUP it. */
export interface DescribedMedia {
  readonly media: RtspMedia;
  readonly control: string;
  /** Parameter sets, where the description has them. */
  readonly parameterSets: readonly Buffer[];
}

/** Static payload types (RFC 3551) that need no rtpmap. */
const STATIC: Readonly<Record<number, { codec: string; rate: number }>> = {
  0: { codec: 'PCMU', rate: 8000 },
  8: { codec: 'PCMA', rate: 8000 },
  26: { codec: 'JPEG', rate: 90_000 },
  32: { codec: 'MPV', rate: 90_000 },
  33: { codec: 'MP2T', rate: 90_000 },
};

/** The media of a DESCRIBE answer. `base` is its Content-Base, or the URL that was asked. */
export function describedMedia(sdp: string, base: string): readonly DescribedMedia[] {
  let session: ReturnType<typeof parse>;
  try {
    session = parse(sdp);
  } catch (error) {
    throw new ProbeFault(
      'protocol',
      'DESCRIBE',
      `the SDP cannot be read: ${error instanceof Error ? error.message : error}`,
    );
  }
  if (!sdp.startsWith('v=')) throw new ProbeFault('protocol', 'DESCRIBE', 'the answer is no SDP');
  return session.media.map((medium) => {
    const payload = Number(String(medium.payloads ?? '').split(' ')[0]);
    const map = medium.rtp.find((one) => one.payload === payload) ?? medium.rtp[0];
    const known = STATIC[payload];
    const codec = clean(map?.codec ?? known?.codec ?? 'unknown', 30).toUpperCase();
    const parameters = medium.fmtp.find((one) => one.payload === payload)?.config ?? '';
    const picture = pictureOf(codec, parameters);
    return {
      control: resolve(medium.control ?? '', base),
      parameterSets: parameterSetsOf(codec, parameters),
      media: {
        kind: medium.type === 'video' || medium.type === 'audio' ? medium.type : 'application',
        codec,
        clockRate: map?.rate ?? known?.rate ?? 90_000,
        profile: picture?.profile ?? null,
        level: picture?.level ?? null,
        width: picture?.width ?? null,
        height: picture?.height ?? null,
        announcedFps: picture?.fps ?? (medium.framerate === undefined ? null : Number(medium.framerate)),
      },
    };
  });
}

function resolve(control: string, base: string): string {
  if (/^rtsps?:/i.test(control)) return control;
  return control === '' || control === '*' ? base : `${base.replace(/\/?$/, '/')}${control}`;
}

/** The parameter sets that SDP carries in `fmtp`, in the order in which a decoder wants them. */
function parameterSetsOf(codec: string, parameters: string): readonly Buffer[] {
  const value = (name: string) => new RegExp(`(?:^|[;\\s])${name}=([^;\\s]+)`, 'i').exec(parameters)?.[1];
  // RFC 6416 has hexadecimal digits.
  if (codec === 'MP4V-ES') return [Buffer.from(value('config') ?? '', 'hex')];
  const names =
    { H264: ['sprop-parameter-sets'], H265: ['sprop-vps', 'sprop-sps', 'sprop-pps'] }[codec] ?? [];
  return names.flatMap((name) => value(name)?.split(',') ?? []).map((text) => Buffer.from(text, 'base64'));
}

/** What the description says of the picture. */
function pictureOf(codec: string, parameters: string): PictureFacts | null {
  const read = codec === 'H264' ? h264Sps : h265Sps;
  const seen = parameterSetsOf(codec, parameters).map(read);
  return seen.find((one) => one !== null) ?? null;
}

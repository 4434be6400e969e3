/** One medium of a stream, from the SDP that its publisher announced. */
export interface Track {
  readonly kind: string;
  /** As MediaMTX names it in its API: `H264`, `MPEG-4 Audio`. */
  readonly codec: string;
  readonly payloadType: number;
  readonly clockRate: number;
  /** The publisher's own `a=control`. */
  readonly control: string;
  /** `rtpmap` and `fmtp` lines, passed on to readers. */
  readonly attributes: readonly string[];
  /** H.264 only: sequence parameter set, as in `sprop-parameter-sets`. */
  readonly parameters: Buffer | null;
}

/** Names of rtpmap encodings as the API prints them. */
const NAMES: Readonly<Record<string, string>> = {
  'MPEG4-GENERIC': 'MPEG-4 Audio',
  'MP4V-ES': 'MPEG-4 Video',
  JPEG: 'M-JPEG',
  OPUS: 'Opus',
  PCMU: 'G711',
  PCMA: 'G711',
  L16: 'LPCM',
};
/** Payload types that need no rtpmap. */
const STATIC: Readonly<Record<number, readonly [string, number]>> = {
  0: ['PCMU', 8000],
  8: ['PCMA', 8000],
  26: ['JPEG', 90_000],
};

/** The media of an SDP; empty where it has none. */
export function parseSdp(sdp: string): Track[] {
  const sections = sdp.split(/^(?=m=)/m).filter((section) => section.startsWith('m='));
  return sections.map((section, index) => {
    const lines = section.split(/\r?\n/);
    const [, kind = 'application', type = '96'] = /^m=(\S+) \S+ \S+ (\d+)/.exec(section) ?? [];
    const payloadType = Number(type);
    const attributes = lines.filter((line) => /^a=(rtpmap|fmtp):/.test(line));
    const [
      ,
      encoding = STATIC[payloadType]?.[0] ?? 'unknown',
      rate = String(STATIC[payloadType]?.[1] ?? 90_000),
    ] = /a=rtpmap:\d+ ([^/\s]+)\/(\d+)/.exec(section) ?? [];
    const sprop = /sprop-parameter-sets=([^,;\s]+)/.exec(section)?.[1];
    return {
      kind,
      codec: NAMES[encoding.toUpperCase()] ?? encoding.toUpperCase(),
      payloadType,
      clockRate: Number(rate),
      control: /^a=control:(\S+)/m.exec(section)?.[1] ?? `trackID=${index}`,
      attributes,
      parameters: sprop && encoding.toUpperCase() === 'H264' ? Buffer.from(sprop, 'base64') : null,
    };
  });
}

/** The SDP for readers. The old generation names its controls by absolute URL. */
export function formatSdp(tracks: readonly Track[], controlBase: string): string {
  const head = ['v=0', 'o=- 0 0 IN IP4 127.0.0.1', 's=No Name', 'c=IN IP4 0.0.0.0', 't=0 0'];
  const media = tracks.flatMap((track, index) => [
    `m=${track.kind} 0 RTP/AVP ${track.payloadType}`,
    `a=control:${controlBase}trackID=${index}`,
    ...track.attributes,
  ]);
  return [...head, ...media, ''].join('\r\n');
}

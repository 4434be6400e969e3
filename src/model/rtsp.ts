/** What an ordinary RTSP reader saw. Subject of the reading: the path. */
export interface RtspStream {
  /** Without credentials. */
  readonly url: string;
  readonly transport: 'tcp' | 'udp';
  /** Times since the connect began, ms. */
  readonly connectMs: number;
  readonly describeMs: number;
  /** Null where none came. */
  readonly firstPacketMs: number | null;
  /** When a key frame and half a second of frames were there; null where it did not come to that. */
  readonly proofMs: number | null;
  readonly media: readonly RtspMedia[];
  /** Statistics of that medium (`videoOf`); null when there is none or nothing came. */
  readonly video: RtpStatistics | null;
}

/** The medium that is looked at: the first of video. Undefined where there is none. */
export const videoOf = (stream: Pick<RtspStream, 'media'> | undefined): RtspMedia | undefined =>
  stream?.media.find(({ kind }) => kind === 'video');

/** A medium as the description (SDP) announces it, with what its parameter sets add. */
export interface RtspMedia {
  readonly kind: 'video' | 'audio' | 'application';
  /** `H264`, `H265`, `VP8`, `JPEG`, `MPEG4-GENERIC`, … as in rtpmap. */
  readonly codec: string;
  /** Ticks of its timestamps per second. */
  readonly clockRate: number;
  /** `High`, `Constrained Baseline`; null where nothing tells. */
  readonly profile: string | null;
  readonly level: string | null;
  readonly width: number | null;
  readonly height: number | null;
  /** Announced by SDP or parameter sets; the measured one is in the statistics. */
  readonly announcedFps: number | null;
}

/** What came of one medium while it was read. */
export interface RtpStatistics {
  readonly windowMs: number;
  readonly packets: number;
  /** Of whole RTP packets. */
  readonly bytes: number;
  /** Packets by their sequence numbers: that never came, and that came late. */
  readonly lost: number;
  readonly reordered: number;
  /** Interarrival jitter as in RFC 3550. */
  readonly jitterMs: number;
  /** Whole frames seen (marker bit ends a frame). */
  readonly frames: number;
  /** From RTP timestamps; null with fewer than three frames. */
  readonly fps: number | null;
  /** How fast the stream's own clock runs beside that of arrival: 1 is right. Null within too short a window; absent in older sweeps. */
  readonly clockRatio?: number | null;
  /** The longest time in which no frame came, to the end of the look, ms; absent in older sweeps. */
  readonly longestGapMs?: number;
  /** Bits per second over the window. */
  readonly bitrate: number;
  /** Null for a codec whose key frames cannot be told. */
  readonly keyFrames: number | null;
  /** Mean distance of key frames; null unless two were seen. */
  readonly keyFrameIntervalMs: number | null;
  /** Longest span without a key frame seen so far: "≥ x". */
  readonly keyFrameIntervalAtLeastMs: number;
  /** Null when the codec or the window does not tell. */
  readonly bFrames: boolean | null;
}

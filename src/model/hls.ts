import type { OutsideTry } from './viewer.ts';

/** What a viewer over HLS got: media, and more of it. Subject of the reading: the path. Times since the first request, ms. */
export interface HlsPlayback {
  /** The playlist that a viewer opens, without credentials. */
  readonly url: string;
  /** Its playlist announces parts. */
  readonly lowLatency: boolean;
  readonly container: 'fmp4' | 'ts';
  /** `CODECS` of the multivariant playlist (`avc1.42c016`); null where there is none. */
  readonly codecs: string | null;
  /** A media playlist with something playable in it. */
  readonly playlistMs: number;
  /** The first segment or part was here as a whole and held media. */
  readonly firstMediaMs: number;
  /** Size of that segment or part. */
  readonly mediaBytes: number;
  /** A later segment or part was announced while we looked. */
  readonly advanced: boolean;
  /** When that was, or when we gave up. */
  readonly proofMs: number;
  /** Null where it was not tried (viewers are local, the box has no outer address, the server is elsewhere), or proves nothing. */
  readonly outside: OutsideTry | null;
}

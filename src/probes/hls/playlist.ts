import { ProbeFault } from '../probe.ts';
import { clean } from '../text.ts';

/** A variant of the multivariant playlist. */
export interface Variant {
  readonly uri: string;
  readonly codecs: string | null;
  readonly bandwidth: number;
}

/** A segment or part that a viewer may fetch, and its place in the stream. */
export interface Piece {
  readonly uri: string;
  /** Media sequence number of its segment. */
  readonly sequence: number;
  /** Number within the segment; null for the whole segment. */
  readonly part: number | null;
}

export interface MediaPlaylist {
  readonly kind: 'media';
  /** `EXT-X-TARGETDURATION`, ms. */
  readonly targetMs: number;
  readonly lowLatency: boolean;
  /** The server holds a request for a later piece back until it is there. */
  readonly canBlock: boolean;
  /** The initialization section of fMP4. */
  readonly map: string | null;
  /** What is playable, in order; gaps are left out. */
  readonly pieces: readonly Piece[];
}

export type Playlist =
  | { readonly kind: 'multivariant'; readonly variants: readonly Variant[] }
  | MediaPlaylist;

/** Reads a playlist (RFC 8216 and its second edition). Throws a ProbeFault for what is none. */
export function parsePlaylist(text: string, phase: string): Playlist {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  if (lines[0]?.replace(/^\ufeff/, '') !== '#EXTM3U')
    throw new ProbeFault('protocol', phase, `not a playlist: ${clean(text, 60)}`);
  return lines.some((line) => line.startsWith('#EXT-X-STREAM-INF:')) ? multivariant(lines) : media(lines);
}

function multivariant(lines: readonly string[]): Playlist {
  const variants = lines.flatMap((line, index) => {
    if (!line.startsWith('#EXT-X-STREAM-INF:')) return [];
    const uri = lines.slice(index + 1).find((next) => next !== '' && !next.startsWith('#'));
    if (uri === undefined) return [];
    return [{ uri, codecs: attribute(line, 'CODECS'), bandwidth: Number(attribute(line, 'BANDWIDTH') ?? 0) }];
  });
  return { kind: 'multivariant', variants };
}

function media(lines: readonly string[]): MediaPlaylist {
  const tag = (name: string) => lines.find((line) => line.startsWith(`#${name}:`));
  const pieces: Piece[] = [];
  let sequence = Number(tag('EXT-X-MEDIA-SEQUENCE')?.split(':')[1] ?? 0);
  let part = 0;
  let gap = false;
  for (const line of lines) {
    if (line.startsWith('#EXT-X-PART:')) {
      const uri = attribute(line, 'URI');
      if (uri !== null && attribute(line, 'GAP') !== 'YES') pieces.push({ uri, sequence, part });
      part++;
    } else if (line === '#EXT-X-GAP') gap = true;
    else if (line !== '' && !line.startsWith('#')) {
      if (!gap) pieces.push({ uri: line, sequence, part: null });
      sequence++;
      part = 0;
      gap = false;
    }
  }
  const control = tag('EXT-X-SERVER-CONTROL');
  return {
    kind: 'media',
    targetMs: Number(tag('EXT-X-TARGETDURATION')?.split(':')[1] ?? 0) * 1000,
    lowLatency: tag('EXT-X-PART-INF') !== undefined,
    canBlock: control !== undefined && attribute(control, 'CAN-BLOCK-RELOAD') === 'YES',
    map: attribute(tag('EXT-X-MAP') ?? '', 'URI'),
    pieces,
  };
}

/** The value of an attribute of a tag, quoted or not. */
function attribute(line: string, name: string): string | null {
  const found = new RegExp(`[:,]${name}=(?:"([^"]*)"|([^,]*))`).exec(line);
  return found?.[1] ?? found?.[2] ?? null;
}

/** Does the one come after the other? A whole segment comes after its parts. */
export function isLater(one: Piece, other: Piece): boolean {
  if (one.sequence !== other.sequence) return one.sequence > other.sequence;
  return (one.part ?? Number.POSITIVE_INFINITY) > (other.part ?? Number.POSITIVE_INFINITY);
}

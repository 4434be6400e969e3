import { setTimeout as delay } from 'node:timers/promises';
import type { HlsPlayback } from '../../model/index.ts';
import { type Probe, type ProbeContext, ProbeFault } from '../probe.ts';
import { authorization, below, tryOutside, viewerBase } from '../viewer/viewer.ts';
import { HlsClient } from './client.ts';
import { containerOf } from './container.ts';
import { isLater, type MediaPlaylist, type Piece, parsePlaylist } from './playlist.ts';

/** Between two looks at a playlist that does not block, ms. */
const PAUSE_MS = 80;
/** Kept back before the deadline, so that a standstill is told and not cut short, ms. */
const RESERVE_MS = 500;
/** A piece may leave the playlist before it is fetched: so often a newer one is taken. */
const ATTEMPTS = 3;

const INDEX = 'index.m3u8';
const urlOf = (path: string, { config, known }: Pick<ProbeContext, 'config' | 'known'>): string =>
  `${below(viewerBase('hls', config, known), path)}/${INDEX}`;

/**
 * Plays a path over HLS as a browser would: playlists, one segment or part that holds media, and proof that more follows.
 * The server needs a key frame, and its muxer lives on for a while after us. Subject: the path.
 */
export const hls: Probe<'hls'> = {
  kind: 'hls',
  title: 'playing HLS',
  // A key frame every 10 s was measured to take up to 20 s.
  deadlineMs: 28_000,
  maxAgeMs: 120_000,
  active: true,
  source: (path, context) => `GET ${urlOf(path, context)}`,
  observe: async (path, context) => {
    const url = urlOf(path, context);
    const outside = tryOutside(url, context);
    try {
      return { ...(await play(url, context)), outside: await outside };
    } finally {
      await outside;
    }
  },
};

async function play(url: string, context: ProbeContext): Promise<Omit<HlsPlayback, 'outside'>> {
  const { config, signal, deadline } = context;
  const start = performance.now();
  const since = () => performance.now() - start;
  const client = new HlsClient(url, { signal, headers: authorization(config), ca: config.mediamtx.ca });
  const stream = new Stream(client, await variantOf(client, url), signal);
  const playlist = await stream.playable();
  const playlistMs = since();
  const patience = Math.max(2_000, 3 * playlist.targetMs);
  const end = Math.min(performance.now() + patience, deadline - RESERVE_MS);
  const over = new AbortController();
  try {
    // Both at once: what comes next is awaited while the newest piece is fetched.
    const [{ bytes, container, firstMediaMs }, advanced] = await Promise.all([
      fetchPiece(stream, playlist).then((fetched) => ({ ...fetched, firstMediaMs: since() })),
      stream.advances(playlist, end, over.signal),
    ]);
    const { lowLatency } = playlist;
    const { codecs } = stream.variant;
    return {
      url,
      lowLatency,
      container,
      codecs,
      playlistMs,
      firstMediaMs,
      mediaBytes: bytes,
      advanced,
      proofMs: since(),
    };
  } finally {
    over.abort();
  }
}
/** Where the media playlist is; the index may be it already. */
interface MediaAddress {
  readonly url: string;
  readonly codecs: string | null;
  /** The index itself, where that is the media playlist. */
  readonly first: MediaPlaylist | null;
}

async function variantOf(client: HlsClient, index: string): Promise<MediaAddress> {
  const { url, text } = await client.playlist(index, INDEX);
  const playlist = parsePlaylist(text, INDEX);
  if (playlist.kind === 'media') return { url, codecs: null, first: playlist };
  const best = playlist.variants.toSorted((one, other) => other.bandwidth - one.bandwidth)[0];
  if (!best || !URL.canParse(best.uri, url))
    throw new ProbeFault('protocol', INDEX, 'the playlist names no stream');
  return { url: new URL(best.uri, url).href, codecs: best.codecs, first: null };
}

/** The media playlist, read again and again. */
class Stream {
  readonly client: HlsClient;
  readonly variant: MediaAddress;
  readonly #signal: AbortSignal;
  #url: string;

  constructor(client: HlsClient, variant: MediaAddress, signal: AbortSignal) {
    this.client = client;
    this.variant = variant;
    this.#signal = signal;
    this.#url = variant.url;
  }

  /** Resolves once there is something to play: a muxer that was just started has nothing but gaps. */
  async playable(): Promise<MediaPlaylist> {
    let playlist = this.variant.first ?? (await this.#read(this.variant.url));
    while (playlist.pieces.length === 0) {
      await this.#pause();
      playlist = await this.#read(this.variant.url);
    }
    return playlist;
  }

  /** Does something come after the newest piece of this playlist, before `end`? */
  async advances({ pieces }: MediaPlaylist, end: number, over: AbortSignal): Promise<boolean> {
    const piece = pieces.at(-1);
    if (!piece) throw new ProbeFault('protocol', 'media playlist', 'it became empty');
    const clock = AbortSignal.timeout(Math.max(1, Math.round(end - performance.now())));
    const signal = AbortSignal.any([this.#signal, clock, over]);
    try {
      for (let now = await this.#read(this.variant.url, signal); ; ) {
        if (now.pieces.some((one) => isLater(one, piece))) return true;
        if (!now.canBlock) await this.#pause(signal);
        const asked = performance.now();
        now = await this.#read(now.canBlock ? this.#after(piece, now) : this.variant.url, signal);
        // A server that promises to hold requests back and does not must not be asked without end.
        if (performance.now() - asked < PAUSE_MS && !now.pieces.some((one) => isLater(one, piece)))
          await this.#pause(signal);
      }
    } catch (error) {
      if (clock.aborted && !this.#signal.aborted) return false;
      throw error;
    }
  }

  /** The playlist that has something after this piece: the server answers once it is there. */
  #after({ sequence, part }: Piece, { lowLatency }: MediaPlaylist): string {
    const url = new URL(this.variant.url);
    url.searchParams.set('_HLS_msn', String(part === null ? sequence + 1 : sequence));
    if (lowLatency) url.searchParams.set('_HLS_part', String(part === null ? 0 : part + 1));
    return url.href;
  }

  /** An address of the playlist, as one to fetch. */
  resolve(uri: string): string {
    if (!URL.canParse(uri, this.#url))
      throw new ProbeFault('protocol', 'media playlist', `not an address: ${uri}`);
    return new URL(uri, this.#url).href;
  }

  async #read(url: string, signal = this.#signal): Promise<MediaPlaylist> {
    const fetched = await this.client.playlist(url, 'media playlist', signal);
    this.#url = fetched.url;
    const playlist = parsePlaylist(fetched.text, 'media playlist');
    if (playlist.kind !== 'media')
      throw new ProbeFault('protocol', 'media playlist', 'a multivariant playlist inside another');
    return playlist;
  }

  async #pause(signal = this.#signal): Promise<void> {
    try {
      await delay(PAUSE_MS, undefined, { signal });
    } catch {
      throw new ProbeFault('timeout', 'media playlist', 'nothing to play');
    }
  }
}

interface FetchedPiece {
  readonly bytes: number;
  readonly container: 'fmp4' | 'ts';
}

/** The newest segment or part, and what it is. */
async function fetchPiece(stream: Stream, first: MediaPlaylist): Promise<FetchedPiece> {
  let playlist = first;
  for (let attempt = 1; ; attempt++) {
    const piece = playlist.pieces.at(-1);
    if (!piece) throw new ProbeFault('protocol', 'media playlist', 'it became empty');
    try {
      const init =
        playlist.map === null ? null : await stream.client.media(stream.resolve(playlist.map), 'init');
      const { body } = await stream.client.media(stream.resolve(piece.uri), 'segment');
      const container = containerOf(body, init?.body ?? null);
      if (container === null)
        throw new ProbeFault('protocol', 'segment', `${body.length} bytes that are neither fMP4 nor MPEG-TS`);
      return { bytes: body.length, container };
    } catch (error) {
      const gone = error instanceof ProbeFault && error.code === 'not-found';
      if (!gone || attempt === ATTEMPTS) throw error;
      playlist = await stream.playable();
    }
  }
}

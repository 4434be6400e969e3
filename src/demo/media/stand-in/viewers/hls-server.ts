import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, join } from 'node:path';
import { findFfmpeg } from '../../../../probes/ffmpeg.ts';
import type { Track } from '../media.ts';
import type { MediaPath } from '../paths.ts';
import { splitAddress } from '../settings.ts';
import { Entrance, type ViewerOptions, ViewerRefusal } from './entrance.ts';
import { Muxer, PLAYLIST } from './muxer.ts';

const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';
/** What the real server makes HLS of. */
const CARRIED: ReadonlySet<string> = new Set(['H264', 'H265', 'VP9', 'AV1', 'Opus', 'MPEG-4 Audio']);

/** HLS, a muxer for each path that somebody asked for: fMP4 on the new generation, MPEG-TS on the old. */
export class HlsServer {
  readonly #entrance: Entrance;
  readonly #muxers = new Map<string, Muxer>();
  #ffmpeg: Promise<string> | undefined;

  constructor(options: ViewerOptions) {
    this.#entrance = new Entrance(options, (request, response, url) => this.#answer(request, response, url));
  }

  async listen(): Promise<void> {
    const { settings, log } = this.#entrance.options;
    await this.#entrance.listen(settings.hlsAddress);
    log('INF', `[HLS] listener opened on ${settings.hlsAddress}`);
  }

  close(): void {
    this.#entrance.close();
    for (const muxer of this.#muxers.values()) muxer.stop();
  }

  /** The muxers that live, by path. */
  get muxers(): readonly (readonly [string, Muxer])[] {
    return [...this.#muxers].filter(([, { ended }]) => !ended);
  }

  async #answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const [, encoded = '', file = ''] = /^\/(.+)\/([^/]+)$/.exec(url.pathname) ?? [];
    const name = decodeURIComponent(encoded);
    if (this.#entrance.options.generation === 'new' && file === 'index.m3u8' && !knowsCookies(request, url)) {
      url.searchParams.set('cookieCheck', '1');
      response
        .writeHead(302, { location: `${url.pathname}${url.search}`, 'set-cookie': 'cookieCheck=1; HttpOnly' })
        .end();
      return;
    }
    const path = await this.#entrance.open(name, request, response);
    const muxer = await this.#muxer(path, request);
    muxer.touch();
    await muxer.playable();
    if (file === 'index.m3u8') {
      response.writeHead(200, { 'content-type': PLAYLIST_TYPE }).end(multivariant(path.tracks ?? []));
      return;
    }
    const body = await readFile(join(muxer.folder, basename(file))).catch(() => {
      throw new ViewerRefusal(404, 'not found');
    });
    response.writeHead(200, { 'content-type': file === PLAYLIST ? PLAYLIST_TYPE : 'video/mp4' }).end(body);
  }

  async #muxer(path: MediaPath, request: IncomingMessage): Promise<Muxer> {
    const { generation, log, settings } = this.#entrance.options;
    const tracks = path.tracks ?? [];
    if (!tracks.some(({ codec }) => CARRIED.has(codec)) || tracks.some(({ codec }) => codec === 'VP8')) {
      log('ERR', `[HLS] [muxer ${path.name}] the stream doesn't contain any supported codec`);
      throw generation === 'old'
        ? new ViewerRefusal(404, '404 page not found')
        : new ViewerRefusal(500, 'muxer instance not available');
    }
    this.#ffmpeg ??= findFfmpeg(null, process.env);
    const ffmpeg = await this.#ffmpeg;
    const running = this.#muxers.get(path.name);
    if (running && !running.ended) return running;
    const [, basic = ''] = /^basic (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const reader = basic && `${Buffer.from(basic, 'base64').toString()}@`;
    const muxer = new Muxer({
      ffmpeg,
      url: `rtsp://${reader}127.0.0.1:${splitAddress(settings.rtspAddress).port}/${path.name}`,
      folder: join(process.cwd(), `hls-${randomUUID()}`),
      container: generation === 'new' ? 'fmp4' : 'mpegts',
    });
    log('INF', `[HLS] [muxer ${path.name}] created`);
    this.#muxers.set(path.name, muxer);
    return muxer;
  }
}

const knowsCookies = (request: IncomingMessage, url: URL): boolean =>
  url.searchParams.has('cookieCheck') || (request.headers.cookie ?? '').includes('cookieCheck');

function multivariant(tracks: readonly Track[]): string {
  const codecs = tracks.flatMap(({ codec, parameters }) => {
    if (codec === 'H264' && parameters) return [`avc1.${parameters.toString('hex', 1, 4)}`];
    return codec === 'H265' ? ['hvc1.1.6.L93.B0'] : [];
  });
  const attribute = codecs.length > 0 ? `,CODECS="${codecs.join(',')}"` : '';
  return `#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-STREAM-INF:BANDWIDTH=400000${attribute}\n${PLAYLIST}\n`;
}

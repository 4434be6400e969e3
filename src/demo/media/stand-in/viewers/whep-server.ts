import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Track } from '../media.ts';
import { Entrance, type ViewerOptions, ViewerRefusal } from './entrance.ts';
import { WhepSession } from './whep-session.ts';

const MAX_OFFER = 128 * 1024;

/** WebRTC for viewers (WHEP): offers are answered, sessions deleted. */
export class WhepServer {
  readonly sessions = new Map<string, WhepSession>();
  readonly #entrance: Entrance;

  constructor(options: ViewerOptions) {
    this.#entrance = new Entrance(options, (request, response, url) => this.#answer(request, response, url));
  }

  async listen(): Promise<void> {
    const { settings, log } = this.#entrance.options;
    await this.#entrance.listen(settings.webrtcAddress);
    log('INF', `[WebRTC] listener opened on ${settings.webrtcAddress}`);
  }

  close(): void {
    this.#entrance.close();
    for (const session of this.sessions.values()) session.end('terminated');
  }

  async #answer(request: IncomingMessage, response: ServerResponse, { pathname }: URL): Promise<void> {
    const [, encoded = '', id] = /^\/(.+)\/whep(?:\/([^/]+))?$/.exec(pathname) ?? [];
    const name = decodeURIComponent(encoded);
    if (request.method === 'DELETE' && id !== undefined) {
      const session = this.sessions.get(id);
      if (!session) throw new ViewerRefusal(404, 'session not found');
      session.end('deleted');
      response.writeHead(200).end();
      return;
    }
    if (request.method !== 'POST' || id !== undefined || name === '')
      throw new ViewerRefusal(404, '404 page not found');
    const offer = await readOffer(request);
    const path = await this.#entrance.open(name, request, response);
    const { generation, settings, log } = this.#entrance.options;
    const index = path.tracks?.findIndex((track) => isCarried(track, generation === 'new')) ?? -1;
    const track = path.tracks?.[index];
    if (!track) throw new ViewerRefusal(400, "the stream doesn't contain any supported codec");
    const session = new WhepSession({
      path,
      track,
      index,
      hosts: settings.webrtcAdditionalHosts,
      remoteAddr: `${request.socket.remoteAddress}:${request.socket.remotePort}`,
      onEnd: (reason) => {
        this.sessions.delete(session.id);
        log('INF', `[WebRTC] [session ${session.id.slice(0, 8)}] closed: ${reason}`);
      },
    });
    this.sessions.set(session.id, session);
    log('INF', `[WebRTC] [session ${session.id.slice(0, 8)}] created by ${session.remoteAddr}`);
    try {
      const answer = await session.answer(offer);
      const own = `whep/${session.id}`;
      response
        .writeHead(201, {
          'content-type': 'application/sdp',
          location: generation === 'old' ? own : `/${encoded}/${own}`,
        })
        .end(answer);
    } catch (error) {
      session.end(String(error));
      throw new ViewerRefusal(400, 'codecs not supported by client');
    }
  }
}

const isCarried = ({ codec }: Track, h265: boolean): boolean =>
  ['H264', 'VP8', 'VP9', 'AV1'].includes(codec) || (h265 && codec === 'H265');

async function readOffer(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_OFFER) throw new ViewerRefusal(400, 'the offer is too large');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString();
  if (!text.startsWith('v=0')) throw new ViewerRefusal(400, 'the offer is no SDP');
  return text;
}

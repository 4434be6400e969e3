import { randomBytes, randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { counted } from '../../../../model/index.ts';
import { type Action, allowed, parseAuthorization, usersFor } from '../access.ts';
import type { Log } from '../log.ts';
import { formatSdp, parseSdp } from '../media.ts';
import { type MediaPath, PathError, type PathTable } from '../paths.ts';
import type { Generation, Settings } from '../settings.ts';
import {
  formatReply,
  interleaved,
  Refusal,
  RtspParser,
  type RtspReply,
  type RtspRequest,
  splitUrl,
} from './message.ts';
import { type Lane, RtspSession } from './session.ts';
import { laneFor } from './transport.ts';
import type { UdpPorts } from './udp.ts';

/** A reader that does not take this much is too slow: packets are dropped, bytes. */
const MAX_BACKLOG = 4 * 1024 * 1024;
const PUBLIC = 'DESCRIBE, ANNOUNCE, SETUP, PLAY, RECORD, PAUSE, GET_PARAMETER, TEARDOWN';

/** What the connections of a server have in common. */
export interface Served {
  readonly generation: Generation;
  readonly settings: Settings;
  readonly paths: PathTable;
  readonly log: Log;
  readonly sessions: Set<RtspSession>;
  readonly connections: Set<RtspConnection>;
  readonly udp: UdpPorts | null;
  forget(session: RtspSession, reason: string): void;
}

/** One TCP connection: reads requests in order and carries the interleaved packets. */
export class RtspConnection {
  readonly id: string = randomUUID();
  readonly created = new Date();
  readonly remoteAddr: string;
  readonly #socket: Socket;
  readonly #server: Served;
  readonly #nonce = randomBytes(16).toString('hex');
  /** Requests are answered one after the other, also while one waits for an on-demand source. */
  #turn: Promise<void> = Promise.resolve();
  session: RtspSession | null = null;
  /** Why the connection ends, for the log. */
  #why = 'EOF';
  bytesReceived = 0;

  constructor(socket: Socket, server: Served) {
    this.#socket = socket;
    this.#server = server;
    this.remoteAddr = `${socket.remoteAddress}:${socket.remotePort}`;
    const parser = new RtspParser();
    this.#log('opened');
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.bytesReceived += chunk.length;
      try {
        for (const frame of parser.push(chunk)) {
          if (frame.kind === 'data') this.#carry(frame.channel, frame.payload);
          else this.#turn = this.#turn.then(() => this.#answer(frame.request));
        }
      } catch (error) {
        this.#why = String(error);
        socket.destroy();
      }
    });
    socket.on('error', (error) => {
      this.#why = error.message;
    });
    socket.on('close', () => {
      this.#log(`closed: ${this.#why}`);
      this.#server.connections.delete(this);
      // A UDP session outlives its connection until it times out; a TCP session cannot.
      if (this.session && !(this.session.transport === 'UDP' && this.session.state !== 'idle'))
        this.session.end('not in use');
    });
  }

  get bytesSent(): number {
    return this.#socket.bytesWritten;
  }

  close(): void {
    this.#socket.destroy();
  }

  #log(what: string): void {
    this.#server.log('INF', `[RTSP] [conn ${this.remoteAddr}] ${what}`);
  }

  #carry(channel: number, packet: Buffer): void {
    for (const [track, lane] of this.session?.lanes ?? []) {
      if (lane.kind === 'tcp' && lane.channel === channel - (channel % 2)) {
        this.session?.receive(track, channel % 2 === 0 ? 'rtp' : 'rtcp', packet);
      }
    }
  }

  async #answer(request: RtspRequest): Promise<void> {
    if (this.session) this.session.heardAt = performance.now();
    let reply: RtspReply;
    let fatal: string | null = null;
    try {
      reply = await this.#handle(request);
    } catch (error) {
      if (error instanceof Refusal) reply = error.reply;
      else reply = { status: error instanceof PathError ? error.status : 400 };
      // The client may try again with credentials; everything else ends the connection.
      if (reply.status !== 401) fatal = error instanceof Error ? error.message : String(error);
    }
    const token =
      this.session && reply.status === 200 && request.method !== 'TEARDOWN'
        ? this.#sessionHeader(this.session)
        : {};
    this.#socket.write(
      formatReply({ ...reply, headers: { ...token, ...reply.headers } }, request.headers['cseq']),
    );
    if (this.#socket.destroyed) this.session?.end('not in use');
    if (fatal === null) return;
    this.#why = fatal;
    this.#socket.end();
  }

  #sessionHeader({ token, transport }: RtspSession): Readonly<Record<string, string>> {
    const old = this.#server.generation === 'old';
    if (old) return { Session: transport === 'UDP' ? `${token};timeout=60` : token };
    return { Session: `${token};timeout=55` };
  }

  #handle(request: RtspRequest): RtspReply | Promise<RtspReply> {
    switch (request.method) {
      case 'OPTIONS':
        return { status: 200, headers: { Public: PUBLIC } };
      case 'DESCRIBE':
        return this.#describe(request);
      case 'ANNOUNCE':
        return this.#announce(request);
      case 'SETUP':
        return this.#setup(request);
      case 'RECORD':
        return this.#record();
      case 'PLAY':
        return this.#play(request);
      case 'PAUSE':
        return { status: 200 };
      case 'GET_PARAMETER':
        return this.session
          ? { status: 200, headers: { 'Content-Type': 'text/parameters' } }
          : { status: 501 };
      case 'TEARDOWN':
        return this.#teardown();
      default:
        return { status: 501 };
    }
  }

  /** The path of a URL that this client may use. Throws a `Refusal` or a `PathError`. */
  #open(request: RtspRequest, action: Action, name: string): MediaPath {
    const path = this.#server.paths.find(name);
    const credentials = parseAuthorization(request.headers['authorization']);
    const realm = this.#server.generation === 'old' ? 'IPCAM' : 'ipcam';
    const users = usersFor(this.#server.settings.authInternalUsers, path.settings);
    if (allowed(users, action, name, credentials, { realm, nonce: this.#nonce, method: request.method }))
      return path;
    const challenges: Readonly<Record<string, string>> = {
      digest: `Digest realm="${realm}", nonce="${this.#nonce}"`,
      basic: `Basic realm="${realm}"`,
    };
    const offered = this.#server.settings.authMethods.flatMap((method) => challenges[method] ?? []);
    throw new Refusal({ status: 401, headers: { 'WWW-Authenticate': offered } }, 'authentication failed');
  }

  async #describe(request: RtspRequest): Promise<RtspReply> {
    const { name } = splitUrl(request.url);
    const path = this.#open(request, 'read', name);
    await path.available();
    const base = `${request.url.replace(/[?#].*$/, '').replace(/\/$/, '')}/`;
    const body = formatSdp(path.tracks ?? [], this.#server.generation === 'old' ? base : '');
    return { status: 200, headers: { 'Content-Base': base, 'Content-Type': 'application/sdp' }, body };
  }

  #announce(request: RtspRequest): RtspReply {
    const { name, query } = splitUrl(request.url);
    const path = this.#open(request, 'publish', name);
    const tracks = parseSdp(request.body);
    if (tracks.length === 0) throw new Refusal({ status: 400 }, 'the SDP has no media');
    const session = this.#newSession(request);
    session.query = query;
    session.announce(path, tracks);
    return { status: 200 };
  }

  #newSession(request: RtspRequest): RtspSession {
    this.session?.end('replaced');
    const session = new RtspSession(
      {
        remoteAddr: this.remoteAddr,
        userAgent: request.headers['user-agent'] ?? '',
        send: (lane, kind, packet) => this.#send(lane, kind, packet),
        ended: (ended, reason) => {
          this.#server.forget(ended, reason);
          if (this.session === ended) this.session = null;
          if (reason !== 'torn down') this.#socket.destroy();
        },
      },
      this.#server.paths,
    );
    session.user = parseAuthorization(request.headers['authorization'])?.user ?? '';
    this.session = session;
    this.#server.sessions.add(session);
    this.#sessionLog(session, `created by ${this.remoteAddr}`);
    return session;
  }

  async #setup(request: RtspRequest): Promise<RtspReply> {
    const transport = request.headers['transport'] ?? '';
    const publishing = this.session?.tracks.length ? this.session : null;
    const session = publishing ?? (await this.#reading(request));
    const track = publishing
      ? publishing.tracks.findIndex(
          ({ control }) => request.url === control || request.url.endsWith(`/${control}`),
        )
      : Number(/trackID=(\d+)/.exec(request.url)?.[1] ?? 0);
    const tracks = publishing?.tracks ?? session.path?.tracks ?? [];
    if (!tracks[track]) throw new Refusal({ status: 404 }, 'there is no such track');
    const { lane, reply } = laneFor(transport, track, this.#server.udp, this.#socket.remoteAddress ?? '');
    session.lanes.set(track, lane);
    if (lane.kind === 'udp') this.#server.udp?.expect(lane, session, track);
    return { status: 200, headers: { Transport: reply } };
  }

  /** A reader's session; its first SETUP says which path. */
  async #reading(request: RtspRequest): Promise<RtspSession> {
    if (this.session) return this.session;
    const { name, query } = splitUrl(request.url.replace(/\/?trackID=\d+.*$/, ''));
    const path = this.#open(request, 'read', name);
    await path.available();
    const session = this.#newSession(request);
    session.path = path;
    session.query = query;
    return session;
  }

  #record(): RtspReply {
    const { session } = this;
    if (!session || session.lanes.size === 0) throw new Refusal({ status: 455 }, 'RECORD before SETUP');
    session.record();
    const names = session.tracks.map(({ codec }) => codec).join(', ');
    const count = `${counted(session.tracks.length, 'track')} (${names})`;
    this.#sessionLog(session, `is publishing to path '${session.path?.name}', ${count}`);
    return { status: 200 };
  }

  #play(request: RtspRequest): RtspReply {
    const { session } = this;
    if (!session || session.lanes.size === 0) throw new Refusal({ status: 455 }, 'PLAY before SETUP');
    if (session.state !== 'read') {
      // Packets must not come before the reply that announces them.
      setImmediate(() => session.play());
      this.#sessionLog(session, `is reading from path '${session.path?.name}', with ${session.transport}`);
    }
    const base = request.url.replace(/\/$/, '');
    const info = [...session.lanes.keys()].map((track) => `url=${base}/trackID=${track}`).join(',');
    return { status: 200, headers: { 'RTP-Info': info } };
  }

  #sessionLog(session: RtspSession, what: string): void {
    this.#server.log('INF', `[RTSP] [session ${session.id.slice(0, 8)}] ${what}`);
  }

  #teardown(): RtspReply {
    if (!this.session) return { status: 454 };
    this.session.end('torn down');
    return { status: 200 };
  }

  #send(lane: Lane, kind: 'rtp' | 'rtcp', packet: Buffer): boolean {
    if (lane.kind === 'udp') return this.#server.udp?.send(lane, kind, packet) ?? false;
    if (this.#socket.writableLength > MAX_BACKLOG || !this.#socket.writable) return false;
    this.#socket.write(interleaved(lane.channel + (kind === 'rtp' ? 0 : 1), packet));
    return true;
  }
}

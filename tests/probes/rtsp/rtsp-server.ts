import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';

export interface Request {
  readonly method: string;
  readonly uri: string;
  readonly text: string;
  readonly socket: Socket;
}

/** What a server says to a request: text as it is, nothing, or 'ok' for an ordinary answer. */
export type Behave = (request: Request) => string | Buffer | null | 'ok';

export interface RtspServer extends AsyncDisposable {
  readonly url: string;
  /** `METHOD uri`, in order. */
  readonly requests: readonly string[];
  readonly texts: readonly string[];
  /** Resolves once no connection is open. */
  closed(): Promise<void>;
}

export const SDP = [
  'v=0',
  'o=- 0 0 IN IP4 127.0.0.1',
  's=test',
  't=0 0',
  'm=video 0 RTP/AVP 96',
  'a=rtpmap:96 H264/90000',
  'a=control:trackID=0',
  '',
].join('\r\n');

export function reply(text: string, headers: string[] = [], body = '', status = '200 OK'): string {
  const cseq = /^CSeq: *(\d+)/im.exec(text)?.[1] ?? '0';
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return [`RTSP/1.0 ${status}`, `CSeq: ${cseq}`, ...headers, ...length, '', body].join('\r\n');
}

/** The answer of a server that does as it should. */
export function ordinary({ method, text }: Request, sdp = SDP): string {
  if (method === 'DESCRIBE') return reply(text, ['Content-Type: application/sdp'], sdp);
  if (method === 'SETUP')
    return reply(text, ['Session: 42', 'Transport: RTP/AVP/TCP;unicast;interleaved=0-1']);
  return reply(text, method === 'OPTIONS' ? [] : ['Session: 42']);
}

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../../fixtures/tls', name), 'utf8');
export const certificate = fixture('cert.pem');

/** An RTSP server on a free port that answers as `behave` says. */
export async function rtspServer(behave: Behave, tls = false): Promise<RtspServer> {
  const [requests, texts, open]: [string[], string[], Set<Socket>] = [[], [], new Set()];
  const serve = (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => undefined);
    let rest = '';
    socket.on('data', (bytes) => {
      rest += bytes.toString('latin1');
      for (let end = rest.indexOf('\r\n\r\n'); end >= 0; end = rest.indexOf('\r\n\r\n')) {
        const text = rest.slice(0, end + 2);
        rest = rest.slice(end + 4);
        const [method = '', uri = ''] = text.split(' ');
        requests.push(`${method} ${uri}`);
        texts.push(text);
        const request = { method, uri, text, socket };
        const answer = behave(request);
        if (answer !== null && !socket.destroyed) socket.write(answer === 'ok' ? ordinary(request) : answer);
      }
    });
  };
  const server = tls
    ? createTlsServer({ key: fixture('key.pem'), cert: certificate }, serve)
    : createServer(serve);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `${tls ? 'rtsps' : 'rtsp'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    texts,
    async closed() {
      // Not once(): a connection that was reset is closed as well.
      await Promise.all([...open].map((socket) => new Promise((done) => socket.on('close', done))));
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** One RTP packet. */
export function rtp(sequence: number, timestamp: number, payload: Buffer, marker = true): Buffer {
  const header = Buffer.alloc(12);
  header[0] = 0x80;
  header[1] = 96 | (marker ? 0x80 : 0);
  header.writeUInt16BE(sequence & 0xffff, 2);
  header.writeUInt32BE(timestamp >>> 0, 4);
  return Buffer.concat([header, payload]);
}

export function interleaved(channel: number, packet: Buffer): Buffer {
  const head = Buffer.from([0x24, channel, 0, 0]);
  head.writeUInt16BE(packet.length, 2);
  return Buffer.concat([head, packet]);
}

/** An H.264 key frame's and a P picture's first bytes. */
export const KEY = Buffer.from([0x65, 0x88, 0x80]);
export const DELTA = Buffer.from([0x41, 0x9a, 0x00]);

/** A second and more of a healthy stream at 15 fps. */
export const healthy = (channel = 0): Buffer =>
  Buffer.concat(
    Array.from({ length: 16 }, (_, index) =>
      interleaved(channel, rtp(65_530 + index, 4_294_960_000 + index * 6000, index === 0 ? KEY : DELTA)),
    ),
  );

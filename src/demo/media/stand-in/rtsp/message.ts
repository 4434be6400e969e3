/** One RTSP request; header names in lower case. */
export interface RtspRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a client sends: requests, and binary data between them. */
export type RtspFrame =
  | { readonly kind: 'request'; readonly request: RtspRequest }
  | { readonly kind: 'data'; readonly channel: number; readonly payload: Buffer };

const MAX_HEAD = 16 * 1024;
const MAX_BODY = 128 * 1024;

/** Cuts a TCP stream into requests and interleaved data. Throws where a client does not speak RTSP. */
export class RtspParser {
  #pending: Buffer = Buffer.alloc(0);

  *push(chunk: Buffer): Generator<RtspFrame> {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    for (let frame = this.#next(); frame; frame = this.#next()) yield frame;
  }

  #next(): RtspFrame | undefined {
    const from = this.#pending;
    if (from.length === 0) return undefined;
    return from[0] === 0x24 ? this.#data(from) : this.#request(from);
  }

  #data(from: Buffer): RtspFrame | undefined {
    if (from.length < 4) return undefined;
    const end = 4 + from.readUInt16BE(2);
    if (from.length < end) return undefined;
    this.#pending = from.subarray(end);
    return { kind: 'data', channel: from[1] ?? 0, payload: from.subarray(4, end) };
  }

  #request(from: Buffer): RtspFrame | undefined {
    const headEnd = from.indexOf('\r\n\r\n');
    if (headEnd < 0) {
      if (from.length > MAX_HEAD) throw new Error('the request line and headers are too long');
      return undefined;
    }
    const [first = '', ...lines] = from.subarray(0, headEnd).toString('latin1').split('\r\n');
    const [, method, url] = /^([A-Z_]+) (\S+) RTSP\/1\.0$/.exec(first) ?? [];
    if (method === undefined || url === undefined)
      throw new Error(`expected a request, got ${JSON.stringify(first.slice(0, 60))}`);
    const headers = Object.fromEntries(lines.map(headerOf));
    const length = Number(headers['content-length'] ?? 0);
    if (!(length >= 0 && length <= MAX_BODY)) throw new Error('the body is too long');
    const end = headEnd + 4 + length;
    if (from.length < end) return undefined;
    this.#pending = from.subarray(end);
    return {
      kind: 'request',
      request: { method, url, headers, body: from.subarray(headEnd + 4, end).toString() },
    };
  }
}

function headerOf(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
}

/** What the server answers; several values of a header become several lines. */
export interface RtspReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  454: 'Session Not Found',
  455: 'Method Not Valid In This State',
  461: 'Unsupported Transport',
  501: 'Not Implemented',
};

export function formatReply(
  { status, headers = {}, body = '' }: RtspReply,
  cseq: string | undefined,
): string {
  const all = {
    ...headers,
    Server: 'gortsplib',
    ...(body && { 'Content-Length': String(Buffer.byteLength(body)) }),
  };
  const lines = Object.entries(all)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}`));
  return [
    `RTSP/1.0 ${status} ${REASONS[status] ?? ''}`,
    ...(cseq ? [`CSeq: ${cseq}`] : []),
    ...lines,
    '',
    body,
  ].join('\r\n');
}

/** A packet as it goes over the RTSP connection itself (RFC 2326, 10.12). */
export function interleaved(channel: number, packet: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(4 + packet.length);
  frame[0] = 0x24;
  frame[1] = channel;
  frame.writeUInt16BE(packet.length, 2);
  packet.copy(frame, 4);
  return frame;
}

/** A request that is refused, with the reply that says so. */
export class Refusal extends Error {
  readonly reply: RtspReply;
  constructor(reply: RtspReply, message: string) {
    super(message);
    this.reply = reply;
  }
}

/** Path name and query of an RTSP URL. */
export function splitUrl(url: string): { name: string; query: string } {
  const [, path = '', query = ''] = /^rtsps?:\/\/[^/]*\/?([^?]*)\??(.*)$/i.exec(url) ?? [];
  return { name: decodeURIComponent(path).replace(/\/$/, ''), query };
}

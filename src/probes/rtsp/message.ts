import { ProbeFault } from '../probe.ts';

/** A header of more than this, or a body of more than that, is no RTSP server's, bytes. */
const MAX_HEADER = 16 * 1024;
const MAX_BODY = 256 * 1024;

export interface RtspResponse {
  readonly status: number;
  readonly reason: string;
  /** Lower-case name → all its values, in order: WWW-Authenticate may come several times. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
}

export type RtspItem =
  | { readonly kind: 'response'; readonly response: RtspResponse }
  /** An interleaved frame (RFC 2326, 10.12): RTP on even channels, RTCP on odd ones. */
  | { readonly kind: 'frame'; readonly channel: number; readonly payload: Buffer };

/** Cuts a byte stream into RTSP responses and interleaved frames. Throws a ProbeFault for anything else. */
export class RtspParser {
  #rest: Buffer = Buffer.alloc(0);

  /** Every item that these bytes complete. */
  *push(bytes: Buffer): Generator<RtspItem> {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    for (;;) {
      const item = this.#rest[0] === 0x24 ? this.#frame() : this.#response();
      if (item === null) return;
      yield item;
    }
  }

  #take(length: number): Buffer {
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }

  #frame(): RtspItem | null {
    if (this.#rest.length < 4) return null;
    const length = this.#rest.readUInt16BE(2);
    if (this.#rest.length < 4 + length) return null;
    const frame = this.#take(4 + length);
    return { kind: 'frame', channel: frame[1] ?? 0, payload: frame.subarray(4) };
  }

  #response(): RtspItem | null {
    if (this.#rest.length === 0) return null;
    const start = this.#rest.toString('latin1', 0, 5);
    if (!'RTSP/'.startsWith(start.slice(0, this.#rest.length)) && !start.startsWith('RTSP/')) {
      throw new ProbeFault(
        'protocol',
        'response',
        `not an RTSP response: ${this.#rest.toString('latin1', 0, 40)}`,
      );
    }
    const end = this.#rest.indexOf('\r\n\r\n');
    if (end < 0) {
      if (this.#rest.length > MAX_HEADER)
        throw new ProbeFault('too-large', 'response', 'the header does not end');
      return null;
    }
    const [statusLine = '', ...lines] = this.#rest.toString('latin1', 0, end).split('\r\n');
    const status = /^RTSP\/\d\.\d (\d{3}) ?(.*)$/.exec(statusLine);
    if (!status) throw new ProbeFault('protocol', 'response', `no status line: ${statusLine.slice(0, 60)}`);
    const headers = headersOf(lines);
    const length = Number(headers.get('content-length')?.[0] ?? 0);
    if (!Number.isInteger(length) || length < 0)
      throw new ProbeFault('protocol', 'response', 'the Content-Length is no number');
    if (length > MAX_BODY) throw new ProbeFault('too-large', 'response', `a body of ${length} bytes`);
    if (this.#rest.length < end + 4 + length) return null;
    this.#take(end + 4);
    const body = this.#take(length).toString('utf8');
    return {
      kind: 'response',
      response: { status: Number(status[1]), reason: status[2] ?? '', headers, body },
    };
  }
}

function headersOf(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) throw new ProbeFault('protocol', 'response', `not a header: ${line.slice(0, 60)}`);
    const name = line.slice(0, colon).trim().toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  return headers;
}

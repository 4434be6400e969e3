import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** One packet of so many is lost: a network that is bad, and not so bad that nothing can be seen. */
const ONE_OF = 12;

export interface LossyRelay {
  /** Where to read instead: `rtsp://127.0.0.1:PORT`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** An RTSP server's double that passes everything on, but for some of the packets that go to the reader. */
export async function lossyRelay(target: string): Promise<LossyRelay> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((reader) => {
    const upstream = connect(Number(port), hostname);
    const relay = new Losses();
    reader.on('data', (bytes) => upstream.write(bytes));
    upstream.on('data', (bytes: Buffer) => {
      for (const kept of relay.push(bytes)) reader.write(kept);
    });
    for (const [one, other] of [
      [reader, upstream],
      [upstream, reader],
    ] as const) {
      sockets.add(one);
      one.on('error', () => {});
      one.once('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `rtsp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Cuts a connection into responses and interleaved frames (RFC 2326, 10.12), and leaves some RTP packets out. */
class Losses {
  #rest: Buffer = Buffer.alloc(0);
  #packets = 0;

  *push(bytes: Buffer): Generator<Buffer> {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    for (
      let length = this.#length();
      length !== null && length <= this.#rest.length;
      length = this.#length()
    ) {
      const item = this.#rest.subarray(0, length);
      this.#rest = this.#rest.subarray(length);
      const isRtp = item[0] === 0x24 && (item[1] ?? 1) % 2 === 0;
      if (!isRtp || ++this.#packets % ONE_OF !== 0) yield item;
    }
  }

  /** How long the next item is; null while that cannot be told. */
  #length(): number | null {
    if (this.#rest.length < 4) return null;
    if (this.#rest[0] === 0x24) return 4 + this.#rest.readUInt16BE(2);
    const end = this.#rest.indexOf('\r\n\r\n');
    if (end < 0) return null;
    const [, body = '0'] = /content-length:\s*(\d+)/i.exec(this.#rest.toString('latin1', 0, end)) ?? [];
    return end + 4 + Number(body);
  }
}

import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { http, isRecord, json } from '../probes/http.ts';
import type { MediaServer } from './media/media-server.ts';

/** How often the demo's service looks at the media server, and how old growth may be for "connected", ms. */
const EVERY_MS = 250;
const FRESH_MS = 1_200;

/** What the reference service knows of the streams: which of them grow. It keeps what it knew while the API is away. */
export class StreamFacts {
  readonly #server: MediaServer;
  readonly #seen = new Map<string, { bytes: number; grewAt: number }>();
  readonly #stop = new AbortController();
  readonly #loop: Promise<void>;
  #lastAnswer = 0;

  constructor(server: MediaServer) {
    this.#server = server;
    this.#loop = this.#watch();
  }

  /** Do bytes of this path arrive? */
  flows(path: string): boolean {
    return this.#lastAnswer - (this.#seen.get(path)?.grewAt ?? Number.NEGATIVE_INFINITY) < FRESH_MS;
  }

  /** What was seen of a path counts no more: its next growth is that of a new publisher. */
  forget(path: string): void {
    this.#seen.delete(path);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
  }

  async #watch(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#look().catch(() => {
        // The API is off or locked: what was known last stays. A server that is gone carries nothing.
        if (!isAlive(this.#server.pid)) this.#seen.clear();
      });
      await sleep(EVERY_MS, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
  }

  async #look(): Promise<void> {
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(2_000)]);
    const answer = await http(`${this.#server.apiUrl}/v3/paths/list?itemsPerPage=500`, { signal });
    const body = json(answer);
    if (answer.status !== 200 || !isRecord(body) || !Array.isArray(body['items'])) return;
    const now = performance.now();
    this.#lastAnswer = now;
    for (const item of body['items']) {
      if (!isRecord(item) || item['source'] === null || item['online'] === false) continue;
      const bytes = Number(item['inboundBytes'] ?? item['bytesReceived']);
      const name = String(item['name']);
      const before = this.#seen.get(name);
      if (before === undefined || bytes !== before.bytes)
        this.#seen.set(name, { bytes, grewAt: before === undefined ? Number.NEGATIVE_INFINITY : now });
    }
  }
}

function isAlive(pid: number | null): boolean {
  try {
    return pid !== null && process.kill(pid, 0);
  } catch {
    return false;
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A series as an instant query answers it. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** What became of one rule when it was last evaluated. */
export interface RuleState {
  readonly name: string;
  readonly health: string;
  readonly lastError?: string;
  /** Seconds. */
  readonly evaluationTime: number;
  readonly alerts: readonly { readonly state: string; readonly labels: Readonly<Record<string, string>> }[];
}

/** A real Prometheus on a free port of the loopback, with its data in a folder. */
export class Prometheus implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #api: string;

  private constructor(child: ChildProcess, api: string) {
    this.#child = child;
    this.#api = api;
  }

  /** `config` as in its configuration file. */
  static async start(folder: string, config: object): Promise<Prometheus> {
    const file = join(folder, 'prometheus.yml');
    writeFileSync(file, JSON.stringify(config));
    const port = await freePort();
    const child = spawn(
      'prometheus',
      [
        `--config.file=${file}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=error',
      ],
      { stdio: 'ignore' },
    );
    return new Prometheus(child, `http://127.0.0.1:${port}`);
  }

  /** Resolves when it has asked so many targets (it takes five seconds to begin); rejects when that takes half a minute. */
  async ready(targets: number): Promise<void> {
    for (const end = performance.now() + 30_000; performance.now() < end; await sleep(100)) {
      const answer = await this.query('count(up)').catch(() => null);
      if (Number(answer?.result[0]?.value[1]) === targets) return;
    }
    throw new Error(`Prometheus has not asked ${targets} boxes within 30 s`);
  }

  /** What an instant query answers now, and how long it took, ms. */
  async query(query: string): Promise<{ readonly result: readonly Sample[]; readonly ms: number }> {
    const { value, ms } = await this.#timed('query', { query });
    return { result: (value as { result: Sample[] }).result, ms };
  }

  /** How long the same takes as a graph of the last `seconds`, in 240 points at most, ms. */
  async graph(query: string, seconds: number): Promise<number> {
    const end = Date.now() / 1000;
    const step = Math.max(1, Math.ceil(seconds / 240));
    const range = { start: String(end - seconds), end: String(end), step: String(step) };
    return (await this.#timed('query_range', { query, ...range })).ms;
  }

  async rules(): Promise<readonly RuleState[]> {
    const { value } = await this.#timed('rules');
    return (value as { groups: { rules: RuleState[] }[] }).groups.flatMap(({ rules }) => rules);
  }

  /** Its series now. */
  async series(): Promise<number> {
    const { value } = await this.#timed('status/tsdb');
    return (value as { headStats: { numSeries: number } }).headStats.numSeries;
  }

  /** What it has cost so far: memory at most (MiB) and processor time (s). */
  get cost(): { readonly peakMiB: number; readonly cpuS: number } {
    const of = (name: string) => readFileSync(`/proc/${this.#child.pid}/${name}`, 'utf8');
    const fields = of('stat').split(') ').at(-1)?.split(' ') ?? [];
    return {
      peakMiB: Number(/VmHWM:\s+(\d+)/.exec(of('status'))?.[1]) / 1024,
      cpuS: (Number(fields[11]) + Number(fields[12])) / 100,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }

  /** Rejects with its own words when it refuses. */
  async #timed(path: string, form?: Record<string, string>): Promise<{ value: unknown; ms: number }> {
    const start = performance.now();
    const url = `${this.#api}/api/v1/${path}`;
    const answer = await fetch(url, form && { method: 'POST', body: new URLSearchParams(form) });
    const { data, error } = (await answer.json()) as { data?: unknown; error?: string };
    if (error !== undefined) throw new Error(error);
    return { value: data, ms: performance.now() - start };
  }
}

/** A port of the loopback that nobody has now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

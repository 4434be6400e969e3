import { MetricsServer } from '../../src/agent/metrics.ts';
import type { CameraSoak, Report, SoakReport } from '../../src/model/index.ts';
import { renderReport } from '../../src/reporters/table.ts';
import { KINDS, type Kind } from './kinds.ts';

/** One box of a fleet: what it says, and the agent's own exporter that says it. */
export class SimulatedBox implements AsyncDisposable {
  readonly name: string;
  readonly kind: Kind;
  readonly #phase: () => number;
  #server: MetricsServer | null = null;
  target = '';

  constructor(name: string, kind: Kind, phase: () => number) {
    this.name = name;
    this.kind = kind;
    this.#phase = phase;
  }

  /** Serves on a port of its own, as an agent does. */
  async start(): Promise<void> {
    this.#server = await MetricsServer.start({
      host: '127.0.0.1',
      port: 0,
      report: () => renderReport('prometheus', this.report, PLAIN),
      soak: () => this.soak,
    });
    this.target = new URL(this.#server.url).host;
    if (this.kind.goneAt === 0) await this.leave();
  }

  get alive(): boolean {
    return this.#server !== null;
  }

  get report(): Report {
    const report = this.kind.report(this.#phase());
    const ended = Date.now() - (this.kind.staleMs ?? 0);
    return { ...report, startedAt: new Date(ended - report.tookMs).toISOString() };
  }

  get soak(): SoakReport {
    const { cameras, verdict, headline, startedAt } = this.report;
    const happened = this.kind.soak?.(this.#phase()) ?? {};
    return {
      schema: 1,
      startedAt,
      lastedMs: 3_600_000,
      verdict,
      headline,
      cameras: cameras.map(({ id }) => ({ ...QUIET, camera: id, ...happened[id] })),
    };
  }

  /** Nobody answers any more. */
  async leave(): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
    this.#server = null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.leave();
  }
}

const PLAIN = { columns: 80, color: false, ascii: true, verbose: false, quiet: false } as const;
const QUIET: Omit<CameraSoak, 'camera'> = {
  dropouts: [],
  dropoutCount: 0,
  longestGapMs: 1_000,
  fps: null,
  bitrate: null,
  publisherRestarts: 0,
  reconnects: 0,
  usbResets: 0,
  headline: '',
  proved: true,
  why: null,
};

/** So many boxes, one of each kind at least. */
export function fleetOf(count: number, phase: () => number): readonly SimulatedBox[] {
  const [well, ...troubled] = KINDS;
  const kinds = troubled.flatMap((kind) =>
    Array.from({ length: Math.max(1, Math.round((count * kind.percent) / 100)) }, () => kind),
  );
  return Array.from(
    { length: count },
    (_, index) => new SimulatedBox(`box-${index + 1}`, kinds[index] ?? (well as Kind), phase),
  );
}

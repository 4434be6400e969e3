import { uptime } from 'node:os';
import type { Report, SoakReport, Sweep } from '../model/index.ts';
import type { Change } from '../monitor/history.ts';
import type { Monitor } from '../monitor/monitor.ts';
import { Soak } from './soak.ts';
import type { Beat, StateFolder } from './state.ts';

/** What the agent tells whoever runs it. */
export interface AgentEvents {
  changed(changes: readonly Change[]): void;
  /** A round has been judged. */
  round(report: Report): void;
  /** The state folder could not be written, or can be again (null): told once each time that changes. */
  trouble(error: Error | null): void;
}

export interface AgentOptions {
  readonly monitor: Pick<Monitor, 'report' | 'sweep' | 'changes' | 'subscribe'>;
  readonly state: StateFolder | null;
  readonly events: AgentEvents;
}

/** Time between two lines of how the box is, ms. */
const BEAT_MS = 60_000;

/** Follows a monitor: counts what happens, tells it, and keeps it on disk. */
export class Agent {
  readonly #options: AgentOptions;
  readonly #soak = new Soak(performance.now());
  readonly #leave: () => void;
  #report: Report | null = null;
  #told: Change | undefined;
  #beatAt = Number.NEGATIVE_INFINITY;
  #provedBoot: string | null | undefined;
  #writing: Promise<void> = Promise.resolve();
  #trouble = false;

  constructor(options: AgentOptions) {
    this.#options = options;
    this.#leave = options.monitor.subscribe(() => this.#look());
  }

  /** How every camera has held out so far. */
  get soak(): SoakReport {
    return this.#soak.result(performance.now());
  }

  /** Resolves when everything so far is on disk, or was told as lost. */
  get written(): Promise<void> {
    return this.#writing;
  }

  /** Ends it; resolves when everything is on disk. */
  async stop(): Promise<void> {
    this.#leave();
    await this.written;
  }

  #look(): void {
    const { monitor, events } = this.#options;
    const { report, sweep, changes } = monitor;
    if (!report || !sweep || report === this.#report) return;
    this.#report = report;
    const dropouts = this.#soak.update(sweep, report);
    if (dropouts.length > 0) this.#write((state) => state.dropped(dropouts));
    const fresh = changes.slice(this.#told ? changes.indexOf(this.#told) + 1 : 0);
    this.#told = changes.at(-1);
    if (fresh.length > 0) {
      events.changed(fresh);
      this.#write((state) => state.changed(fresh));
    }
    this.#keep(report, sweep);
    events.round(report);
  }

  #keep(report: Report, sweep: Sweep): void {
    const { verdict, headline, box } = report;
    if ((verdict === 'pass' || verdict === 'warn') && this.#provedBoot !== box.bootId) {
      const { bootId } = box;
      const at = new Date().toISOString();
      this.#write(async (state) => {
        await state.proved({ bootId, at, verdict, headline });
        this.#provedBoot = bootId;
      });
    }
    if (sweep.mono - this.#beatAt < BEAT_MS) return;
    this.#beatAt = sweep.mono;
    const beat = beatOf(report, (camera) => this.#soak.rateOf(camera));
    this.#write((state) => state.beat(beat));
  }

  /** One after the other; what cannot be written is lost and said, and the watch goes on. */
  #write(act: (state: StateFolder) => Promise<void>): void {
    const { state, events } = this.#options;
    if (!state) return;
    this.#writing = this.#writing.then(async () => {
      const error = await act(state).then(
        () => null,
        (reason: unknown) => (reason instanceof Error ? reason : new Error(String(reason))),
      );
      if (this.#trouble === (error !== null)) return;
      this.#trouble = error !== null;
      events.trouble(error);
    });
  }
}

/** The bit rate by the counters of MediaMTX, where no stream was opened to measure it. */
const beatOf = (
  { verdict, headline, cameras, box: { bootId } }: Report,
  rateOf: (camera: string) => number | null,
): Beat => ({
  at: new Date().toISOString(),
  ...(bootId !== null && { boot: { id: bootId, seconds: Math.round(uptime()) } }),
  verdict,
  headline,
  cameras: Object.fromEntries(
    cameras.map(({ id, proved, figures }) => [
      id,
      { proved, bitrate: figures.bitrate ?? rounded(rateOf(id)) },
    ]),
  ),
});

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value));

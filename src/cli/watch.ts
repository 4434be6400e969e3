import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import v8 from 'node:v8';
import { Agent } from '../agent/agent.ts';
import { StateFolder } from '../agent/state.ts';
import { changeLine, soakText, troubleText } from '../agent/text.ts';
import { reading, type SoakReport } from '../model/index.ts';
import { Monitor } from '../monitor/monitor.ts';
import { configured } from './configuration.ts';
import { type CliContext, CliError } from './context.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { Notifier } from './notifier.ts';

export interface WatchFlags {
  readonly config?: string;
  readonly expectCameras?: number;
  /** Name or address by which viewers reach the box. */
  readonly viewerHost?: string;
  readonly passive?: boolean;
  readonly format: 'human' | 'jsonl';
  /** Ms: ends then, with the report of how everything held out. */
  readonly for?: number;
  /** Ms between two lines of how the box is. */
  readonly heartbeat?: number;
  readonly state?: string;
  /** A file for the HTML report of the end, with a line of time for each camera. */
  readonly report?: string;
  readonly metrics?: { readonly host: string; readonly port: number };
}

// It stays for months beside what it watches: a small heap costs it a few thousandths of a core.
v8.setFlagsFromString('--optimize-for-size');
v8.setFlagsFromString('--max-semi-space-size=1');

/** `camproof watch`: a line for each change, until the time is up or a signal comes. Resolves with the exit code. */
export async function watch(flags: WatchFlags, context: CliContext): Promise<number> {
  const { config } = await configured(flags, context);
  // Without pictures nothing is computed that a second, better compilation would pay for.
  if (flags.passive) v8.setFlagsFromString('--no-opt');
  const out = new Output(flags.format, context);
  const notifier = new Notifier(context.env);
  await using monitor = new Monitor({
    config: () => config,
    options: { passive: flags.passive ?? false },
    thrifty: true,
  });
  const agent = new Agent({
    monitor,
    state: flags.state === undefined ? null : new StateFolder(flags.state),
    events: {
      changed: (changes) => {
        for (const change of changes) out.line({ event: 'change', ...change }, changeLine(change));
      },
      round: () => notifier.alive(reading(monitor.sweep?.readings ?? {}, 'mediamtx.paths')?.mono),
      trouble: (error) => out.trouble(error, flags.state ?? ''),
    },
  });
  const beat =
    flags.heartbeat === undefined ? undefined : setInterval(() => out.beat(monitor), flags.heartbeat);
  try {
    await using metrics = flags.metrics && (await serve(flags.metrics, monitor, agent));
    if (metrics) context.stderr.write(`camproof watch: metrics at ${metrics.url}\n`);
    monitor.start();
    await ended(flags.for, context.signal);
  } finally {
    clearInterval(beat);
    await agent.stop();
  }
  const { soak } = agent;
  out.line({ event: 'soak', ...soak }, soakText(soak, monitor.report?.box ?? { user: 'root' }).trimEnd());
  if (flags.report !== undefined) await saveReport(flags.report, monitor, soak);
  await out.flushed;
  return exitCode(soak);
}

/** As things stand at the end; whoever reads only its verdict reads that of the whole time. */
async function saveReport(file: string, { report }: Monitor, soak: SoakReport): Promise<void> {
  if (!report) return;
  const { renderReport } = await import('../reporters/table.ts');
  const whole = { ...report, verdict: soak.verdict, headline: `${report.headline}; ${soak.headline}` };
  await writeFile(file, renderReport('html', whole, { ...PLAIN, soak })).catch((error: Error) => {
    throw new CliError(`--report: ${error.message}`, EXIT.internal);
  });
}

const PLAIN = { columns: 80, color: false, ascii: true, verbose: false, quiet: false } as const;

/** A dropout fails a soak, whatever holds at its end. */
const exitCode = ({ verdict }: SoakReport): number => exitCodeOf({ verdict }, false);

async function serve(address: { host: string; port: number }, monitor: Monitor, agent: Agent) {
  const { MetricsServer } = await import('../agent/metrics.ts');
  const { prometheus } = await import('../reporters/prometheus/prometheus.ts');
  try {
    return await MetricsServer.start({
      ...address,
      report: () => (monitor.report ? prometheus(monitor.report, PLAIN) : ''),
      soak: () => agent.soak,
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError(`--metrics: ${why}`, EXIT.usage);
  }
}

/** The longest time that a timer can take, ms. */
const LONGEST_MS = 2 ** 31 - 1;

/** Resolves when the time is up, or with the signal. */
async function ended(ms: number | undefined, signal: AbortSignal): Promise<void> {
  const end = performance.now() + (ms ?? Number.POSITIVE_INFINITY);
  while (!signal.aborted && performance.now() < end) {
    const rest = Math.min(LONGEST_MS, end - performance.now());
    await sleep(rest, undefined, { signal }).catch(() => {});
  }
}

/** Writes lines in one of the two forms. */
class Output {
  flushed: Promise<unknown> = Promise.resolve();
  readonly #format: WatchFlags['format'];
  readonly #context: CliContext;

  constructor(format: WatchFlags['format'], context: CliContext) {
    this.#format = format;
    this.#context = context;
  }

  line(value: object, text: string): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    const line = this.#format === 'jsonl' ? JSON.stringify(value) : text;
    this.#context.stdout.write(`${line}\n`, () => resolve());
    this.flushed = promise;
  }

  beat({ report }: Monitor): void {
    if (!report) return;
    const { verdict, headline } = report;
    const at = new Date().toISOString();
    this.line(
      { event: 'heartbeat', at, verdict, headline },
      `${at.slice(11, 19)}  box  ${verdict}: ${headline}`,
    );
  }

  trouble(error: Error | null, folder: string): void {
    const message = troubleText(error, folder);
    this.#context.stderr.write(`camproof watch: ${message}\n`);
    if (this.#format === 'jsonl') {
      const at = new Date().toISOString();
      this.line({ event: 'trouble', at, message }, '');
    }
  }
}

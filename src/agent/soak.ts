import { findCameras } from '../cameras/cameras.ts';
import {
  type CameraChain,
  type CameraDropout,
  type CameraSoak,
  type Dropout,
  known,
  LINKS,
  type Link,
  type Report,
  reading,
  type SoakReport,
  type Sweep,
} from '../model/index.ts';
import { Pulse } from './pulse.ts';
import { Series } from './series.ts';

const LINE = LINKS.slice(0, 6);
/** A report is made about every second: without one for so long, nobody watched, ms. */
const BLIND_MS = 4_000;
const KEPT = 100;

interface OpenDropout extends Omit<Dropout, 'lengthMs' | 'ended'> {
  readonly mono: number;
}

/** One camera while it is watched. */
class Watched {
  readonly pulse = new Pulse();
  readonly fps = new Series();
  readonly dropouts: Dropout[] = [];
  dropoutCount = 0;
  open: OpenDropout | null = null;
  restarts = 0;
  reconnects = 0;
  usbResets = 0;
  lastProof = Number.NEGATIVE_INFINITY;
  publisher: { readonly pid: number | null; readonly session: string } | null = null;
  usbDisconnects: number | null = null;
  chain: CameraChain | null = null;
  seen = Number.NEGATIVE_INFINITY;

  /**
   * Takes what was judged at `mono`; `at` gives the time of day of a moment. Returns the dropout that began or ended
   * with it, if any.
   */
  update(
    chain: CameraChain,
    sweep: Sweep,
    report: Report,
    at: (mono: number) => string,
  ): Dropout | undefined {
    const { mono } = sweep;
    if (this.chain !== null && mono - this.seen > BLIND_MS) this.pulse.slept(this.seen, mono);
    this.seen = mono;
    this.chain = chain;
    const path = chain.streams[0];
    const paths = reading(sweep.readings, 'mediamtx.paths');
    const state = paths?.ok ? paths.value.find(({ name }) => name === path) : undefined;
    if (paths?.ok) this.pulse.beat(state, paths.mono);
    this.#measure(sweep, path);
    const broken = brokenLink(chain);
    if (broken && !this.open) {
      this.#begin(chain, broken, mono, report, at);
      return this.dropoutsAt(mono).at(-1);
    }
    const runs = chain.links.ready === 'pass' || chain.links.ready === 'warn';
    if (broken || !runs || !this.open) return undefined;
    this.#end(this.open, mono);
    return this.dropouts.at(-1);
  }

  /** The dropouts that have ended, and the one that goes on. */
  dropoutsAt(mono: number): readonly Dropout[] {
    if (!this.open) return this.dropouts;
    const { mono: since, ...open } = this.open;
    return [...this.dropouts, { ...open, lengthMs: Math.round(mono - since), ended: false }];
  }

  #begin(
    chain: CameraChain,
    link: Link,
    mono: number,
    { findings }: Report,
    at: (mono: number) => string,
  ): void {
    const start = this.pulse.stoppedAt(mono) ?? mono;
    const own = findings.filter(
      ({ subject, link: of }) => of === link && (subject === chain.id || subject.startsWith(`${chain.id}/`)),
    );
    const cause = own.find(({ status }) => status === 'blocked')?.becauseOf;
    const finding =
      own.find(({ status }) => status === 'fail') ??
      findings.find(({ checkId, status }) => checkId === cause && status === 'fail');
    this.dropoutCount++;
    const code = finding?.diagnosis?.code ?? null;
    this.open = { at: at(start), mono: start, link, code, summary: finding?.summary ?? '' };
  }

  #end({ mono: since, ...dropout }: OpenDropout, mono: number): void {
    const end = this.pulse.resumedAfter(since) ?? mono;
    this.dropouts.push({ ...dropout, lengthMs: Math.round(end - since), ended: true });
    if (this.dropouts.length > KEPT) this.dropouts.shift();
    this.open = null;
  }

  #measure(sweep: Sweep, path: string | undefined): void {
    const proof = path === undefined ? undefined : reading(sweep.readings, 'rtsp', path);
    if (proof?.ok && proof.mono > this.lastProof) {
      this.lastProof = proof.mono;
      const { video } = proof.value;
      if (video?.fps != null) this.fps.add(video.fps);
    }
  }

  /** Who publishes, by process and by session. */
  published(pid: number | null, session: string): void {
    const before = this.publisher;
    if (before && before.session !== session) {
      if (pid !== null && pid === before.pid) this.reconnects++;
      else this.restarts++;
    }
    this.publisher = { pid: pid ?? (before?.session === session ? before.pid : null), session };
  }

  /** How often its USB port has been disconnected since the kernel log begins. */
  disconnected(times: number): void {
    if (this.usbDisconnects !== null) this.usbResets += Math.max(0, times - this.usbDisconnects);
    this.usbDisconnects = times;
  }
}

/** Where a camera's line is broken; `ready` too where nobody can read it, since what serves it is gone. */
function brokenLink({ links }: CameraChain): Link | undefined {
  const broken = LINE.find((link) => links[link] === 'fail');
  return broken ?? (links.ready === 'blocked' && links.decode === 'blocked' ? 'ready' : undefined);
}

/** Keeps count of what happens to each camera while a box is watched. */
export class Soak {
  readonly #startedAt: string;
  readonly #mono: number;
  readonly #cameras = new Map<string, Watched>();
  #report: Report | null = null;

  /** Begins at `mono` (ms, the monitor's clock), which is now. */
  constructor(mono: number) {
    this.#mono = mono;
    this.#startedAt = new Date().toISOString();
  }

  /** Takes the newest sweep and its report; returns the dropouts that began or ended with them. */
  update(sweep: Sweep, report: Report): readonly CameraDropout[] {
    this.#report = report;
    const at = (mono: number) => new Date(Date.now() - (sweep.mono - mono)).toISOString();
    const turned = report.cameras.flatMap((chain) => {
      const dropout = this.#of(chain.id).update(chain, sweep, report, at);
      return dropout ? [{ camera: chain.id, ...dropout }] : [];
    });
    const states = known(sweep.readings, 'mediamtx.paths') ?? [];
    const disconnects = known(sweep.readings, 'kernelLog')?.usbDisconnects;
    for (const camera of findCameras(sweep.readings, sweep.expectations)) {
      const watched = this.#cameras.get(camera.id);
      const [stream] = camera.streams;
      const session = states.find(({ name }) => name === stream?.path)?.source?.id;
      if (session) watched?.published(stream?.join?.pid ?? null, session);
      const port = camera.node?.usb?.port;
      if (port && disconnects)
        watched?.disconnected(disconnects.find((one) => one.port === port)?.count ?? 0);
    }
    return turned;
  }

  /** What is known so far, at `mono`. */
  result(mono: number): SoakReport {
    const cameras = [...this.#cameras].map(([camera, watched]): CameraSoak => {
      const { pulse, fps, dropoutCount, restarts, reconnects, usbResets, chain } = watched;
      return {
        camera,
        dropouts: watched.dropoutsAt(mono),
        dropoutCount,
        longestGapMs: Math.round(pulse.longestGapMs(mono)),
        fps: fps.summary,
        bitrate: pulse.bitrate.summary,
        publisherRestarts: restarts,
        reconnects,
        usbResets,
        headline: chain?.headline ?? 'not seen',
        proved: chain?.proved ?? false,
      };
    });
    const verdict = this.#report?.verdict ?? 'unknown';
    const dropouts = cameras.reduce((sum, { dropoutCount }) => sum + dropoutCount, 0);
    const steady = cameras.filter(({ proved, dropoutCount }) => proved && dropoutCount === 0).length;
    const many = `${dropouts} dropout${dropouts === 1 ? '' : 's'}`;
    return {
      schema: 1,
      startedAt: this.#startedAt,
      lastedMs: Math.round(mono - this.#mono),
      verdict: dropouts > 0 ? 'fail' : verdict,
      headline: `${steady} of ${cameras.length} cameras held out, ${many}`,
      cameras,
    };
  }

  #of(id: string): Watched {
    const watched = this.#cameras.get(id) ?? new Watched();
    this.#cameras.set(id, watched);
    return watched;
  }
}

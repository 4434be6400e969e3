import { LINE } from '../checks/chain.ts';
import type { Whose } from '../checks/dropouts.ts';
import { serverGone } from '../checks/mediamtx-facts.ts';
import {
  type CameraChain,
  COMPANY,
  type Company,
  type Dropout,
  isOfCamera,
  type Link,
  type Report,
  reading,
  type Sweep,
  works,
} from '../model/index.ts';
import { Pulse } from './pulse.ts';
import { Series } from './series.ts';

/** A report is made about every second: without one for so long, nobody watched, ms. */
const BLIND_MS = 4_000;
const KEPT = 100;
/** What came with a dropout may be told only after its end: the kernel log is read each half minute, ms. */
const TOLD_LATE_MS = 40_000;

interface OpenDropout extends Omit<Dropout, 'lengthMs' | 'ended' | 'with'> {
  readonly mono: number;
}

/** One camera while it is watched. */
export class Watched {
  readonly pulse = new Pulse();
  readonly fps = new Series();
  readonly dropouts: Dropout[] = [];
  dropoutCount = 0;
  open: OpenDropout | null = null;
  /** What came with the dropout that goes on, else with the last one; and when that ended. */
  company = new Set<Company>();
  endedAt = Number.NEGATIVE_INFINITY;
  /** As it was last known. */
  whose: Whose = { path: '', port: null, publisherUnit: null, serverUnit: null };
  restarts = 0;
  reconnects = 0;
  usbResets = 0;
  lastProof = Number.NEGATIVE_INFINITY;
  publisher: { readonly pid: number | null; readonly session: string } | null = null;
  usbDisconnects: number | null = null;
  chain: CameraChain | null = null;
  /** Did bytes arrive when MediaMTX was last heard of? */
  ran = false;
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
    const runs = works(chain.links.ready);
    // Of a camera that nobody declared, a server that is gone has taken the path along.
    const gone = serverGone(report.findings) !== undefined;
    if (!gone) this.ran = runs;
    const broken = brokenLink(chain) ?? (gone && this.ran && !runs ? 'ready' : undefined);
    if (broken && !this.open) {
      const start = this.pulse.stoppedAt(mono) ?? mono;
      this.dropoutCount++;
      this.company = new Set();
      this.open = { at: at(start), mono: start, ...causeOf(chain, broken, report) };
      if (broken === 'device') this.cameWith('usb', mono);
      return this.dropoutsAt(mono).at(-1);
    }
    // What broke first may be seen last: a camera that was pulled takes its publisher with it.
    if (broken && this.open && LINE.indexOf(broken) < LINE.indexOf(this.open.link)) {
      this.open = { ...this.open, ...causeOf(chain, broken, report) };
      if (broken === 'device') this.cameWith('usb', mono);
    }
    if (broken || !runs || !this.open) return undefined;
    this.#end(this.open, mono);
    return this.dropouts.at(-1);
  }

  /** The dropouts that have ended, and the one that goes on. */
  dropoutsAt(mono: number): readonly Dropout[] {
    if (!this.open) return this.dropouts;
    const { mono: since, ...open } = this.open;
    return [
      ...this.dropouts,
      { ...open, lengthMs: Math.round(mono - since), ended: false, with: this.#company },
    ];
  }

  /** Something came with the dropout that goes on, or with one that has just ended. */
  cameWith(company: Company, mono: number): void {
    if (!this.open && mono - this.endedAt > TOLD_LATE_MS) return;
    this.company.add(company);
    const last = this.dropouts.pop();
    if (last) this.dropouts.push(this.open ? last : { ...last, with: this.#company });
  }

  get #company(): readonly Company[] {
    return COMPANY.filter((one) => this.company.has(one));
  }

  #end({ mono: since, ...dropout }: OpenDropout, mono: number): void {
    const end = this.pulse.resumedAfter(since) ?? mono;
    this.dropouts.push({
      ...dropout,
      lengthMs: Math.round(end - since),
      ended: true,
      with: this.#company,
    });
    if (this.dropouts.length > KEPT) this.dropouts.shift();
    this.open = null;
    this.endedAt = mono;
  }

  #measure(sweep: Sweep, path: string | undefined): void {
    const proof = path === undefined ? undefined : reading(sweep.readings, 'rtsp', path);
    if (proof?.ok && proof.mono > this.lastProof) {
      this.lastProof = proof.mono;
      const { video } = proof.value;
      if (video?.fps != null) this.fps.add(video.fps);
    }
  }

  /** Takes what is known of its surroundings now; what is not, stays as it was. */
  learn(whose: { readonly [Key in keyof Whose]: Whose[Key] | undefined }): void {
    const known = Object.entries(whose).filter(([, value]) => value != null);
    this.whose = { ...this.whose, ...Object.fromEntries(known) };
  }

  /** Who publishes, by process and by session. */
  published(pid: number | null, session: string, mono: number): void {
    const before = this.publisher;
    if (before && before.session !== session) {
      const isSame = pid !== null && pid === before.pid;
      if (isSame) this.reconnects++;
      else this.restarts++;
      this.cameWith(isSame ? 'reconnect' : 'publisher', mono);
    }
    this.publisher = { pid: pid ?? (before?.session === session ? before.pid : null), session };
  }

  /** How often its USB port has been disconnected since the kernel log begins. */
  disconnected(times: number, mono: number): void {
    const more = Math.max(0, times - (this.usbDisconnects ?? times));
    this.usbResets += more;
    if (more > 0) this.cameWith('usb', mono);
    this.usbDisconnects = times;
  }
}

/** What the report says of a broken link: of the camera itself, else of what it is blocked by. */
function causeOf(
  camera: CameraChain,
  link: Link,
  { findings }: Report,
): Pick<Dropout, 'link' | 'code' | 'summary'> {
  const own = findings.filter(({ subject, link: of }) => of === link && isOfCamera(subject, camera));
  const cause = own.find(({ status }) => status === 'blocked')?.becauseOf;
  const finding =
    own.find(({ status }) => status === 'fail') ??
    findings.find(({ checkId, status }) => checkId === cause && status === 'fail') ??
    serverGone(findings);
  return { link, code: finding?.diagnosis?.code ?? null, summary: finding?.summary ?? '' };
}

/** Where a camera's line is broken; `ready` too where nobody can read it, since what serves it is gone. */
function brokenLink({ links }: CameraChain): Link | undefined {
  const broken = LINE.find((link) => links[link] === 'fail');
  return broken ?? (links.ready === 'blocked' && links.decode === 'blocked' ? 'ready' : undefined);
}

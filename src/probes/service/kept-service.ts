import type { ServiceState } from '../../model/index.ts';
import { type Probe, type ProbeContext, ProbeFault } from '../probe.ts';
import { ServiceConnection } from './connection.ts';
import {
  caller,
  converse,
  type Dialogue,
  limitIn,
  listedIn,
  METHOD_NOT_FOUND,
  NOT_ASKED,
  REPLY_MS,
  service,
  shaped,
  UNKNOWN_METHOD,
} from './service.ts';
import { statusOf, streamsOf } from './shapes.ts';

/** JSON-RPC messages in any minute: a watcher stays far below the limits of known services. */
const PER_MINUTE = 20;
const MINUTE_MS = 60_000;
/** The most that a first conversation and a later round send. */
const OPENING = 8;
const ROUND = 3;
/** Of so many rounds one asks for more: for its streams, or for a method that nobody knows, in turns. */
const MORE_EACH = 3;
/** The next round comes so much later, ms: for its sake nothing more is asked now. */
const NEXT_MS = 10_000;

interface Kept {
  readonly dialogue: Dialogue;
  readonly url: string;
  state: ServiceState;
  /** Rounds since it was opened. */
  rounds: number;
  /** Somebody wants to know everything. */
  isAnew: boolean;
}

/**
 * The camera service as a client meets it who stays: one connection is kept, the first round asks everything, later
 * ones what changes by itself, and never more than 20 messages go out in a minute.
 */
export class KeptService implements Probe<'service'>, AsyncDisposable {
  readonly kind = 'service';
  readonly title = service.title;
  readonly deadlineMs = service.deadlineMs;
  readonly maxAgeMs = service.maxAgeMs;
  readonly active = false;
  readonly #onClosed: () => void;
  readonly #now: () => number;
  readonly #life = new AbortController();
  #kept: Kept | null = null;
  /** The last connection on which all was well: what it said holds for a new one. */
  #last: Kept | null = null;
  #sent: number[] = [];

  /** `onClosed` is called when the service ends the connection that was kept; `now` is a monotonic clock, ms. */
  constructor(onClosed: () => void, now: () => number = () => performance.now()) {
    this.#onClosed = onClosed;
    this.#now = now;
  }

  /** Would another round stay within the limit? To connect again costs no message: a service that is gone is told at once. */
  get mayAsk(): boolean {
    return this.#kept === null || this.#hasRoomFor(ROUND);
  }

  /** Do so many fit into the minute that ends now, or `laterMs` from now? */
  #hasRoomFor(messages: number, laterMs = 0): boolean {
    const since = this.#now() - MINUTE_MS;
    this.#sent = this.#sent.filter((at) => at > since);
    return this.#sent.filter((at) => at > since + laterMs).length + messages <= PER_MINUTE;
  }

  /** Room for one more, and for the next round. */
  get #hasMore(): boolean {
    return this.#hasRoomFor(1) && this.#hasRoomFor(1 + ROUND, NEXT_MS);
  }

  source(subject: string, context: Pick<ProbeContext, 'config' | 'devices' | 'known'>): string {
    return service.source(subject, context);
  }

  async observe(_subject: string, context: ProbeContext): Promise<ServiceState> {
    const { url } = context.config.service;
    if (this.#kept?.url !== url) await this.#drop();
    return this.#kept ? this.#ask(this.#kept, context) : this.#open(url, context);
  }

  /** Somebody wants to know: the next round asks everything that may have changed. */
  anew(): void {
    if (this.#kept !== null) this.#kept.isAnew = true;
  }

  /** Ends the connection and whatever waits for an answer. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#drop();
    this.#life.abort();
  }

  async #open(url: string, context: ProbeContext): Promise<ServiceState> {
    const start = performance.now();
    const life = this.#life.signal;
    const connection = await ServiceConnection.open(
      context.config.service,
      AbortSignal.any([life, context.signal]),
      life,
    );
    const dialogue = { connection, connectMs: performance.now() - start, call: this.#counted(connection) };
    if (!this.#hasRoomFor(OPENING)) return this.#resume(dialogue, url, context);
    const state = await converse(dialogue, context, 1);
    if (!isFine(state) || connection.closed !== null || life.aborted) {
      await connection.close(500);
      return state;
    }
    this.#keep({ dialogue, url, state, rounds: 0, isAnew: false });
    return state;
  }

  /** It is back within the same minute: a short round on top of what it said before, where there is room for one. */
  async #resume(dialogue: Dialogue, url: string, context: ProbeContext): Promise<ServiceState> {
    const last = this.#last;
    if (last?.url === url && this.#hasRoomFor(ROUND))
      return this.#ask(this.#keep({ dialogue, url, state: last.state, rounds: 0, isAnew: false }), context);
    await dialogue.connection.close(500);
    throw new ProbeFault('aborted', 'camproof', 'it answers, but was asked often enough in this minute');
  }

  #keep(kept: Kept): Kept {
    this.#kept = kept;
    this.#last = kept;
    kept.dialogue.connection.onClosed(() => {
      if (this.#kept !== kept) return;
      this.#kept = null;
      this.#onClosed();
    });
    return kept;
  }

  async #ask(kept: Kept, { config }: ProbeContext): Promise<ServiceState> {
    const { connection, call } = kept.dialogue;
    const { methods } = config.service;
    const before = this.#sent.length;
    const pongFrameMs = await connection.pingFrame(REPLY_MS / 2);
    const ping = await call(methods.ping);
    let state: ServiceState = {
      ...kept.state,
      ping,
      pongFrameMs,
      // The newest few: a median over hours would hide that it has become slow.
      pingMs: ping.kind === 'none' ? [] : [...kept.state.pingMs.slice(-4), ping.ms],
    };
    if (ping.kind === 'result' && methods.cameras !== null)
      state = { ...state, ...listedIn(await call(methods.cameras)) };
    if (ping.kind === 'result' && methods.status !== null)
      state = { ...state, status: shaped(await call(methods.status), statusOf) };
    if (ping.kind === 'result') state = { ...state, ...(await this.#askMore(kept, methods.streams)) };
    const { cameras, status, streams, unknownMethod } = state;
    const messagesSent = this.#sent.length - before;
    state = { ...state, messagesSent, limited: limitIn([ping, unknownMethod, cameras, status, streams]) };
    kept.state = state;
    // What went wrong on this connection is asked again on a new one, from the beginning.
    if (!isFine(state)) await this.#drop();
    return state;
  }

  /** What seldom changes, as far as the minute has room: in its turn, and in each round while it was not as it should be. */
  async #askMore(
    kept: Kept,
    method: string | null,
  ): Promise<Partial<Pick<ServiceState, 'streams' | 'unknownMethod'>>> {
    const { state, dialogue } = kept;
    const turn = ++kept.rounds % (2 * MORE_EACH);
    const isAnew = kept.isAnew && this.#hasRoomFor(2);
    if (isAnew) kept.isAnew = false;
    const unknown =
      isAnew || ((turn === MORE_EACH || !isRight(state.unknownMethod)) && this.#hasMore)
        ? { unknownMethod: await dialogue.call(UNKNOWN_METHOD) }
        : {};
    const isIdle = hasIdle(state.streams);
    if (method !== null && (isAnew || ((turn === 0 || isIdle) && this.#hasMore)))
      return { ...unknown, streams: shaped(await dialogue.call(method), streamsOf) };
    // That a stream was not ready is not held against it for longer than a round.
    return { ...unknown, ...(isIdle && { streams: NOT_ASKED }) };
  }

  async #drop(): Promise<void> {
    const kept = this.#kept;
    this.#kept = null;
    await kept?.dialogue.connection.close(500);
  }

  #counted(connection: ServiceConnection): Dialogue['call'] {
    const call = caller(connection);
    return (method, parameters) => {
      this.#sent.push(this.#now());
      return call(method, parameters);
    };
  }
}

const isRight = (outcome: ServiceState['unknownMethod']): boolean =>
  outcome.kind === 'error' && outcome.code === METHOD_NOT_FOUND;

const hasIdle = (streams: ServiceState['streams']): boolean =>
  streams.kind === 'result' && streams.value.some(({ ready }) => ready === false);

const isFine = ({ ping, limited }: ServiceState): boolean => ping.kind === 'result' && limited === null;

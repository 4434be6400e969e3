import type { Fault, Picture } from '../model/index.ts';
import type { Unwatched } from '../plan/picture.ts';
import { faultOf } from '../probes/run.ts';

/** Why a picture is not even asked for. `not-saved`: a recorded sweep has none. */
export type Refusal = Unwatched | 'paused' | 'not-saved';

/** What there is to see of a camera just now. A new object whenever something in it is new. */
export interface Look {
  /** The camera's id. */
  readonly subject: string;
  /** The path that is shown; null where the camera has none. */
  readonly path: string | null;
  /** The newest picture; null before the first one, and once the stream ended. */
  readonly picture: Picture | null;
  /** `Date.now()` of the picture. */
  readonly at: number | null;
  readonly refused: Refusal | null;
  /** Why there is none, or none any more; it is tried again. */
  readonly fault: Fault | null;
}

/** Where pictures come from: a live box, or what was saved of one. */
export interface PictureSource {
  /** Null while no camera is shown. */
  readonly look: Look | null;
  /** Shows a camera from now on; null: none, and nothing is read or decoded any more. */
  show(subject: string | null): void;
  /** Calls `listener` after each change of `look`, until the returned function is called. */
  readonly subscribe: (listener: () => void) => () => void;
}

export interface LivePictureOptions {
  /** The path to show of a camera, or why none. Asked anew each second. */
  permit(subject: string): { readonly path: string | null; readonly refused: Refusal | null };
  /** Hands out pictures of a path until the signal aborts; rejects when the stream ends before. */
  watch(path: string, onPicture: (picture: Picture) => void, signal: AbortSignal): Promise<void>;
}

/** A stream that ended is tried again after this time, ms. */
const RETRY_MS = 3_000;

/** The live picture of one camera at a time: read and decoded only while somebody looks, and while it may be. */
export class LivePicture implements PictureSource, AsyncDisposable {
  readonly #options: LivePictureOptions;
  readonly #listeners = new Set<() => void>();
  #look: Look | null = null;
  #running: { readonly path: string; readonly stop: AbortController } | null = null;
  #ended: Promise<void> = Promise.resolve();
  #failedAt = Number.NEGATIVE_INFINITY;

  constructor(options: LivePictureOptions) {
    this.#options = options;
  }

  get look(): Look | null {
    return this.#look;
  }

  /** Is a stream read and decoded now? */
  get busy(): boolean {
    return this.#running !== null;
  }

  show(subject: string | null): void {
    if (subject === (this.#look?.subject ?? null)) return;
    this.#stop();
    this.#failedAt = Number.NEGATIVE_INFINITY;
    const nothing = { path: null, picture: null, at: null, refused: null, fault: null };
    this.#set(subject === null ? null : { subject, ...nothing });
    this.check();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Begins, ends or begins again, as it is permitted now. Call it each second. */
  check(): void {
    const look = this.#look;
    if (look === null) return;
    const { path, refused } = this.#options.permit(look.subject);
    if (refused !== null || path !== this.#running?.path) this.#stop();
    if (refused !== null || path === null) {
      const said = { path, refused: refused ?? ('no-stream' as const), picture: null, at: null, fault: null };
      if (look.refused !== said.refused || look.path !== path) this.#set({ ...look, ...said });
    } else if (this.#running === null && performance.now() - this.#failedAt >= RETRY_MS) {
      this.#start(look, path);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop();
    this.#look = null;
    await this.#ended;
  }

  #start(look: Look, path: string): void {
    const stop = new AbortController();
    const mine = () => this.#running?.stop === stop && this.#look !== null;
    this.#running = { path, stop };
    this.#set({ ...look, path, refused: null });
    const onPicture = (picture: Picture) => {
      if (mine()) this.#set({ ...look, path, picture, at: Date.now(), refused: null, fault: null });
    };
    const watched = this.#options.watch(path, onPicture, stop.signal).catch((error: unknown) => {
      if (!mine()) return;
      this.#running = null;
      this.#failedAt = performance.now();
      this.#set({ ...look, path, picture: null, at: null, refused: null, fault: faultOf(error, 'picture') });
    });
    this.#ended = Promise.all([this.#ended, watched]).then(() => {});
  }

  #stop(): void {
    this.#running?.stop.abort();
    this.#running = null;
  }

  #set(look: Look | null): void {
    this.#look = look;
    for (const listener of this.#listeners) listener();
  }
}

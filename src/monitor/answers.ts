import { BOX, type ReadingKind, type Readings, reading } from '../model/index.ts';
import { callKey } from '../plan/plan.ts';

/** Asked most often, so it tells first that the server went or is back. */
const PATHS = 'mediamtx.paths';
/** What MediaMTX's API is asked for. */
const API: readonly ReadingKind[] = [
  PATHS,
  'mediamtx.pathConfigs',
  'mediamtx.sessions',
  'mediamtx.config',
  'mediamtx.info',
];

/**
 * What is to be asked of MediaMTX again at once: a question that fails where the last one did not may have been torn by a
 * server that just went, and what failed while it was away is asked as soon as it is back. Each once.
 */
export class Answers {
  readonly #failed = new Set<ReadingKind>();
  /** Failed since the list of paths was read last. */
  readonly #anew = new Set<ReadingKind>();

  /** Takes the newest reading of a kind; the keys to ask again now. */
  update(readings: Readings, kind: ReadingKind): readonly string[] {
    const made = reading(readings, kind, BOX);
    if (!made || !API.includes(kind)) return [];
    const before = this.#failed.has(kind);
    if (!made.ok) {
      this.#failed.add(kind);
      if (before) return [];
      this.#anew.add(kind);
      return keysOf([PATHS]);
    }
    this.#failed.delete(kind);
    this.#anew.delete(kind);
    if (kind !== PATHS) return [];
    const again = [...(before ? this.#failed : this.#anew)];
    this.#anew.clear();
    return keysOf(again);
  }
}

const keysOf = (kinds: readonly ReadingKind[]): readonly string[] =>
  kinds.map((kind) => callKey({ kind, subject: BOX }));

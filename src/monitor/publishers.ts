import { type ReadingKind, type Readings, reading } from '../model/index.ts';
import { kindsOf } from './cadence.ts';
import { without } from './forget.ts';

const OPENED: readonly ReadingKind[] = kindsOf('active', 'viewer');

/** No stream is open for longer, ms. */
const LONGEST_MS = 60_000;

/**
 * Since when each path has the publisher that it has now. A stream that was opened before that was somebody else's: what
 * came of it, a failure above all, says nothing about this one, however late it arrives.
 */
export class Publishers {
  readonly #by = new Map<string, { readonly id: string | undefined; readonly since: number }>();

  /** Takes the list of paths, where it was read. A server that does not answer changes nothing. */
  update(readings: Readings): void {
    const paths = reading(readings, 'mediamtx.paths');
    if (!paths?.ok) return;
    const before = new Map(this.#by);
    this.#by.clear();
    for (const { name, source } of paths.value) {
      const old = before.get(name);
      const since = old === undefined ? Number.NEGATIVE_INFINITY : paths.mono;
      this.#by.set(name, old && old.id === source?.id ? old : { id: source?.id, since });
    }
    // A path that is missing for a while comes back with somebody else.
    for (const [name, old] of before) {
      if (this.#by.has(name)) continue;
      const gone = old.id === undefined ? old : { id: undefined, since: paths.mono };
      if (paths.mono - gone.since < LONGEST_MS) this.#by.set(name, gone);
    }
  }

  /** The readings without those of streams that were opened under another publisher. */
  forgetOthers(readings: Readings): Readings {
    return OPENED.reduce(
      (rest, kind) =>
        without(rest, kind, (path) => {
          const made = reading(rest, kind, path);
          return made !== undefined && made.mono < (this.#by.get(path)?.since ?? Number.NEGATIVE_INFINITY);
        }),
      readings,
    );
  }
}

import { isDeepStrictEqual } from 'node:util';
import { known, type ReadingKind, type Readings, reading } from '../model/index.ts';
import type { ProbeCall } from '../plan/plan.ts';
import { CONFIG, PATHS, PROCESSES, SESSIONS } from './agenda.ts';
import { Answers } from './answers.ts';
import { paceOf, takesTurns } from './cadence.ts';
import { forgetReplaced, publishersChanged } from './forget.ts';
import { Publishers } from './publishers.ts';
import { activeReadings } from './turns.ts';

/** What a new reading says about other readings: which are void, and which are to be made at once. */
export class Arrivals {
  readonly #publishers = new Publishers();
  readonly #answers = new Answers();

  /** Takes readings with the one of a call that has ended among them; `before` is what was judged last. */
  take(
    { kind, subject }: Pick<ProbeCall, 'kind' | 'subject'>,
    readings: Readings,
    before: Readings,
  ): { readonly readings: Readings; readonly urged: readonly string[] } {
    if (kind === 'mediamtx.paths') this.#publishers.update(readings);
    return {
      readings: this.#publishers.forgetOthers(forgetReplaced(readings, before, kind)),
      urged: [
        // A stream that ended while it was read says so first; why, only they can say.
        ...(isToExplain(readings, kind, subject) ? [PATHS, PROCESSES, SESSIONS] : []),
        // Who cannot play it may find that switched off.
        ...(paceOf(kind) === 'viewer' && reading(readings, kind, subject)?.ok === false ? [CONFIG] : []),
        ...this.#answers.update(readings, kind),
        // What was played as the server was set up before proves nothing about how it is set up now.
        ...(kind === 'mediamtx.config' && isSetOtherwise(readings, before)
          ? activeReadings(readings).map(({ key }) => key)
          : []),
        ...(kind === 'mediamtx.paths' && publishersChanged(readings, before) ? [PROCESSES, SESSIONS] : []),
      ],
    };
  }
}

function isSetOtherwise(readings: Readings, before: Readings): boolean {
  const [now, then] = [known(readings, 'mediamtx.config'), known(before, 'mediamtx.config')];
  return now !== undefined && then !== undefined && !isDeepStrictEqual(now, then);
}

/** A proof, unless it is a reader's that got all that it wanted: then nothing ended meanwhile. */
function isToExplain(readings: Readings, kind: ReadingKind, subject: string): boolean {
  const read = kind === 'rtsp' ? reading(readings, 'rtsp', subject) : undefined;
  return takesTurns(kind) && !(read?.ok && read.value.proofMs !== null);
}

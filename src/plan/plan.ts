import { type ReadingKind, reading } from '../model/index.ts';
import type { PlanInput } from './input.ts';
import { LANES, type Lane } from './lanes.ts';
import { isFromBeforeWaking } from './on-demand.ts';
import { rows } from './rows.ts';

/** One probe to run now. `lane` bounds how many of its sort run side by side. */
export interface ProbeCall {
  readonly kind: ReadingKind;
  readonly subject: string;
  readonly lane: Lane;
}

export interface Planned {
  /** Calls to start now. */
  readonly start: readonly ProbeCall[];
  /** Calls known to be wanted that have to wait for their lane. */
  readonly waiting: readonly ProbeCall[];
}

export const callKey = (call: Pick<ProbeCall, 'kind' | 'subject'>): string => `${call.kind}:${call.subject}`;

/**
 * The next probe calls for what is known so far; nothing to start, nothing waiting and nothing running means
 * that the sweep is complete. Pure: order, skipping and concurrency are decided here and in the rows only.
 */
export function plan(input: PlanInput, running: readonly ProbeCall[]): Planned {
  const busy = new Set(running.map(callKey));
  const limits = { ...LANES, ...input.lanes };
  const load: Record<Lane, number> = { quick: 0, device: 0, stream: 0, viewer: 0, decoder: 0 };
  for (const call of running) load[call.lane]++;
  const start: ProbeCall[] = [];
  const waiting: ProbeCall[] = [];
  for (const row of rows) {
    if (!input.kinds.has(row.kind)) continue;
    for (const subject of row.subjects(input)) {
      const call: ProbeCall = { kind: row.kind, subject, lane: row.lane };
      if (busy.has(callKey(call)) || !isDue(input, call, row.of)) continue;
      if (load[row.lane] < limits[row.lane]) {
        load[row.lane]++;
        start.push(call);
      } else {
        waiting.push(call);
      }
    }
  }
  return { start, waiting };
}

/**
 * One sweep makes each reading once, but for what a woken path changes; a monitor says itself when one is due again. What
 * is made of another reading is made anew after that one.
 */
function isDue(input: PlanInput, { kind, subject }: ProbeCall, of?: ReadingKind): boolean {
  const { readings, due } = input;
  const made = reading(readings, kind, subject);
  if (made === undefined || isFromBeforeWaking(input, kind, made)) return true;
  const from = of && reading(readings, of, subject);
  return (from !== undefined && from.mono > made.mono) || (due?.(kind, subject, made) ?? false);
}

/** Every call that the rows want for what is known, done or not: what a time-out names as not reached. */
export function wanted(input: PlanInput): readonly string[] {
  return rows
    .filter((row) => input.kinds.has(row.kind))
    .flatMap((row) => row.subjects(input).map((subject) => callKey({ kind: row.kind, subject })));
}

export type { PlanInput };

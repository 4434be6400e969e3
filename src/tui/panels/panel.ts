import type { AgentHistory, Change, Reading, ReadingKind, Report, Sweep } from '../../index.ts';
import type { Place } from '../keys.ts';
import { type Line, label, line, type Span, span, wrapped } from '../line.ts';
import type { Display } from '../theme.ts';

/** Everything that a panel may show. */
export interface View {
  readonly report: Report;
  readonly sweep: Sweep;
  readonly changes: readonly Change[];
  /** When this was opened, ISO 8601. */
  readonly openedAt: string;
  /** What an agent has kept, from before this was opened too. */
  readonly history: AgentHistory | null;
  readonly rates: Readonly<Record<string, readonly number[]>>;
  /** Round trips of the camera service's ping, ms, the newest last. */
  readonly pings: readonly number[];
  readonly unfolded: ReadonlySet<string>;
  readonly columns: number;
  readonly screen: Display;
  readonly filter: string;
  /** A recorded sweep: what was not reached then never will be. */
  readonly replay: boolean;
  /** What help is asked about. */
  readonly helpFor: Place;
  /** What was run from here: events too. */
  readonly ran: readonly { readonly at: string; readonly text: string }[];
}

export type PanelLines = (view: View) => readonly Line[];

/** `label   value`. */
export const fact = (key: string, name: string, value: string, width = 16): Line =>
  line(key, [span(`  ${name.padEnd(width)}`, 'dim'), span(value)]);

/** The same over as many lines as it takes. */
export const longFact = (view: View, key: string, name: string, value: string): readonly Line[] =>
  wrapped(key, value, view.columns - 1, { first: `  ${name.padEnd(16)}`, indent: 18 });

/** How old a reading is that is older than it may be, ms; 0 for any other. Nothing that it says is green any more. */
export function overdue({ mono: now }: Sweep, from: Reading<unknown> | undefined): number {
  const age = from ? now - from.mono - from.tookMs : 0;
  return from && age > from.maxAgeMs ? age : 0;
}

/** Says so where what a panel shows is older than it may be. */
export function staleLines({ sweep }: View, ...kinds: readonly ReadingKind[]): readonly Line[] {
  return kinds.flatMap((kind) => {
    const all = Object.values<Reading<unknown>>(sweep.readings[kind] ?? {});
    const oldest = Math.max(0, ...all.map((from) => overdue(sweep, from)));
    if (oldest === 0) return [];
    return [
      label(
        `stale ${kind}`,
        `  STALE: ${kind} was last seen ${Math.round(oldest / 1000)} s ago (r looks again)`,
        'warn',
      ),
    ];
  });
}

/** Bits per second as people say it. */
export const rateWords = (bits: number | null | undefined): string => {
  if (bits == null) return '';
  return bits >= 1e6 ? `${(bits / 1e6).toFixed(1)} Mb/s` : `${Math.round(bits / 1e3)} kb/s`;
};

/** What stands where a reading is missing: never tried, under way, or failed with a reason. */
export function withoutReading(key: string, what: string, fault: string | null): readonly Line[] {
  const words = fault === null ? `${what}: not looked at yet` : `${what}: ${fault}`;
  return [line(key, [span(`  ${words}`, 'dim')] as readonly Span[])];
}

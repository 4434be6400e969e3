import type {
  AgentHistory,
  Change,
  JudgedFinding,
  Link,
  NextStep,
  Reading,
  ReadingKind,
  Report,
  Sweep,
} from '../../index.ts';
import { clock } from '../clock.ts';
import type { Place } from '../keys.ts';
import { type Line, label, line, type Span, span, wrapped } from '../line.ts';
import type { Display } from '../theme.ts';
import { isPending, mark } from './pending.ts';

/** Everything that a panel may show. */
export interface View {
  readonly report: Report;
  readonly sweep: Sweep;
  readonly changes: readonly Change[];
  /** What an agent has kept from before this was opened. */
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

/** As one would type it; root is asked for where it is needed. */
export const commandOf = ({ argv, privilege }: NextStep, user: string): string =>
  [...(privilege === 'root' && user !== 'root' ? ['sudo'] : []), ...(argv ?? [])].map(quoted).join(' ');

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** What stands at length: what is broken, will hurt, or could not be told although it matters. */
export const isTrouble = (finding: JudgedFinding, view: Pick<View, 'replay'>): boolean => {
  const { status, weight } = finding;
  const isUnclear = status === 'unknown' && weight === 'essential' && !isPending(finding, view);
  return status === 'fail' || status === 'warn' || isUnclear;
};

interface FindingOptions {
  readonly name?: string;
  /** Without what was seen. */
  readonly brief?: boolean;
  /** One line, until it is opened. */
  readonly folded?: boolean;
}

/** Which line a finding has: of the thing, not of the place. */
export const keyOf = ({ checkId, subject, diagnosis }: JudgedFinding): string =>
  `${checkId} ${subject} ${diagnosis?.code ?? ''}`;

/** A finding: one line, and below it, when it is trouble or unfolded, what was seen (unless brief), the cause and what to do. */
export function findingLines(
  finding: JudgedFinding,
  view: View,
  { name = finding.title, brief = false, folded = false }: FindingOptions = {},
): readonly Line[] {
  const { status, summary, evidence, diagnosis } = finding;
  const key = keyOf(finding);
  const [first] = evidence;
  const source = first && { source: first.source };
  const head = line(
    key,
    [
      mark(status, isPending(finding, view), view.screen),
      span(`${name}  `, 'dim'),
      span(summary, status === 'fail' ? 'bold' : 'plain'),
    ],
    { ...source },
  );
  // Trouble is open until it is folded; the rest is folded until it is opened.
  if ((isTrouble(finding, view) && !folded) === view.unfolded.has(key)) return [head];
  const columns = view.columns - 1;
  const seen = (brief ? [] : evidence).flatMap(({ label, actual, expected, source: from, at }, index) =>
    wrapped(
      `${key} saw ${index}`,
      `${label}: ${actual}${expected === undefined ? '' : `, expected ${expected}`}${at ? ` (${clock(at)})` : ''}`,
      columns,
      { indent: 6, first: '  saw ', look: 'dim', source: from },
    ),
  );
  const cause = diagnosis
    ? wrapped(
        `${key} cause`,
        `${diagnosis.confidence === 'likely' ? 'likely: ' : ''}${diagnosis.cause} [${diagnosis.code}]`,
        columns,
        { indent: 6, first: '  why ' },
      )
    : [];
  const steps = (diagnosis?.nextSteps ?? []).flatMap((step, index) =>
    wrapped(
      `${key} do ${index}`,
      step.argv ? `${commandOf(step, view.report.box.user)}  # ${step.text}` : step.text,
      columns,
      { indent: 6, first: index === 0 ? '  do  ' : '      ', look: step.argv ? 'bold' : 'plain', step },
    ),
  );
  return [head, ...seen, ...cause, ...steps];
}

/** The findings of some checks about the box; what is yet to come is no finding. */
export const boxFindings = (view: View, ...ids: readonly string[]): readonly JudgedFinding[] =>
  view.report.findings.filter(
    (finding) => finding.subject === 'box' && ids.includes(finding.checkId) && !isPending(finding, view),
  );

/** `label   value`. */
export const fact = (key: string, name: string, value: string, width = 16): Line =>
  line(key, [span(`  ${name.padEnd(width)}`, 'dim'), span(value)]);

/** The same over as many lines as it takes. */
export const longFact = (view: View, key: string, name: string, value: string): readonly Line[] =>
  wrapped(key, value, view.columns - 1, { first: `  ${name.padEnd(16)}`, indent: 18 });

/** What the findings of all cameras say about one link, where that is trouble. */
export const cameraTroubles = (view: View, link: Link): readonly Line[] =>
  view.report.findings
    .filter((finding) => finding.link === link && isTrouble(finding, view))
    .flatMap((finding) => findingLines(finding, view, { name: finding.subject }));

/** Says so where what a panel shows is older than it may be. */
export function staleLines({ sweep }: View, ...kinds: readonly ReadingKind[]): readonly Line[] {
  return kinds.flatMap((kind) => {
    const all = Object.values<Reading<unknown>>(sweep.readings[kind] ?? {});
    const ages = all.map(({ mono, tookMs, maxAgeMs }) => ({ age: sweep.mono - mono - tookMs, maxAgeMs }));
    const oldest = Math.max(...ages.filter(({ age, maxAgeMs }) => age > maxAgeMs).map(({ age }) => age), 0);
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

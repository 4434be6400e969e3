import { type CameraChain, type JudgedFinding, LINKS, type Report, type Status } from '../model/index.ts';
import { fit, quote, shorten, widthOf, wrap } from './layout.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { type Brush, brush, toAscii } from './theme.ts';

/** More healthy cameras than this fold into one counted line. */
const FOLD_FROM = 16;
/** Next steps shown per failure without --verbose. */
const STEPS = 3;

/** The report for people, made for 80 columns: cameras, what is broken and how to mend it, the box, the verdict. */
export const human: Reporter = (report, options) => {
  const b = brush(options);
  const lines = options.quiet
    ? [verdictLine(report, b)]
    : [
        ...head(report, b, options),
        ...cameraLines(report, b, options),
        ...troubles(report, b, options),
        ...boxLines(report, b, options),
        ...foot(report, b, options),
      ];
  const text = `${lines.join('\n')}\n`;
  return options.ascii ? toAscii(text) : text;
};

const SIMULATED = 'simulated devices (camproof demo)';

function head({ box, expected }: Report, b: Brush, { columns }: ReporterOptions): string[] {
  const by = expected.by.map(({ source, count }) => `${count} by ${source}`).join(', ');
  const count = `${expected.count} camera${expected.count === 1 ? '' : 's'} expected${by ? ` (${by})` : ''}`;
  return [
    b.bold(shorten(`camproof  ${box.hostname}${box.simulated ? `  ${SIMULATED}` : ''}`, columns)),
    b.dim(shorten(count, columns)),
  ];
}

const LETTERS = 'DCPRVLSH';
const KEY = [...LETTERS].map((letter, index) => `${letter} ${LINKS[index]}`).join('  ');

function cameraLines({ cameras }: Report, b: Brush, options: ReporterOptions): string[] {
  if (cameras.length === 0) return [];
  const healthy = cameras.filter(
    ({ links }) => !LINKS.some((link) => ['fail', 'warn', 'unknown', 'blocked'].includes(links[link])),
  );
  const folded = healthy.length > FOLD_FROM && !options.verbose ? healthy : [];
  const shown = cameras.filter((camera) => !folded.includes(camera));
  const longest = Math.max(0, ...shown.map(({ id }) => widthOf(id)));
  const name = Math.min(longest, Math.max(12, Math.floor(options.columns * 0.32)));
  const legend = `${' '.repeat(name + 3)}${[...LETTERS].join(' ')}`;
  return [
    b.dim(legend),
    ...shown.map((camera) => cameraLine(camera, name, b, options)),
    ...(folded.length > 0
      ? [`${b.glyph('pass')} ${folded.length} more cameras: every link that was judged is proved`]
      : []),
    ...(options.verbose ? wrap(b.dim(KEY), options.columns, '') : []),
  ];
}

function cameraLine(camera: CameraChain, name: number, b: Brush, { columns }: ReporterOptions): string {
  const cells = LINKS.map((link) => b.glyph(camera.links[link])).join(' ');
  const state = stateOf(camera);
  const room = Math.max(8, columns - name - 3 - 15 - 2);
  return `${b.glyph(state)} ${fit(camera.id, name)} ${cells}  ${b.paint(state, shorten(camera.headline, room))}`;
}

function stateOf({ links, proved }: CameraChain): Status {
  const all = LINKS.map((link) => links[link]);
  const found = (['fail', 'blocked', 'unknown', 'warn'] as const).find((status) => all.includes(status));
  if (found === 'blocked') return 'unknown';
  return found ?? (proved || all.includes('pass') ? 'pass' : 'off');
}

/** What went wrong, worst first, each with what was seen, the cause and what to do. */
function troubles({ findings }: Report, b: Brush, options: ReporterOptions): string[] {
  const rank: readonly Status[] = ['fail', 'unknown', 'warn'];
  const shown = findings.filter(
    ({ status, weight }) =>
      status === 'fail' || status === 'warn' || (status === 'unknown' && weight === 'essential'),
  );
  return groupAlike(shown)
    .toSorted((one, other) => rank.indexOf(one[0].status) - rank.indexOf(other[0].status))
    .flatMap((group) => ['', ...trouble(group, b, options)]);
}

type Group = readonly [JudgedFinding, ...JudgedFinding[]];

/** The same unknown of many cameras is told once. */
function groupAlike(findings: readonly JudgedFinding[]): readonly Group[] {
  const groups = new Map<string, [JudgedFinding, ...JudgedFinding[]]>();
  for (const finding of findings) {
    const alike =
      finding.status === 'unknown'
        ? `${finding.summary}|${finding.diagnosis?.code ?? ''}`
        : `${finding.checkId}|${finding.subject}|${finding.summary}|${finding.diagnosis?.cause ?? ''}`;
    const group = groups.get(alike);
    if (group) group.push(finding);
    else groups.set(alike, [finding]);
  }
  return [...groups.values()];
}

function trouble(group: Group, b: Brush, options: ReporterOptions): string[] {
  const { columns, verbose } = options;
  const [finding] = group;
  const { status, diagnosis, evidence } = finding;
  const subjects = [...new Set(group.map(({ subject }) => subject))];
  const who = subjects.length > 2 ? `${subjects.length} subjects` : subjects.join(', ');
  const checks = [...new Set(group.map(({ checkId }) => checkId))].join(', ');
  const title = `${who === 'box' ? '' : `${who}  `}${checks}: ${finding.summary}`;
  const seen = verbose ? evidence : evidence.slice(0, status === 'fail' ? 2 : 0);
  const steps = (diagnosis?.nextSteps ?? []).slice(0, verbose ? undefined : STEPS);
  return [
    ...wrap(b.paint(status, title), columns, `${b.glyph(status)} `),
    ...seen.flatMap(({ label, actual, expected, source }) => {
      const wanted = expected === undefined ? '' : `, expected ${expected}`;
      return wrap(`${label}: ${actual}${wanted}${verbose ? `  [${source}]` : ''}`, columns, '  saw   ');
    }),
    ...(diagnosis
      ? wrap(`${diagnosis.cause}${diagnosis.confidence === 'likely' ? ' (likely)' : ''}`, columns, '  cause ')
      : []),
    ...steps.flatMap(({ text, argv, privilege }, index) => {
      const command = argv ? `${privilege === 'root' ? 'sudo ' : ''}${quote(argv)}` : null;
      const lead = index === 0 ? '  do    ' : '        ';
      // A command stands on a line of its own, whole, so that it can be copied.
      if (command === null) return wrap(text, columns, lead);
      const line = `${lead}${b.bold(command)}`;
      return widthOf(line) + widthOf(text) + 4 <= columns
        ? [`${line}  ${b.dim(`# ${text}`)}`]
        : [...wrap(b.dim(`# ${text}`), columns, lead), `        ${b.bold(command)}`];
    }),
  ];
}

/** The box-wide checks that are in order, on as few lines as they need; --verbose gives each its own with evidence. */
function boxLines({ findings }: Report, b: Brush, options: ReporterOptions): string[] {
  const box = findings.filter(({ link }) => link === null);
  if (options.verbose) {
    const all = findings.filter(
      ({ status }) => status === 'pass' || status === 'off' || status === 'blocked',
    );
    return ['', ...all.flatMap((finding) => verboseLine(finding, b, options))];
  }
  const words = (status: Status) => [
    ...new Set(box.filter((one) => one.status === status).map(({ title }) => title)),
  ];
  const line = (status: Status, label: string, titles: readonly string[]) =>
    titles.length === 0 ? [] : wrap(`${label}${titles.join(', ')}`, options.columns, `${b.glyph(status)} `);
  const advisory = [
    ...new Set(
      box
        .filter(({ status, weight }) => status === 'unknown' && weight === 'advisory')
        .map(({ title }) => title),
    ),
  ];
  return [
    '',
    ...line('pass', 'box: ', words('pass')),
    ...line('unknown', 'not told: ', advisory),
    ...line('off', 'not here: ', words('off')),
  ];
}

function verboseLine(
  { status, subject, checkId, summary, evidence, reason }: JudgedFinding,
  b: Brush,
  { columns }: ReporterOptions,
): string[] {
  const why = reason && status === 'off' ? ` (${reason})` : '';
  return [
    ...wrap(
      `${subject === 'box' ? '' : `${subject}  `}${checkId}: ${summary}${why}`,
      columns,
      `${b.glyph(status)} `,
    ),
    ...evidence.flatMap(({ label, actual, source }) =>
      wrap(b.dim(`${label}: ${actual}  [${source}]`), columns, '    '),
    ),
  ];
}

function foot(report: Report, b: Brush, { columns }: ReporterOptions): string[] {
  return [
    ...(report.couldProveMore === null ? [] : wrap(report.couldProveMore, columns, `${b.glyph('unknown')} `)),
    ...(report.box.simulated ? [b.dim(`${SIMULATED}: nothing here says anything about a real camera`)] : []),
    ...wrap(verdictLine(report, b), columns, ''),
  ];
}

const WORDS: Readonly<Record<Report['verdict'], string>> = {
  pass: 'PASS',
  warn: 'PASS with warnings',
  fail: 'FAIL',
  unknown: 'UNKNOWN',
};

function verdictLine({ verdict, headline, counts, tookMs, box }: Report, b: Brush): string {
  const parts = (['fail', 'unknown', 'warn'] as const)
    .filter((status) => counts[status] > 0)
    .map((status) => `${counts[status]} ${status}`);
  const told = parts.length > 0 ? `; ${parts.join(', ')}` : '';
  const words = `${box.simulated ? 'simulated ' : ''}${WORDS[verdict]}`;
  return `${b.glyph(verdict)} ${b.paint(verdict, b.bold(words))}  ${headline}${told}  (${(tookMs / 1000).toFixed(1)} s)`;
}

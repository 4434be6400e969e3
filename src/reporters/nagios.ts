import { counted, type Report } from '../model/index.ts';
import { troubleGroups } from './groups.ts';
import { inertText } from './inert.ts';
import type { Reporter } from './reporter.ts';
import { cameraStatus, checkWords } from './words.ts';

const STATES = {
  pass: { code: 0, word: 'OK' },
  warn: { code: 1, word: 'WARNING' },
  fail: { code: 2, word: 'CRITICAL' },
  unknown: { code: 3, word: 'UNKNOWN' },
} as const satisfies Readonly<Record<Report['verdict'], { code: number; word: string }>>;

/** The exit code that Nagios and its kin expect: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. */
export const nagiosExitCode = ({ verdict }: Pick<Report, 'verdict'>): 0 | 1 | 2 | 3 => STATES[verdict].code;

/** Many agents hand on 4 KiB at most, and cut in the middle of what is longer. */
const LINE_BYTES = 4000;
const TEXT_CHARS = 600;

/** One status line with performance data, as the monitoring plugins' guidelines have it. */
export const nagios: Reporter = (report) => {
  const problems = shortened(problemWords(report));
  const status = `CAMPROOF ${STATES[report.verdict].word} - ${[...remarks(report), ...problems].join('; ')}`;
  const figures = [...boxFigures(report)];
  const byCamera = cameraFigures(report);
  let room = LINE_BYTES - bytes(status) - bytes(figures.join(' ')) - 80;
  const kept = byCamera.filter((figure) => {
    room -= bytes(figure) + 1;
    return room >= 0;
  });
  const left = byCamera.length - kept.length;
  const note = left === 0 ? '' : `; ${left} of ${counted(byCamera.length, 'figure')} of cameras left out`;
  return `${safe(status + note)} | ${[...figures, ...kept].join(' ')}\n`;
};

/** The line of a check that came to no verdict: what else was said is not shown by Nagios. */
export const nagiosUnknown = (why: string): string =>
  `CAMPROOF UNKNOWN - ${safe(inertText(why)).slice(0, TEXT_CHARS)}\n`;

const bytes = (text: string): number => Buffer.byteLength(text);

/** The bar ends the text and begins the figures. */
const safe = (text: string): string => text.replaceAll('|', '/');

function remarks({ headline, box, findings }: Report): string[] {
  const late = findings.filter(({ reason }) => reason === 'not-reached').length;
  return [
    `${box.simulated ? 'simulated: ' : ''}${headline}`,
    ...(late === 0 ? [] : [`${counted(late, 'check')} left out: not reached in time`]),
  ];
}

const problemWords = ({ findings }: Report): string[] =>
  troubleGroups(findings).flatMap((group) =>
    group.map((one) => `${one.subject === 'box' ? '' : `${one.subject} `}${checkWords(one)}: ${one.summary}`),
  );

/** As many as fit, and how many did not. */
function shortened(problems: readonly string[]): string[] {
  const kept: string[] = [];
  let room = TEXT_CHARS;
  for (const problem of problems.map((one) => (one.length > 160 ? `${one.slice(0, 159)}…` : one))) {
    room -= problem.length;
    if (room < 0) break;
    kept.push(problem);
  }
  return kept.length === problems.length ? kept : [...kept, `and ${problems.length - kept.length} more`];
}

/** `label=value[unit];warn;crit;min;max`: what alerts here is what made the verdict. */
function boxFigures({ cameras, counts, tookMs }: Report): string[] {
  const wanted = cameras.filter((camera) => cameraStatus(camera) !== 'off').length;
  const proved = cameras.filter((camera) => camera.proved).length;
  return [
    `cameras_proved=${proved};;${wanted}:;0;${cameras.length}`,
    `failed=${counts.fail};;0;0`,
    `warnings=${counts.warn};0;;0`,
    `unknown=${counts.unknown};;;0`,
    `time=${(tookMs / 1000).toFixed(3)}s;;;0`,
  ];
}

function cameraFigures({ cameras }: Report): string[] {
  const used = new Set<string>();
  const labelOf = (id: string) => {
    const plain = id.replace(/[='|]/g, '_').slice(0, 60);
    let label = plain;
    for (let twin = 2; used.has(label); twin++) label = `${plain} ${twin}`;
    used.add(label);
    return label;
  };
  return cameras.flatMap(({ id, figures: { fps, bitrate } }) => {
    const label = labelOf(id);
    return [
      ...(fps === null ? [] : [`'${label} fps'=${fps.toFixed(2)};;;0`]),
      ...(bitrate === null ? [] : [`'${label} bytes_per_second'=${Math.round(bitrate / 8)}B;;;0`]),
    ];
  });
}

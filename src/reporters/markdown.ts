import {
  type BoxIdentity,
  commandLine,
  type JudgedFinding,
  LINKS,
  MARKS,
  needsAttention,
  type Report,
} from '../model/index.ts';
import { distinct, type Group, troubleGroups } from './groups.ts';
import type { Reporter } from './reporter.ts';
import {
  cameraStatus,
  checkWords,
  countWords,
  expectedWords,
  seconds,
  timeWords,
  VERDICT_WORDS,
} from './words.ts';

/** For tickets and job summaries: cameras as a table, each trouble with its commands ready to copy. */
export const markdown: Reporter = (report) => {
  const sections = [
    [`# ${MARKS[report.verdict].glyph} ${VERDICT_WORDS[report.verdict]}: ${escaped(report.box.hostname)}`],
    ...(report.box.simulated
      ? [['> **Simulated devices** (camproof demo): proves nothing about a real camera.']]
      : []),
    [`${escaped(report.headline)}; ${countWords(report.counts)}; ${seconds(report.tookMs)}`],
    [facts(report)],
    cameraTable(report),
    ...troubleGroups(report.findings).map((group) => trouble(group, report.box)),
    boxTable(report),
    ...(report.couldProveMore === null ? [] : [[escaped(report.couldProveMore)]]),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
};

function facts({ box, software = {}, startedAt, expected }: Report): string {
  const parts = [
    timeWords(startedAt),
    expectedWords(expected),
    `camproof ${box.camproofVersion}`,
    ...Object.entries(software).map(([name, version]) => `${name} ${version}`),
    box.os,
    box.kernel,
  ];
  return parts.map(escaped).join(' · ');
}

function cameraTable({ cameras }: Report): string[] {
  if (cameras.length === 0) return [];
  return [
    row(['', 'camera', ...LINKS, '']),
    row(['', 'camera', ...LINKS, ''].map(() => '---')),
    ...cameras.map((camera) =>
      row([
        MARKS[cameraStatus(camera)].glyph,
        escaped(camera.id),
        ...LINKS.map((link) => MARKS[camera.links[link]].glyph),
        escaped(camera.headline),
      ]),
    ),
  ];
}

function trouble(group: Group, box: BoxIdentity): string[] {
  const [{ status, summary, diagnosis, evidence }] = group;
  const subjects = distinct(group, ({ subject }) => subject).join(', ');
  const checks = distinct(group, checkWords).join(', ');
  const causes = distinct(group, (one) => one.diagnosis?.cause).filter((cause) => cause !== undefined);
  return [
    `## ${MARKS[status].glyph} ${escaped(`${subjects} ${checks}: ${summary}`)}`,
    '',
    ...evidence.map(
      ({ label, actual, expected, source }) =>
        `- saw ${escaped(label)}: **${escaped(actual)}**${expected === undefined ? '' : `, expected **${escaped(expected)}**`} (${escaped(source)})`,
    ),
    ...causes.map(
      (cause) =>
        `- ${diagnosis?.confidence === 'likely' ? 'likely cause' : 'cause'}: ${escaped(cause)} \`${diagnosis?.code}\``,
    ),
    ...(diagnosis?.nextSteps ?? []).flatMap((step, index) => {
      const command = commandLine(step, box);
      return [
        ...(index === 0 ? [''] : []),
        `${index + 1}. ${escaped(step.text)}`,
        ...(command === null ? [] : fenced(command).map((line) => `   ${line}`)),
      ];
    }),
  ];
}

function boxTable({ findings }: Report): string[] {
  const rest = findings.filter((one): one is JudgedFinding => one.link === null && !needsAttention(one));
  if (rest.length === 0) return [];
  return [
    '## Box',
    '',
    row(['', 'check', '']),
    row(['---', '---', '---']),
    ...rest.map(({ status, title, summary }) => row([MARKS[status].glyph, escaped(title), escaped(summary)])),
  ];
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A block that its own text cannot end. */
function fenced(text: string): string[] {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return [`${fence}sh`, text, fence];
}

/**
 * Text that stays text: no markup, no HTML, no link made of an address, and (a character without width behind
 * `@` and `#`) nobody called and no ticket linked by what a camera is named.
 */
function escaped(text: string): string {
  return text
    .replace(/[\\`*_[\]<>|~&]/g, '\\$&')
    .replace(/(:)(?=\/\/)/g, '\\$1')
    .replace(/(www)\./gi, '$1\\.')
    .replace(/[@#](?=\w)/g, '$&\u200b');
}

import type { BoxIdentity, JudgedFinding, Report } from '../model/index.ts';
import { detailLines } from './details.ts';
import { distinct, type Group, troubleGroups } from './groups.ts';
import type { Reporter } from './reporter.ts';
import { checkWords, countWords, seconds, VERDICT_WORDS } from './words.ts';

/** GitHub shows ten annotations of a kind per step and drops the rest without a word. */
const MOST = 10;

/** A runner cuts off what is longer, characters. */
const LONGEST = 4000;

/** Workflow commands that become annotations of the run: the worst first, the verdict last. */
export const github: Reporter = (report) => {
  const groups = troubleGroups(report.findings);
  const lines = [
    ...annotations(
      'error',
      groups.filter(([{ status }]) => status !== 'warn'),
      report,
    ),
    ...annotations(
      'warning',
      groups.filter(([{ status }]) => status === 'warn'),
      report,
    ),
    command('notice', 'camproof', verdictWords(report)),
  ];
  return `${lines.join('\n')}\n`;
};

function verdictWords({ box, verdict, headline, counts, tookMs }: Report): string {
  return `${box.simulated ? 'simulated ' : ''}${VERDICT_WORDS[verdict]}: ${headline}; ${countWords(counts)}; ${seconds(tookMs)}`;
}

type Level = 'error' | 'warning' | 'notice';

function annotations(level: Level, groups: readonly Group[], { box }: Report): string[] {
  const shown = groups.length > MOST ? groups.slice(0, MOST - 1) : groups;
  return [
    ...shown.map((group) => {
      const [finding] = group;
      const subjects = distinct(group, ({ subject }) => subject).join(', ');
      const title = `${subjects} ${distinct(group, checkWords).join(', ')}`;
      return command(level, title, message(finding, box));
    }),
    ...(groups.length > MOST
      ? [command(level, 'camproof', `${groups.length - shown.length} more: see the summary of the job`)]
      : []),
  ];
}

/** Where not all fits, what was seen gives way to the cause and what to do. */
function message(finding: JudgedFinding, box: BoxIdentity): string {
  const lines = [finding.summary, ...detailLines(finding, box)];
  const text = lines.join('\n');
  if (text.length <= LONGEST) return text;
  const kept = lines.filter((line, at) => at === 0 || /^(?:cause|do): /.test(line));
  const short = [...kept, 'what was seen: see the summary of the job'].join('\n');
  return short.length <= LONGEST ? short : `${short.slice(0, LONGEST - 1)}…`.toWellFormed();
}

const command = (level: Level, title: string, message: string): string =>
  `::${level} title=${property(title.length > 200 ? `${title.slice(0, 199)}…` : title)}::${data(message)}`;

const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

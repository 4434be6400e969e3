import type { Report } from '../model/index.ts';
import { detailLines } from './details.ts';
import { distinct, type Group, troubleGroups } from './groups.ts';
import { markdown } from './markdown.ts';
import type { Reporter } from './reporter.ts';
import { countWords, seconds, VERDICT_WORDS } from './words.ts';

/** GitHub shows ten annotations of a kind per step and drops the rest without a word. */
const MOST = 10;

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

/** The summary of the job, for the file that `GITHUB_STEP_SUMMARY` names. */
export const githubSummary: Reporter = markdown;

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
      const title = `${subjects} ${distinct(group, ({ checkId }) => checkId).join(', ')}`;
      return command(level, title, [finding.summary, ...detailLines(finding, box)].join('\n'));
    }),
    ...(groups.length > MOST
      ? [command(level, 'camproof', `${groups.length - shown.length} more: see the summary of the job`)]
      : []),
  ];
}

const command = (level: Level, title: string, message: string): string =>
  `::${level} title=${property(title.length > 200 ? `${title.slice(0, 199)}…` : title)}::${data(message)}`;

const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

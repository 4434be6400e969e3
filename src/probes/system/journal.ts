import { type Probe, ProbeFault } from '../probe.ts';
import { runTool } from '../run-tool.ts';
import { clean, maskSecrets } from '../text.ts';

const LINES = 200;
const KEPT = 12;
const TROUBLE =
  /error|fail|denied|refused|busy|no such|no space|not found|invalid|inappropriate|erroneous|unable|unknown|cannot|can't|could not|panic|fatal|timeout|not configured/i;

/** What a unit complained about last since the machine was started. Subject: the unit. */
export const journal: Probe<'journal'> = {
  kind: 'journal',
  title: 'reading the journal',
  deadlineMs: 3_000,
  maxAgeMs: 60_000,
  active: false,
  source: (unit) => `journalctl -b -u ${unit} -n ${LINES}`,
  async observe(unit, { signal }) {
    const { code, stdout, stderr } = await runTool(
      ['journalctl', '-b', '-u', unit, '-n', String(LINES), '-o', 'cat', '--no-pager'],
      signal,
    );
    if (code !== 0) throw new ProbeFault('internal', 'journalctl', clean(stderr));
    // It ends with 0 and shows nothing, or only our own lines, when we may not read the rest.
    if (/not seeing messages|insufficient permissions/i.test(stderr))
      throw new ProbeFault('denied', 'journalctl', 'needs root or the group systemd-journal');
    return { unit, lines: troubleIn(stdout) };
  },
};

/** The last lines that sound like trouble, made safe to show. */
export const troubleIn = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => TROUBLE.test(line))
    .slice(-KEPT)
    .map((line) => clean(maskSecrets(line)));

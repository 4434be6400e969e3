import { type Probe, ProbeFault } from '../probe.ts';
import { runTool } from '../run-tool.ts';
import { clean, maskSecrets } from '../text.ts';

const LINES = 200;
const KEPT = 12;
const TROUBLE =
  /error|fail|denied|refused|busy|no such|invalid|unable|cannot|panic|fatal|timeout|not configured/i;

/** What a unit complained about last. Subject: the unit. */
export const journal: Probe<'journal'> = {
  kind: 'journal',
  title: 'reading the journal',
  deadlineMs: 3_000,
  maxAgeMs: 60_000,
  active: false,
  source: (unit) => `journalctl -u ${unit} -n ${LINES}`,
  async observe(unit, { signal }) {
    const { code, stdout, stderr } = await runTool(
      ['journalctl', '-u', unit, '-n', String(LINES), '-o', 'cat', '--no-pager'],
      signal,
    );
    if (code !== 0) throw new ProbeFault('internal', 'journalctl', clean(stderr));
    // It ends with 0 and shows nothing, or only our own lines, when we may not read the rest.
    if (/not seeing messages|insufficient permissions/i.test(stderr))
      throw new ProbeFault('denied', 'journalctl', 'needs root or the group systemd-journal');
    const lines = stdout.split('\n').filter((line) => TROUBLE.test(line));
    return { unit, lines: lines.slice(-KEPT).map((line) => clean(maskSecrets(line))) };
  },
};

import type { KernelLogFacts } from '../../model/index.ts';
import { type Probe, ProbeFault } from '../probe.ts';
import { runTool } from '../run-tool.ts';
import { clean } from '../text.ts';

/** Lines of the kernel log that concern cameras, their supply and memory. */
export const kernelLog: Probe<'kernelLog'> = {
  kind: 'kernelLog',
  title: 'reading the kernel log',
  deadlineMs: 2_000,
  maxAgeMs: 60_000,
  active: false,
  source: () => 'dmesg',
  async observe(_subject, { signal }) {
    const { code, stdout, stderr } = await runTool(['dmesg', '--color=never'], signal);
    if (code !== 0)
      throw new ProbeFault(/permitted|denied/.test(stderr) ? 'denied' : 'internal', 'dmesg', clean(stderr));
    return factsOf(stdout);
  },
};

/** Sorts the lines of `dmesg`. */
export function factsOf(log: string): KernelLogFacts {
  const lines = log.split('\n').map((line) => clean(line.replace(/^\[[^\]]*\]\s*/, '')));
  const matching = (pattern: RegExp) => lines.filter((line) => pattern.test(line));
  return {
    usbDisconnects: counted(lines, /^usb (\d+-[\d.]+): USB disconnect/).map(({ key, ...rest }) => ({
      port: key,
      ...rest,
    })),
    videoErrors: counted(
      lines,
      /^(?:usb |uvcvideo )?(\d+-[\d.]+(?::[\d.]+)?|uvcvideo): .*(?:Non-zero status|Failed to (?:query|resubmit|set)|error -71|status \(-\d+\))/,
    ).map(({ key, ...rest }) => ({ subject: key, ...rest })),
    suspendErrors: matching(/(?:suspend|resume)\b.*(?:error|failed|-\d+)/i).filter((line) =>
      /usb|uvc|\d+-\d+/.test(line),
    ),
    underVoltage: matching(/under-?voltage detected/i),
    oomKills: matching(/Out of memory: Killed process/i),
  };
}

function counted(lines: readonly string[], pattern: RegExp) {
  const found = new Map<string, { count: number; last: string }>();
  for (const line of lines) {
    const key = pattern.exec(line)?.[1];
    if (key === undefined) continue;
    found.set(key, { count: (found.get(key)?.count ?? 0) + 1, last: line });
  }
  return [...found].map(([key, rest]) => ({ key, ...rest }));
}

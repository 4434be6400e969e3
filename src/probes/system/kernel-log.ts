import type { KernelLogCount, KernelLogFacts } from '../../model/index.ts';
import { type Probe, ProbeFault } from '../probe.ts';
import { readText } from '../processes/proc.ts';
import { runTool } from '../run-tool.ts';
import { clean } from '../text.ts';

/** What is older than this is history, s. */
const RECENT_S = 3_600;
/** A camera that is pulled out while it streams fails a few transfers first, s. */
const PULLING_S = 2;

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
    return factsOf(stdout, Number.parseFloat((await readText('/proc/uptime')) ?? ''));
  },
};

/** Seconds since boot (null where the log has no times), and the words. */
interface Line {
  readonly at: number | null;
  readonly text: string;
}

/** Port (`1-1.2`) or port and interface (`1-1.2:1.0`) of a USB device. */
const PORT = String.raw`\d+-[\d.]+`;
const DISCONNECT = new RegExp(`^usb (${PORT}): USB disconnect`);
/** What the driver cannot do for a camera; a control that the camera merely does not have (-32) is no trouble. */
const VIDEO_ERROR = new RegExp(
  `^(?:usb |uvcvideo )?(${PORT}(?::[\\d.]+)?|uvcvideo): .*` +
    String.raw`(?:Non-zero status|Failed to (?:resubmit|set)|Failed to query.* -(?!32\b)\d+|status \(-\d+\))`,
);
const NOT_ENUMERATED = new RegExp(
  `^usb (usb\\d+|${PORT})-port(\\d+): (?:unable to enumerate|Cannot enable. Maybe the USB cable is bad)`,
);
const ENUMERATED = new RegExp(`^usb (${PORT}): New USB device found`);

/** Sorts the lines of `dmesg`, printed at a time in seconds since boot. */
export function factsOf(log: string, now: number): KernelLogFacts {
  const lines = log.split('\n').map((line): Line => {
    const [, time, text = line] = /^\[\s*([\d.]*)[^\]]*\]\s*(.*)$/.exec(line) ?? [];
    return { at: time ? Number(time) : null, text: clean(text) };
  });
  const matching = (pattern: RegExp) => lines.map(({ text }) => text).filter((text) => pattern.test(text));
  const pulled = lines.flatMap(({ at, text }) => {
    const port = DISCONNECT.exec(text)?.[1];
    return port === undefined || at === null ? [] : [{ at, port }];
  });
  /** Is it what the driver says of a plug that is just being pulled? */
  const parting = (subject: string, at: number | null) =>
    at !== null &&
    pulled.some((one) => one.at >= at && one.at - at < PULLING_S && subject.startsWith(one.port));
  return {
    usbDisconnects: counted(lines, DISCONNECT, now).map(({ key, ...rest }) => ({ port: key, ...rest })),
    videoErrors: counted(
      lines.filter(({ at, text }) => !parting(VIDEO_ERROR.exec(text)?.[1] ?? '', at)),
      VIDEO_ERROR,
      now,
    ).map(({ key, ...rest }) => ({ subject: key, ...rest })),
    notEnumerated: notEnumerated(lines, now),
    suspendErrors: matching(
      /can't (?:suspend|resume)|(?:suspend|resume)\b.*(?:error|failed)|failed to (?:suspend|resume)/i,
    ).filter((line) => /usb|uvc|\d+-\d+/.test(line)),
    controllerDied: matching(/HC died|host controller not responding, assume dead/i),
    underVoltage: matching(/under-?voltage detected/i),
    oomKills: matching(/Out of memory: Killed process/i),
  };
}

/** Ports with something that never came up, by what a device there would be called: port 3 of hub `1-1` is `1-1.3`. */
function notEnumerated(lines: readonly Line[], now: number) {
  const called = lines.map((line): Line => {
    const [, hub = '', port] = NOT_ENUMERATED.exec(line.text) ?? [];
    const device = hub.startsWith('usb') ? `${hub.slice('usb'.length)}-${port}` : `${hub}.${port}`;
    return port === undefined ? line : { ...line, text: `${device}\n${line.text}` };
  });
  const cameUp = (port: string) => lines.findLastIndex(({ text }) => ENUMERATED.exec(text)?.[1] === port);
  return counted(
    called.filter(({ text }, at) => cameUp(text.split('\n')[0] ?? '') < at),
    /^(.*)\n/,
    now,
  ).map(({ key, last, ...rest }) => ({ port: key, ...rest, last: last.split('\n')[1] ?? '' }));
}

function counted(
  lines: readonly Line[],
  pattern: RegExp,
  now: number,
): (KernelLogCount & { readonly key: string })[] {
  const found = new Map<string, Line[]>();
  for (const line of lines) {
    const key = pattern.exec(line.text)?.[1];
    if (key !== undefined) found.set(key, [...(found.get(key) ?? []), line]);
  }
  return [...found].map(([key, all]) => {
    const isTimed = Number.isFinite(now) && all.every(({ at }) => at !== null);
    const recent = all.filter(({ at }) => at !== null && now - at <= RECENT_S).length;
    return { key, count: all.length, ...(isTimed && { recent }), last: all.at(-1)?.text ?? '' };
  });
}

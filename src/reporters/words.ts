import {
  type CameraChain,
  counted,
  type ExpectedCameras,
  type JudgedFinding,
  LINKS,
  type Report,
  type Status,
} from '../model/index.ts';

/** What was judged, as people call it: links of the chain by their ids, which stand above the cameras; what is of the box by its title. */
export const checkWords = ({ checkId, title, link }: JudgedFinding): string =>
  link === null ? title : checkId;

/** `4 cameras expected (3 by configuration, 4 by device)`; without figures where all agree. */
export function expectedWords({ count, by }: ExpectedCameras): string {
  const agreed = by.every((one) => one.count === count);
  const sources = by.map((one) => (agreed ? one.source : `${one.count} by ${one.source}`)).join(', ');
  return `${counted(count, 'camera')} expected${sources === '' ? '' : ` (${agreed ? 'by ' : ''}${sources})`}`;
}

/** The verdict in one word or three. */
export const VERDICT_WORDS: Readonly<Record<Report['verdict'], string>> = {
  pass: 'PASS',
  warn: 'PASS with warnings',
  fail: 'FAIL',
  unknown: 'UNKNOWN',
};

/** Seconds with one decimal. */
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** `3 fail, 1 warn, 40 pass`: what there is, worst first. */
export function countWords(
  counts: Report['counts'],
  statuses: readonly Status[] = ['fail', 'unknown', 'warn', 'blocked', 'pass'],
): string {
  return statuses
    .filter((status) => counts[status] > 0)
    .map((status) => `${counts[status]} ${status}`)
    .join(', ');
}

/** Date and time for people, in UTC: `2026-11-23 10:00:00 UTC`. */
export function timeWords(iso: string): string {
  const time = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z$/.exec(iso);
  return time ? `${time[1]} ${time[2]} UTC` : iso;
}

/** One status for a camera as a whole. What is blocked behind somebody else's fault is not this camera's failure. */
export function cameraStatus({ links, proved }: CameraChain): Status {
  const all = LINKS.map((link) => links[link]);
  const worst = (['fail', 'blocked', 'unknown', 'warn'] as const).find((status) => all.includes(status));
  if (worst === 'blocked') return 'unknown';
  return worst ?? (proved || all.includes('pass') ? 'pass' : 'off');
}

/** How long ago a time was: `3 days ago`. */
export function ageWords(iso: string, now = Date.now()): string {
  const minutes = Math.max(0, Math.round((now - Date.parse(iso)) / 60_000));
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${counted(minutes, 'minute')} ago`;
  if (minutes < 48 * 60) return `${counted(Math.round(minutes / 60), 'hour')} ago`;
  return `${counted(Math.round(minutes / (24 * 60)), 'day')} ago`;
}

/** `4 min 10 s`, `3 h 5 min`, `1.2 s`. */
export function spanWords(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

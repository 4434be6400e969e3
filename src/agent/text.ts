import type { Change } from '../monitor/history.ts';
import type { CameraSoak, Dropout, SoakReport } from './soak.ts';

/** `4 min 10 s`, `1.2 s`, `3 h 5 min`. */
export function span(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The time of day of an ISO 8601 time, in UTC as everything that camproof writes. */
const clock = (at: string): string => at.slice(11, 19);

/** One change as a line for people. */
export function changeLine({
  at,
  subject,
  checkId,
  from,
  to,
  code,
  summary,
  evidence,
  lastedMs,
}: Change): string {
  const lasted = from !== null && lastedMs !== null ? `, ${from} lasted ${span(lastedMs)}` : '';
  const cause = code === null ? '' : ` [${code}]`;
  const proof = evidence === null ? '' : ` (${evidence})`;
  return `${clock(at)}  ${subject}  ${checkId}  ${from ?? 'new'} > ${to}${cause}  ${summary}${proof}${lasted}`;
}

/** How a box held out, for people. */
export function soakText({ startedAt, lastedMs, verdict, headline, cameras }: SoakReport): string {
  return [
    `Watched for ${span(lastedMs)} from ${startedAt.slice(0, 19)}Z: ${verdict.toUpperCase()}, ${headline}`,
    ...cameras.flatMap((camera) => [
      '',
      `${camera.camera}: ${camera.headline}`,
      `  ${figures(camera)}`,
      ...camera.dropouts.map((dropout) => `  ${dropoutText(dropout)}`),
      ...(camera.dropoutCount > camera.dropouts.length
        ? [`  … of ${camera.dropoutCount} dropouts, the newest`]
        : []),
    ]),
    '',
  ].join('\n');
}

function figures({ dropoutCount, longestGapMs, fps, bitrate, ...counts }: CameraSoak): string {
  const kbit = (bits: number) => `${Math.round(bits / 1000)} kbit/s`;
  const rate = (value: number) => value.toFixed(1).replace(/\.0$/, '');
  return [
    `dropouts ${dropoutCount}`,
    `longest gap ${span(longestGapMs)}`,
    fps ? `frames per second ${rate(fps.min)} at least, ${rate(fps.median)} median` : 'no frames measured',
    bitrate ? `${kbit(bitrate.min)} at least, ${kbit(bitrate.median)} median` : 'no bit rate measured',
    `publisher restarts ${counts.publisherRestarts}`,
    `reconnects ${counts.reconnects}`,
    `USB resets ${counts.usbResets}`,
  ].join(', ');
}

const dropoutText = ({ at, lengthMs, ended, link, code, summary }: Dropout): string =>
  `${clock(at)}  ${span(lengthMs)}${ended ? '' : ' so far'}  ${link}${code ? ` [${code}]` : ''}  ${summary}`;

import {
  type BoxIdentity,
  type CameraSoak,
  causeWords,
  type Diagnosis,
  type Dropout,
  type SoakReport,
  stepLine,
} from '../model/index.ts';
import type { Change } from '../monitor/history.ts';
import { spanWords } from '../reporters/words.ts';

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
  const lasted = from !== null && lastedMs !== null ? `, ${from} lasted ${spanWords(lastedMs)}` : '';
  const cause = code === null ? '' : ` [${code}]`;
  const proof = evidence === null ? '' : ` (${evidence})`;
  return `${clock(at)}  ${subject}  ${checkId}  ${from ?? 'new'} > ${to}${cause}  ${summary}${proof}${lasted}`;
}

/** What the system refused, and how to see why, by its code. */
const REFUSED: Readonly<Record<string, (folder: string) => string>> = {
  ENOSPC: (folder) => `the disk is full (df -h ${folder})`,
  EDQUOT: (folder) => `the quota of its user is used up (df -h ${folder})`,
  EROFS: (folder) => `the file system is read-only (findmnt -T ${folder}; dmesg tells why)`,
  EACCES: (folder) => `its user may not write there (ls -ld ${folder})`,
  EPERM: (folder) => `its user may not write there (ls -ld ${folder})`,
};

/** A state folder that cannot be written, or can be again (null), in one line. */
export function troubleText(error: NodeJS.ErrnoException | null, folder: string): string {
  if (!error) return `state folder ${folder}: it can be written again, what happens is kept`;
  const why = REFUSED[error.code ?? '']?.(folder) ?? error.message;
  return `state folder ${folder}: ${why}; the watch goes on, what happens now is not kept`;
}

/** How a box held out, for people. */
export function soakText(
  { startedAt, lastedMs, verdict, headline, cameras }: SoakReport,
  box: Pick<BoxIdentity, 'user'>,
): string {
  return [
    `Watched for ${spanWords(lastedMs)} from ${startedAt.slice(0, 19)}Z: ${verdict.toUpperCase()}, ${headline}`,
    ...cameras.flatMap((camera) => [
      '',
      `${camera.camera}: ${camera.headline}`,
      `  ${figures(camera)}`,
      ...camera.dropouts.map((dropout) => `  ${dropoutText(dropout)}`),
      ...(camera.dropoutCount > camera.dropouts.length
        ? [`  … of ${camera.dropoutCount} dropouts, the newest`]
        : []),
      ...(camera.why ? whyLines(camera.why, box) : []),
    ]),
    '',
  ].join('\n');
}

function figures({ dropoutCount, longestGapMs, fps, bitrate, ...counts }: CameraSoak): string {
  const kbit = (bits: number) => `${Math.round(bits / 1000)} kbit/s`;
  const rate = (value: number) => value.toFixed(1).replace(/\.0$/, '');
  return [
    `dropouts ${dropoutCount}`,
    `longest gap ${spanWords(longestGapMs)}`,
    fps ? `frames per second ${rate(fps.min)} at least, ${rate(fps.median)} median` : 'no frames measured',
    bitrate ? `${kbit(bitrate.min)} at least, ${kbit(bitrate.median)} median` : 'no bit rate measured',
    `publisher restarts ${counts.publisherRestarts}`,
    `reconnects ${counts.reconnects}`,
    `USB resets ${counts.usbResets}`,
  ].join(', ');
}

/** Why a camera dropped out, and what to do about it. */
const whyLines = (why: Diagnosis, box: Pick<BoxIdentity, 'user'>): string[] => [
  `  why  ${causeWords(why)}`,
  ...why.nextSteps.map((step) => `  do   ${stepLine(step, box)}`),
];

const dropoutText = ({ at, lengthMs, ended, link, code, summary }: Dropout): string =>
  `${clock(at)}  ${spanWords(lengthMs)}${ended ? '' : ' so far'}  ${link}${code ? ` [${code}]` : ''}  ${summary}`;

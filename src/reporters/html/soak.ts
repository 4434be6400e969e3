import {
  type BoxIdentity,
  type CameraSoak,
  counted,
  type Diagnosis,
  type Dropout,
  type SoakReport,
  type Summary,
} from '../../model/index.ts';
import { type Markup, markup } from '../markup.ts';
import { spanWords, timeWords } from '../words.ts';
import { steps } from './troubles.ts';

/** How every camera held out while it was watched: a line of time each, and every dropout with its start and length. */
export function soakSection(soak: SoakReport, box: BoxIdentity): Markup {
  return markup`<section class="soak">
<h2>Watched for ${spanWords(soak.lastedMs)}</h2>
<p class="${soak.verdict}">${soak.headline}</p>
<p class="faint">From ${timeWords(soak.startedAt)}; the left end of each line is its start, the right end its end.</p>
${soak.cameras.map((camera) => cameraPart(camera, soak, box))}</section>`;
}

function cameraPart(camera: CameraSoak, soak: SoakReport, box: BoxIdentity): Markup {
  const { dropouts, dropoutCount, why } = camera;
  return markup`<h3>${camera.camera}: ${counted(dropoutCount, 'dropout')}</h3>
<div class="timeline" role="img" aria-label="${counted(dropoutCount, 'dropout')} in ${spanWords(soak.lastedMs)}">${dropouts.map((one) => mark(one, soak))}</div>
<p class="faint">${figures(camera)}</p>
${dropouts.length === 0 ? null : markup`<ul>${dropouts.map(dropoutLine)}</ul>`}${dropoutCount > dropouts.length ? markup`<p class="faint">The newest ${dropouts.length} of ${dropoutCount}.</p>` : null}${why === null ? null : whyPart(why, box)}
`;
}

/** Why it dropped out, by what came with it, and what to do. */
const whyPart = ({ code, cause, confidence, nextSteps }: Diagnosis, box: BoxIdentity): Markup =>
  markup`<dl class="facts"><dt>${confidence === 'likely' ? 'likely cause' : 'cause'}</dt><dd>${cause} <code class="faint">${code}</code></dd></dl>
${steps(nextSteps, box)}`;

/** Where a dropout lies on the line of time, in percent; never so narrow that it is not seen. */
function mark({ at, lengthMs }: Dropout, { startedAt, lastedMs }: SoakReport): Markup {
  const percent = (ms: number) => Math.min(100, Math.max(0, (ms / Math.max(1, lastedMs)) * 100));
  const from = percent(Date.parse(at) - Date.parse(startedAt));
  const width = Math.max(0.4, Math.min(percent(lengthMs), 100 - from));
  return markup`<span style="left:${Math.min(99.6, from).toFixed(2)}%;width:${width.toFixed(2)}%"></span>`;
}

const dropoutLine = ({ at, lengthMs, ended, link, code, summary }: Dropout): Markup =>
  markup`<li>${timeWords(at)}, ${spanWords(lengthMs)}${ended ? '' : ' so far'}: ${link}: ${summary}${code === null ? null : markup` <code>${code}</code>`}</li>`;

function figures({
  longestGapMs,
  fps,
  bitrate,
  publisherRestarts,
  reconnects,
  usbResets,
}: CameraSoak): string {
  const least = (of: Summary | null, what: string, unit: string, scale: number) =>
    of === null
      ? `no ${what} measured`
      : `${what} ${(of.min / scale).toFixed(1)} at least, ${(of.median / scale).toFixed(1)} median ${unit}`;
  return [
    `longest gap ${spanWords(longestGapMs)}`,
    least(fps, 'frame rate', 'fps', 1),
    least(bitrate, 'bit rate', 'kbit/s', 1_000),
    counted(publisherRestarts, 'publisher restart'),
    counted(reconnects, 'reconnect'),
    counted(usbResets, 'USB reset'),
  ].join(', ');
}

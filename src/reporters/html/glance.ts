import { type CameraChain, LINKS, MARKS, type Report, type Status } from '../../model/index.ts';
import { type Markup, markup } from '../markup.ts';
import { cameraStatus } from '../words.ts';
import { statusMark } from './status.ts';

/** What each status means, for a reader who sees the first report of their life. */
const MEANINGS: Readonly<Record<Status, string>> = {
  pass: 'proved',
  warn: 'works, but will hurt',
  fail: 'proved broken',
  blocked: 'not judged: an earlier link is broken',
  unknown: 'could not be told',
  off: 'not judged, for a reason',
};

/** All cameras on one page: a row each, a column for each link from the sensor to the viewer. */
export function glanceSection({ cameras }: Report): Markup | null {
  if (cameras.length === 0) return null;
  const seen = (Object.keys(MEANINGS) as Status[]).filter((status) =>
    cameras.some(({ links }) => LINKS.some((link) => links[link] === status)),
  );
  return markup`<section>
<h2>At a glance</h2>
<table class="glance">
<thead><tr><th scope="col">camera</th>${LINKS.map((link) => markup`<th scope="col" class="link">${link}</th>`)}<th scope="col" class="result">result</th></tr></thead>
<tbody>
${cameras.map(row)}</tbody>
</table>
<p class="legend faint">${seen.map((status) => markup`<span>${statusMark(status, MEANINGS[status])}</span> `)}</p>
</section>`;
}

function row(camera: CameraChain): Markup {
  return markup`<tr><th scope="row">${camera.id}</th>${LINKS.map((link) => cell(camera.links[link]))}<td class="result ${cameraStatus(camera)}">${camera.headline}</td></tr>\n`;
}

/** A glyph for those who see it, the word for those who listen. */
const cell = (status: Status): Markup =>
  markup`<td class="link ${status}"><span aria-hidden="true">${MARKS[status].glyph}</span><span class="heard">${status}</span></td>`;

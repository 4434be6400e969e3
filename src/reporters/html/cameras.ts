import { type CameraChain, LINKS, type Link, MARKS, type Report } from '../../model/index.ts';
import { type Markup, markup } from '../markup.ts';
import { cameraStatus } from '../words.ts';
import { statusMark } from './status.ts';

/** Every camera with its picture, where there is one, its mode and its chain. */
export function cameraSection(
  { cameras }: Report,
  pictures: Readonly<Record<string, string>>,
): Markup | null {
  if (cameras.length === 0) return null;
  return markup`<section>
<h2>Cameras</h2>
${cameras.map((camera) => card(camera, pictures[camera.id] ?? null))}</section>`;
}

const PICTURE = /^data:image\/(?:jpeg|png|webp);base64,[A-Za-z0-9+/]+=*$/;

function card(camera: CameraChain, picture: string | null): Markup {
  const status = cameraStatus(camera);
  const shown = picture !== null && PICTURE.test(picture) ? picture : null;
  return markup`<article class="card camera ${status}">
${shown === null ? null : markup`<img src="${shown}" alt="what ${camera.id} showed">`}
<div>
<h3>${camera.id} ${statusMark(status)}</h3>
<p>${camera.headline}</p>
<dl class="facts">
${facts(camera, shown).map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>
</div>
<ol class="chain">
${LINKS.map((link) => step(link, camera))}</ol>
</article>
`;
}

/** Where it is, and what was measured of its first stream. */
function facts(
  { device, streams, expectedBy, figures: { size, codec, fps, bitrate } }: CameraChain,
  picture: string | null,
): readonly (readonly [string, string])[] {
  const measured = [
    [size, codec].filter((word) => word !== null).join(' '),
    fps === null ? '' : `${fps.toFixed(1)} fps`,
    bitrate === null ? '' : `${(bitrate / 1e6).toFixed(2)} Mbit/s`,
  ];
  const rows = [
    ['device', device ?? 'none here'],
    ['paths', streams.join(', ')],
    ['measured', measured.filter(Boolean).join(', ')],
    ['expected by', expectedBy.join(', ')],
    ['picture', picture === null ? 'none in this report' : ''],
  ] as const;
  return rows.filter(([, value]) => value !== '');
}

/** Service and health stand beside the line from the sensor to the viewer. */
const step = (link: Link, { links }: CameraChain): Markup =>
  markup`<li class="${links[link]}"><span aria-hidden="true">${MARKS[links[link]].glyph}</span> ${link}<br><span class="faint">${links[link]}</span></li>\n`;

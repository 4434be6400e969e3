import { type CameraChain, LINKS, type Report } from '../../model/index.ts';
import { type Markup, markup } from '../markup.ts';
import { LOOKS } from '../theme.ts';
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
  const { id, device, streams, headline, links } = camera;
  const status = cameraStatus(camera);
  const where = [device ?? 'no device here', ...streams.map((path) => `path ${path}`)].join(', ');
  return markup`<article class="card ${status}">
<h3>${id} ${statusMark(status)}</h3>
<p>${headline}</p>
<p class="faint">${where}${modeWords(camera)}</p>
${picture !== null && PICTURE.test(picture) ? markup`<img src="${picture}" alt="picture of ${id}">` : null}
<ol class="chain">
${LINKS.map(
  (link) =>
    markup`<li class="${links[link]}"><span aria-hidden="true">${LOOKS[links[link]].glyph}</span> ${link}<span class="faint"> ${links[link]}</span></li>\n`,
)}</ol>
</article>
`;
}

/** What was measured: `; measured 1280x720 H264, 25.0 fps, 2.00 Mbit/s`. */
function modeWords({ figures: { size, codec, fps, bitrate } }: CameraChain): string {
  const parts = [
    [size, codec].filter((word) => word !== null).join(' '),
    fps === null ? '' : `${fps.toFixed(1)} fps`,
    bitrate === null ? '' : `${(bitrate / 1e6).toFixed(2)} Mbit/s`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `; measured ${parts.join(', ')}`;
}

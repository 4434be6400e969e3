import { type CameraChain, counted, LINKS, numberOf, type Report } from '../../model/index.ts';
import { fit, shorten, widthOf, wrap } from '../layout.ts';
import type { ReporterOptions } from '../reporter.ts';
import type { Brush } from '../theme.ts';
import { cameraStatus } from '../words.ts';

/** More healthy cameras than this fold into one counted line. */
const FOLD_FROM = 16;
/** From this width on there is room for the device of each camera. */
const WIDE = 100;

/** One line per camera with its eight links; many healthy ones are one line, a broken one always has its own. */
export function cameraLines({ cameras }: Report, b: Brush, options: ReporterOptions): string[] {
  if (cameras.length === 0) return [];
  const healthy = cameras.filter((camera) => cameraStatus(camera) === 'pass');
  const folded = healthy.length > FOLD_FROM && !options.verbose ? healthy : [];
  const shown = cameras.filter((camera) => !folded.includes(camera));
  const name = columnOf(
    shown.map(({ id }) => id),
    Math.max(12, Math.floor(options.columns * 0.32)),
  );
  const device =
    options.columns < WIDE
      ? 0
      : columnOf(
          shown.map((camera) => camera.device ?? ''),
          24,
        );
  const before = 2 + name + 1 + (device === 0 ? 0 : device + 1);
  return [
    ...wrap(
      LINKS.map((link) => `${numberOf(link)}\u00a0${link}`).join(' '),
      options.columns,
      '',
      '',
      (line) => b.dim(line.replaceAll('\u00a0', ' ')),
    ),
    ...(shown.length === 0 ? [] : [b.dim(`${' '.repeat(before)}${LINKS.map(numberOf).join(' ')}`)]),
    ...shown.map((camera) => cameraLine(camera, { name, device, before }, b, options)),
    ...(folded.length === 0
      ? []
      : wrap(
          `${counted(folded.length, shown.length > 0 ? 'more camera' : 'camera')}: every link that was judged is proved`,
          options.columns,
          `${b.glyph('pass')} `,
        )),
  ];
}

const columnOf = (texts: readonly string[], most: number): number =>
  Math.min(most, Math.max(0, ...texts.map((text) => widthOf(text))));

interface Places {
  readonly name: number;
  readonly device: number;
  /** Columns before the first link. */
  readonly before: number;
}

function cameraLine(
  camera: CameraChain,
  { name, device, before }: Places,
  b: Brush,
  { columns }: ReporterOptions,
): string {
  const status = cameraStatus(camera);
  const node = device === 0 ? '' : `${b.dim(fit(camera.device ?? '', device, b.ellipsis))} `;
  const cells = LINKS.map((link) => b.glyph(camera.links[link])).join(' ');
  const headline = shorten(camera.headline, Math.max(8, columns - before - 2 * LINKS.length - 1), b.ellipsis);
  return `${b.glyph(status)} ${fit(camera.id, name, b.ellipsis)} ${node}${cells}  ${b.paint(status, headline)}`;
}

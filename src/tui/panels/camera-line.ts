import { type CameraChain, LINKS } from '../../index.ts';
import { fit, type Line, type Look, label, line, rowsOf, span, textOf } from '../line.ts';
import { sparkline } from '../theme.ts';
import { dropoutWords } from './agent.ts';
import { flows, isToCome, stateOf } from './camera-state.ts';
import { rateWords, type View } from './panel.ts';
import { mark, openLinks } from './pending.ts';

/** Widths of the columns beside name, cells and words, which never give way. */
interface Columns {
  readonly name: number;
  readonly device: number;
  readonly path: number;
  readonly rate: number;
  readonly spark: number;
}

const CELLS = LINKS.length * 2;
/** What the words of a camera have at least, and what those of a broken link have at most before columns stay. */
const WORDS = { least: 34, most: 60 } as const;

/** Columns give way in the order sparkline, bit rate, path, device. */
export function columnsFor(cameras: readonly CameraChain[], columns: number): Columns {
  const longest = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => text.length));
  const name = Math.min(32, Math.max(4, longest(cameras.map(({ id }) => id))));
  const broken = cameras.filter((camera) => ['fail', 'blocked'].includes(stateOf(camera)));
  const all = longest(cameras.map(({ headline }) => headline));
  const least = Math.min(WORDS.least, all);
  const words = Math.max(least, Math.min(WORDS.most, longest(broken.map(({ headline }) => headline))));
  let room = columns - 2 - (name + 1) - (CELLS + 1) - words;
  // The first that has no room takes those that give way before it along.
  const take = (width: number) => {
    if (room < width + 1) room = 0;
    else if (width > 0) room -= width + 1;
    return room > 0 ? width : 0;
  };
  const device = take(Math.min(14, longest(cameras.map((camera) => shortDevice(camera)))));
  const path = take(Math.min(14, longest(cameras.map(({ streams }) => streams.join(',')))));
  return { name, device, path, rate: take(9), spark: take(12) };
}

const shortDevice = ({ device }: CameraChain): string => device?.replace(/^.*\/dev\//, '/dev/') ?? '';

/**
 * One camera: name, cells, figures, and its words. Those of a broken link take as many lines as they need, where there is
 * room (`roomy`) those of any other trouble too.
 */
export function cameraLine(camera: CameraChain, widths: Columns, view: View, roomy = false): readonly Line[] {
  const { id, links, streams, firstBroken } = camera;
  const open = openLinks(camera, view);
  const state = stateOf(camera);
  const isOpen = isToCome(camera, view);
  const rates = view.rates[streams[0] ?? ''] ?? [];
  const optional: readonly (readonly [number, string])[] = [
    [widths.device, shortDevice(camera)],
    [widths.path, streams.join(',')],
    [widths.rate, rateWords(rates.at(-1) ?? (flows(camera) ? camera.figures.bitrate : null))],
    [widths.spark, sparkline(rates.slice(-12), view.screen)],
  ];
  const before = [
    mark(state, isOpen, view.screen),
    span(`${fit(id, widths.name)} `, state === 'fail' ? 'bold' : 'plain'),
    ...LINKS.map((link) => mark(links[link], open.has(link), view.screen)),
    span(' '),
    ...optional.filter(([width]) => width > 0).map(([width, text]) => span(`${fit(text, width)} `, 'dim')),
  ];
  const heldOut = dropoutWords(view, id);
  const told = heldOut === null ? camera.headline : `${camera.headline}, ${heldOut}`;
  const words = isOpen ? `not proved yet: ${[...open].join(', ')}` : told;
  const look: Look = firstBroken === null ? 'dim' : 'plain';
  const isWhole = firstBroken !== null || (roomy && state !== 'pass' && !isOpen);
  const width = textOf({ spans: before }).length;
  const [first, ...rest] = isWhole ? rowsOf(words, view.columns - width) : [words];
  return [
    line(id, [...before, span(first ?? '', look)]),
    ...rest.map((text, index) => label(`${id} words ${index}`, `${' '.repeat(width)}${text}`, look)),
  ];
}

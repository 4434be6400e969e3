import wrapAnsi from 'wrap-ansi';
import { type CameraChain, LINKS, type ReadingKind, type Report, type Status } from '../../index.ts';
import { fit, type Line, type Look, label, line, span, textOf } from '../line.ts';
import { sparkline } from '../theme.ts';
import { dropoutWords } from './agent.ts';
import { findingLines, isTrouble } from './finding.ts';
import { rateWords, type View } from './panel.ts';
import { mark, openLinks } from './pending.ts';

const RANK: readonly Status[] = ['fail', 'blocked', 'unknown', 'warn', 'pass', 'off'];

/** How a camera is, in one status: its worst link. */
export const stateOf = ({ links }: CameraChain): Status =>
  RANK.find((status) => LINKS.some((link) => links[link] === status)) ?? 'off';

/** The cameras that a filter lets through, worst first; equal ones keep the report's order, so that lines seldom move. */
export function sortedCameras({ cameras }: Report, filter: string): readonly CameraChain[] {
  const words = filter.toLowerCase();
  const text = ({ id, device, streams, headline }: CameraChain) =>
    [id, device, ...streams, headline].join(' ').toLowerCase();
  return cameras
    .filter((camera) => text(camera).includes(words))
    .toSorted((one, other) => RANK.indexOf(stateOf(one)) - RANK.indexOf(stateOf(other)));
}

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

function cameraLine(camera: CameraChain, widths: Columns, view: View): readonly Line[] {
  const { id, links, streams, firstBroken } = camera;
  const open = openLinks(camera, view);
  const state = stateOf(camera);
  const isOpen = state === 'unknown' && open.size > 0;
  const rates = view.rates[streams[0] ?? ''] ?? [];
  const optional: readonly (readonly [number, string])[] = [
    [widths.device, shortDevice(camera)],
    [widths.path, streams.join(',')],
    [widths.rate, rateWords(rates.at(-1) ?? camera.figures.bitrate)],
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
  // The words of a broken link are never cut off: they go on below.
  const width = textOf({ spans: before }).length;
  const [first, ...rest] =
    firstBroken === null ? [words] : wrapAnsi(words, view.columns - width, { hard: true }).split('\n');
  return [
    line(id, [...before, span(first ?? '', look)]),
    ...rest.map((text, index) => label(`${id} words ${index}`, `${' '.repeat(width)}${text}`, look)),
  ];
}

/** Key of the line that stands for all healthy cameras. */
export const FOLDED = 'cameras in order';
/** The same for those whose turn has not come. */
export const COMING = 'cameras to come';

/** Does a line of this panel stand for one camera? */
export const isCameraLine = ({ key, step }: Line): boolean =>
  step === undefined && ![FOLDED, COMING].includes(key) && !key.includes(' box ');

/** The cameras, and below them what the box itself has to say. `rows`: how many lines there are for it. */
export function cameraLines(view: View, rows: number): readonly Line[] {
  const cameras = sortedCameras(view.report, view.filter);
  const widths = columnsFor(cameras, view.columns);
  const head = label(
    'head',
    `${' '.repeat(2 + widths.name + 1)}${LINKS.map((_, index) => index + 1).join(' ')}`,
  );
  // Where rows run out, what is broken stands alone: the others are counted.
  const isShort = cameras.length > rows - 3 && view.filter === '';
  const folds = isShort ? FOLDS.filter(({ key }) => !view.unfolded.has(key)) : [];
  const foldOf = (camera: CameraChain) => folds.find(({ has }) => has(camera, view));
  const counted = folds.map((one) => ({
    ...one,
    count: cameras.filter((camera) => foldOf(camera) === one).length,
  }));
  const listed = cameras.filter((camera) => foldOf(camera) === undefined);
  return [
    label('links', legend(view.columns)),
    head,
    ...(cameras.length === 0 ? empty(view) : listed.flatMap((camera) => cameraLine(camera, widths, view))),
    ...counted
      .filter(({ count }) => count > 0)
      .map(({ key, status, open, words, count }) =>
        line(key, [mark(status, open, view.screen), span(`${count} more ${words} (Enter shows them)`)]),
      ),
    ...boxTroubles(view),
  ];
}

interface Fold {
  readonly key: string;
  readonly status: Status;
  readonly open: boolean;
  readonly words: string;
  has(camera: CameraChain, view: View): boolean;
}

/** What lines stand for many cameras. */
const FOLDS: readonly Fold[] = [
  {
    ...{ key: COMING, status: 'unknown', open: true, words: 'are not proved yet' },
    has: (camera, view) => stateOf(camera) === 'unknown' && openLinks(camera, view).size > 0,
  },
  {
    ...{ key: FOLDED, status: 'pass', open: false, words: 'are in order' },
    has: (camera) => ['pass', 'off'].includes(stateOf(camera)),
  },
];

/** What the numbers above the cells mean. */
function legend(columns: number): string {
  const words = (most: number) => LINKS.map((link, index) => `${index + 1} ${link.slice(0, most)}`).join(' ');
  return words(9).length <= columns ? words(9) : words(4);
}

function empty({ filter, report, sweep, replay }: View): readonly Line[] {
  const none = (words: string) => [label('none', words, 'plain')];
  if (filter !== '' && report.cameras.length > 0)
    return none(`no camera matches "${filter}" (Esc clears the filter)`);
  const isLooking = ['devices', 'mediamtx.paths'].some((kind) => !sweep.readings[kind as ReadingKind]);
  if (isLooking && !replay) return none('looking for cameras …');
  return none('no camera is known here: plug one in, or give it a path in MediaMTX');
}

const troublesOf = (view: View) =>
  view.report.findings.filter((finding) => finding.subject === 'box' && isTrouble(finding, view));

/** Is there something here whose reason is worth rows? */
export const hasTrouble = (view: View): boolean =>
  troublesOf(view).length > 0 ||
  view.report.cameras.some(
    (camera) =>
      !['pass', 'off'].includes(stateOf(camera)) &&
      !(stateOf(camera) === 'unknown' && openLinks(camera, view).size > 0),
  );

/** Everything about the box that is not in order; why stands where the chosen one is told of. */
function boxTroubles(view: View): readonly Line[] {
  const troubles = troublesOf(view);
  return troubles.length === 0
    ? []
    : [label('gap', ''), ...troubles.flatMap((finding) => findingLines(finding, view, { folded: true }))];
}

import { findCameras } from '../../cameras/cameras.ts';
import {
  type CameraChain,
  isOfCamera,
  type JudgedFinding,
  known,
  LINKS,
  type Link,
  type NodeCapabilities,
  numberOf,
  type Report,
  works,
} from '../../index.ts';
import { type Line, label, line, span, wrapped } from '../line.ts';
import { sparkline } from '../theme.ts';
import { heldOutLines } from './agent.ts';
import { flows, isToCome, stateOf } from './camera-state.ts';
import { eventLines } from './events.ts';
import { type Depth, findingLines, isTrouble, withoutRepeats } from './finding.ts';
import { fact, rateWords, type View } from './panel.ts';
import { mark, openLinks, sign } from './pending.ts';

/** Key of the line that says which camera it is. */
export const TITLE = 'title';

/** One camera from sensor to viewer: each link with what it rests on, its process, its modes and what changed. */
export function detailLines(view: View, id: string): readonly Line[] {
  const chain = view.report.cameras.find((one) => one.id === id);
  if (!chain)
    return [label('gone', `${id} is not known any more (Esc goes back to those that are)`, 'plain')];
  const { figures, streams, device } = chain;
  const rates = view.rates[streams[0] ?? ''] ?? [];
  const measured = [
    figures.size,
    figures.codec,
    flows(chain) && figures.fps && `${figures.fps.toFixed(1)} fps`,
    rateWords(rates.at(-1) ?? (flows(chain) ? figures.bitrate : null)),
  ];
  const figuresOf = [...measured, sparkline(rates, view.screen)].filter(Boolean);
  return [
    line(TITLE, [
      mark(stateOf(chain), isToCome(chain, view), view.screen),
      span(`${id}  `, 'bold'),
      span(`${device ?? 'no device here'}  ${streams.map((path) => `path ${path}`).join(', ')}`, 'dim'),
    ]),
    ...(figuresOf.length === 0 ? [] : [label('figures', `  ${figuresOf.join('  ')}`)]),
    chainLine(chain, view),
    ...withoutRepeats(worstFirst(view, id).flatMap((link) => linkLines(view, id, link))),
    ...heldOutLines(view, id),
    ...processLines(view, id),
    ...modeLines(view, id),
    ...historyLines(view, id, streams),
  ];
}

/** What is in trouble stands above what is not, so that what to do about it is on the screen; the drawing has the order. */
function worstFirst(view: View, id: string): readonly Link[] {
  const troubled = LINKS.filter((link) =>
    findingsOf(view.report, id, link).some((one) => isTrouble(one, view)),
  );
  return [...troubled, ...LINKS.filter((link) => !troubled.includes(link))];
}

/** The chain as a drawing: `sensor ✔device─✘capture┄◌publish …`. What lies behind a break is not held together. */
function chainLine(camera: CameraChain, view: View): Line {
  const { links } = camera;
  const line = LINKS.slice(0, 6);
  const open = openLinks(camera, view);
  const holds = (link: Link) => works(links[link]);
  const drawn = (link: Link) => [
    sign(links[link], open.has(link), view.screen),
    span(link, links[link] === 'fail' ? 'bold' : 'dim'),
  ];
  return {
    ...label('chain', ''),
    spans: [
      span('  '),
      ...line.flatMap((link, index) => [
        ...(index === 0 ? [] : [span(holds(line[index - 1] ?? link) ? '─' : '┄', 'dim')]),
        ...drawn(link),
      ]),
      ...LINKS.slice(view.columns < 72 ? LINKS.length : 6).flatMap((link) => [span('  '), ...drawn(link)]),
    ],
  };
}

/** What was judged of one link of a camera, and of its streams. */
export function findingsOf(report: Report, id: string, link: Link): readonly JudgedFinding[] {
  const streams = report.cameras.find((one) => one.id === id)?.streams ?? [];
  return report.findings.filter((one) => one.link === link && isOfCamera(one.subject, { id, streams }));
}

interface LinkOptions {
  readonly wanted?: (finding: JudgedFinding) => boolean;
  readonly depth?: Depth;
}

/** A link with its findings, or with those of them that are asked for. */
export function linkLines(
  view: View,
  id: string,
  link: Link,
  { wanted = () => true, depth = 'whole' }: LinkOptions = {},
): readonly Line[] {
  const number = numberOf(link);
  const findings = findingsOf(view.report, id, link);
  if (findings.length === 0) {
    const words = span(`${number} ${link}: not judged`, 'dim');
    return [{ ...label(`link ${link}`, ''), spans: [mark('off', false, view.screen), words] }];
  }
  return findings.filter(wanted).flatMap((finding, index) => {
    const of = finding.subject === id ? '' : ` ${finding.subject.slice(id.length + 1)}`;
    const name = index === 0 ? `${number} ${link}` : '';
    const which = finding.checkId === link ? '' : ` ${finding.checkId.slice(link.length + 1)}`;
    return findingLines(finding, view, { name: `${name}${which}${of}`.padEnd(11), depth });
  });
}

function processLines(view: View, id: string): readonly Line[] {
  const camera = cameraOf(view, id);
  const pids = new Set(camera?.streams.flatMap(({ join }) => (join?.pid == null ? [] : [join.pid])));
  const holders = (known(view.sweep.readings, 'processes')?.processes ?? []).filter(
    ({ pid, devices }) => pids.has(pid) || camera?.nodes.some(({ path }) => devices.includes(path)),
  );
  return holders.flatMap(({ pid, comm, user, unit, argv }) => [
    fact(`process ${pid}`, 'process', `pid ${pid} ${comm}, user ${user ?? '?'}${unit ? `, ${unit}` : ''}`),
    ...wrapped(`command ${pid}`, argv.join(' '), view.columns - 1, { indent: 18, look: 'dim' }),
  ]);
}

const cameraOf = ({ sweep }: View, id: string) =>
  findCameras(sweep.readings, sweep.expectations).find((camera) => camera.id === id);

function modeLines(view: View, id: string): readonly Line[] {
  const node = cameraOf(view, id)?.node;
  const answer = node && known(view.sweep.readings, 'capabilities', node.path);
  if (!answer) return [];
  return [
    fact('card', 'device', `${answer.card}, driver ${answer.driver}, ${answer.busInfo}`),
    ...answer.formats.map((format) => fact(`format ${format.fourcc}`, format.fourcc, sizesOf(format))),
  ];
}

const sizesOf = ({ sizes }: NodeCapabilities['formats'][number]): string =>
  sizes.map(({ width, height, rates }) => `${width}x${height}${rates[0] ? `@${rates[0]}` : ''}`).join(' ');

function historyLines(view: View, id: string, streams: readonly string[]): readonly Line[] {
  const mine = view.changes.filter(({ subject }) => isOfCamera(subject, { id, streams }));
  if (mine.length === 0) return [];
  return [
    label('changes', 'what changed while it was watched'),
    ...mine
      .slice(-5)
      .toReversed()
      .flatMap((change) => eventLines(change, view)),
  ];
}

import { findCameras } from '../../cameras/cameras.ts';
import { type JudgedFinding, known, LINKS, type NodeCapabilities } from '../../index.ts';
import { type Line, label, line, span, wrapped } from '../line.ts';
import { glyph, shown, sparkline } from '../theme.ts';
import { stateOf } from './cameras.ts';
import { eventLine } from './events.ts';
import { fact, findingLines, rateWords, type View } from './panel.ts';

/** One camera from sensor to viewer: each link with what it rests on, its process, its modes and what changed. */
export function detailLines(view: View, id: string): readonly Line[] {
  const chain = view.report.cameras.find((one) => one.id === id);
  if (!chain) return [label('gone', `${id} is not known any more`, 'plain')];
  const state = stateOf(chain);
  const { figures, streams, device } = chain;
  const rates = view.rates[streams[0] ?? ''] ?? [];
  const measured = [
    figures.size,
    figures.codec,
    figures.fps && `${figures.fps.toFixed(1)} fps`,
    rateWords(rates.at(-1) ?? figures.bitrate),
  ];
  return [
    line('head', [
      span(`${glyph(state, view.screen)} `, state),
      span(`${id}  `, 'bold'),
      span(`${device ?? 'no device here'}  ${streams.map((path) => `path ${path}`).join(', ')}`, 'dim'),
    ]),
    label('figures', `  ${[...measured, sparkline(rates, view.screen)].filter(Boolean).join('  ')}`),
    ...LINKS.flatMap((link, index) => linkLines(view, id, streams, link, index + 1)),
    ...processLines(view, id),
    ...modeLines(view, id),
    ...historyLines(view, id, streams),
  ];
}

function linkLines(
  view: View,
  id: string,
  streams: readonly string[],
  link: (typeof LINKS)[number],
  number: number,
): readonly Line[] {
  const mine = (finding: JudgedFinding) =>
    finding.link === link &&
    (finding.subject === id || streams.some((path) => finding.subject === `${id}/${path}`));
  const findings = view.report.findings.filter(mine);
  const width = 11;
  if (findings.length === 0) return [label(`link ${link}`, `– ${number} ${link}: not judged`)];
  return findings.flatMap((finding, index) => {
    const of = finding.subject === id ? '' : ` ${finding.subject.slice(id.length + 1)}`;
    const name = index === 0 ? `${number} ${link}` : '';
    const which = finding.checkId === link ? '' : ` ${finding.checkId.slice(link.length + 1)}`;
    return findingLines(finding, view, `${`${name}${which}${of}`.padEnd(width)}`);
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
  const mine = view.changes.filter(
    ({ subject }) => subject === id || streams.some((path) => subject === `${id}/${path}`),
  );
  if (mine.length === 0) return [];
  return [
    label('changes', shown('what changed while it was watched', view.screen)),
    ...mine
      .slice(-5)
      .toReversed()
      .map((change) => eventLine(change, view)),
  ];
}

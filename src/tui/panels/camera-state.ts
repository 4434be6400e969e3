import { type CameraChain, LINKS, type Report, type Status, works } from '../../index.ts';
import type { View } from './panel.ts';
import { openLinks } from './pending.ts';

const RANK: readonly Status[] = ['fail', 'blocked', 'unknown', 'warn', 'pass', 'off'];

/** How a camera is, in one status: its worst link. */
export const stateOf = ({ links }: CameraChain): Status =>
  RANK.find((status) => LINKS.some((link) => links[link] === status)) ?? 'off';

/** Nothing of it needs anybody. */
export const isInOrder = (camera: CameraChain): boolean => ['pass', 'off'].includes(stateOf(camera));

/** Nothing is wrong with it so far, and its turn has not come everywhere. */
export const isToCome = (camera: CameraChain, view: View): boolean =>
  stateOf(camera) === 'unknown' && openLinks(camera, view).size > 0;

/** The cameras that a filter lets through, worst first; equal ones keep the report's order, so that lines seldom move. */
export function sortedCameras({ cameras }: Report, filter: string): readonly CameraChain[] {
  const words = filter.toLowerCase();
  const text = ({ id, device, streams, headline }: CameraChain) =>
    [id, device, ...streams, headline].join(' ').toLowerCase();
  return cameras
    .filter((camera) => text(camera).includes(words))
    .toSorted((one, other) => RANK.indexOf(stateOf(one)) - RANK.indexOf(stateOf(other)));
}

/** Do bytes come? Rates that were measured when it was proved are none of now where they have ceased to. */
export const flows = ({ links }: CameraChain): boolean => works(links.ready);

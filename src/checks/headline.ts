import {
  BOX,
  type CameraChain,
  counted,
  isOfCamera,
  type JudgedFinding,
  LINKS,
  type Status,
  works,
} from '../model/index.ts';
import { LINE } from './chain.ts';

/**
 * The verdict in words: what of the box is broken, how many cameras nothing is broken or untold of, and what there is to
 * say of those. A bad verdict never stands alone beside cameras that are all well, nor a warning beside "in order".
 */
export function headlineOf(live: readonly CameraChain[], findings: readonly JudgedFinding[]): string {
  const fault = atFault(findings);
  const cameras = live.length === 0 ? 'no camera' : camerasIn(live, findings);
  const isWhole = live.length > 0 && live.every((one) => stateOf(one) === 'in order') && fault === '';
  const links = Math.min(...live.map(({ linksProved }) => linksProved));
  return `${fault}${cameras}${isWhole ? `, ${links} of 8 links proved` : ''}`;
}

/** `at fault: WebSocket JSON-RPC; `: one name is enough to know where to look. */
function atFault(findings: readonly JudgedFinding[]): string {
  const failed = findings.filter(({ subject, status }) => subject === BOX && status === 'fail');
  const [first, ...rest] = new Set(failed.map(({ title }) => title));
  if (first === undefined) return '';
  return `at fault: ${first}${rest.length > 0 ? ` and ${rest.length} more` : ''}; `;
}

function camerasIn(live: readonly CameraChain[], findings: readonly JudgedFinding[]): string {
  const states = live.map(stateOf);
  const count = (state: State) => states.filter((one) => one === state).length;
  const all = counted(live.length, 'camera');
  const untold = count('untold');
  const words = live.every((one) => stateOf(one) !== 'untold' || isToCome(one, findings))
    ? 'not proved yet'
    : 'could not be told';
  // That none is in order would read as if all were broken.
  if (untold === live.length) return `${untold} of ${all} ${words}`;
  const warned = live.filter(
    (one) => stateOf(one) === 'in order' && Object.values(one.links).includes('warn'),
  ).length;
  return [
    `${count('in order')} of ${all} in order`,
    ...(warned > 0 ? [`${warned} with a warning`] : []),
    ...(untold > 0 ? [`${untold} ${words}`] : []),
  ].join(', ');
}

/** Has it only to be looked at? Nothing of it is untold for another reason. */
const isToCome = (camera: CameraChain, findings: readonly JudgedFinding[]): boolean =>
  findings
    .filter(({ subject, status }) => ['unknown', 'blocked'].includes(status) && isOfCamera(subject, camera))
    .every(({ reason }) => reason === 'not-reached');

type State = 'in order' | 'broken' | 'untold';

function stateOf({ links }: CameraChain): State {
  // A service that is down is no fault of the camera.
  const judged = LINKS.map((link): Status => links[link]).filter(
    (status, index) => status !== 'off' && !(status === 'blocked' && index >= LINE.length),
  );
  if (judged.includes('fail')) return 'broken';
  return judged.length > 0 && judged.every(works) ? 'in order' : 'untold';
}

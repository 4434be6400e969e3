import { LINE } from '../checks/chain.ts';
import { type CameraChain, isOfCamera, type Link, type Report, works } from '../model/index.ts';

/** How a line is: where it is broken, that bytes arrive, or that neither can be told (blocked, stale, asleep). */
type State = Link | 'runs' | 'untold';

/** When each camera's line last turned: broke, healed, or could be told no more, or again. */
export class Lines {
  readonly #states = new Map<string, State>();
  #turnedAt: Readonly<Record<string, number>> = {};

  /** By camera id, ms on the clock of the reports. */
  get turnedAt(): Readonly<Record<string, number>> {
    return this.#turnedAt;
  }

  /** Takes a report; true when a line turned in it. */
  update(report: Report, mono: number): boolean {
    const turned = report.cameras.filter((chain) => {
      const before = this.#states.get(chain.id);
      const state = stateOf(chain);
      // What was not looked at yet has not turned when it is.
      if (before === undefined && state === 'untold' && isToCome(report, chain)) return false;
      this.#states.set(chain.id, state);
      return before !== undefined && before !== state;
    });
    if (turned.length === 0) return false;
    this.#turnedAt = { ...this.#turnedAt, ...Object.fromEntries(turned.map(({ id }) => [id, mono])) };
    return true;
  }
}

function stateOf({ links }: CameraChain): State {
  const runs = works(links.ready);
  return LINE.find((link) => links[link] === 'fail') ?? (runs ? 'runs' : 'untold');
}

const isToCome = ({ findings }: Report, camera: CameraChain): boolean =>
  findings.some(
    ({ link, subject, reason }) =>
      link === 'ready' && reason === 'not-reached' && isOfCamera(subject, camera),
  );

import { CADENCE, commandLine } from '../index.ts';
import type { Outside } from './actions.ts';
import { seenBy } from './by-hand.ts';
import { journalOf } from './journal.ts';
import { type Action, KEYS } from './keys.ts';
import type { Line } from './line.ts';
import { isCameraLine } from './panels/cameras.ts';
import { detailOf, placeOf, toggle, type UiState, withoutPicture } from './state.ts';
import type { BoxStore } from './store.ts';

/** What a key may need to know and to reach. */
export interface Around {
  readonly state: UiState;
  readonly store: BoxStore;
  readonly outside: Outside;
  /** The line that the cursor is on. */
  readonly current: Line | undefined;
  /** The command that is meant here, and what showed what stands here. */
  readonly step: Line['step'] | null;
  readonly source: string | null;
  readonly exit: () => void;
}

/** A new state, words for the footer (at once or later), or nothing to show. */
type Outcome = UiState | string | Promise<string | null> | null | undefined;

/** What the keys do that are no movement. */
export const DEEDS: Partial<Record<Action, (around: Around) => Outcome>> = {
  quit: ({ exit }) => void exit(),
  open: ({ state, current }) => opened(state, current),
  redraw: ({ outside }) => outside.redraw(),
  suspend: ({ outside }) => outside.suspend(),
  copy: ({ current, step, outside, store }) => {
    // Advice in words is copied where the cursor stands on it.
    const { step: own } = current ?? {};
    if (own && !own.argv) return outside.copy(own.text);
    const command = step && commandLine(step, { user: userOf(store) });
    return command ? outside.copy(command) : 'no command here';
  },
  source: ({ source, store }) => {
    const { sweep } = store.snapshot();
    return source === null || !sweep ? 'this line shows no evidence' : seenBy(source, sweep);
  },
  write: ({ outside, store }) => {
    const { sweep } = store.snapshot();
    return sweep ? outside.save(sweep) : 'nothing is known yet';
  },
  again: ({ state, store }) => {
    store.source.again(state.detail ?? undefined);
    return state.detail === null ? 'proving everything again' : `proving ${state.detail} again`;
  },
  deep: ({ store }) => {
    store.source.deep();
    return 'deep check: compliance cases, health under load, every stream';
  },
  pause: ({ store }) => void store.source.pause(!store.snapshot().paused),
  faster: ({ store }) => paced(store, -1),
  slower: ({ store }) => paced(store, +1),
  run: ({ state, step }) => (step?.argv ? { ...state, confirming: step, message: null } : 'no command here'),
  picture: ({ state, current }) => {
    if (state.picture !== null) return withoutPicture({ ...state, message: null });
    if (state.detail !== null) return { ...state, picture: 'detail', message: null };
    return current && isOfCamera(state, current)
      ? { ...detailOf(state, current.key), picture: 'list' }
      : 'a picture is of one camera: choose one';
  },
  journal: ({ state, store, outside, current }) => {
    const { sweep } = store.snapshot();
    const of = sweep && journalOf(sweep, placeOf(state), state.detail ?? current?.key ?? null);
    return of ? outside.journal(of) : 'no process of it is known here';
  },
};

const FASTEST_MS = CADENCE.passive;
/** How much more rarely than it can the box may be looked at. */
const FACTORS = [1, 2, 5, 10, 30] as const;

function paced({ snapshot, source }: BoxStore, by: -1 | 1): string {
  const { everyMs } = snapshot();
  const at = FACTORS.findIndex((factor) => factor * FASTEST_MS >= (everyMs ?? FASTEST_MS));
  const factor = FACTORS[Math.max(0, Math.min(FACTORS.length - 1, at + by))] ?? 1;
  source.slow(factor);
  const every = `every ${(factor * FASTEST_MS) / 1000} s`;
  return factor === 1
    ? `looking as often as it can: ${every}`
    : `looking ${every}, at everything else ${factor} times more rarely`;
}

/** Is the action for a live box only? */
export const isLive = (action: Action): boolean => KEYS.find((one) => one.action === action)?.live === true;

const userOf = (store: BoxStore): string => store.snapshot().report?.box.user ?? '';

/** Enter: a camera opens, everything else unfolds or folds. */
function opened(state: UiState, current: Line | undefined): UiState {
  if (!current) return state;
  return isOfCamera(state, current)
    ? detailOf(state, current.key)
    : {
        ...state,
        message: null,
        unfolded: toggle(state.unfolded, current.key),
        cursor: { ...state.cursor, [placeOf(state)]: current.key },
      };
}

const isOfCamera = ({ panel, detail }: UiState, current: Line): boolean =>
  panel === 'cameras' && detail === null && isCameraLine(current);

import type { Action, Place } from './keys.ts';
import type { Offered } from './line.ts';

export const PANELS = ['cameras', 'mediamtx', 'websocket', 'health', 'machine', 'events', 'help'] as const;
export type PanelId = (typeof PANELS)[number];

/** Where the person is. What the box is stands in the store. */
export interface UiState {
  readonly panel: PanelId;
  /** The camera whose detail is open. */
  readonly detail: string | null;
  /** Its picture is shown instead of its chain, and this is where one goes back to from it. */
  readonly picture: 'list' | 'detail' | null;
  /** The chosen line of each panel, by its key; of a detail, by `detail`. */
  readonly cursor: Readonly<Record<string, string | null>>;
  /** Findings shown at length although they are in order. */
  readonly unfolded: ReadonlySet<string>;
  /** The filter of each place. */
  readonly filters: Readonly<Partial<Record<Place, string>>>;
  /** The place that help is about, and that it goes back to. */
  readonly helpFor: Pick<UiState, 'panel' | 'detail'>;
  /** What is being typed: a filter, or a command. */
  readonly typing: { readonly what: 'filter' | 'palette'; readonly text: string } | null;
  /** A step that waits for a yes. */
  readonly confirming: Offered | null;
  /** What the last key had to say. */
  readonly message: string | null;
}

export const START: UiState = {
  panel: 'cameras',
  detail: null,
  picture: null,
  cursor: {},
  unfolded: new Set(),
  filters: {},
  helpFor: { panel: 'cameras', detail: null },
  typing: null,
  confirming: null,
  message: null,
};

/** The part of the screen that the cursor is in. */
export const placeOf = ({ panel, detail }: Pick<UiState, 'panel' | 'detail'>): Place =>
  detail === null ? panel : 'detail';

export const filterOf = (state: UiState): string => state.filters[placeOf(state)] ?? '';

/** Filters the place where the person is. */
export const filtered = (state: UiState, text: string): UiState => ({
  ...state,
  filters: { ...state.filters, [placeOf(state)]: text },
});

/** Opens the detail of a camera, wherever the person is. */
export const detailOf = (state: UiState, camera: string): UiState => ({
  ...state,
  ...{ panel: 'cameras', detail: camera, picture: null, message: null },
  cursor: { ...state.cursor, cameras: camera, detail: null },
  filters: { ...state.filters, detail: '' },
});

/** Back from a picture to where it was asked for. */
export const withoutPicture = (state: UiState): UiState => ({
  ...state,
  picture: null,
  detail: state.picture === 'list' ? null : state.detail,
});

/** Moves to another panel, or back out of it. Null where the action is no movement between places. */
export function go(state: UiState, action: Action): UiState | null {
  const to = (panel: PanelId): UiState => ({ ...state, panel, detail: null, picture: null, filters: {} });
  const at = PANELS.indexOf(state.panel);
  if (action === 'help')
    return state.panel === 'help'
      ? { ...state, ...state.helpFor }
      : { ...to('help'), filters: state.filters, helpFor: { panel: state.panel, detail: state.detail } };
  if (PANELS.includes(action as PanelId)) return to(action as PanelId);
  switch (action) {
    case 'next-panel':
      return to(PANELS[(at + 1) % PANELS.length] ?? 'cameras');
    case 'previous-panel':
      return to(PANELS[(at + PANELS.length - 1) % PANELS.length] ?? 'cameras');
    case 'back':
      if (state.picture !== null) return withoutPicture(state);
      if (filterOf(state) !== '') return filtered(state, '');
      if (state.panel === 'help') return { ...state, ...state.helpFor };
      if (state.detail !== null) return { ...state, detail: null };
      // From the list there is nowhere to go back to but to the list as it was before anything was unfolded.
      return state.panel === 'cameras' ? { ...to('cameras'), unfolded: new Set() } : to('cameras');
    case 'filter':
    case 'palette':
      return { ...state, typing: { what: action, text: action === 'filter' ? filterOf(state) : '' } };
    default:
      return null;
  }
}

/** The line that an action moves the cursor to, by index; null where it is no movement. */
export function moved(action: Action, at: number, count: number, page: number): number | null {
  const within = (index: number) => Math.max(0, Math.min(count - 1, index));
  switch (action) {
    case 'up':
      return within(at - 1);
    case 'down':
      return within(at + 1);
    case 'page-up':
      return within(at - page);
    case 'page-down':
      return within(at + page);
    case 'first':
      return 0;
    case 'last':
      return within(count - 1);
    default:
      return null;
  }
}

/** Unfolds a finding, or folds it again. */
export function toggle(unfolded: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(unfolded);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** What a key does to the text that is being typed. `done`: Enter; the text is to be used. */
export function typed(
  text: string,
  input: string,
  flags: {
    readonly return?: boolean;
    readonly escape?: boolean;
    readonly backspace?: boolean;
    readonly delete?: boolean;
    readonly ctrl?: boolean;
    readonly meta?: boolean;
  },
): { readonly text: string; readonly done: 'no' | 'use' | 'drop' } {
  if (flags.return) return { text, done: 'use' };
  if (flags.escape || (flags.ctrl && input === 'c')) return { text, done: 'drop' };
  if (flags.backspace || flags.delete) return { text: text.slice(0, -1), done: 'no' };
  if (flags.ctrl && input === 'u') return { text: '', done: 'no' };
  const plain = flags.ctrl || flags.meta ? '' : input.replace(/[\u0000-\u001f\u007f]/g, '');
  return { text: (text + plain).slice(0, 60), done: 'no' };
}

/** What a key asks for. */
export type Action =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
  | 'open'
  | 'back'
  | 'next-panel'
  | 'previous-panel'
  | 'cameras'
  | 'mediamtx'
  | 'websocket'
  | 'health'
  | 'machine'
  | 'events'
  | 'help'
  | 'filter'
  | 'palette'
  | 'again'
  | 'deep'
  | 'pause'
  | 'faster'
  | 'slower'
  | 'copy'
  | 'source'
  | 'picture'
  | 'run'
  | 'journal'
  | 'write'
  | 'redraw'
  | 'suspend'
  | 'quit';

/** A part of the screen that keys may mean something in. */
export type Place =
  | 'cameras'
  | 'detail'
  | 'mediamtx'
  | 'websocket'
  | 'health'
  | 'machine'
  | 'events'
  | 'help';

export interface KeyBinding {
  readonly action: Action;
  /** How footer and help show it; empty: its twin above stands for both. */
  readonly shown: string;
  readonly does: string;
  /** What it and its twin below do. */
  readonly both?: string;
  /** The same in the footer, where room is short. */
  readonly brief?: string;
  /** Characters, and names of Ink's key flags; `ctrl+x` for both. */
  readonly keys: readonly string[];
  /** The footer shows as many as it has room for, those with the lowest number. */
  readonly footer?: number;
  /** Only there; absent: everywhere. */
  readonly where?: readonly Place[];
  /** Only where a command stands on the screen. */
  readonly step?: true;
  /** Not while a recorded sweep is shown. */
  readonly live?: true;
  /** Is about lines: not where a picture stands in their place. */
  readonly lines?: true;
}

/** Where findings stand, with what was seen, why, and what to do. */
const FINDINGS: readonly Place[] = ['cameras', 'detail', 'mediamtx', 'websocket', 'health', 'machine'];

/** Every key there is; footer, help and palette are made of it. */
export const KEYS: readonly KeyBinding[] = [
  { action: 'up', shown: '↑↓ k j', does: 'up', both: 'up and down', keys: ['upArrow', 'k'], lines: true },
  { action: 'down', shown: '', does: 'down', keys: ['downArrow', 'j'], lines: true },
  {
    action: 'page-up',
    shown: 'PgUp PgDn',
    does: 'a page up',
    both: 'a page up, down (^B, ^F)',
    keys: ['pageUp', 'ctrl+b'],
    lines: true,
  },
  { action: 'page-down', shown: '', does: 'a page down', keys: ['pageDown', 'ctrl+f'], lines: true },
  {
    action: 'first',
    shown: 'g G',
    does: 'to the first line',
    both: 'to the first line, the last',
    keys: ['g', 'home'],
    lines: true,
  },
  { action: 'last', shown: '', does: 'to the last line', keys: ['G', 'end'], lines: true },
  {
    action: 'open',
    shown: 'Enter l',
    does: 'open',
    keys: ['return', 'rightArrow', 'l'],
    footer: 1,
    lines: true,
  },
  { action: 'back', shown: 'Esc h', does: 'back', keys: ['escape', 'leftArrow', 'h'], footer: 6 },
  { action: 'next-panel', shown: 'Tab', does: 'next panel', keys: ['tab'], footer: 10 },
  { action: 'previous-panel', shown: 'shift+Tab', does: 'previous panel', keys: ['shift+tab'] },
  { action: 'cameras', shown: '1', does: 'Cameras', keys: ['1'] },
  { action: 'mediamtx', shown: '2', does: 'MediaMTX', keys: ['2'] },
  { action: 'websocket', shown: '3', does: 'WebSocket', keys: ['3'] },
  { action: 'health', shown: '4', does: 'Health', keys: ['4'] },
  { action: 'machine', shown: '5', does: 'Machine', keys: ['5'] },
  { action: 'events', shown: '6', does: 'Events', keys: ['6'] },
  { action: 'filter', shown: '/', does: 'filter', keys: ['/'], footer: 7, lines: true },
  {
    action: 'run',
    shown: 'x',
    does: 'run the command, asks first',
    brief: 'run it',
    keys: ['x'],
    footer: 4,
    where: FINDINGS,
    step: true,
    live: true,
    lines: true,
  },
  {
    action: 'copy',
    shown: 'c',
    does: 'copy the command',
    brief: 'copy it',
    keys: ['c'],
    footer: 5,
    where: FINDINGS,
    step: true,
    lines: true,
  },
  {
    action: 'source',
    shown: 'y',
    does: 'the command that showed it',
    keys: ['y'],
    where: FINDINGS,
    lines: true,
  },
  {
    action: 'picture',
    shown: 'v',
    does: 'live picture of the camera',
    brief: 'picture',
    keys: ['v'],
    footer: 8,
    where: ['cameras', 'detail'],
  },
  {
    action: 'journal',
    shown: 'J',
    does: 'journal of unit or process',
    brief: 'journal',
    keys: ['J'],
    footer: 9,
    live: true,
  },
  { action: 'again', shown: 'r', does: 'prove again', keys: ['r'], footer: 8, live: true },
  { action: 'deep', shown: 'd', does: 'deep check', keys: ['d'], footer: 12, live: true },
  { action: 'pause', shown: 'p', does: 'pause', keys: ['p'], footer: 11, live: true },
  {
    action: 'faster',
    shown: '+ -',
    does: 'look at the box more often',
    both: 'look more often, more rarely',
    keys: ['+'],
    live: true,
  },
  { action: 'slower', shown: '', does: 'look at the box more rarely', keys: ['-'], live: true },
  { action: 'write', shown: 'w', does: 'save the sweep', keys: ['w'], footer: 13 },
  { action: 'palette', shown: ': ^K', does: 'command line, or a camera', keys: [':', 'ctrl+k'] },
  { action: 'help', shown: '?', does: 'help', keys: ['?'], footer: 3 },
  { action: 'redraw', shown: '^L', does: 'draw the screen anew', keys: ['ctrl+l'] },
  { action: 'suspend', shown: '^Z', does: 'to the shell, back with fg', keys: ['ctrl+z'] },
  { action: 'quit', shown: 'q', does: 'quit', keys: ['q', 'ctrl+c'], footer: 2 },
];

/** The keys that mean something in a place. */
export const keysOf = (place: Place, replay: boolean): readonly KeyBinding[] =>
  KEYS.filter(({ where, live }) => (where?.includes(place) ?? true) && !(replay && live));

/** Is this about lines that have to be seen? */
export const needsLines = (action: Action): boolean =>
  KEYS.some((key) => key.action === action && key.lines === true);

/** The action of a key press, as Ink's useInput reports it; null for any other key. */
export function actionOf(input: string, flags: object): Action | null {
  const held = Object.entries(flags).flatMap(([name, on]) => (on === true ? [name] : []));
  const named = held.filter((name) => !['ctrl', 'shift', 'meta'].includes(name));
  const bare = [...named, ...(input === '' ? [] : [input])];
  const prefix = held.includes('ctrl') ? 'ctrl+' : held.includes('shift') && named.length > 0 ? 'shift+' : '';
  const pressed = bare.map((key) => `${prefix}${key}`);
  return KEYS.find(({ keys }) => keys.some((key) => pressed.includes(key)))?.action ?? null;
}

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
  | 'copy'
  | 'source'
  | 'run'
  | 'journal'
  | 'write'
  | 'suspend'
  | 'quit';

interface KeyBinding {
  readonly action: Action;
  /** How footer and help show it; empty: its twin above shows both. */
  readonly shown: string;
  readonly does: string;
  /** Characters, and names of Ink's key flags; `ctrl+x` for both. */
  readonly keys: readonly string[];
  /** Where the footer has room for it, first come first. */
  readonly footer?: true;
  /** Not while a recorded sweep is shown. */
  readonly live?: true;
}

/** Every key there is; footer, help and palette are made of it. */
export const KEYS: readonly KeyBinding[] = [
  { action: 'up', shown: '↑↓ jk', does: 'move', keys: ['upArrow', 'k'] },
  { action: 'down', shown: '', does: '', keys: ['downArrow', 'j'] },
  { action: 'page-up', shown: 'PgUp PgDn', does: 'move by a page', keys: ['pageUp', 'ctrl+b'] },
  { action: 'page-down', shown: '', does: '', keys: ['pageDown', 'ctrl+f'] },
  { action: 'first', shown: 'g G', does: 'to the first, to the last', keys: ['g', 'home'] },
  { action: 'last', shown: '', does: '', keys: ['G', 'end'] },
  { action: 'open', shown: 'Enter', does: 'open', keys: ['return', 'rightArrow', 'l'], footer: true },
  { action: 'back', shown: 'Esc', does: 'back', keys: ['escape', 'leftArrow', 'h'], footer: true },
  { action: 'next-panel', shown: 'Tab', does: 'next panel', keys: ['tab'] },
  { action: 'previous-panel', shown: '', does: '', keys: ['shift+tab'] },
  { action: 'cameras', shown: '1', does: 'Cameras', keys: ['1'] },
  { action: 'mediamtx', shown: '2', does: 'MediaMTX', keys: ['2'] },
  { action: 'websocket', shown: '3', does: 'WebSocket', keys: ['3'] },
  { action: 'health', shown: '4', does: 'Health', keys: ['4'] },
  { action: 'machine', shown: '5', does: 'Machine', keys: ['5'] },
  { action: 'events', shown: '6', does: 'Events', keys: ['6'] },
  { action: 'filter', shown: '/', does: 'filter', keys: ['/'], footer: true },
  { action: 'again', shown: 'r', does: 'prove again', keys: ['r'], footer: true, live: true },
  { action: 'deep', shown: 'd', does: 'deep check', keys: ['d'], live: true },
  { action: 'pause', shown: 'p', does: 'pause', keys: ['p'], footer: true, live: true },
  { action: 'copy', shown: 'c', does: 'copy the command', keys: ['c'] },
  { action: 'run', shown: 'x', does: 'run the step (asks first)', keys: ['x'], live: true },
  { action: 'source', shown: 'y', does: 'where it was seen', keys: ['y'] },
  { action: 'journal', shown: 'J', does: 'read the journal', keys: ['J'], live: true },
  { action: 'write', shown: 'w', does: 'save the sweep', keys: ['w'] },
  { action: 'palette', shown: ': ^K', does: 'command line', keys: [':', 'ctrl+k'] },
  { action: 'help', shown: '?', does: 'help', keys: ['?'], footer: true },
  { action: 'suspend', shown: '^Z', does: 'to the shell, back with fg', keys: ['ctrl+z'] },
  { action: 'quit', shown: 'q', does: 'quit', keys: ['q', 'ctrl+c'], footer: true },
];

/** The action of a key press, as Ink's useInput reports it; null for any other key. */
export function actionOf(input: string, flags: object): Action | null {
  const held = Object.entries(flags).flatMap(([name, on]) => (on === true ? [name] : []));
  const named = held.filter((name) => !['ctrl', 'shift', 'meta'].includes(name));
  const bare = [...named, ...(input === '' ? [] : [input])];
  const prefix = held.includes('ctrl') ? 'ctrl+' : held.includes('shift') && named.length > 0 ? 'shift+' : '';
  const pressed = bare.map((key) => `${prefix}${key}`);
  return KEYS.find(({ keys }) => keys.some((key) => pressed.includes(key)))?.action ?? null;
}

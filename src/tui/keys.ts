/** What a key asks for. */
export type Action = 'up' | 'down' | 'open' | 'back' | 'again' | 'pause' | 'quit';

interface KeyBinding {
  readonly action: Action;
  /** How the footer shows it. */
  readonly shown: string;
  readonly does: string;
  /** Characters, and names of Ink's key flags. */
  readonly keys: readonly string[];
}

/** Every key there is; the footer is made of it. */
export const KEYS: readonly KeyBinding[] = [
  { action: 'up', shown: '↑↓', does: 'choose', keys: ['upArrow', 'k'] },
  { action: 'down', shown: '', does: '', keys: ['downArrow', 'j'] },
  { action: 'open', shown: 'Enter', does: 'why', keys: ['return', 'rightArrow', 'l'] },
  { action: 'back', shown: 'Esc', does: 'back', keys: ['escape', 'leftArrow', 'h'] },
  { action: 'again', shown: 'r', does: 'prove again', keys: ['r'] },
  { action: 'pause', shown: 'p', does: 'pause', keys: ['p'] },
  { action: 'quit', shown: 'q', does: 'quit', keys: ['q'] },
];

/** The action of a key press, as Ink's useInput reports it; null for any other key. */
export function actionOf(input: string, flags: object): Action | null {
  const pressed = [input, ...Object.entries(flags).flatMap(([name, held]) => (held === true ? [name] : []))];
  return KEYS.find(({ keys }) => keys.some((key) => pressed.includes(key)))?.action ?? null;
}

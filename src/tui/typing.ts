import type { Key } from 'ink';
import type { Action } from './keys.ts';
import { matches } from './palette.ts';
import { filtered, typed, type UiState } from './state.ts';

/** What a key does while a filter or a command is typed: what then stands there, and what the command asks for. */
export function typing(
  state: UiState & { readonly typing: NonNullable<UiState['typing']> },
  input: string,
  flags: Partial<Key>,
): { readonly state: UiState; readonly action: Action | null } {
  const { text, done } = typed(state.typing.text, input, flags);
  const isOver = { ...state, typing: null };
  if (state.typing.what === 'filter') {
    const goesOn = { ...state, typing: { ...state.typing, text } };
    const next = done === 'no' ? filtered(goesOn, text) : filtered(isOver, done === 'use' ? text : '');
    return { state: next, action: null };
  }
  const [found] = matches(text);
  if (done !== 'no') return { state: isOver, action: (done === 'use' && found) || null };
  const completed = flags.tab && found ? found : text;
  return { state: { ...state, typing: { ...state.typing, text: completed } }, action: null };
}

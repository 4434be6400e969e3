import type { Key } from 'ink';
import type { Action } from './keys.ts';
import { meanings } from './palette.ts';
import { detailOf, filtered, typed, type UiState } from './state.ts';

/** What a key does while a filter or a command is typed: what then stands there, and what the command asks for. */
export function typing(
  state: UiState & { readonly typing: NonNullable<UiState['typing']> },
  input: string,
  flags: Partial<Key>,
  cameras: readonly string[],
): { readonly state: UiState; readonly action: Action | null } {
  const { text, done } = typed(state.typing.text, input, flags);
  const isOver = { ...state, typing: null };
  if (state.typing.what === 'filter') {
    const goesOn = { ...state, typing: { ...state.typing, text } };
    const next = done === 'no' ? filtered(goesOn, text) : filtered(isOver, done === 'use' ? text : '');
    return { state: next, action: null };
  }
  const [found] = meanings(text, cameras);
  if (done === 'drop' || (done === 'use' && text.trim() === '')) return { state: isOver, action: null };
  if (done === 'use') {
    if (!found) return { state: { ...isOver, message: `no such command: ${text}` }, action: null };
    return 'camera' in found
      ? { state: detailOf(isOver, found.camera), action: null }
      : { state: isOver, action: found.action };
  }
  const completed = flags.tab && found ? found.word : text;
  return { state: { ...state, typing: { ...state.typing, text: completed } }, action: null };
}

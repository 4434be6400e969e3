import { type Action, KEYS } from './keys.ts';

/** The actions that a typed word may mean, the likeliest first. Moving about is quicker by keys. */
export function matches(text: string): readonly Action[] {
  const word = text.trim().toLowerCase();
  const rank = ({ action, does }: (typeof KEYS)[number]): number => {
    if (action === word) return 0;
    if (action.startsWith(word)) return 1;
    return does.toLowerCase().includes(word) ? 2 : 3;
  };
  return KEYS.filter((one) => rank(one) < 3 && one.action !== 'palette')
    .toSorted((one, other) => rank(one) - rank(other))
    .map(({ action }) => action);
}

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

/** What a typed word may mean: an action, or a camera whose detail opens. */
type Meaning = { readonly word: string } & ({ readonly action: Action } | { readonly camera: string });

/** The same, and the cameras whose name it is in; what is written out stands before what is only begun or hinted at. */
export function meanings(text: string, cameras: readonly string[]): readonly Meaning[] {
  const word = text.trim().toLowerCase();
  const isMeant = (id: string) => word !== '' && id.toLowerCase().includes(word);
  const all: readonly Meaning[] = [
    ...matches(text).map((action) => ({ word: action, action })),
    ...cameras.filter(isMeant).map((camera) => ({ word: camera, camera })),
  ];
  const rank = ({ word: one }: Meaning) => {
    const name = one.toLowerCase();
    return name === word ? 0 : name.startsWith(word) ? 1 : 2;
  };
  return all.toSorted((one, other) => rank(one) - rank(other));
}

import type { View } from './panels/panel.ts';
import { filterOf, placeOf, type UiState } from './state.ts';
import type { Snapshot } from './store.ts';

/** What panels are made of: what is known of the box, seen from where the person is; null while nothing is known. */
export function viewOf(
  { report, sweep, changes, rates, pings, openedAt, history }: Snapshot,
  state: UiState,
  rest: Pick<View, 'columns' | 'screen' | 'replay' | 'ran'>,
): View | null {
  if (!report || !sweep) return null;
  const { unfolded, helpFor } = state;
  const filter = filterOf(state);
  return {
    report,
    sweep,
    changes,
    rates,
    pings,
    openedAt,
    history,
    unfolded,
    filter,
    helpFor: placeOf(helpFor),
    ...rest,
  };
}

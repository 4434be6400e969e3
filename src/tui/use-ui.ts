import { useApp, useWindowSize } from 'ink';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useOutside } from './actions.ts';
import { type Arranged, arrange } from './arrange.ts';
import { DEEDS, isLive } from './deeds.ts';
import { footerLines } from './footer.ts';
import { type Action, actionOf } from './keys.ts';
import { type Line, label } from './line.ts';
import { matches } from './palette.ts';
import { isCameraLine } from './panels/cameras.ts';
import { commandOf } from './panels/finding.ts';
import type { View } from './panels/panel.ts';
import { filtered, filterOf, go, moved, placeOf, START, typed, type UiState } from './state.ts';
import type { BoxStore, Snapshot } from './store.ts';
import type { Screen } from './theme.ts';
import { useKeys } from './use-keys.ts';

/** Header and tabs, and the last line, which Ink keeps free. */
const FRAME = 4;

interface UiOptions {
  readonly store: BoxStore;
  readonly screen: Screen;
  /** A recorded sweep: nothing can be probed or run. */
  readonly replay: boolean;
}

/** Where the person is and what their keys do, and what therefore stands where. `height`: rows between tabs and footer. */
export function useUi({ store, screen, replay }: UiOptions) {
  const snapshot = useSyncExternalStore(store.subscribe, store.snapshot);
  const { exit } = useApp();
  const outside = useOutside();
  const { columns, rows } = useWindowSize();
  const [state, set] = useState<UiState>(START);
  const [ran, setRan] = useState<View['ran']>([]);
  const { report, sweep } = snapshot;
  const user = report?.box.user ?? '';
  const view = viewOf(snapshot, state, { columns, screen, replay, ran });
  // A command that waits for a yes stands whole, whatever that takes from what is above it.
  const footer = (hasStep: boolean) => footerLines(state, { replay, user, columns, hasStep });
  const height = Math.max(1, rows - FRAME - footer(true).length);
  const arranged = view ? arrange(state, view, height) : NOTHING;
  const { lines, cursor } = arranged.focused;
  const current = lines[cursor];
  const { step, source } = meant(arranged, current);

  const say = (message: string | null) => set((before) => ({ ...before, message }));
  const later = (words: Promise<string | null>) =>
    void words.then(say, (error: unknown) => say(String(error)));
  const run = (one: NonNullable<UiState['confirming']>) => {
    if (!sweep) return;
    const command = commandOf(one, user);
    const chosen = state.panel === 'cameras' && current && isCameraLine(current) ? current.key : undefined;
    const subject = state.detail ?? chosen;
    const told = outside.run(one, sweep).then(({ ran: wasRun, words }) => {
      const event = { at: new Date().toISOString(), text: `${command}  (${words})` };
      if (wasRun) setRan((before) => [...before, event]);
      return `${command}: ${words}`;
    });
    later(told.finally(() => store.source.again(subject)));
  };

  const act = (action: Action): void => {
    const next = go(state, action);
    const to = moved(action, choosableAt(lines, cursor), choosable(lines).length, height - 1);
    if (next) set({ ...next, message: null });
    else if (to !== null) {
      const key = choosable(lines)[to]?.key ?? null;
      set({ ...state, message: null, cursor: { ...state.cursor, [placeOf(state)]: key } });
    } else if (replay && isLive(action)) say('this is a recorded sweep: nothing is probed or run');
    else {
      const outcome = DEEDS[action]?.({ state, store, outside, current, step, source, exit });
      if (outcome instanceof Promise) later(outcome);
      else if (typeof outcome === 'string') say(outcome);
      else if (outcome) set(outcome);
    }
  };

  useKeys((input, flags, isFirst) => {
    const { confirming, typing } = state;
    if (confirming) {
      // A yes is an answer to what was seen: one that was typed ahead is none.
      const isYes = input === 'y' && isFirst;
      set({ ...state, confirming: null, message: isYes ? null : 'not run' });
      if (isYes) run(confirming);
    } else if (typing) {
      const { text, done } = typed(typing.text, input, flags);
      const [found] = typing.what === 'palette' ? matches(text) : [];
      const isFilter = typing.what === 'filter';
      if (done === 'no') {
        const completed = flags.tab && found ? found : text;
        const going = { ...state, typing: { ...typing, text: completed } };
        set(isFilter ? filtered(going, text) : going);
      } else if (isFilter) set(filtered({ ...state, typing: null }, done === 'use' ? text : ''));
      else {
        set({ ...state, typing: null });
        if (done === 'use' && found) act(found);
      }
    } else {
      const action = actionOf(input, flags);
      if (action) act(action);
    }
  });

  // The camera that is looked at is proved more often.
  useEffect(() => store.source.focus(state.detail), [store, state.detail]);

  return { snapshot, state, columns, rows, height, arranged, footer: footer(step !== null) };
}

const EMPTY = { lines: [label('wait', 'nothing is known yet')], cursor: -1, columns: 80 };
const NOTHING: Arranged = { parts: [EMPTY], focused: EMPTY, told: [] };

function viewOf(
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

/** The command and the evidence of the line at the cursor, else the first that stand on the screen about it. */
function meant({ told }: Arranged, current: Line | undefined) {
  const step = (current?.step?.argv ? current : told.find((one) => one.step?.argv))?.step ?? null;
  return { step, source: current?.source ?? told.find((one) => one.source)?.source ?? null };
}

const choosable = (lines: readonly Line[]): readonly Line[] => lines.filter((one) => one.choosable);
const choosableAt = (lines: readonly Line[], cursor: number): number =>
  choosable(lines.slice(0, cursor + 1)).length - 1;

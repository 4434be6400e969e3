import { useApp, useWindowSize } from 'ink';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { commandLine } from '../index.ts';
import { useOutside } from './actions.ts';
import { type Arranged, arrange, pictureOf } from './arrange.ts';
import { meant, movedTo } from './at-cursor.ts';
import { DEEDS, isLive } from './deeds.ts';
import { footerLines } from './footer.ts';
import { type Action, actionOf, needsLines } from './keys.ts';
import { label } from './line.ts';
import { isCameraLine } from './panels/cameras.ts';
import type { View } from './panels/panel.ts';
import { go, placeOf, START, type UiState } from './state.ts';
import type { BoxStore } from './store.ts';
import type { Screen } from './theme.ts';
import { typing } from './typing.ts';
import { useKeys } from './use-keys.ts';
import { viewOf } from './view-of.ts';

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
  const cameras = report?.cameras.map(({ id }) => id) ?? [];
  const view = viewOf(snapshot, state, { columns, screen, replay, ran });
  const picture = pictureOf(state, columns);
  const isPicture = picture?.alone === true;
  // A command that waits for a yes stands whole, whatever that takes from what is above it.
  const footer = (hasStep: boolean) =>
    footerLines(state, { replay, user, columns, cameras, hasStep, isPicture });
  const height = Math.max(1, rows - FRAME - footer(true).length);
  const shown = useRef<string | null>(null);
  const arranged = view ? arrange(state, view, height, shown.current) : NOTHING;
  const current = arranged.focused.lines[arranged.focused.cursor];
  const inList = placeOf(state) === 'cameras' ? current?.key : undefined;
  useEffect(() => {
    if (inList !== undefined) shown.current = inList;
  }, [inList]);
  const { step, source } = meant(arranged, current);

  const say = (message: string | null) => set((before) => ({ ...before, message }));
  const later = (words: Promise<string | null>) =>
    void words.then(say, (error: unknown) => say(String(error)));
  const run = (one: NonNullable<UiState['confirming']>) => {
    if (!sweep) return;
    const command = commandLine(one, { user }) ?? one.text;
    const chosen = state.panel === 'cameras' && current && isCameraLine(current) ? current.key : undefined;
    const subject = state.detail ?? chosen;
    // When it began: what it changes comes after it.
    const at = new Date().toISOString();
    const told = outside.run(one, sweep).then(({ ran: wasRun, words }) => {
      const event = { at, text: `${command}  (${words})` };
      if (wasRun) setRan((before) => [...before, event]);
      return `${command}: ${words}`;
    });
    later(told.finally(() => store.source.again(subject)));
  };

  const act = (action: Action, from: UiState = state): void => {
    const next = go(from, action);
    const to = movedTo(action, arranged.focused, height - 1);
    if (isPicture && needsLines(action)) say('a picture stands here: Esc goes back to what is told');
    else if (next) set({ ...next, message: null });
    else if (to !== undefined) {
      set({ ...from, message: null, cursor: { ...from.cursor, [placeOf(from)]: to } });
    } else if (replay && isLive(action)) say('this is a recorded sweep: nothing is probed or run');
    else {
      const outcome = DEEDS[action]?.({ state: from, store, outside, current, step, source, exit });
      if (outcome instanceof Promise) later(outcome);
      else if (typeof outcome === 'string') say(outcome);
      else if (outcome) set(outcome);
    }
  };

  useKeys((input, flags, isFirst) => {
    const { confirming } = state;
    if (confirming) {
      // A yes is an answer to what was seen: one that was typed ahead is none.
      const isYes = input === 'y' && isFirst;
      set({ ...state, confirming: null, message: isYes ? null : 'not run' });
      if (isYes) run(confirming);
    } else if (isTyping(state)) {
      const { state: next, action } = typing(state, input, flags, cameras);
      set(next);
      if (action) act(action, next);
    } else {
      const action = actionOf(input, flags);
      if (action) act(action);
    }
  });

  // The camera that is looked at is proved more often.
  useEffect(() => store.source.focus(state.detail), [store, state.detail]);

  return { snapshot, state, columns, rows, height, picture, arranged, footer: footer(step !== null) };
}

const EMPTY = { lines: [label('wait', 'nothing is known yet')], cursor: -1, columns: 80 };
const NOTHING: Arranged = { parts: [EMPTY], focused: EMPTY, told: [] };

const isTyping = (state: UiState): state is Parameters<typeof typing>[0] => state.typing !== null;

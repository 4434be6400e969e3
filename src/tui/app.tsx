import { Box, useApp, useInput, useWindowSize } from 'ink';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { unitOf, useOutside } from './actions.ts';
import { FrameLines, footerLine, headerLines, TooSmall, tabLine } from './frame.tsx';
import { type Action, actionOf, KEYS } from './keys.ts';
import { type Line, label } from './line.ts';
import { Lines } from './lines.tsx';
import { matches } from './palette.ts';
import { cameraLines, FOLDED } from './panels/cameras.ts';
import { detailLines } from './panels/detail.ts';
import { commandOf, type View } from './panels/panel.ts';
import { panels } from './panels/table.ts';
import { go, moved, placeOf, START, toggle, typed, type UiState } from './state.ts';
import type { BoxStore } from './store.ts';
import type { Screen } from './theme.ts';
import { cursorAt } from './window.ts';

/** Header, tabs and footer. */
const FRAME = 4;

interface AppProps {
  readonly store: BoxStore;
  readonly screen: Screen;
  /** A recorded sweep: nothing can be probed or run. */
  readonly replay: boolean;
}

/** The live screen. It shows sweeps and reports and judges nothing. */
export function App({ store, screen, replay }: AppProps) {
  const snapshot = useSyncExternalStore(store.subscribe, store.snapshot);
  const { exit } = useApp();
  const outside = useOutside();
  const { columns, rows } = useWindowSize();
  const [state, set] = useState<UiState>(START);
  const [ran, setRan] = useState<View['ran']>([]);
  const now = useSeconds();
  const { report, sweep, changes, rates } = snapshot;
  const height = Math.max(1, rows - 1 - FRAME);
  const view: View | null =
    report && sweep
      ? {
          report,
          sweep,
          changes,
          rates,
          unfolded: state.unfolded,
          columns,
          screen,
          filter: state.filter,
          ran,
        }
      : null;
  const lines = view ? linesOf(state, view, height) : [label('wait', 'nothing is known yet')];
  const place = placeOf(state);
  const cursor = cursorAt(lines, state.cursor[place] ?? null);
  const current = lines[cursor];
  // On a line without a command, the first one on the screen is meant.
  const step = (current?.step?.argv ? current : lines.find((one) => one.step?.argv))?.step ?? null;

  const say = (message: string | null) => set((before) => ({ ...before, message }));
  const later = (words: Promise<string | null>) =>
    void words.then(say, (error: unknown) => say(String(error)));
  const run = (step: NonNullable<UiState['confirming']>) => {
    if (!sweep || !report) return;
    setRan((before) => [...before, { at: new Date().toISOString(), text: commandOf(step, report.box.user) }]);
    later(outside.run(step, sweep).finally(() => store.source.again(state.detail ?? undefined)));
  };

  const act = (action: Action): void => {
    const next = go(state, action);
    const to = moved(action, choosableAt(lines, cursor), choosable(lines).length, height - 1);
    if (next) set({ ...next, message: null });
    else if (to !== null) {
      const key = choosable(lines)[to]?.key ?? null;
      set({ ...state, message: null, cursor: { ...state.cursor, [place]: key } });
    } else if (action === 'quit') exit();
    else if (action === 'open') set(opened(state, current));
    else if (action === 'suspend') later(outside.suspend());
    else if (action === 'copy')
      say(step ? outside.copy(commandOf(step, report?.box.user ?? '')) : 'no command here');
    else if (action === 'source')
      say(current?.source ? `seen by: ${current.source}` : 'this line shows no evidence');
    else if (action === 'write') later(sweep ? outside.save(sweep) : Promise.resolve('nothing is known yet'));
    else if (KEYS.find((one) => one.action === action)?.live && replay)
      say('this is a recorded sweep: nothing is probed or run');
    else if (action === 'again') {
      store.source.again(state.detail ?? undefined);
      say(state.detail === null ? 'proving everything again' : `proving ${state.detail} again`);
    } else if (action === 'deep') {
      store.source.deep();
      say('deep check: compliance cases, health under load, every stream');
    } else if (action === 'pause') store.source.pause(!snapshot.paused);
    else if (action === 'run')
      set(step ? { ...state, confirming: step, message: null } : { ...state, message: 'no command here' });
    else if (action === 'journal') {
      const paths = report?.cameras.find(({ id }) => id === (state.detail ?? current?.key))?.streams ?? [];
      const unit = sweep && unitOf(sweep, paths);
      if (unit) later(outside.journal(unit));
      else say('nothing of it runs as a systemd unit here');
    }
  };

  useInput((input, flags) => {
    const { confirming, typing } = state;
    if (confirming) {
      set({ ...state, confirming: null, message: input === 'y' ? null : 'not run' });
      if (input === 'y') run(confirming);
    } else if (typing) {
      const { text, done } = typed(typing.text, input, flags);
      const [found] = typing.what === 'palette' ? matches(text) : [];
      if (done === 'no') {
        const completed = flags.tab && found ? found : text;
        set({
          ...state,
          typing: { ...typing, text: completed },
          ...(typing.what === 'filter' && { filter: text }),
        });
      } else if (typing.what === 'filter')
        set({ ...state, typing: null, filter: done === 'use' ? text : '' });
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

  if (columns < 60 || rows < 16) return <TooSmall columns={columns} rows={rows} />;
  return (
    <Box flexDirection="column" width={columns} height={rows - 1} overflow="hidden">
      <FrameLines
        lines={[...headerLines(snapshot, replay, now, screen), tabLine(state, report, screen)]}
        screen={screen}
      />
      <Lines lines={lines} cursor={cursor} height={height} screen={screen} />
      <FrameLines lines={[footerLine(state, replay, report?.box.user ?? '')]} screen={screen} />
    </Box>
  );
}

function linesOf(state: UiState, view: View, height: number): readonly Line[] {
  if (state.detail !== null) return detailLines(view, state.detail);
  const panel = panels.find(({ id }) => id === state.panel);
  return panel ? panel.lines(view) : cameraLines(view, height);
}

const choosable = (lines: readonly Line[]): readonly Line[] => lines.filter((one) => one.choosable);
const choosableAt = (lines: readonly Line[], cursor: number): number =>
  choosable(lines.slice(0, cursor + 1)).length - 1;

/** Enter: a camera opens, everything else unfolds or folds. */
function opened(state: UiState, current: Line | undefined): UiState {
  if (!current) return state;
  const isCamera =
    state.panel === 'cameras' &&
    state.detail === null &&
    !current.step &&
    current.key !== FOLDED &&
    !current.key.includes(' box ');
  if (isCamera)
    return { ...state, detail: current.key, message: null, cursor: { ...state.cursor, detail: null } };
  return { ...state, message: null, unfolded: toggle(state.unfolded, current.key) };
}

/** The time, every five seconds: what is alive says so, and only staleness is counted. */
function useSeconds(): number {
  const [now, tick] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => tick(Date.now()), 5_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

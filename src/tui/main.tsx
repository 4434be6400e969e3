import process from 'node:process';
import { render } from 'ink';
import { judge, Monitor, type MonitorOptions, type Report, type Sweep, savedPicture } from '../index.ts';
import { App } from './app.tsx';
import { followAgent } from './follow-agent.ts';
import { plain } from './plain.ts';
import { type BoxSource, BoxStore, recorded } from './store.ts';
import { depthOf, groundIn, type Theme } from './terminal/abilities.ts';
import { Terminal } from './terminal/terminal.ts';
import type { Display, Screen } from './theme.ts';

/** How a box is shown. */
export interface Showing extends Display {
  /** Lines as things change instead of a screen. */
  readonly plain: boolean;
  readonly theme: Theme;
  /** The folder of an agent whose history is shown too; null for none. */
  readonly state: string | null;
}

/** Somebody sits before the screen and waits for every camera's first proof. */
const ABREAST = 8;

/** Shows a live box until it is left. Resolves with the last report, or null when there was none yet. */
export async function showBox(
  options: MonitorOptions,
  showing: Showing,
  signal: AbortSignal,
): Promise<Report | null> {
  await using monitor = new Monitor({ ...options, abreast: ABREAST });
  monitor.start();
  // Awaited here: the monitor ends with this function.
  return await show(monitor, showing, false, signal);
}

/** Shows a recorded sweep, which stays as it is, with the pictures that a folder has of it. */
export function showReplay(
  sweep: Sweep,
  showing: Showing,
  signal: AbortSignal,
  snapshots: string | null = null,
): Promise<Report | null> {
  const load = (camera: string) =>
    snapshots === null ? Promise.resolve(null) : savedPicture(snapshots, sweep, camera);
  // A recording tells of another time, and maybe of another box than the agent here.
  return show(recorded(sweep, judge(sweep), load), { ...showing, state: null }, true, signal);
}

async function show(
  source: BoxSource,
  { plain: isPlain, state, theme, ...display }: Showing,
  replay: boolean,
  signal: AbortSignal,
): Promise<Report | null> {
  const store = new BoxStore(source);
  using _agent = state === null ? undefined : followAgent(state, store.setHistory);
  if (isPlain) {
    await plain(store, { replay, stdin: process.stdin, stdout: process.stdout }, signal);
    store.stop();
    return source.report;
  }
  const terminal = new Terminal(process.stdin, process.stdout);
  const asks = theme === 'auto';
  const ground = asks ? groundIn(process.env) : theme;
  const screen: Screen = { ...display, depth: depthOf(process.env), ground };
  // Before anything stands on the screen: what is typed meanwhile would be echoed into it. What was echoed already has
  // moved the cursor, and with it where the screen begins.
  process.stdin.setRawMode(true);
  process.stdout.write('\r');
  const app = render(<App {...{ store, screen, asks, terminal, replay }} />, {
    // Ink needs of it what TerminalInput has.
    stdin: terminal.input as unknown as NodeJS.ReadStream,
    alternateScreen: true,
    // Ctrl-C is a key like q: one way out.
    exitOnCtrlC: false,
    incrementalRendering: true,
    maxFps: 30,
  });
  const leave = () => app.unmount();
  signal.addEventListener('abort', leave, { once: true });
  try {
    await app.waitUntilExit();
  } finally {
    signal.removeEventListener('abort', leave);
    await terminal.leave();
    store.stop();
  }
  return source.report;
}

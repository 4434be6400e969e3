import { render } from 'ink';
import { judge, Monitor, type MonitorOptions, type Report, type Sweep } from '../index.ts';
import { App } from './app.tsx';
import { type BoxSource, BoxStore, recorded } from './store.ts';
import type { Screen } from './theme.ts';

/** Shows a live box until it is left. Resolves with the last report, or null when there was none yet. */
export async function showBox(
  options: MonitorOptions,
  screen: Screen,
  signal: AbortSignal,
): Promise<Report | null> {
  await using monitor = new Monitor(options);
  monitor.start();
  // Awaited here: the monitor ends with this function.
  return await show(monitor, { screen, replay: false }, signal);
}

/** Shows a recorded sweep, which stays as it is. */
export function showReplay(sweep: Sweep, screen: Screen, signal: AbortSignal): Promise<Report | null> {
  return show(recorded(sweep, judge(sweep)), { screen, replay: true }, signal);
}

async function show(
  source: BoxSource,
  props: { readonly screen: Screen; readonly replay: boolean },
  signal: AbortSignal,
): Promise<Report | null> {
  const store = new BoxStore(source);
  const app = render(<App store={store} {...props} />, {
    alternateScreen: true,
    // Ctrl-C is a key like q: one way out.
    exitOnCtrlC: false,
    incrementalRendering: true,
    maxFps: 10,
  });
  const leave = () => app.unmount();
  signal.addEventListener('abort', leave, { once: true });
  try {
    await app.waitUntilExit();
  } finally {
    signal.removeEventListener('abort', leave);
    store.stop();
  }
  return source.report;
}

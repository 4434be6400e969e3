import { render } from 'ink';
import type { ProbeBoxOptions, Report } from '../index.ts';
import { App } from './app.tsx';
import { BoxStore } from './store.ts';

/** Shows the box until it is left. Resolves with the last report, or null when there was none yet. */
export async function showBox(options: () => ProbeBoxOptions, signal: AbortSignal): Promise<Report | null> {
  const store = new BoxStore();
  const app = render(<App store={store} />, {
    alternateScreen: true,
    exitOnCtrlC: true,
    incrementalRendering: true,
  });
  const leave = () => app.unmount();
  signal.addEventListener('abort', leave, { once: true });
  const rounds = store.run(options);
  try {
    await app.waitUntilExit();
  } finally {
    signal.removeEventListener('abort', leave);
    store.stop();
    await rounds;
  }
  return store.snapshot().report;
}

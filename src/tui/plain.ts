import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Change, Report } from '../index.ts';
import { type Action, actionOf, keysOf } from './keys.ts';
import { matches } from './palette.ts';
import type { View } from './panels/panel.ts';
import { cameraWords, changeWords, panelWords, summaryWords } from './spoken.ts';
import { PANELS, START } from './state.ts';
import type { BoxStore } from './store.ts';

interface PlainOptions {
  readonly replay: boolean;
  readonly stdin: Readable;
  readonly stdout: Writable;
}

/**
 * The screen for who listens to it: lines as things change, nothing moves, no mark and no colour means anything. A
 * camera's name reads its chain, a panel's name the panel, `help` lists what else can be typed.
 */
export async function plain(store: BoxStore, options: PlainOptions, signal: AbortSignal): Promise<void> {
  const { replay, stdin, stdout } = options;
  const say = (...lines: readonly string[]) => {
    for (const line of lines) stdout.write(`${line}\n`);
  };
  const told = new Told(store, replay, say);
  const leave = store.subscribe(() => told.update());
  say('camproof looks at this box. Type help and Enter for what it understands.');
  told.update();
  const input = createInterface({ input: stdin, terminal: false });
  const over = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  const quit = new Promise<void>((resolve) => {
    input.on('line', (line) => {
      if (!answer(line.trim(), store, replay, say)) resolve();
    });
    // Without a keyboard it goes on until a signal comes; a recording has nothing more to tell.
    input.once('close', () => {
      if (replay || ('isTTY' in stdin && stdin.isTTY)) resolve();
    });
  });
  try {
    await Promise.race([over, quit]);
  } finally {
    leave();
    input.close();
  }
}

/** What has been said already. */
class Told {
  readonly #store: BoxStore;
  readonly #replay: boolean;
  readonly #say: (...lines: readonly string[]) => void;
  #verdict: string | null = null;
  #last: Change | undefined;

  constructor(store: BoxStore, replay: boolean, say: (...lines: readonly string[]) => void) {
    this.#store = store;
    this.#replay = replay;
    this.#say = say;
  }

  update(): void {
    const { report, changes } = this.#store.snapshot();
    if (!report) return;
    const fresh = changes.slice(this.#last === undefined ? 0 : changes.indexOf(this.#last) + 1);
    this.#last = changes.at(-1) ?? this.#last;
    for (const change of fresh) this.#say(changeWords(change, report));
    // The first words are about what is proved: until then there is nothing to hear.
    if (this.#verdict === null && !this.#replay && isOpen(report)) return;
    const verdict = `${report.verdict} ${report.headline}`;
    if (verdict === this.#verdict) return;
    const view = viewOf(this.#store, this.#replay);
    if (view) this.#say(...(this.#verdict === null ? summaryWords(view) : summaryWords(view).slice(0, 1)));
    this.#verdict = verdict;
  }
}

const isOpen = ({ findings }: Report): boolean =>
  findings.some(
    ({ status, weight, reason }) =>
      status === 'unknown' && weight === 'essential' && reason === 'not-reached',
  );

/** Wide enough that nothing is cut: whoever listens breaks no lines. */
const COLUMNS = 1_000;

function viewOf(store: BoxStore, replay: boolean): View | null {
  const { report, sweep, ...rest } = store.snapshot();
  if (!report || !sweep) return null;
  return {
    ...{ report, sweep, ...rest, replay, unfolded: START.unfolded, columns: COLUMNS, filter: '' },
    ...{ screen: { color: false, ascii: false }, helpFor: 'cameras', ran: [] },
  };
}

type Say = (...lines: readonly string[]) => void;

/** Does what a typed line asks for; false where it asks to end. */
function answer(text: string, store: BoxStore, replay: boolean, say: Say): boolean {
  const view = viewOf(store, replay);
  const camera = view?.report.cameras.find(({ id }) => id.toLowerCase() === text.toLowerCase());
  const action = asked(text);
  if (action === 'quit') return false;
  if (!view) say('nothing is known yet');
  else if (camera) say(...cameraWords(view, camera.id));
  else if (action === 'help') say(...helpWords(view));
  else if (action === 'cameras') say(...summaryWords(view));
  else if (PANELS.some((id) => id === action)) say(...panelWords(view, action ?? ''));
  else if (action === 'run' || action === 'copy') say(NOT_RUN);
  else if (action === undefined || !TYPED.includes(action))
    say(`${text}: not understood, help lists what is`);
  else if (replay) say('this is a recorded sweep: nothing is probed');
  else if (action === 'again') {
    store.source.again();
    say('proving everything again');
  } else if (action === 'deep') {
    store.source.deep();
    say('deep check');
  } else {
    store.source.pause(!store.snapshot().paused);
    say(store.snapshot().paused ? 'paused' : 'it goes on');
  }
  return true;
}

/** The actions that can be typed. */
const TYPED: readonly Action[] = [...PANELS, 'again', 'deep', 'pause', 'quit'];
const NOT_RUN = 'nothing is run from here: what stands behind "Do:" is typed in a shell beside this one';

/** What a line asks for: a word as in the command line of the screen, or a key that is named in what is told. */
function asked(text: string): Action | undefined {
  const key = actionOf(text, {});
  if (text === '') return 'cameras';
  return key !== null && (TYPED.includes(key) || key === 'run') ? key : matches(text)[0];
}

const helpWords = (view: View): readonly string[] => [
  `a camera by name: ${view.report.cameras.map(({ id }) => id).join(', ') || 'none is known'}`,
  ...keysOf('cameras', view.replay)
    .filter(({ action }) => TYPED.includes(action))
    .map(({ action, does }) => `${action}: ${does}`),
  NOT_RUN,
];

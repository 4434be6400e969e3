import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checks } from '../../../src/checks/table.ts';
import { BOX_FOLDER } from '../../../src/demo/box.ts';
import { type Deed, tellBox } from '../../../src/demo/control.ts';
import { faults } from '../../../src/demo/faults/table.ts';
import { camproof, type Pty } from '../../support/terminal.ts';
import { unreadOn } from './expected.ts';
import { rowsOn, verdictOn } from './rows.ts';

/** As often as somebody's eyes would see something new, ms. */
const LOOK_MS = 40;

export interface Watched {
  /** Until what was waited for stood on the screen, ms; null where it did not come. */
  readonly ms: number | null;
  /** Until the box had done what it was told, ms. */
  readonly doneMs: number;
  /** What stood on the screen meanwhile, each once: since when, ms, and what was not in order. */
  readonly trail: readonly (readonly [number, string])[];
}

/** Which server the box has. */
export interface Server {
  readonly generation: 'old' | 'new';
  /** A MediaMTX program; null is the stand-in, unless one is found. */
  readonly mediamtx: string | null;
}

interface WalkedOptions extends Server {
  readonly cameras: number;
  /** A fault that it is started with. */
  readonly break: string | null;
}

/** `camproof demo` in a terminal of its own, 80x24, broken and mended from outside while somebody looks at it. */
export class WalkedBox implements AsyncDisposable {
  readonly #shown: Pty;
  readonly #temporary: string;

  constructor({ cameras, generation, mediamtx, break: id }: WalkedOptions) {
    // Short: a socket's name must be.
    this.#temporary = mkdtempSync('/tmp/walk-');
    const args = ['demo', '--cameras', String(cameras), '--generation', generation];
    this.#shown = camproof([...args, ...(id === null ? [] : ['--break', id])], {
      env: { TMPDIR: this.#temporary, ...(mediamtx !== null && { MEDIAMTX_BIN: mediamtx }) },
    });
  }

  /** What is on the screen now. */
  get screen(): string {
    return this.#shown.screen();
  }

  /** Waits until something is so on the screen; `deeds`: what the box is told at the beginning, one after the other. */
  async watch(
    isSo: (screen: string) => boolean,
    timeoutMs: number,
    deeds: readonly (readonly [Deed, string])[] = [],
  ): Promise<Watched> {
    const from = performance.now();
    const now = () => Math.round(performance.now() - from);
    const told = this.#tell(deeds).then(now);
    told.catch(() => {});
    const trail: (readonly [number, string])[] = [];
    let ms: number | null = null;
    while (ms === null && now() < timeoutMs) {
      const { screen } = this;
      const troubles = troublesOn(screen);
      if (trail.at(-1)?.[1] !== troubles) trail.push([now(), troubles]);
      if (isSo(screen)) ms = now();
      else await sleep(LOOK_MS);
    }
    return { ms, doneMs: await told, trail };
  }

  /** Of some texts, those that cannot be read, wherever the cursor goes in the list. */
  async unread(texts: readonly string[]): Promise<readonly string[]> {
    let left = texts;
    for (const key of ['g', 'j', 'j', 'j', 'j', 'j']) {
      left = unreadOn(this.screen, left);
      if (left.length === 0) break;
      this.#shown.press(key);
      await sleep(5 * LOOK_MS);
    }
    this.#shown.press('g');
    return left;
  }

  async #tell(deeds: readonly (readonly [Deed, string])[]): Promise<void> {
    for (const [deed, id] of deeds) await tellBox(this.#folder, deed, id);
  }

  get #folder(): string {
    const [name] = readdirSync(this.#temporary).filter((one) => one.startsWith(BOX_FOLDER));
    if (name === undefined) throw new Error('the demo box has no folder');
    return join(this.#temporary, name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#shown.press('q');
    await Promise.race([this.#shown.ended, sleep(10_000)]);
    this.#shown[Symbol.dispose]();
    rmSync(this.#temporary, { recursive: true, force: true });
  }
}

/** What is not in order on a screen, in one line, without its numbers. */
export const troublesOn = (screen: string): string =>
  rowsOn(screen)
    .filter(({ mark }) => mark !== '✔')
    .map(({ mark, text, cells, words }) =>
      `${mark} ${text}${cells ? ` ${Object.values(cells).join('')}` : ''} ${words}`.replace(
        /\d+(?:\.\d+)?/g,
        '#',
      ),
    )
    .join(' | ');

/** What the machine that this runs on may have to say, and no fault causes. */
const named = new Set(
  faults.flatMap(({ expect, shows = [] }) => [
    ...expect.map(({ check }) => check),
    ...shows.map((one) => one.split(' ')[1] ?? ''),
  ]),
);
const OURS: readonly string[] = checks
  .filter(({ id, link }) => !link && !named.has(id))
  .map(({ title }) => title);

/** Every camera is in order, and so is the box, but for warnings about the machine that this runs on. */
export const isHealthy = (screen: string, cameras: number): boolean => {
  const rows = rowsOn(screen);
  const found = rows.filter(({ cells }) => cells !== null);
  const rest = rows.filter(({ cells }) => cells === null);
  return (
    found.length === cameras &&
    found.every(({ mark, cells }) => [mark, ...Object.values(cells ?? {})].every((one) => one === '✔')) &&
    rest.every(({ mark, text }) => mark === '▲' && OURS.includes(text)) &&
    new RegExp(`^[✔▲] (?:PASS|WARN) ${cameras} of ${cameras} cameras in order, 8 of 8 links proved`).test(
      verdictOn(screen),
    )
  );
};

import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { useApp } from 'ink';
import { type NextStep, type Sweep, saveSweep } from '../index.ts';
import { type JournalOf, journalArgv, nothingIn } from './journal.ts';
import { outdated, runHere } from './run-step.ts';

/** Within this time after the signal we are stopped, ms. */
const STOPPED_MS = 300;

/** What keys do beyond the screen. Each resolves with a line for the footer. */
export interface Outside {
  copy(text: string): string;
  save(sweep: Sweep): Promise<string>;
  /** Runs it in the terminal, or says why not; `words` tell how it ended. */
  run(step: NextStep, sweep: Sweep): Promise<{ readonly ran: boolean; readonly words: string }>;
  journal(of: JournalOf): Promise<string>;
  /** Over whatever a kernel or another person has written on the screen. */
  redraw(): Promise<string | null>;
  suspend(): Promise<string | null>;
}

/** The outside world of a screen in a terminal: commands get the whole terminal, and the screen comes back after them. */
export function useOutside(): Outside {
  const { suspendTerminal } = useApp();
  const inTerminal = async (argv: readonly string[], pager: boolean): Promise<string> => {
    let ended = '';
    await suspendTerminal(async () => {
      ended = await runHere(argv, pager);
    });
    return ended;
  };
  return {
    copy: (text) => {
      // OSC 52: the terminal at the other end of the SSH line has the clipboard. Whether it took it, it does not say.
      process.stdout.write(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`);
      return `copied, if this terminal takes it: ${text}`;
    },
    save: async (sweep) => {
      const time = sweep.startedAt.replace(/[-:]/g, '').slice(0, 15);
      const name = `camproof-${sweep.box.hostname.replace(/[^\w.-]/g, '_')}-${time}.json.gz`;
      // Where one is, or, where one may not write there, where anybody may.
      const written = await firstOf(
        [process.cwd(), tmpdir()].map((folder) => join(folder, name)),
        sweep,
      );
      return written instanceof Error
        ? `not saved: ${written.message}`
        : `saved: camproof --replay ${written}`;
    },
    run: async ({ argv = [], privilege }, sweep) => {
      const why = outdated(argv, sweep);
      if (why !== null) return { ran: false, words: why };
      const root = privilege === 'root' && process.getuid?.() !== 0;
      return { ran: true, words: await inTerminal([...(root ? ['sudo'] : []), ...argv], false) };
    },
    journal: async (of) => (await nothingIn(of)) ?? inTerminal(journalArgv(of), true),
    redraw: async () => {
      await suspendTerminal(sizeAnew);
      return null;
    },
    suspend: async () => {
      await suspendTerminal(async () => {
        // We are stopped soon, not at once; without a shell that could wake us again we are not stopped at all.
        const back = Promise.race([once(process, 'SIGCONT'), delay(STOPPED_MS)]);
        process.kill(process.pid, 'SIGTSTP');
        await back;
        await sizeAnew();
      });
      return null;
    },
  };
}

/** Asks the terminal how large it is: that it was made another size is told to whoever runs in it then, and not to who is stopped. */
async function sizeAnew(): Promise<void> {
  const told = once(process, 'SIGWINCH');
  process.kill(process.pid, 'SIGWINCH');
  await told;
}

/** Saves into the first of these files that can be written; the error where none can. */
async function firstOf(files: readonly string[], sweep: Sweep): Promise<string | Error> {
  let failed = new Error('no place to write');
  for (const file of files) {
    try {
      await saveSweep(file, sweep);
      return file;
    } catch (error) {
      failed = error instanceof Error ? error : new Error(String(error));
    }
  }
  return failed;
}

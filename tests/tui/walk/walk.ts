import type { DemoFault } from '../../../src/demo/faults/fault.ts';
import { missingOn, namesOf, unreadOn } from './expected.ts';
import type { Walked } from './figures.ts';
import { isHealthy, type Server, WalkedBox } from './walked-box.ts';

const CAMERAS = 2;
/** Longest that a fault may take to be seen, and its healing, ms: up to a minute lies between two looks at what seldom changes. */
const LIMIT_MS = 75_000;
/** For so long it has to stay as it is then, ms. */
const STAYS_MS = 1_500;

/** Walks through steps on one box, each of which breaks and mends some faults at once. */
export async function walk(
  steps: readonly (readonly DemoFault[])[],
  server: Server,
): Promise<readonly Walked[]> {
  const results: Walked[] = [];
  let box: WalkedBox | null = null;
  try {
    for (const step of steps) {
      // How a server is started cannot be changed later: such a fault is there from the beginning, goes, and comes again.
      const [first] = step.filter((fault) => fault.server !== undefined);
      if (box === null || first) {
        await box?.[Symbol.asyncDispose]();
        box = new WalkedBox({ cameras: CAMERAS, ...server, break: first?.id ?? null });
      }
      const wrong = first ? await begun(box, first) : [];
      results.push(...(await one(box, step, wrong)));
      if (results.at(-1)?.wrong.length) {
        await box[Symbol.asyncDispose]();
        box = null;
      }
    }
    return results;
  } finally {
    await box?.[Symbol.asyncDispose]();
  }
}

const healthy = (screen: string): boolean => isHealthy(screen, CAMERAS);

/** A fault with which the box was started, and which is mended. */
async function begun(box: WalkedBox, fault: DemoFault): Promise<string[]> {
  const shown = await box.watch((screen) => missingOn(screen, fault, CAMERAS).length === 0, LIMIT_MS);
  const mended = await box.watch(healthy, LIMIT_MS, [['mend', fault.id]]);
  return [
    ...(shown.ms === null ? [`not seen where the box is started with it:\n${box.screen}`] : []),
    ...(mended.ms === null ? [`does not heal where the box was started with it:\n${box.screen}`] : []),
  ];
}

async function one(box: WalkedBox, step: readonly DemoFault[], before: string[]): Promise<readonly Walked[]> {
  const wrong = [...before];
  const note = (isWrong: boolean, words: string) => {
    if (isWrong) wrong.push(`${words}:\n${box.screen}`);
  };
  const missing = (screen: string) => step.flatMap((fault) => missingOn(screen, fault, CAMERAS));
  const names = step.flatMap((fault) => namesOf(fault, CAMERAS));
  // Of several faults one is told of below the list, of one alone it is that one.
  const untold = (screen: string) => (step.length > 1 ? [] : unreadOn(screen, names));
  const calm = await box.watch(healthy, LIMIT_MS);
  note(calm.ms === null, 'the box is not healthy before');
  const came = await box.watch(
    (screen) => missing(screen).length === 0 && untold(screen).length === 0,
    LIMIT_MS,
    step.map(({ id }) => ['break', id]),
  );
  note(came.ms === null, `not seen: ${[...missing(box.screen), ...untold(box.screen)].join(', ')}`);
  const unread = step.length > 1 ? await box.unread(names) : [];
  note(unread.length > 0, `not to be read: ${unread.join(', ')}`);
  const stayed = await box.watch((screen) => missing(screen).length > 0, STAYS_MS);
  note(stayed.ms !== null, 'does not stay');
  const went = await box.watch(
    (screen) => healthy(screen) && missing(screen).length > 0,
    LIMIT_MS,
    step.map(({ id }) => ['mend', id]),
  );
  note(went.ms === null, 'does not heal');
  const after = await box.watch((screen) => !healthy(screen), STAYS_MS);
  note(after.ms !== null, 'comes back');
  return step.map(({ id, link }) => ({ id, link, came, went, wrong }));
}

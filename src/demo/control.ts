import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { BOX_FOLDER, type DemoBox } from './box.ts';
import { listens } from './listens.ts';
import { breakFault, mendFault } from './start.ts';

/** What is asked of a box that runs: one line, answered by `done` or by why it could not be done. */
export type Deed = 'break' | 'mend';
const DEEDS: Readonly<Record<Deed, (box: DemoBox, id: string) => Promise<unknown>>> = {
  break: breakFault,
  mend: mendFault,
};
const DONE = 'done';
const SOCKET = 'faults.sock';

/** Lets who started a box break and mend it from elsewhere: by a socket in its folder, which nobody else may enter. */
export async function openToFaults(box: DemoBox): Promise<Disposable> {
  let before: Promise<unknown> = Promise.resolve();
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (line) => {
      // One after the other: two at once might both start the same publisher.
      before = before.then(async () => socket.end(await answer(box, String(line))));
    });
  });
  server.listen(join(box.folder, SOCKET));
  // Where its name would be too long for a socket, the box runs all the same.
  await once(server, 'listening').catch(() => {});
  return { [Symbol.dispose]: () => void server.close() };
}

async function answer(box: DemoBox, line: string): Promise<string> {
  try {
    const [deed = '', id = ''] = line.trim().split(' ');
    if (!isDeed(deed)) throw new RangeError(`a demo box can break and mend, not ${deed}`);
    await DEEDS[deed](box, id);
    return DONE;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const isDeed = (word: string): word is Deed => Object.hasOwn(DEEDS, word);

/** Breaks or mends the box in this folder. Resolves once that is done; rejects with the words of the box. */
export async function tellBox(folder: string, deed: Deed, id: string): Promise<void> {
  const socket = connect(join(folder, SOCKET));
  socket.write(`${deed} ${id}\n`);
  const answer = await text(socket);
  if (answer !== DONE) throw new Error(answer || 'the demo box has ended');
}

/** The folder of the box that was started last and still runs; null where none does. */
export async function runningBox(): Promise<string | null> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(BOX_FOLDER));
  const folders = await Promise.all(
    names.map(async (name) => {
      const folder = join(tmpdir(), name);
      const at = await stat(join(folder, SOCKET)).then(
        ({ mtimeMs }) => mtimeMs,
        () => null,
      );
      return at !== null && (await listens({ path: join(folder, SOCKET) })) ? [{ folder, at }] : [];
    }),
  );
  return folders.flat().toSorted((one, other) => other.at - one.at)[0]?.folder ?? null;
}

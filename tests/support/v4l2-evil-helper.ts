// The helper with a stub in place of the kernel, misbehaving in the way its argument names.
import process from 'node:process';
import { type OpenNode, serve } from '../../src/probes/v4l2/serve.ts';
import { ioctlOf } from './v4l2-driver.ts';

const [way = 'good'] = process.argv.slice(2);

/** Blocks as a system call in a hanging driver does: nothing else of this process runs meanwhile. */
const block = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
/** Never done, but never still: as slow as a helper on a busy box. */
const work = () => {
  for (;;) Math.random();
};
const say = (text: string) => process.stdout.write(text);

const openNode: OpenNode = (path) => {
  if (way === 'hang-in-open' || path.endsWith('hangs')) block();
  if (way === 'die-in-open') process.kill(process.pid, 'SIGSEGV');
  if (way === 'noise') say('Segmentation fault (core dumped)\n');
  if (way === 'nonsense') say(`${JSON.stringify({ path, value: { card: 'x', formats: [null] } })}\n`);
  if (way === 'another-node') say(`${JSON.stringify({ path: '/dev/video9', value: {} })}\n`);
  if (way === 'endless') say('x'.repeat(8 * 1024 * 1024));
  const driver = ioctlOf({
    deviceCaps: 0x0400_0001,
    card: `\u001b[31mpid ${process.pid}`,
    formats: ['YUYV'],
  });
  return {
    ioctl: (request, argument) => {
      if (way === 'hang-in-ioctl') block();
      if (way === 'slow') work();
      if (way === 'die-in-ioctl') process.exit(3);
      return driver(request, argument);
    },
    close: () => {},
  };
};

await serve(openNode, process.stdin, process.stdout);

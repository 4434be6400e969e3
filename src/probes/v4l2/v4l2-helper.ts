// The helper process. It lives in a process of its own because a driver that hangs in open or ioctl can only be
// left by a kill. Its name in the command line is how the pass over /proc knows that it is ours.
import process from 'node:process';
import { type OpenNode, serve } from './serve.ts';

/** Where koffi cannot be loaded (another libc, an odd processor) every question is answered with the reason. */
const openNode: OpenNode = await import('./binding.ts').then(
  ({ openNode }) => openNode,
  (error: unknown) => () => {
    const message = `ioctl is out of reach here: ${error instanceof Error ? error.message : String(error)}`;
    throw Object.assign(new Error(message), { code: 'ENOTSUP' });
  },
);

await serve(openNode, process.stdin, process.stdout);

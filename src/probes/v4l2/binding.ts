import { closeSync, constants, openSync } from 'node:fs';
import koffi from 'koffi';
import type { OpenNode } from './serve.ts';

const libc = koffi.load('libc.so.6');
// Not variadic on purpose: on x86-64 and arm64 Linux the third argument is passed the same way.
const ioctl = libc.func('int ioctl(int fd, unsigned long request, void *argument)');
const EINTR = 4;

/** Opens a node of the real kernel. Read-write as v4l2-ctl does; some set-ups allow us to read only. */
export const openNode: OpenNode = (path) => {
  const fd = open(path);
  return {
    ioctl: (request, argument) => {
      for (;;) {
        if (ioctl(fd, request, argument) !== -1) return 0;
        const errno = koffi.errno();
        if (errno !== EINTR) return errno;
      }
    },
    close: () => closeSync(fd),
  };
};

function open(path: string): number {
  try {
    return openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code !== 'EACCES' && code !== 'EROFS') throw error;
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  }
}

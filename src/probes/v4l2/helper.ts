import { closeSync, constants, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import koffi from 'koffi';
import { type Ioctl, queryNode } from './query.ts';

// The helper process: node paths come in on stdin, one a line; an answer of one line of JSON goes out for each.
// It lives in a process of its own because a driver that hangs in open or ioctl can only be left by a kill.

const libc = koffi.load('libc.so.6');
// Not variadic on purpose: on x86-64 and arm64 Linux the third argument is passed the same way.
const ioctlFunction = libc.func('int ioctl(int fd, unsigned long request, void *argument)');
const EINTR = 4;

function ioctlOn(fd: number): Ioctl {
  return (request, argument) => {
    for (;;) {
      if (ioctlFunction(fd, request, argument) !== -1) return argument;
      if (koffi.errno() !== EINTR) return null;
    }
  };
}

function openNode(path: string): number {
  try {
    return openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EACCES') {
      return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    }
    throw error;
  }
}

function answer(path: string): string {
  try {
    const fd = openNode(path);
    try {
      return JSON.stringify({ path, value: queryNode(ioctlOn(fd)) });
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
    return JSON.stringify({
      path,
      error: { code, message: error instanceof Error ? error.message : String(error) },
    });
  }
}

for await (const path of createInterface({ input: process.stdin })) process.stdout.write(`${answer(path)}\n`);

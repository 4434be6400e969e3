import { type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import process from 'node:process';
import type { DemoBox } from '../box.ts';
import { pathOf } from '../cameras.ts';
import { commandOf, DIES_WITH_US } from '../publisher.ts';

/** A program that has the device open and does nothing with it. */
export function holdDevice(path: string): { stop(): Promise<void> } {
  const descriptor = openSync(path, 'r');
  try {
    return start([...DIES_WITH_US, 'sleep', '3600'], { stdio: ['ignore', 'ignore', 'ignore', descriptor] });
  } finally {
    closeSync(descriptor);
  }
}

/** A web server that has nothing to do with cameras, on a port that somebody else wants. */
export async function otherProgram(port: number): Promise<{ stop(): Promise<void> }> {
  const server = createServer((_request, response) => response.writeHead(404).end('nothing here'));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    stop: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** nobody's, on most systems: root may open every device. */
const NOBODY = ['--reuid', '65534', '--regid', '65534', '--clear-groups'];

/**
 * A wrapper that wants to publish the first camera and gets no picture: it has the command line of a publisher with
 * these options, tries to open the device once, and waits.
 */
export function publisherInWaiting(
  box: DemoBox,
  options: readonly string[],
  as: 'us' | 'somebody else' = 'us',
): { stop(): Promise<void> } {
  const device = box.tree.stableName(0);
  const [setpriv, ...itsOptions] = DIES_WITH_US;
  const other = as === 'somebody else' && process.getuid?.() === 0 ? NOBODY : [];
  const script = 'cat "$DEVICE" >/dev/null 2>&1; read -r _';
  const asPublisher = [
    '-f',
    'v4l2',
    ...options,
    '-i',
    device,
    '-f',
    'rtsp',
    `${box.media.rtspUrl}/${pathOf(0)}`,
  ];
  return start([setpriv, ...other, ...itsOptions, 'sh', '-c', script, ...asPublisher], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { ...process.env, DEVICE: device },
  });
}

/** A command for MediaMTX's hooks: the first camera's publisher with its device open. Hooks get no shell, so it is a file. */
export async function publisherHook(box: DemoBox): Promise<string> {
  const options = box.publisherOptions(0);
  const file = join(box.folder, 'publisher-hook');
  const quoted = [...DIES_WITH_US, ...commandOf(options)].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  await writeFile(file, `exec 3<'${options.device}'\nexec ${quoted.join(' ')}\n`);
  return `sh '${file}'`;
}

/** Ends what a fault has started. */
export async function endExtras({ extras }: DemoBox): Promise<void> {
  await Promise.all(extras.splice(0).map((extra) => extra.stop()));
}

function start(
  [program, ...words]: readonly [string, ...string[]],
  options: SpawnOptions,
): { stop(): Promise<void> } {
  const child = spawn(program, words, { detached: true, ...options });
  return {
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FoundMediamtx, findMediamtx } from './find-mediamtx.ts';
import type { MediaServer, MediaServerOptions } from './media-server.ts';
import { RunningServer, whatItLacks } from './running-server.ts';

/** Another program may take a port between our look and the server's bind. */
const ATTEMPTS = 3;

/** Starts a media server and resolves once it answers; rejects with its last words where it does not. */
export async function startMediaServer(options: MediaServerOptions): Promise<MediaServer> {
  const program = await choose(options);
  const folder = await mkdtemp(join(tmpdir(), 'camproof-media-'));
  try {
    for (let attempt = 1; ; attempt++) {
      const server = await RunningServer.open(options, program, folder);
      try {
        await server.ready();
        return server;
      } catch (error) {
        await server.end();
        if (attempt === ATTEMPTS || !/address already in use|EADDRINUSE/.test(String(error))) throw error;
      }
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The program to start; null is the stand-in. */
async function choose(options: MediaServerOptions): Promise<FoundMediamtx | null> {
  const { server = 'auto', generation, env = process.env } = options;
  if (server === 'stand-in') return null;
  if (typeof server === 'object') return server;
  const found = (await findMediamtx(env)).filter((one) => one.generation === generation);
  const able = found.find((one) => whatItLacks(one, options) === null);
  if (able || server === 'auto') return able ?? null;
  const [first] = found;
  throw new Error(
    first
      ? `MediaMTX ${first.version} has ${whatItLacks(first, options)}`
      : `no MediaMTX of the ${generation} generation was found`,
  );
}

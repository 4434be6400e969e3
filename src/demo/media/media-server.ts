import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FoundMediamtx, findMediamtx, type Generation } from './find-mediamtx.ts';
import { RunningServer, whatItLacks } from './running-server.ts';
import type { MediaPorts, MediaSetup } from './server-file.ts';

/** Another program may take a port between our look and the server's bind. */
const ATTEMPTS = 3;

export interface MediaServerOptions extends MediaSetup {
  readonly generation: Generation;
  /**
   * `auto` (the default) takes the real server where one of this generation is found that can do all that is asked,
   * else the stand-in. `mediamtx` fails where there is none; a file is that very program.
   */
  readonly server?: 'auto' | 'stand-in' | 'mediamtx' | FoundMediamtx;
  /** Stand-in only: the byte counters of paths stand still while media flows. */
  readonly driftedCounters?: boolean;
  /** For finding MediaMTX, and for the server and its hooks. Default: our own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A media server in a process of its own, on free ports of 127.0.0.1. */
export interface MediaServer extends AsyncDisposable {
  readonly kind: 'mediamtx' | 'stand-in';
  /** Of the server, or of the one that the stand-in imitates. */
  readonly version: string;
  readonly generation: Generation;
  readonly apiUrl: string;
  readonly rtspUrl: string;
  readonly hlsUrl: string;
  readonly webrtcUrl: string;
  readonly pid: number | null;
  readonly configFile: string;
  readonly ports: MediaPorts;
  /** Its last lines of output. */
  readonly log: readonly string[];
  /** Changes the setup of the running server; publishers of paths that stay as they were go on. */
  reconfigure(change: Partial<MediaSetup>): Promise<void>;
  stop(): Promise<void>;
}

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

import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { http } from '../../probes/http.ts';
import { Child } from './child.ts';
import { type FoundMediamtx, findMediamtx, type Generation, isAtLeast } from './find-mediamtx.ts';
import { freePortPairs } from './free-ports.ts';
import { LogFile } from './log-file.ts';
import { type Dialect, type MediaPorts, type MediaSetup, pathSettings, serverFile } from './server-file.ts';

const READY_MS = 15_000;
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
  /** Null where the server has none: the stand-in. */
  readonly hlsUrl: string | null;
  readonly webrtcUrl: string | null;
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

function whatItLacks({ version }: FoundMediamtx, options: MediaServerOptions): string | null {
  if (options.driftedCounters) return 'no counters that drift';
  if (typeof options.api === 'object' && !isAtLeast(version, 1, 6)) return 'no users for its API';
  if (options.paths.some((path) => path.alwaysAvailable) && !isAtLeast(version, 1, 16))
    return 'no path that is always available';
  return null;
}

class RunningServer implements MediaServer {
  readonly kind: 'mediamtx' | 'stand-in';
  readonly version: string;
  readonly generation: Generation;
  readonly ports: MediaPorts;
  readonly configFile: string;
  readonly #dialect: Dialect;
  readonly #folder: string;
  readonly #child: Child;
  readonly #started: Promise<unknown>;
  #setup: MediaSetup;

  private constructor(
    options: MediaServerOptions,
    program: FoundMediamtx | null,
    folder: string,
    ports: MediaPorts,
  ) {
    const { generation, env = process.env } = options;
    this.kind = program ? 'mediamtx' : 'stand-in';
    this.version = program?.version ?? (generation === 'old' ? '1.5.0' : '1.20.1');
    this.generation = generation;
    this.ports = ports;
    this.#dialect = dialectOf(generation, program);
    this.configFile = join(folder, 'mediamtx.yml');
    this.#folder = folder;
    this.#setup = options;
    const log = new LogFile(join(folder, 'output.log'));
    this.#child = program
      ? // Newer servers have MoQ, older ones refuse its key in the file: only the environment suits all.
        new Child({
          argv: [program.file, this.configFile],
          cwd: folder,
          log,
          env: { ...env, MTX_MOQ: 'no' },
          channel: false,
        })
      : new Child({
          argv: [
            process.execPath,
            standIn(),
            this.configFile,
            '--generation',
            generation,
            ...(options.driftedCounters ? ['--drifted-counters'] : []),
          ],
          argv0: 'mediamtx',
          cwd: folder,
          log,
          env,
          channel: true,
        });
    this.#started = program ? Promise.resolve() : once(this.#child.process, 'message');
  }

  static async open(
    options: MediaServerOptions,
    program: FoundMediamtx | null,
    folder: string,
  ): Promise<RunningServer> {
    const [[api, rtsp], [rtp, rtcp], [hls, webrtc], [webrtcUdp]] = await fourPairs();
    const ports: MediaPorts = { api, rtsp, rtp, rtcp, hls, webrtc, webrtcUdp };
    await writeFile(
      join(folder, 'mediamtx.yml'),
      serverFile(options, ports, dialectOf(options.generation, program)),
      {
        mode: 0o600,
      },
    );
    return new RunningServer(options, program, folder, ports);
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${this.ports.api}`;
  }
  get rtspUrl(): string {
    return `rtsp://127.0.0.1:${this.ports.rtsp}`;
  }
  get hlsUrl(): string | null {
    return this.kind === 'mediamtx' ? `http://127.0.0.1:${this.ports.hls}` : null;
  }
  get webrtcUrl(): string | null {
    return this.kind === 'mediamtx' ? `http://127.0.0.1:${this.ports.webrtc}` : null;
  }
  get pid(): number | null {
    return this.#child.pid;
  }
  get log(): readonly string[] {
    return this.#child.log.lines;
  }

  /** Rejects where the server ends or stays mute. The API is the last thing that opens. */
  async ready(): Promise<void> {
    const port = this.#setup.api === 'off' ? this.ports.rtsp : this.ports.api;
    await this.#until(() => listens(port));
    await Promise.race([this.#started, once(this.#child.process, 'exit')]);
    await this.#addUnwritten();
  }

  async #until(isSo: () => Promise<boolean>): Promise<void> {
    const end = performance.now() + READY_MS;
    while (!(await isSo())) {
      if (this.#child.ended) throw new Error(`the media server ended: ${this.#child.lastWords()}`);
      if (performance.now() > end)
        throw new Error(`the media server does not answer: ${this.#child.lastWords()}`);
      await delay(30);
    }
  }

  /** Paths that must live in the server's memory only. */
  async #addUnwritten(): Promise<void> {
    const { api = 'open', paths } = this.#setup;
    if (api === 'off') return;
    const authorization =
      typeof api === 'string'
        ? {}
        : { authorization: `Basic ${Buffer.from(`${api.user}:${api.password}`).toString('base64')}` };
    for (const path of paths.filter(({ inFile }) => inFile === false)) {
      const answer = await http(`${this.apiUrl}/v3/config/paths/add/${path.name}`, {
        method: 'POST',
        signal: AbortSignal.timeout(5000),
        headers: { 'content-type': 'application/json', ...authorization },
        body: JSON.stringify(pathSettings(path, this.#setup, this.#dialect)),
      });
      if (answer.status !== 200)
        throw new Error(`path ${path.name} was not added: ${answer.body.toString()}`);
    }
  }

  async reconfigure(change: Partial<MediaSetup>): Promise<void> {
    const before = this.#setup;
    this.#setup = { ...before, ...change };
    const text = serverFile(this.#setup, this.ports, this.#dialect);
    const opens = this.#setup.api !== 'off';
    const apiChanges = JSON.stringify(before.api ?? 'open') !== JSON.stringify(this.#setup.api ?? 'open');
    const apiLine = opens ? /\[API\] (listener opened|started)/ : /\[API\] (listener is )?closing/;
    const api = apiChanges ? this.#child.log.next(apiLine, READY_MS) : null;
    await this.#reload(text);
    await api;
    await this.#until(async () => (await listens(this.ports.api)) === opens);
    await this.#addUnwritten();
  }

  /** MediaMTX watches its file, but looks away for a second after each change: write until it has seen it. */
  async #reload(text: string): Promise<void> {
    for (let attempt = 0; attempt < 5; attempt++) {
      const seen = this.#child.log.next(/reloading configuration/, 1500);
      await writeFile(this.configFile, text, { mode: 0o600 });
      if (this.kind === 'stand-in') {
        const done = once(this.#child.process, 'message');
        this.#child.process.send('reload');
        await Promise.race([done, once(this.#child.process, 'exit')]);
      }
      if (await seen) return;
    }
    throw new Error(`the media server does not read its file again: ${this.#child.lastWords()}`);
  }

  /** Ends the process and keeps the folder. */
  async end(): Promise<void> {
    await this.#child.stop();
    this.#child.log.close();
  }

  async stop(): Promise<void> {
    await this.end();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** The stand-in speaks as 1.5.0 and 1.20.1 do. */
const dialectOf = (generation: Generation, program: FoundMediamtx | null): Dialect => ({
  generation,
  userList: program ? isAtLeast(program.version, 1, 6) : generation === 'new',
});

/** The stand-in's program: beside us as source, or in the built package's folder. */
function standIn(): string {
  const here = import.meta.url;
  if (here.endsWith('.ts')) return fileURLToPath(new URL('./stand-in/main.ts', here));
  const built = ['./stand-in.js', '../stand-in.js'].map((file) => fileURLToPath(new URL(file, here)));
  const found = built.find((file) => existsSync(file));
  if (found === undefined) throw new Error('the stand-in media server is not part of this installation');
  return found;
}

async function fourPairs() {
  const [a = [0, 0], b = [0, 0], c = [0, 0], d = [0, 0]] = await freePortPairs(4);
  return [a, b, c, d] as const;
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

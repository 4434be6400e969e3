import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ownProgram } from '../../own-program.ts';
import { isRecord } from '../../probes/http.ts';
import { type MediamtxApi, mediamtxApi } from '../../probes/mediamtx/client.ts';
import { ProbeFault } from '../../probes/probe.ts';
import { listens } from '../listens.ts';
import { Child } from './child.ts';
import { type FoundMediamtx, type Generation, isAtLeast } from './find-mediamtx.ts';
import { freePortPairs } from './free-ports.ts';
import { LogFile } from './log-file.ts';
import type { MediaServer, MediaServerOptions } from './media-server.ts';
import {
  type Dialect,
  type MediaPath,
  type MediaPorts,
  type MediaSetup,
  pathSettings,
  serverFile,
} from './server-file.ts';

const READY_MS = 15_000;

/** What the setup needs and this version has not, in words; null where it has all. */
export function whatItLacks({ version }: FoundMediamtx, options: MediaSetup): string | null {
  if (options.driftedCounters) return 'no counters that drift';
  if (typeof options.api === 'object' && !isAtLeast(version, 1, 6)) return 'no users for its API';
  if (options.paths.some((path) => path.alwaysAvailable) && !isAtLeast(version, 1, 16))
    return 'no path that is always available';
  return null;
}

/** A started server, of either kind. */
export class RunningServer implements MediaServer {
  readonly kind: 'mediamtx' | 'stand-in';
  readonly version: string;
  readonly generation: Generation;
  readonly ports: MediaPorts;
  readonly configFile: string;
  readonly #dialect: Dialect;
  readonly #program: FoundMediamtx | null;
  readonly #folder: string;
  readonly #env: NonNullable<MediaServerOptions['env']>;
  #setup: MediaSetup;
  #child: Child;

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
    this.#program = program;
    this.#folder = folder;
    this.#env = env;
    this.#setup = options;
    this.#child = this.#launch();
  }

  #launch(): Child {
    const log = new LogFile(join(this.#folder, 'output.log'));
    const common = { cwd: this.#folder, log };
    return this.#program
      ? // Newer servers have MoQ, older ones refuse its key in the file: only the environment suits all.
        new Child({
          ...common,
          argv: [this.#program.file, this.configFile],
          env: { ...this.#env, MTX_MOQ: 'no' },
          channel: false,
        })
      : new Child({
          ...common,
          argv: [process.execPath, standIn(), this.configFile, '--generation', this.generation],
          argv0: 'mediamtx',
          env: this.#env,
          channel: true,
        });
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
  get hlsUrl(): string {
    return `http://127.0.0.1:${this.ports.hls}`;
  }
  get webrtcUrl(): string {
    return `http://127.0.0.1:${this.ports.webrtc}`;
  }
  get pid(): number | null {
    return this.#child.pid;
  }
  get log(): readonly string[] {
    return this.#child.log.lines;
  }

  /** Rejects where the server ends or stays mute. The API is the last thing that opens. */
  async ready(): Promise<void> {
    const started = this.kind === 'stand-in' ? once(this.#child.process, 'message') : Promise.resolve();
    const port = this.#setup.api === 'off' ? this.ports.rtsp : this.ports.api;
    await this.#until(() => opens(port));
    await Promise.race([started, this.#child.exited]);
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

  /** The API, with the credentials that it asks for or with none. */
  #api(withCredentials: boolean): MediamtxApi {
    const { api } = this.#setup;
    const account = withCredentials && typeof api === 'object' ? api : null;
    const access = { url: this.apiUrl, user: account?.user ?? null, password: account?.password ?? null };
    return mediamtxApi({ ...access, token: null, ca: null }, AbortSignal.timeout(READY_MS));
  }

  /** Paths that must live in the server's memory only. */
  async #addUnwritten(): Promise<void> {
    if (this.#setup.api === 'off') return;
    for (const path of this.#setup.paths.filter(({ inFile }) => inFile === false)) {
      const route = `/v3/config/paths/add/${path.name}`;
      await this.#api(true).send('POST', route, pathSettings(path, this.#setup, this.#dialect));
    }
  }

  async reconfigure(change: Partial<MediaSetup>): Promise<void> {
    const setup = { ...this.#setup, ...change };
    const lacks = this.#program && whatItLacks(this.#program, setup);
    if (lacks) throw new Error(`MediaMTX ${this.version} has ${lacks}`);
    this.#setup = setup;
    await this.#reload(serverFile(setup, this.ports, this.#dialect));
    await this.#until(() => this.#obeys());
    await this.#addUnwritten();
  }

  /** Does the server do what its file says, as far as its API tells? */
  async #obeys(): Promise<boolean> {
    const { api = 'open', paths, anyPath } = this.#setup;
    if (api === 'off') return !(await opens(this.ports.api));
    try {
      if ((await answers(this.#api(false))) !== (typeof api === 'string' ? 'open' : 'locked')) return false;
      if (!(await this.#servesViewers())) return false;
      const configured = await this.#api(true).list('/v3/config/paths/list');
      const written = paths.filter(({ inFile }) => inFile !== false);
      return (
        configured.length === written.length + (anyPath ? 1 : 0) &&
        written.every((path) => configured.some((one) => isFor(one, path)))
      );
    } catch (error) {
      // Between its old and its new API the server refuses or resets connections.
      if (error instanceof ProbeFault || (error instanceof Error && 'code' in error)) return false;
      throw error;
    }
  }

  /** Are HLS and WebRTC on or off as wanted, and are viewers told the wanted addresses? */
  async #servesViewers(): Promise<boolean> {
    const { hls = true, webrtc = true, webrtcHosts = [] } = this.#setup;
    const config = await this.#api(true).get('/v3/config/global/get');
    const hosts = isRecord(config) ? config['webrtcAdditionalHosts'] : null;
    return (
      (await opens(this.ports.hls)) === hls &&
      (await opens(this.ports.webrtc)) === webrtc &&
      JSON.stringify(hosts ?? []) === JSON.stringify(webrtcHosts)
    );
  }

  /** MediaMTX watches its file, but looks away for a second after each change: write until it has seen it. */
  async #reload(text: string): Promise<void> {
    for (let attempt = 0; attempt < 5; attempt++) {
      const seen = this.#child.log.next(/reloading configuration/, 1500);
      await writeFile(this.configFile, text, { mode: 0o600 });
      if (this.kind === 'stand-in') {
        const done = once(this.#child.process, 'message');
        this.#child.process.send('reload');
        await Promise.race([done, this.#child.exited]);
      }
      if (await seen) return;
    }
    throw new Error(`the media server does not read its file again: ${this.#child.lastWords()}`);
  }

  async restart(): Promise<void> {
    this.#child = this.#launch();
    await this.ready();
  }

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

/** Does the API let anybody in? Rejects where it does not answer at all. */
async function answers(api: MediamtxApi): Promise<'open' | 'locked'> {
  try {
    await api.get('/v3/paths/list?itemsPerPage=1&page=0');
    return 'open';
  } catch (error) {
    if (error instanceof ProbeFault && error.code === 'unauthorized') return 'locked';
    throw error;
  }
}

/** Is this configured path as it was asked for? */
const isFor = (
  one: unknown,
  { name, runOnInit = '', runOnDemand = '', alwaysAvailable = false }: MediaPath,
): boolean =>
  isRecord(one) &&
  one['name'] === name &&
  one['runOnInit'] === runOnInit &&
  one['runOnDemand'] === runOnDemand &&
  (one['alwaysAvailable'] ?? false) === alwaysAvailable;

/** The stand-in speaks as 1.5.0 and 1.20.1 do. */
const dialectOf = (generation: Generation, program: FoundMediamtx | null): Dialect => ({
  generation,
  userList: program ? isAtLeast(program.version, 1, 6) : generation === 'new',
});

/** The stand-in's program. */
function standIn(): string {
  const found = ownProgram(import.meta.url, './stand-in/main.ts', 'stand-in.js');
  if (found === null) throw new Error('the stand-in media server is not part of this installation');
  return found;
}

const opens = (port: number): Promise<boolean> => listens({ port, host: '127.0.0.1' });

async function fourPairs() {
  const [a = [0, 0], b = [0, 0], c = [0, 0], d = [0, 0]] = await freePortPairs(4);
  return [a, b, c, d] as const;
}

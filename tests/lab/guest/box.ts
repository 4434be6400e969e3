import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { stringify } from 'yaml';
import type { Config } from '../../../src/config/config.ts';
import { loadConfig } from '../../../src/config/load.ts';
import type { MediaServer } from '../../../src/demo/media/media-server.ts';
import { startMediaServer } from '../../../src/demo/media/start-media-server.ts';
import { type ReferenceService, startReferenceService } from '../../../src/demo/service/reference-service.ts';
import { StreamFacts } from '../../../src/demo/stream-facts.ts';
import { until } from './proc.ts';

/** Little enough for an emulated machine to encode several times. */
export const MODE = { width: 320, height: 180, fps: 5 } as const;

/** What a publisher of the lab is told besides. */
export interface PublisherOptions {
  /** In place of the camera's mode. */
  readonly mode?: { readonly format: string; readonly size: string; readonly rate: number };
  readonly device?: string;
  readonly user?: { readonly uid: number; readonly gid: number };
  /** A shell starts it again whenever it ends, as a supervisor does. */
  readonly again?: boolean;
}

/** ffmpeg, from a real V4L2 device to the media server. */
function commandOf(device: string, url: string, { mode }: PublisherOptions): readonly string[] {
  const { format = 'yuyv422', size = `${MODE.width}x${MODE.height}`, rate = MODE.fps } = mode ?? {};
  const input = ['-input_format', format, '-video_size', size, '-framerate', String(rate), '-i', device];
  return [
    'ffmpeg',
    '-hide_banner',
    '-loglevel',
    'warning',
    '-nostdin',
    '-f',
    'v4l2',
    ...input,
    ...encodedTo(url),
  ];
}

/** The end of an ffmpeg command line: how its pictures are encoded, and where they go. */
export const encodedTo = (url: string): readonly string[] => [
  ...[
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-tune',
    'zerolatency',
    '-threads',
    '1',
    '-pix_fmt',
    'yuv420p',
  ],
  ...['-g', String(MODE.fps), '-f', 'rtsp', '-rtsp_transport', 'tcp', url],
];

/** A process that publishes a camera. */
export class LabPublisher {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  /** What it said, and its exit code once it ended. */
  said = '';
  code: number | null = null;
  ended = false;

  constructor(argv: readonly string[], { user, again = false }: PublisherOptions = {}) {
    const loop = ['sh', '-c', 'while :; do "$@"; sleep 1; done', 'again'];
    const words = [...(again ? loop : []), ...argv];
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...words], {
      stdio: ['ignore', 'ignore', 'pipe'],
      // A group of its own, so that what a shell started ends with it.
      detached: true,
      ...user,
    });
    this.#child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.said = (this.said + text).slice(-2_000);
    });
    this.#ended = once(child, 'exit').then(([code]) => {
      this.ended = true;
      this.code = code;
    });
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  async stop(): Promise<void> {
    if (!this.ended) process.kill(-this.pid, 'SIGKILL');
    await this.#ended;
  }
}

/** A whole camera box on real devices: media server, a publisher for each camera, the reference service. */
export class LabBox implements AsyncDisposable {
  readonly folder: string;
  readonly media: MediaServer;
  readonly facts: StreamFacts;
  readonly service: ReferenceService;
  /** The nodes of its cameras, and the stable links to them. */
  readonly nodes: readonly string[];
  readonly links: readonly string[];
  /** Nodes that somebody else has. */
  readonly others: readonly string[];
  readonly configFile: string;
  readonly publishers: LabPublisher[] = [];

  private constructor(
    parts: Pick<
      LabBox,
      'folder' | 'media' | 'facts' | 'service' | 'nodes' | 'links' | 'others' | 'configFile'
    >,
  ) {
    this.folder = parts.folder;
    this.media = parts.media;
    this.facts = parts.facts;
    this.service = parts.service;
    this.nodes = parts.nodes;
    this.links = parts.links;
    this.others = parts.others;
    this.configFile = parts.configFile;
  }

  /**
   * Starts it on every video node there is, and resolves when every stream flows. `others` are nodes that somebody else
   * has: cameras that are declared off.
   */
  static async start(others: readonly string[] = []): Promise<LabBox> {
    const folder = await mkdtemp(join(tmpdir(), 'camproof-lab-'));
    const names = (await readdir('/dev'))
      .filter((name) => /^video\d+$/.test(name) && !others.includes(`/dev/${name}`))
      .toSorted();
    const nodes = names.map((name) => `/dev/${name}`);
    const links = await linkByPath(names);
    const paths = names.map((_, index) => pathOf(index));
    const media = await startMediaServer({ generation: 'new', paths: paths.map((name) => ({ name })) });
    const facts = new StreamFacts(media);
    const service = await startReferenceService({
      generation: 'new',
      rtspUrl: media.rtspUrl,
      cameras: () =>
        nodes.map((device, index) => ({
          device,
          path: pathOf(index),
          name: pathOf(index),
          connected: facts.flows(pathOf(index)),
          ...MODE,
          bytesSent: 0,
          readers: 0,
        })),
    });
    const configFile = join(folder, 'camproof.yaml');
    const cameras = links.map((device, index) => ({
      name: pathOf(index),
      device,
      expect: { ...MODE, codec: 'H264' },
    }));
    const settings = {
      viewers: 'local',
      mediamtx: { url: media.apiUrl, rtspUrl: media.rtspUrl },
      service: { url: service.wsUrl },
      health: { url: service.healthUrl },
      cameras: [
        ...cameras,
        ...others.map((device) => ({ name: `other ${device}`, device, off: 'a test reads it' })),
      ],
    };
    await writeFile(configFile, stringify(settings), { mode: 0o600 });
    const box = new LabBox({ folder, media, facts, service, nodes, links, others, configFile });
    for (const index of nodes.keys()) box.publish(index);
    await box.flowing();
    return box;
  }

  async config(): Promise<Config> {
    const { configFile: file, folder: cwd } = this;
    return (await loadConfig({ file, env: {}, cwd })).config;
  }

  /** Another publisher in place of the camera's own, as a shell runs it. */
  publishBy(index: number, script: string): LabPublisher {
    const publisher = new LabPublisher(['sh', '-c', script]);
    this.publishers[index] = publisher;
    return publisher;
  }

  urlOf(index: number): string {
    return `${this.media.rtspUrl}/${pathOf(index)}`;
  }

  publish(index: number, options: PublisherOptions = {}): LabPublisher {
    const device = options.device ?? this.links[index] ?? '';
    const publisher = new LabPublisher(commandOf(device, this.urlOf(index), options), options);
    this.publishers[index] = publisher;
    return publisher;
  }

  flows(index: number): boolean {
    return this.facts.flows(pathOf(index));
  }

  /** Waits until every stream flows; rejects with what the publishers said. */
  async flowing(): Promise<void> {
    await until('every stream flows', () => this.nodes.every((_, index) => this.flows(index))).catch(
      (error: unknown) => {
        const said = this.publishers.map((one) => one.said).join(' | ');
        throw new Error(`${error instanceof Error ? error.message : error}: ${said}`);
      },
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.publishers.map((publisher) => publisher.stop()));
    await Promise.allSettled([this.service.stop(), this.facts.stop()]);
    await this.media.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

export const pathOf = (index: number): string => `cam${index + 1}`;

/** Links as udev makes them, with a port of its own for each: all of vivid's devices sit on one. */
async function linkByPath(names: readonly string[]): Promise<readonly string[]> {
  const folder = '/dev/v4l/by-path';
  await mkdir(folder, { recursive: true });
  return Promise.all(
    names.map(async (name, index) => {
      const link = join(folder, `platform-vivid.${index}-video-index0`);
      await rm(link, { force: true });
      await symlink(`../../${name}`, link);
      return link;
    }),
  );
}

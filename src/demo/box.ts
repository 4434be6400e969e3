import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import type { DeclaredCamera } from '../model/index.ts';
import type { DeviceHost } from '../probes/device-host.ts';
import { findFfmpeg } from '../probes/ffmpeg.ts';
import { cameraFact, pathOf, SIZE } from './cameras.ts';
import { configText } from './config-file.ts';
import { type CameraModel, DeviceTree, usbOf } from './device-tree.ts';
import type { MediaServer, MediaServerOptions } from './media/media-server.ts';
import { startMediaServer } from './media/start-media-server.ts';
import { drawsText, makeClip, Publisher, type PublisherOptions, type Sends } from './publisher.ts';
import { type ReferenceService, startReferenceService } from './service/reference-service.ts';
import { StreamFacts } from './stream-facts.ts';

/** What sort of box it is. */
export interface BoxOptions {
  /** Default 4. More than 8 send one clip instead of encoding each its own. */
  readonly cameras?: number;
  /** Of the APIs of media server and camera service; default `new`. */
  readonly generation?: 'old' | 'new';
  /** Which media server; default: the real MediaMTX where one is found, else the stand-in. */
  readonly server?: MediaServerOptions['server'];
  /** What else its media server is started with. */
  readonly media?: Pick<MediaServerOptions, 'readTimeoutSeconds'>;
  /** For what it starts, and where ffmpeg and MediaMTX are looked for; default: this process's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Ends the start early; what was started by then is ended, and the start rejects. */
  readonly signal?: AbortSignal;
}

/** How the folder of every box begins, in the folder for what is temporary. */
export const BOX_FOLDER = 'camproof-demo-';
const ENCODED_CAMERAS = 8;
const CLIP_SECONDS = 10;
const READY_MS = 30_000;

/** A whole camera box on this machine: devices, publishers, media server and camera service. */
export class DemoBox implements AsyncDisposable {
  readonly models: readonly CameraModel[];
  readonly tree: DeviceTree;
  readonly media: MediaServer;
  readonly service: ReferenceService;
  /** What is true of the streams: what the service and the tests go by. */
  readonly facts: StreamFacts;
  /** By the camera's index. */
  readonly publishers: Publisher[] = [];
  /** Where its files are; removed when it stops. */
  readonly folder: string;
  /** A configuration file for other commands; devices are not in it, since no file may make devices up. */
  readonly configFile: string;
  /** Cameras that are declared without their device. */
  readonly withoutDevice = new Set<number>();
  /** Codecs that cameras are declared to send, where not H.264. */
  readonly codecs = new Map<number, string>();
  /** Where viewers are sent, where not to the media server. */
  readonly elsewhere: { rtspUrl?: string; hlsUrl?: string; webrtcUrl?: string } = {};
  /** What the configuration says of motion before a camera. */
  readonly motion = new Map<number, 'none' | 'always'>();
  /** Overrides `expectCameras`. */
  expectCameras: number | null = null;
  /** What a fault started and the box has to end. */
  readonly extras: Part[] = [];
  /** The cameras that the service calls disconnected whatever is true. */
  readonly unseen: Set<string>;
  readonly #ffmpeg: string;
  readonly #sends: Sends;
  readonly #text: boolean;
  readonly #stopping: AbortSignal;
  readonly #loaded: Config;
  readonly #parts: readonly Part[];

  private constructor(parts: Parts) {
    this.models = parts.models;
    this.tree = parts.tree;
    this.media = parts.media;
    this.service = parts.service;
    this.facts = parts.facts;
    this.folder = parts.folder;
    this.configFile = parts.configFile;
    this.unseen = parts.unseen;
    this.#ffmpeg = parts.ffmpeg;
    this.#sends = parts.sends;
    this.#text = parts.text;
    this.#stopping = parts.signal;
    this.#loaded = parts.loaded;
    this.#parts = parts.parts;
  }

  /** Starts everything and resolves when every stream flows; whatever was started is ended when that fails. */
  static async start(options: BoxOptions = {}): Promise<DemoBox> {
    const { cameras = 4, generation = 'new', env = process.env, media: wishes } = options;
    const { signal = new AbortController().signal } = options;
    const ffmpeg = await findFfmpeg(null, env);
    const folder = await mkdtemp(join(tmpdir(), BOX_FOLDER));
    const parts: Part[] = [];
    try {
      const models = Array.from({ length: cameras }, (_, index): CameraModel => ({ index, ...SIZE }));
      const tree = new DeviceTree(folder);
      for (const model of models) await tree.plug(model);
      const media = await startMediaServer({
        generation,
        env,
        paths: models.map(({ index }) => ({ name: pathOf(index) })),
        ...(options.server && { server: options.server }),
        ...wishes,
      });
      parts.push(media);
      signal.throwIfAborted();
      const facts = new StreamFacts(media);
      parts.push(facts);
      const unseen = new Set<string>();
      const service = await startReferenceService({
        generation,
        rtspUrl: media.rtspUrl,
        cameras: () => models.map((model) => cameraFact(model, tree, facts, unseen)),
      });
      parts.push(service);
      const configFile = join(folder, 'camproof.yaml');
      await writeFile(configFile, configText(media, service, models), { mode: 0o600 });
      const { config: loaded } = await loadConfig({ file: configFile, env: {}, cwd: folder });
      const many = cameras > ENCODED_CAMERAS;
      const path = join(folder, 'clip.mp4');
      if (many) await makeClip(ffmpeg, { index: 0, ...SIZE }, { path, seconds: CLIP_SECONDS, signal });
      const box = new DemoBox({
        models,
        tree,
        media,
        service,
        facts,
        folder,
        configFile,
        unseen,
        ffmpeg,
        sends: many ? { clip: path } : 'picture',
        text: !many && (await drawsText(ffmpeg, signal)),
        signal,
        loaded,
        parts,
      });
      parts.push({ stop: () => endAll(box.publishers) }, { stop: () => endAll(box.extras) });
      for (const { index } of models) box.publish(index);
      await box.until(() => models.every(({ index }) => box.flows(index)), 'every stream flows');
      return box;
    } catch (error) {
      await endAll(parts);
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** The configuration with the cameras' made-up devices; good only together with `devices`. */
  get config(): Config {
    const cameras = this.models.map(({ index }): DeclaredCamera => {
      const motion = this.motion.get(index);
      return {
        name: pathOf(index),
        paths: [pathOf(index)],
        expect: {
          ...SIZE,
          codec: this.codecs.get(index) ?? 'H264',
          ...(this.withoutDevice.has(index) ? {} : { usb: usbOf(index) }),
          ...(motion && { motion }),
        },
        ...(this.withoutDevice.has(index) ? {} : { device: this.tree.stableName(index) }),
      };
    });
    const mediamtx = { ...this.#loaded.mediamtx, ...this.elsewhere };
    return { ...this.#loaded, mediamtx, cameras, expectCameras: this.expectCameras };
  }

  /** The made-up devices, for `checkBox` and `Monitor`. */
  get devices(): DeviceHost {
    return this.tree.host;
  }

  /** An MPEG-TS clip of two seconds, as bytes. */
  async feed(): Promise<Buffer> {
    const path = join(this.folder, 'feed.ts');
    const clip = { path, seconds: 2, signal: this.#stopping };
    await makeClip(this.#ffmpeg, { index: 0, ...SIZE }, clip);
    return readFile(path);
  }

  /** Starts the publisher of a camera, with changes to what it does. */
  publish(index: number, change: Partial<PublisherOptions> = {}): Publisher {
    const publisher = new Publisher({ ...this.publisherOptions(index), ...change });
    this.publishers[index] = publisher;
    return publisher;
  }

  /** What the publisher of a camera does on a healthy box. */
  publisherOptions(index: number): PublisherOptions {
    const model = this.models[index];
    if (!model) throw new RangeError(`the demo has no camera ${index}`);
    return {
      ffmpeg: this.#ffmpeg,
      model,
      url: `${this.media.rtspUrl}/${pathOf(index)}`,
      device: this.tree.node(index),
      deviceName: this.tree.stableName(index),
      sends: this.#sends,
      text: this.#text,
    };
  }

  /** Ends the publisher of a camera and starts another one in its place. */
  async republish(index: number, change: Partial<PublisherOptions> = {}): Promise<Publisher> {
    await this.publishers[index]?.stop();
    this.facts.forget(pathOf(index));
    return this.publish(index, change);
  }

  /** Do bytes of this camera arrive at the media server? */
  flows(index: number): boolean {
    return this.facts.flows(pathOf(index));
  }

  /** Waits for something about the box to become true; rejects with what it was and what publishers said. */
  async until(holds: () => boolean, what: string): Promise<void> {
    const end = performance.now() + READY_MS;
    while (!holds()) {
      this.#stopping.throwIfAborted();
      if (performance.now() > end) {
        const words = this.publishers
          .map(({ words: said }) => said)
          .filter(Boolean)
          .join(' | ');
        throw new Error(
          `the demo box waited in vain until ${what}${words ? `; publishers said: ${words}` : ''}`,
        );
      }
      await sleep(50);
    }
  }

  /** Ends everything, also after a part of it failed. */
  async stop(): Promise<void> {
    await endAll(this.#parts);
    await rm(this.folder, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** Something that was started and has to be ended. */
interface Part {
  stop(): Promise<void>;
}

/** Ends all of them, also after one of them failed to end. */
async function endAll(parts: readonly Part[]): Promise<void> {
  await Promise.allSettled(parts.map((part) => part.stop()));
}

interface Parts
  extends Pick<DemoBox, 'models' | 'tree' | 'media' | 'service' | 'facts' | 'folder' | 'configFile'> {
  readonly unseen: Set<string>;
  readonly ffmpeg: string;
  readonly sends: Sends;
  readonly text: boolean;
  readonly signal: AbortSignal;
  readonly loaded: Config;
  readonly parts: readonly Part[];
}

import { Hook } from './hook.ts';
import type { Log } from './log.ts';
import type { Track } from './media.ts';
import { OfflinePicture, offlineTracks } from './offline-picture.ts';
import type { PathSettings } from './settings.ts';

/** A session that publishes or reads, as paths know it. */
export interface Participant {
  readonly type: 'rtspSession' | 'rtspSource' | 'webRTCSession';
  readonly id: string;
  /** Ends the session, and its connection with it. */
  end(reason: string): void;
}

export interface Reader extends Participant {
  /** Sends one packet on; returns the bytes sent, 0 where the reader is too slow for it. */
  deliver(track: number, kind: 'rtp' | 'rtcp', packet: Buffer): number;
}

/** Why a path cannot be published to or read; `status` is what RTSP answers. */
export class PathError extends Error {
  readonly status: 400 | 404;
  constructor(status: 400 | 404, message: string) {
    super(message);
    this.status = status;
  }
}

/** One path as it is now: its publisher, its readers, its counters. */
export class MediaPath {
  readonly name: string;
  readonly confName: string;
  readonly settings: PathSettings;
  publisher: Participant | null = null;
  tracks: readonly Track[] | null = null;
  readySince: Date | null = null;
  onlineSince: Date | null = null;
  bytesReceived = 0;
  bytesSent = 0;
  readonly readers = new Set<Reader>();
  readonly #log: Log;
  readonly #env: Readonly<Record<string, string>>;
  #init: Hook | undefined;
  #demand: Hook | undefined;
  #closing: NodeJS.Timeout | undefined;
  #offline: OfflinePicture | undefined;
  #waiting = new Set<PromiseWithResolvers<void>>();

  constructor(name: string, confName: string, settings: PathSettings, log: Log, rtspPort: number) {
    this.name = name;
    this.confName = confName;
    this.settings = settings;
    this.#log = log;
    this.#env = { MTX_PATH: name, RTSP_PATH: name, RTSP_PORT: String(rtspPort) };
    if (settings.runOnInit !== '')
      this.#init = this.#hook('runOnInit', settings.runOnInit, settings.runOnInitRestart);
    if (settings.alwaysAvailable) this.#showOffline();
  }

  #hook(name: string, command: string, restart: boolean): Hook {
    this.#log('INF', `[path ${this.name}] ${name} command started`);
    const onExit = (what: string) => {
      if (restart) this.#log('INF', `[path ${this.name}] ${name} command exited: ${what}`);
    };
    return new Hook({ command, restart, env: this.#env, onExit });
  }

  #showOffline(): void {
    this.tracks = offlineTracks;
    this.readySince ??= new Date();
    this.#offline = new OfflinePicture((packet) => this.receive(0, 'rtp', packet));
  }

  /** A publisher takes the path over. */
  publish(publisher: Participant, tracks: readonly Track[]): void {
    this.#offline?.stop();
    this.publisher = publisher;
    this.tracks = tracks;
    this.onlineSince = new Date();
    this.readySince ??= this.onlineSince;
    for (const waiting of this.#waiting) waiting.resolve();
    this.#waiting.clear();
    this.#closeWhenUnread();
  }

  /** The publisher is gone: readers end, unless the path is always available. */
  unpublish(): void {
    this.publisher = null;
    this.tracks = null;
    this.onlineSince = null;
    if (this.settings.alwaysAvailable) {
      this.#showOffline();
      return;
    }
    this.readySince = null;
    this.bytesReceived = 0;
    this.bytesSent = 0;
    for (const reader of [...this.readers]) reader.end('terminated');
  }

  receive(track: number, kind: 'rtp' | 'rtcp', packet: Buffer): void {
    if (kind === 'rtp') this.bytesReceived += packet.length;
    for (const reader of this.readers) this.bytesSent += reader.deliver(track, kind, packet);
  }

  /** Resolves once there is something to read; starts the on-demand command where there is one. */
  async available(): Promise<void> {
    if (this.tracks !== null) return;
    const { runOnDemand, runOnDemandRestart, runOnDemandStartTimeout } = this.settings;
    if (runOnDemand === '') throw new PathError(404, `no one is publishing to path '${this.name}'`);
    this.#demand ??= this.#hook('runOnDemand', runOnDemand, runOnDemandRestart);
    const waiting = Promise.withResolvers<void>();
    this.#waiting.add(waiting);
    const timer = setTimeout(() => {
      this.#stopDemand('timed out');
      waiting.reject(new PathError(400, `source of path '${this.name}' has timed out`));
    }, runOnDemandStartTimeout);
    try {
      await waiting.promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(waiting);
    }
  }

  addReader(reader: Reader): void {
    clearTimeout(this.#closing);
    this.readers.add(reader);
  }

  removeReader(reader: Reader): void {
    this.readers.delete(reader);
    this.#closeWhenUnread();
  }

  #closeWhenUnread(): void {
    clearTimeout(this.#closing);
    if (this.#demand === undefined || this.readers.size > 0) return;
    this.#closing = setTimeout(
      () => this.#stopDemand('not needed by anyone'),
      this.settings.runOnDemandCloseAfter,
    );
  }

  #stopDemand(why: string): void {
    this.#log('INF', `[path ${this.name}] runOnDemand command stopped: ${why}`);
    this.#demand?.stop();
    this.#demand = undefined;
    this.publisher?.end('terminated');
  }

  /** Ends publisher, readers, commands and timers. */
  close(): void {
    clearTimeout(this.#closing);
    this.#offline?.stop();
    this.#init?.stop();
    this.#demand?.stop();
    for (const waiting of this.#waiting) waiting.reject(new PathError(400, 'terminated'));
    this.publisher?.end('terminated');
    for (const reader of [...this.readers]) reader.end('terminated');
  }
}

/** All paths: the configured ones, and those that exist because somebody publishes to a name that a pattern lets in. */
export class PathTable {
  readonly live = new Map<string, MediaPath>();
  readonly configured = new Map<string, PathSettings>();
  readonly #log: Log;
  readonly #rtspPort: number;

  constructor(log: Log, rtspPort: number) {
    this.#log = log;
    this.#rtspPort = rtspPort;
  }

  /** Takes over what the file says now; paths that did not change go on. Those added through the API are lost. */
  configure(paths: ReadonlyMap<string, PathSettings>): void {
    for (const [name, before] of [...this.configured]) {
      const after = paths.get(name);
      if (after === undefined || JSON.stringify(after) !== JSON.stringify(before)) this.remove(name);
    }
    for (const [name, settings] of paths) if (!this.configured.has(name)) this.add(name, settings);
  }

  add(name: string, settings: PathSettings): void {
    this.configured.set(name, settings);
    if (!isPattern(name)) this.live.set(name, new MediaPath(name, name, settings, this.#log, this.#rtspPort));
  }

  /** False when there is no such path. */
  remove(name: string): boolean {
    for (const path of [...this.live.values()].filter(({ confName }) => confName === name)) {
      this.live.delete(path.name);
      path.close();
    }
    return this.configured.delete(name);
  }

  /** The path of a name, made from a pattern where one fits. Throws a `PathError` where nothing does. */
  find(name: string): MediaPath {
    const live = this.live.get(name);
    if (live) return live;
    const patterns = [...this.configured.keys()].filter(isPattern);
    const confName = patterns.find((one) => fits(one, name)) ?? patterns.find((one) => !one.startsWith('~'));
    const settings = confName === undefined ? undefined : this.configured.get(confName);
    if (confName === undefined || settings === undefined)
      throw new PathError(400, `path '${name}' is not configured`);
    const path = new MediaPath(name, confName, settings, this.#log, this.#rtspPort);
    // The publisher that a reader waits for must find the same path.
    if (settings.runOnDemand !== '') this.live.set(name, path);
    return path;
  }

  publish(path: MediaPath, publisher: Participant, tracks: readonly Track[]): void {
    if (path.publisher) {
      if (!path.settings.overridePublisher) throw new PathError(400, 'someone is already publishing to path');
      this.#log('INF', `[path ${path.name}] closing existing publisher`);
      path.publisher.end('terminated');
    }
    this.live.set(path.name, path);
    path.publish(publisher, tracks);
  }

  unpublish(path: MediaPath): void {
    path.unpublish();
    if (isPattern(path.confName)) this.live.delete(path.name);
  }

  close(): void {
    for (const path of this.live.values()) path.close();
  }
}

const isPattern = (name: string): boolean => name === 'all' || name === 'all_others' || name.startsWith('~');

const fits = (pattern: string, name: string): boolean =>
  pattern.startsWith('~') && new RegExp(pattern.slice(1)).test(name);

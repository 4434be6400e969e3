import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DIES_WITH_US } from '../../../publisher.ts';

/** A muxer that nobody asks for is ended, as by the real server, ms. */
const IDLE_MS = 60_000;
const POLL_MS = 40;
/** By this its session is known, so that it is not listed: the real server's muxer has none. */
export const MUXER_AGENT = 'stand-in HLS muxer';
export const PLAYLIST = 'main_stream.m3u8';

export interface MuxerOptions {
  readonly ffmpeg: string;
  /** Where it reads the stream. */
  readonly url: string;
  /** Its own, made and removed by it. */
  readonly folder: string;
  readonly container: 'fmp4' | 'mpegts';
}

/** ffmpeg that makes HLS of one path, without encoding; short segments, so that the first is soon there. */
export class Muxer {
  readonly folder: string;
  readonly created = new Date();
  lastRequest = new Date();
  readonly #child: Promise<ChildProcess>;
  #process: ChildProcess | null = null;
  #ended = false;
  #idle: NodeJS.Timeout | undefined;

  constructor({ ffmpeg, url, folder, container }: MuxerOptions) {
    this.folder = folder;
    const input = [
      '-user_agent',
      MUXER_AGENT,
      '-rtsp_transport',
      'tcp',
      '-fflags',
      'nobuffer',
      '-analyzeduration',
      '500000',
      '-i',
      url,
    ];
    const flags = 'split_by_time+delete_segments+omit_endlist+temp_file';
    const hls = [
      '-hls_time',
      '0.1',
      '-hls_list_size',
      '16',
      '-hls_flags',
      flags,
      '-hls_segment_type',
      container,
    ];
    const argv = [
      ffmpeg,
      '-hide_banner',
      '-loglevel',
      'error',
      '-nostdin',
      ...input,
      '-c',
      'copy',
      '-f',
      'hls',
      ...hls,
    ];
    this.#child = this.#start([...argv, PLAYLIST]);
    this.#child.catch(() => {});
  }

  get ended(): boolean {
    return this.#ended;
  }

  async #start(argv: readonly string[]): Promise<ChildProcess> {
    await mkdir(this.folder, { recursive: true });
    const [program, ...options] = DIES_WITH_US;
    const child = spawn(program, [...options, ...argv], {
      cwd: this.folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.#process = child;
    const end = () => void this.#end();
    child.once('exit', end);
    child.once('error', end);
    if (this.#ended) child.kill('SIGKILL');
    this.touch();
    return child;
  }

  /** Resolves once the playlist has a segment; rejects when the muxer ends before. */
  async playable(): Promise<void> {
    await this.#child;
    while (!(await this.#hasSegment())) {
      if (this.#ended) throw new Error('muxer instance not available');
      await delay(POLL_MS);
    }
  }

  async #hasSegment(): Promise<boolean> {
    const text = await readFile(join(this.folder, PLAYLIST), 'utf8').catch(() => '');
    return text.includes('#EXTINF');
  }

  /** Somebody asks for it. */
  touch(): void {
    this.lastRequest = new Date();
    clearTimeout(this.#idle);
    if (!this.#ended) this.#idle = setTimeout(() => this.stop(), IDLE_MS);
  }

  stop(): void {
    this.#process?.kill('SIGKILL');
    void this.#end();
  }

  async #end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#idle);
    const child = this.#process;
    if (child && child.exitCode === null && child.signalCode === null && child.pid !== undefined)
      await once(child, 'exit');
    await rm(this.folder, { recursive: true, force: true });
  }
}

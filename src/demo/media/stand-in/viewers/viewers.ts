import type { Settings } from '../settings.ts';
import type { ViewerOptions } from './entrance.ts';
import { HlsServer } from './hls-server.ts';
import type { Muxer } from './muxer.ts';
import { WhepServer } from './whep-server.ts';
import type { WhepSession } from './whep-session.ts';

/** HLS and WebRTC, as far as the configuration wants them. */
export class Viewers {
  #options: ViewerOptions;
  #hls: HlsServer | null = null;
  #whep: WhepServer | null = null;

  constructor(options: ViewerOptions) {
    this.#options = options;
  }

  /** Opens what is switched on. */
  async open(): Promise<void> {
    const { settings } = this.#options;
    this.#hls = settings.hls ? new HlsServer(this.#options) : null;
    this.#whep = settings.webrtc ? new WhepServer(this.#options) : null;
    await Promise.all([this.#hls?.listen(), this.#whep?.listen()]);
  }

  /** Takes over new settings; viewers that are there are sent away. */
  async configure(settings: Settings): Promise<void> {
    this.close();
    this.#options = { ...this.#options, settings };
    await this.open();
  }

  get muxers(): readonly (readonly [string, Muxer])[] {
    return this.#hls?.muxers ?? [];
  }

  get sessions(): readonly WhepSession[] {
    return [...(this.#whep?.sessions.values() ?? [])];
  }

  close(): void {
    this.#hls?.close();
    this.#whep?.close();
  }
}

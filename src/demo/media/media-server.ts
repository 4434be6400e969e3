import type { FoundMediamtx, Generation } from './find-mediamtx.ts';
import type { MediaPorts, MediaSetup } from './server-file.ts';

export interface MediaServerOptions extends MediaSetup {
  readonly generation: Generation;
  /**
   * `auto` (the default) takes the real server where one of this generation is found that can do all that is asked,
   * else the stand-in. `mediamtx` fails where there is none; a file is that very program.
   */
  readonly server?: 'auto' | 'stand-in' | 'mediamtx' | FoundMediamtx;
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
  /** Ends the process; its file stays. */
  end(): Promise<void>;
  /** Starts it again after its end, at the same ports, and resolves once it answers. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

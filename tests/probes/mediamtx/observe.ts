import type { Config } from '../../../src/config/config.ts';
import type { Reading, ReadingKind, Readings, ReadingValues } from '../../../src/model/index.ts';
import { realDevices } from '../../../src/probes/device-host.ts';
import { LoopWatch } from '../../../src/probes/loop-watch.ts';
import type { Probe } from '../../../src/probes/probe.ts';
import { runProbe } from '../../../src/probes/run.ts';

/** A configuration that knows nothing but where MediaMTX's API is. */
export function configFor(mediamtx: Partial<Config['mediamtx']> & { url: string }): Config {
  return {
    mediamtx: {
      user: null,
      password: null,
      token: null,
      ca: null,
      readUser: null,
      readPassword: null,
      rtspUrl: null,
      hlsUrl: null,
      webrtcUrl: null,
      transport: 'tcp',
      ...mediamtx,
    },
    service: {
      enabled: false,
      url: 'ws://127.0.0.1:1/ws',
      ca: null,
      token: null,
      unit: null,
      methods: {
        ping: 'ping',
        authenticate: null,
        cameras: null,
        streams: null,
        status: null,
        server: null,
        metrics: null,
      },
    },
    health: { enabled: false, url: 'http://127.0.0.1:1', ca: null, endpoints: null },
    cameras: [],
    expectCameras: null,
    viewers: 'anywhere',
    viewerHost: null,
    thresholds: {
      fpsShare: 0.8,
      lossShare: 0.01,
      diskFreeShare: 0.05,
      memoryFreeShare: 0.05,
      temperatureCelsius: 80,
      healthLatencyMs: 500,
      pingMs: 100,
      loopDelayMs: 200,
      healthAgeSeconds: 60,
    },
    file: null,
    budget: { mbitPerSecond: 4, cpuShare: 0.1 },
    ffmpeg: null,
  };
}

/** As the camera service calls them. */
const METHODS = {
  ping: 'ping',
  authenticate: 'authenticate',
  cameras: 'get_camera_list',
  streams: 'get_streams',
  status: 'get_status',
  server: 'get_server_info',
  metrics: 'get_metrics',
};

/** A configuration that knows nothing but where the camera service is. */
export const configOfService = (url: string, token: string | null = null): Config => ({
  ...configFor({ url: 'http://127.0.0.1:1' }),
  service: { enabled: true, url, ca: null, token, unit: null, methods: METHODS },
});

/** Runs one probe as a sweep does. */
export async function observe<K extends ReadingKind>(
  probe: Probe<K>,
  config: Config,
  options: { subject?: string; known?: Readings; deadlineMs?: number; signal?: AbortSignal } = {},
): Promise<Reading<ReadingValues[K]>> {
  const loop = new LoopWatch();
  const context = { config, devices: realDevices, known: options.known ?? {}, wake: false };
  try {
    return await runProbe(
      probe,
      options.subject ?? 'box',
      context,
      options.signal ?? new AbortController().signal,
      loop,
      options.deadlineMs ?? probe.deadlineMs,
    );
  } finally {
    loop.stop();
  }
}

/** The value of a reading; a fault fails the test with its words. */
export function valueIn<T>(reading: Reading<T>): T {
  if (reading.ok) return reading.value;
  const { code, phase, message } = reading.fault;
  throw new Error(`${reading.source}: ${code} at ${phase}: ${message}`);
}

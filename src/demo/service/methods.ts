import type { Behaviour } from './behaviour.ts';

/** A camera as the service knows it. */
export interface CameraFact {
  /** `/dev/video0`, or null for a network source. */
  readonly device: string | null;
  readonly path: string;
  readonly name: string;
  readonly connected: boolean;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly bytesSent: number;
  readonly readers: number;
}

/** What the methods answer from. */
export interface MethodContext {
  readonly generation: 'old' | 'new';
  readonly behaviour: Behaviour;
  readonly cameras: readonly CameraFact[];
  readonly rtspUrl: string;
  readonly startedAt: number;
  readonly clients: number;
  readonly maxClients: number;
  readonly requests: number;
}

type Method = (context: MethodContext, parameters: Readonly<Record<string, unknown>>) => unknown;

/** Thrown by a method: becomes the error object of the reply. */
export class RpcError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const uptime = ({ startedAt }: MethodContext): number => Math.round((Date.now() - startedAt) / 1000);

/** Every method without side effects, of either generation. */
export const methods: Readonly<Record<string, Method>> = {
  ping: ({ behaviour }) => behaviour.pong,
  get_camera_list: (context) => {
    const cameras = listed(context);
    return {
      cameras,
      total: cameras.length,
      connected: cameras.filter(({ status }) => status === 'CONNECTED').length,
    };
  },
  get_camera_status: (context, { device }) => {
    const camera = listed(context).find((one) => one.device === device);
    if (!camera) throw new RpcError(-32004, `no camera ${String(device)}`);
    const fact = context.cameras.find(({ name }) => name === camera.name);
    return {
      ...camera,
      metrics: { bytes_sent: fact?.bytesSent ?? 0, readers: fact?.readers ?? 0, uptime: uptime(context) },
      capabilities: { formats: ['H264'], resolutions: [camera.resolution] },
    };
  },
  get_streams: (context) => {
    const streams = context.cameras.map(({ path, connected, readers, bytesSent }) => ({
      path,
      connected,
      readers,
      bytesSent,
    }));
    if (context.generation === 'old') {
      return streams.map((one) => ({
        name: one.path,
        source: `rtsp ${one.path}`,
        ready: one.connected,
        readers: one.readers,
        bytes_sent: one.bytesSent,
      }));
    }
    const active = streams.filter(({ connected }) => connected).length;
    return {
      streams: streams.map((one) => ({
        name: one.path,
        status: one.connected ? 'active' : 'inactive',
        source: one.path,
        viewers: one.readers,
      })),
      total: streams.length,
      active,
      inactive: streams.length - active,
    };
  },
  get_status: (context) => {
    const well =
      !context.behaviour.degradedStatus &&
      (context.behaviour.lies || context.cameras.every(({ connected }) => connected));
    const state = (word: string) => (context.generation === 'old' ? word.toUpperCase() : word);
    const controller = context.generation === 'old' ? 'mediamtx_controller' : 'mediamtx';
    return {
      status: well ? 'healthy' : 'degraded',
      uptime: uptime(context),
      version: context.generation === 'old' ? '1.0.0' : '2.0.0',
      components: {
        websocket_server: state('running'),
        camera_monitor: state(well ? 'running' : 'degraded'),
        [controller]: state('running'),
      },
    };
  },
  get_metrics: (context) => {
    const usage = { memory_usage: process.memoryUsage().rss, cpu_usage: 0 };
    if (context.generation === 'old') {
      return {
        active_connections: context.clients,
        total_requests: context.requests,
        average_response_time: 0.001,
        error_rate: 0,
        ...usage,
      };
    }
    return {
      system_metrics: usage,
      camera_metrics: { total: context.cameras.length },
      stream_metrics: { total: context.cameras.length },
    };
  },
  get_server_info: (context) => ({
    name: 'camproof reference service',
    version: context.generation === 'old' ? '1.0.0' : '2.0.0',
    running: true,
    connected_clients: context.clients,
    max_connections: context.maxClients,
    registered_methods: Object.keys(methods),
    capabilities: ['rtsp'],
    supported_formats: ['h264'],
    max_cameras: 64,
  }),
};

function listed({ generation, behaviour, cameras, rtspUrl }: MethodContext) {
  const all = cameras
    .filter(({ path }) => !behaviour.hidden.has(path))
    .map((camera, index) => ({
      device: generation === 'old' && camera.device !== null ? camera.device : camera.path,
      status: camera.connected || behaviour.lies ? 'CONNECTED' : 'DISCONNECTED',
      name: camera.name,
      resolution: `${camera.width}x${camera.height}`,
      fps: camera.fps,
      streams: {
        rtsp: `${rtspUrl}/${index === 0 && behaviour.wrongStream !== null ? behaviour.wrongStream : camera.path}`,
      },
    }));
  const phantom = {
    device: 'ghost',
    status: 'CONNECTED',
    name: 'ghost',
    resolution: '640x360',
    fps: 15,
    streams: { rtsp: `${rtspUrl}/ghost` },
  };
  return behaviour.phantom ? [...all, phantom] : all;
}

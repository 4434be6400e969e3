import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { Counter, Gauge, Registry } from 'prom-client';
import type { CameraSoak, SoakReport } from '../model/index.ts';
import { ownCpuMs } from '../monitor/own-cost.ts';

export interface MetricsOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** What the newest report says, in Prometheus' text format; empty until there is one. */
  report(): string;
  soak(): SoakReport;
}

/** The agent's figures for Prometheus: what the report says now, what happened so far, and what watching costs. */
export class MetricsServer implements AsyncDisposable {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Rejects with the system's error when the address is taken. */
  static async start(options: MetricsOptions): Promise<MetricsServer> {
    const registry = registryOf(options);
    const server = createServer(async (request, response) => {
      if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
        response.writeHead(404).end();
        return;
      }
      const own = await registry.metrics();
      response.writeHead(200, { 'content-type': registry.contentType }).end(`${options.report()}${own}`);
    });
    server.listen(options.port, options.host);
    await once(server, 'listening');
    return new MetricsServer(server);
  }

  get url(): string {
    const { address, port, family } = this.#server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/metrics`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    if (this.#server.listening) await once(this.#server, 'close');
  }
}

function registryOf({ soak }: MetricsOptions): Registry {
  const registry = new Registry();
  const registers = [registry];
  const counted = (name: string, help: string, of: (camera: CameraSoak) => number) =>
    new Counter({
      name,
      help,
      registers,
      labelNames: ['camera'],
      collect() {
        this.reset();
        for (const camera of soak().cameras) this.inc({ camera: camera.camera }, of(camera));
      },
    });
  counted(
    'camproof_camera_dropouts_total',
    'Times that the line of a camera broke while it was watched.',
    (camera) => camera.dropoutCount,
  );
  counted(
    'camproof_camera_publisher_restarts_total',
    'Times that another process published the camera.',
    (camera) => camera.publisherRestarts,
  );
  counted(
    'camproof_camera_reconnects_total',
    'Times that the same process published the camera in another session.',
    (camera) => camera.reconnects,
  );
  counted(
    'camproof_camera_usb_resets_total',
    'Disconnects of the USB port of a camera.',
    (camera) => camera.usbResets,
  );
  new Gauge({
    name: 'camproof_camera_longest_gap_seconds',
    help: 'Longest time without a byte from a camera while it was watched.',
    registers,
    labelNames: ['camera'],
    collect() {
      this.reset();
      for (const { camera, longestGapMs } of soak().cameras) this.set({ camera }, longestGapMs / 1000);
    },
  });
  new Gauge({
    name: 'camproof_agent_watched_seconds',
    help: 'How long the agent has watched.',
    registers,
    collect() {
      this.set(soak().lastedMs / 1000);
    },
  });
  new Counter({
    name: 'camproof_agent_cpu_seconds_total',
    help: 'Processor time that the agent took, its ended children included.',
    registers,
    collect() {
      this.reset();
      this.inc(ownCpuMs() / 1_000);
    },
  });
  new Gauge({
    name: 'camproof_agent_resident_memory_bytes',
    help: 'Memory that the agent itself takes.',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  return registry;
}

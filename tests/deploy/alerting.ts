import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { freePort, Prometheus, type Sample } from '../../scripts/fleet/prometheus.ts';

/** An alert as Alertmanager sends it to whoever is to know. */
export interface Notice {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A real Prometheus that scrapes one agent, and a real Alertmanager behind it, both quicker than any in the field. */
export class Alerting implements AsyncDisposable {
  /** What the receiver was told, oldest first. */
  readonly notices: Notice[] = [];
  readonly #receiver: Server;
  #alertmanager: ChildProcess | null = null;
  #prometheus: Prometheus | null = null;

  private constructor() {
    this.#receiver = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      this.notices.push(...(JSON.parse(body) as { alerts: Notice[] }).alerts);
      response.end();
    });
  }

  /** `target` is host and port of the agent, `rules` a file; `folder` is filled. */
  static async start(
    folder: string,
    { target, rules }: { target: string; rules: string },
  ): Promise<Alerting> {
    const made = new Alerting();
    made.#receiver.listen(0, '127.0.0.1');
    await once(made.#receiver, 'listening');
    const { port } = made.#receiver.address() as AddressInfo;
    const alertmanager = await freePort();
    const file = join(folder, 'alertmanager.yml');
    writeFileSync(
      file,
      JSON.stringify({
        route: { receiver: 'on-call', group_by: ['...'], group_wait: '0s', group_interval: '100ms' },
        receivers: [{ name: 'on-call', webhook_configs: [{ url: `http://127.0.0.1:${port}/` }] }],
      }),
    );
    const args = [
      `--config.file=${file}`,
      `--storage.path=${join(folder, 'alerts')}`,
      `--web.listen-address=127.0.0.1:${alertmanager}`,
      '--cluster.listen-address=',
      '--log.level=error',
    ];
    made.#alertmanager = spawn('prometheus-alertmanager', args, { stdio: 'ignore' });
    made.#prometheus = await Prometheus.start(folder, {
      global: { scrape_interval: '250ms', scrape_timeout: '250ms', evaluation_interval: '250ms' },
      rule_files: [rules],
      alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${alertmanager}`] }] }] },
      scrape_configs: [{ job_name: 'camproof', static_configs: [{ targets: [target] }] }],
    });
    return made;
  }

  /** What Prometheus answers; null while it starts, or where it refuses. */
  async ask(query: string): Promise<readonly Sample[] | null> {
    const answer = await this.#prometheus?.query(query).catch(() => null);
    return answer?.result ?? null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#prometheus?.[Symbol.asyncDispose]();
    if (this.#alertmanager) {
      const ended = once(this.#alertmanager, 'exit');
      this.#alertmanager.kill('SIGKILL');
      await ended;
    }
    this.#receiver.close();
    this.#receiver.closeAllConnections();
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createSocket } from 'node:net';
import { join } from 'node:path';

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
  readonly #children: ChildProcess[] = [];
  #api = '';

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
    const [prometheus, alertmanager] = [await freePort(), await freePort()];
    const write = (name: string, value: object): string => {
      writeFileSync(join(folder, name), JSON.stringify(value));
      return join(folder, name);
    };
    made.#run('prometheus-alertmanager', [
      `--config.file=${write('alertmanager.yml', {
        route: { receiver: 'on-call', group_by: ['...'], group_wait: '0s', group_interval: '100ms' },
        receivers: [{ name: 'on-call', webhook_configs: [{ url: `http://127.0.0.1:${port}/` }] }],
      })}`,
      `--storage.path=${join(folder, 'alerts')}`,
      `--web.listen-address=127.0.0.1:${alertmanager}`,
      '--cluster.listen-address=',
      '--log.level=error',
    ]);
    made.#run('prometheus', [
      `--config.file=${write('prometheus.yml', {
        global: { scrape_interval: '250ms', scrape_timeout: '250ms', evaluation_interval: '250ms' },
        rule_files: [rules],
        alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${alertmanager}`] }] }] },
        scrape_configs: [{ job_name: 'camproof', static_configs: [{ targets: [target] }] }],
      })}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${prometheus}`,
      '--log.level=error',
    ]);
    made.#api = `http://127.0.0.1:${prometheus}/api/v1`;
    return made;
  }

  /** What Prometheus answers; none while it starts. */
  async ask(query: string): Promise<{ status: string; result: readonly { value: [number, string] }[] }> {
    const answer = await fetch(`${this.#api}/query?${new URLSearchParams({ query })}`).catch(() => null);
    if (!answer) return { status: 'not there', result: [] };
    const { status, data } = (await answer.json()) as { status: string; data?: { result: [] } };
    return { status, result: data?.result ?? [] };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    this.#receiver.close();
    this.#receiver.closeAllConnections();
  }

  #run(program: string, args: readonly string[]): void {
    this.#children.push(spawn(program, args, { stdio: 'ignore' }));
  }
}

async function freePort(): Promise<number> {
  const server = createSocket().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Agent } from '../../src/agent/agent.ts';
import { MetricsServer } from '../../src/agent/metrics.ts';
import { type DemoBox, Monitor, startDemoBox } from '../../src/index.ts';
import { renderReport } from '../../src/reporters/table.ts';
import { isInstalled, judged } from '../reporters/outside-tool.ts';

// Rules and dashboard against a real Prometheus that scrapes a real agent on a box that is broken and mended.

const deploy = fileURLToPath(new URL('../../deploy/', import.meta.url));
const rules = join(deploy, 'prometheus/camproof.rules.yml');
const folder = mkdtempSync(join(tmpdir(), 'camproof-prometheus-'));
const here = isInstalled('promtool', 'prometheus') && isInstalled('prometheus', 'prometheus');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dashboard: { panels: { title: string; targets: { expr: string }[] }[] } = JSON.parse(
  readFileSync(join(deploy, 'grafana/camproof.json'), 'utf8'),
);
const queries = dashboard.panels.flatMap(({ targets }) =>
  targets.map(({ expr }) => expr.replaceAll('$box', '.*')),
);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

describe.skipIf(!here)('what is deployed', () => {
  it('has rules that do what their tests say', () => {
    const { code, stdout, stderr } = judged('promtool', ['test', 'rules', rules.replace(/yml$/, 'test.yml')]);
    expect(stdout + stderr).toMatch(/SUCCESS/);
    expect(code).toBe(0);
  });

  describe('on a live box', () => {
    let box: DemoBox;
    let monitor: Monitor;
    let agent: Agent;
    let metrics: MetricsServer;
    let prometheus: ReturnType<typeof spawn>;
    let api = '';

    beforeAll(async () => {
      box = await startDemoBox({ cameras: 2, server: 'stand-in' });
      monitor = new Monitor({ config: () => box.config, devices: box.devices });
      agent = new Agent({
        monitor,
        state: null,
        events: { changed: () => {}, round: () => {}, trouble: () => {} },
      });
      monitor.start();
      const plain = { columns: 80, color: false, ascii: true, verbose: false, quiet: false };
      metrics = await MetricsServer.start({
        host: '127.0.0.1',
        port: 0,
        report: () => (monitor.report ? renderReport('prometheus', monitor.report, plain) : ''),
        soak: () => agent.soak,
      });
      // As deployed, but without the patience, so that the test need not have it.
      writeFileSync(
        join(folder, 'rules.yml'),
        readFileSync(rules, 'utf8').replaceAll(/for: \w+/g, 'for: 0s'),
      );
      const config = {
        global: { scrape_interval: '1s', evaluation_interval: '1s' },
        rule_files: [join(folder, 'rules.yml')],
        scrape_configs: [
          { job_name: 'camproof', static_configs: [{ targets: [new URL(metrics.url).host] }] },
        ],
      };
      writeFileSync(join(folder, 'prometheus.json'), JSON.stringify(config));
      const port = await freePort();
      api = `http://127.0.0.1:${port}/api/v1`;
      prometheus = spawn(
        'prometheus',
        [
          `--config.file=${join(folder, 'prometheus.json')}`,
          `--storage.tsdb.path=${join(folder, 'data')}`,
          `--web.listen-address=127.0.0.1:${port}`,
          '--log.level=error',
        ],
        { stdio: 'ignore' },
      );
    });
    afterAll(async () => {
      if (prometheus) {
        const ended = once(prometheus, 'exit');
        prometheus.kill('SIGKILL');
        await ended;
      }
      await metrics?.[Symbol.asyncDispose]();
      await agent?.stop();
      await monitor?.stop();
      await box?.stop();
    });

    const ask = async (query: string) => {
      const answer = await fetch(`${api}/query?${new URLSearchParams({ query })}`);
      return (await answer.json()) as { status: string; data: { result: unknown[] } };
    };
    const firing = async (): Promise<string[]> => {
      const answer = await fetch(`${api}/alerts`);
      const { data } = (await answer.json()) as {
        data: { alerts: { state: string; labels: Record<string, string> }[] };
      };
      return data.alerts
        .filter(({ state }) => state === 'firing')
        .map(({ labels }) =>
          [labels['alertname'], labels['camera'], labels['link']].filter(Boolean).join(' '),
        )
        .toSorted();
    };

    it('an alert fires when a camera breaks, and resolves when it is mended', async () => {
      const proved = async () => (await ask('sum(camproof_camera_proved)').catch(() => null))?.data.result;
      await expect.poll(proved, { timeout: 15_000 }).toMatchObject([{ value: [expect.anything(), '2'] }]);
      expect(await firing()).toEqual([]);
      await box.publishers[0]?.stop();
      await expect.poll(firing, { timeout: 15_000 }).toContain('CamproofLinkBroken cam1 capture');
      await box.republish(0);
      await expect.poll(firing, { timeout: 20_000 }).toEqual([]);
    }, 60_000);

    it.each(queries)('the dashboard asks what there is: %s', async (query) => {
      const { status, data } = await ask(query);
      expect(status).toBe('success');
      // Causes and rates of change are empty on a box without trouble, or in its first seconds.
      if (!/diagnosis|rate\(|increase\(/.test(query)) expect(data.result).not.toEqual([]);
    });
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Agent } from '../../src/agent/agent.ts';
import { MetricsServer } from '../../src/agent/metrics.ts';
import { type DemoBox, Monitor, startDemoBox } from '../../src/index.ts';
import { renderReport } from '../../src/reporters/table.ts';
import { isInstalled, judged } from '../reporters/outside-tool.ts';
import { Alerting } from './alerting.ts';

// Rules and dashboard against a real Prometheus and a real Alertmanager, of an agent on a box that is broken and mended.

const deploy = fileURLToPath(new URL('../../deploy/', import.meta.url));
const rules = join(deploy, 'prometheus/camproof.rules.yml');
const folder = mkdtempSync(join(tmpdir(), 'camproof-prometheus-'));
const here = ['promtool', 'prometheus'].every((tool) => isInstalled(tool, 'prometheus'));
const alerts = isInstalled('prometheus-alertmanager', 'prometheus-alertmanager');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dashboard: { panels: { title: string; targets: { expr: string }[] }[] } = JSON.parse(
  readFileSync(join(deploy, 'grafana/camproof.json'), 'utf8'),
);
const queries = dashboard.panels.flatMap(({ targets }) =>
  targets.map(({ expr }) => expr.replaceAll('$box', '.*')),
);

describe.skipIf(!here)('what is deployed', () => {
  it('has rules that do what their tests say', () => {
    const { code, stdout, stderr } = judged('promtool', ['test', 'rules', rules.replace(/yml$/, 'test.yml')]);
    expect(stdout + stderr).toMatch(/SUCCESS/);
    expect(code).toBe(0);
  });

  describe.skipIf(!alerts)('on a live box', () => {
    let box: DemoBox;
    let monitor: Monitor;
    let agent: Agent;
    let metrics: MetricsServer;
    let alerting: Alerting;

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
      alerting = await Alerting.start(folder, {
        target: new URL(metrics.url).host,
        rules: join(folder, 'rules.yml'),
      });
    });
    afterAll(async () => {
      await alerting?.[Symbol.asyncDispose]();
      await metrics?.[Symbol.asyncDispose]();
      await agent?.stop();
      await monitor?.stop();
      await box?.stop();
    });

    const told = () =>
      alerting.notices.map(({ status, labels: { alertname, camera, link } }) =>
        [status, alertname, camera, link].filter(Boolean).join(' '),
      );
    const count = async (query: string) => (await alerting.ask(query))?.[0]?.value[1] ?? '0';

    it('an alert reaches who is on call when a camera breaks, and is taken back when it is mended', async () => {
      await expect
        .poll(() => count('sum(camproof_camera_proved)'), { timeout: 15_000, interval: 100 })
        .toBe('2');
      // A check of the box may fail on the machine of the tests; no camera does.
      expect(told().filter((one) => one.includes('cam'))).toEqual([]);
      await box.publishers[0]?.stop();
      const broken = 'CamproofLinkBroken cam1 capture';
      await expect.poll(told, { timeout: 15_000, interval: 100 }).toContain(`firing ${broken}`);
      const notice = alerting.notices.find(({ labels }) => labels['link'] === 'capture');
      expect(notice?.annotations['summary']).toMatch(/^cam1 on 127\.0\.0\.1:\d+: capture is broken$/);
      expect(notice?.annotations['description']).toContain('camproof check --camera cam1');
      await box.republish(0);
      await expect.poll(told, { timeout: 20_000, interval: 100 }).toContain(`resolved ${broken}`);
      const firing = () => count('count(ALERTS{alertstate="firing", camera!=""})');
      await expect.poll(firing, { timeout: 15_000, interval: 100 }).toBe('0');
      expect(told().filter((one) => one.includes('cam2'))).toEqual([]);
    }, 60_000);

    it.each(queries)('the dashboard asks what there is: %s', async (query) => {
      const result = await alerting.ask(query);
      expect(result).not.toBeNull();
      // What shows trouble alone is empty on a box without, and rates of change in its first seconds.
      if (!/diagnosis|rate\(|increase\(|== 1\)$/.test(query)) expect(result).not.toEqual([]);
    });
  });
});

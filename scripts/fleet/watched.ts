import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fleetOf, type SimulatedBox } from './boxes.ts';
import type { Due } from './kinds.ts';
import { panelQueries, wrongIn } from './panels.ts';
import { Prometheus, type RuleState } from './prometheus.ts';

export interface FleetOptions {
  readonly boxes: number;
  /** How long it is watched before it is judged, s. */
  readonly watchS: number;
  /** Time between two scrapes, and between two evaluations of the rules, ms. */
  readonly everyMs: number;
}

/** One thing that was asked of Prometheus: how long it took, and what was wrong with the answer. */
export interface Row {
  readonly what: string;
  /** How much there is of it: alerts that fire, or series. */
  readonly count: number;
  readonly ms: number;
  /** As a graph over the time watched, where the panel draws one. */
  readonly graphMs?: number;
  readonly wrong: string | null;
}

export interface FleetResult {
  readonly rules: readonly Row[];
  readonly panels: readonly Row[];
  readonly series: number;
  readonly peakMiB: number;
  /** Share of a core that Prometheus took. */
  readonly core: number;
  readonly kinds: ReadonlyMap<string, number>;
}

/** Watches a simulated fleet with a real Prometheus, and compares what it says with what was simulated. */
export async function watchFleet({ boxes: count, watchS, everyMs }: FleetOptions): Promise<FleetResult> {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'camproof-fleet-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  let startedAt = performance.now();
  const phase = () => Math.min(1, (performance.now() - startedAt) / (watchS * 1_000));
  const boxes = fleetOf(count, phase).map((box) => stack.use(box));
  await Promise.all(boxes.map((box) => box.start()));
  const prometheus = stack.use(await Prometheus.start(folder, configuration(folder, boxes, everyMs)));
  await prometheus.ready(boxes.length);
  startedAt = performance.now();
  for (let at = 0; at < 1; at = phase()) {
    for (const box of boxes) if (at >= (box.kind.goneAt ?? 2)) await box.leave();
    await sleep(everyMs);
  }
  const rules = ruleRows(await prometheus.rules(), boxes);
  return {
    rules,
    panels: await panelRows(prometheus, boxes, watchS),
    series: await prometheus.series(),
    peakMiB: prometheus.cost.peakMiB,
    core: prometheus.cost.cpuS / ((performance.now() - startedAt) / 1_000),
    kinds: new Map([...Map.groupBy(boxes, ({ kind }) => kind.name)].map(([name, all]) => [name, all.length])),
  };
}

/** The rules as deployed, but without the patience, which is tested by promtool; each box under its own name. */
function configuration(folder: string, boxes: readonly SimulatedBox[], everyMs: number): object {
  const file = join(folder, 'rules.yml');
  const deployed = new URL('../../deploy/prometheus/camproof.rules.yml', import.meta.url);
  writeFileSync(file, readFileSync(deployed, 'utf8').replaceAll(/for: \w+/g, 'for: 0s'));
  const every = `${everyMs}ms`;
  return {
    global: { scrape_interval: every, scrape_timeout: every, evaluation_interval: every },
    rule_files: [file],
    scrape_configs: [
      {
        job_name: 'camproof',
        static_configs: boxes.map(({ name, target }) => ({ targets: [target], labels: { instance: name } })),
      },
    ],
  };
}

const words = (instance: string | undefined, { camera, link, check }: Omit<Due, 'alertname'>): string =>
  [instance, camera, link, check].filter(Boolean).join(' ');

function ruleRows(rules: readonly RuleState[], boxes: readonly SimulatedBox[]): readonly Row[] {
  return rules.map(({ name, alerts, evaluationTime, health, lastError }) => {
    const fires = new Set(
      alerts
        .filter(({ state }) => state === 'firing')
        .map(({ labels }) => words(labels['instance'], labels as Omit<Due, 'alertname'>)),
    );
    const due = new Set(
      boxes.flatMap((box) =>
        box.kind.due.filter((one) => one.alertname === name).map((one) => words(box.name, one)),
      ),
    );
    const unheard = [...due].filter((one) => !fires.has(one)).map((one) => `silent: ${one}`);
    const untrue = [...fires].filter((one) => !due.has(one)).map((one) => `untrue: ${one}`);
    const wrong = health === 'ok' ? [...unheard, ...untrue].join(', ') : (lastError ?? health);
    return { what: name, count: fires.size, ms: evaluationTime * 1_000, wrong: wrong || null };
  });
}

async function panelRows(
  prometheus: Prometheus,
  boxes: readonly SimulatedBox[],
  watchS: number,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const panel of panelQueries()) {
    const { result, ms } = await prometheus.query(panel.query);
    const graph = panel.isGraph ? { graphMs: await prometheus.graph(panel.query, watchS) } : {};
    rows.push({
      what: panel.title,
      count: result.length,
      ms,
      ...graph,
      wrong: wrongIn(panel, result, boxes),
    });
  }
  return rows;
}

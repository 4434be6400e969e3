// Proves the soak report against the truth: a demo box is broken and mended on a schedule, and what a monitor says of it
// afterwards is compared with what was done. usage: scripts/soak.ts [MINUTES]
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from '../src/agent/agent.ts';
import { soakText } from '../src/agent/text.ts';
import { breakFault, Monitor, mendFault, startDemoBox } from '../src/index.ts';

/** Faults that break the first camera's line, one of them every camera's, and those beside it that are no dropouts. */
const ALL = 'media-server-hung';
const BREAKING = ['publisher-killed', 'publisher-stopped', ALL, 'device-missing'];
const BESIDE = ['missing-in-list', 'websocket-mute', 'wrong-ping'];
const ACCURACY_MS = 2_000;

const minutes = Number(process.argv[2] ?? 15);
const none = () => {};
await using box = await startDemoBox({ cameras: 2 });
await using monitor = new Monitor({ config: () => box.config, devices: box.devices });
const agent = new Agent({ monitor, state: null, events: { changed: none, round: none, trouble: none } });
const truth: { readonly id: string; readonly at: number; readonly until: number }[] = [];
monitor.start();
await sleep(10_000);

const end = performance.now() + minutes * 60_000;
for (let turn = 0; performance.now() < end; turn++) {
  const beside = turn % 3 === 2;
  const id = beside ? BESIDE[Math.floor(turn / 3) % BESIDE.length] : BREAKING[truth.length % BREAKING.length];
  if (!id) continue;
  const at = Date.now();
  await breakFault(box, id);
  // From shorter than a look to much longer.
  await sleep([8_000, 20_000, 45_000][turn % 3]);
  await mendFault(box, id);
  if (!beside) truth.push({ id, at, until: Date.now() });
  process.stderr.write(`${id} ${Math.round((Date.now() - at) / 1000)} s\n`);
  await sleep(15_000);
}

const { soak } = agent;
process.stdout.write(`${soakText(soak, { user: 'root' })}\n`);
const seen = soak.cameras[0]?.dropouts ?? [];
const off = truth.map(({ id, at, until }, index) => {
  const one = seen[index];
  if (!one) return { id, start: Number.NaN, length: Number.NaN };
  return { id, start: Date.parse(one.at) - at, length: one.lengthMs - (until - at) };
});
for (const { id, start, length } of off)
  process.stdout.write(`${id}: start ${start} ms, length ${length} ms off\n`);
const others = soak.cameras[1]?.dropouts.length ?? 0;
const exact = off.every(
  ({ start, length }) => Math.abs(start) < ACCURACY_MS && Math.abs(length) < ACCURACY_MS,
);
process.stdout.write(`${truth.length} done, ${seen.length} told, ${others} of the other camera\n`);
await agent.stop();
const ofAll = truth.filter(({ id }) => id === ALL).length;
process.exitCode = exact && seen.length === truth.length && others === ofAll ? 0 : 1;

// What the agent has to live through, done for real and often: killed at random moments, and a media server that is
// restarted again and again. usage: scripts/endure.ts [kills|restarts] [TIMES]   (after npm run build)
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from '../src/agent/agent.ts';
import { soakText } from '../src/agent/text.ts';
import { Monitor, startDemoBox } from '../src/index.ts';
import { chance, killAgent } from '../tests/support/killed-agent.ts';

const main = join(import.meta.dirname, '../dist/camproof.js');
/** From a restart of the server until every camera is proved to send again, ms. */
const BACK_MS = 30_000;
/** What may be said of a camera, or of the box, while its server is restarted. */
const TRUE_THEN = new Set([
  'mediamtx-down',
  'mediamtx-starting',
  'server-hangs-up',
  'no-publisher',
  'nobody-publishes',
]);

const parts: Readonly<Record<string, (times: number) => Promise<boolean>>> = { kills, restarts };
const [part = 'kills', times] = process.argv.slice(2);
const run = parts[part];
if (!run) throw new RangeError(`${part} is none of ${Object.keys(parts).join(', ')}`);
process.exitCode = (await run(Number(times ?? { kills: 200, restarts: 50 }[part]))) ? 0 : 1;

/** Kills an agent at random moments of its life; afterwards its state can be read and nothing of it is left. */
async function kills(count: number): Promise<boolean> {
  await using box = await startDemoBox({ cameras: 2, server: 'stand-in' });
  const folder = mkdtempSync(join(tmpdir(), 'camproof-endure-'));
  const seed = Number(process.env['SEED'] ?? Date.now() % 100_000);
  const random = chance(seed);
  const lives = Array.from({ length: count }, random);
  try {
    const wrong = await killAgent({ main, configFile: box.configFile, folder, lives });
    for (const one of wrong) console.log(one);
    const names = readdirSync(folder);
    const bytes = names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    const said = `state of ${bytes} bytes in ${names.length} files`;
    console.log(`${count} kills (SEED=${seed}), ${wrong.length} things wrong afterwards; ${said}`);
    return wrong.length === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Kills and starts the media server of a watched box; each time that is told, nothing else is, and all comes back. */
async function restarts(count: number): Promise<boolean> {
  await using box = await startDemoBox({ cameras: 2 });
  await using monitor = new Monitor({ config: () => box.config, devices: box.devices });
  const none = () => {};
  const agent = new Agent({ monitor, state: null, events: { changed: none, round: none, trouble: none } });
  const said = new Set<string>();
  monitor.subscribe(() => {
    for (const { checkId, subject, status, diagnosis, summary, evidence } of monitor.report?.findings ?? []) {
      const code = diagnosis?.code ?? `${checkId} ${subject}`;
      if (status !== 'fail' || said.has(code)) continue;
      said.add(code);
      const facts = evidence.map(({ label, actual, at }) => `${at} ${label}: ${actual}`);
      if (!TRUE_THEN.has(code))
        console.log(`${new Date().toISOString()} ${subject} ${code}: ${summary}`, facts);
    }
  });
  monitor.start();
  let pid = box.media.pid ?? 0;
  let bad = await back(monitor, 0);
  for (let turn = 0; turn < count; turn++) {
    pid = await restarted(pid);
    while (!(await fetch(`${box.media.apiUrl}/v3/paths/list`).catch(() => null))?.ok) await sleep(50);
    for (const { index } of box.models) await box.republish(index);
    bad += await back(monitor, turn + 1);
  }
  const { soak } = agent;
  await agent.stop();
  process.kill(pid, 'SIGKILL');
  const untrue = [...said].filter((code) => !TRUE_THEN.has(code));
  console.log(soakText(soak, { user: 'root' }).split('\n').slice(0, 5).join('\n'));
  console.log(`said: ${[...said].toSorted().join(', ')}`);
  console.log(
    `${count} restarts, ${bad} after which not all came back, untrue: ${untrue.join(', ') || 'nothing'}`,
  );
  const each = soak.cameras.every(({ dropoutCount }) => dropoutCount === count);
  console.log(
    `dropouts: ${soak.cameras.map(({ camera, dropoutCount }) => `${camera} ${dropoutCount}`).join(', ')}`,
  );
  return bad === 0 && untrue.length === 0 && each;
}

/** Another process of the same program, with the same words, in its place. */
async function restarted(pid: number): Promise<number> {
  const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
  const program = readlinkSync(`/proc/${pid}/exe`);
  const cwd = readlinkSync(`/proc/${pid}/cwd`);
  process.kill(pid, 'SIGKILL');
  await sleep(300 + Math.random() * 2_000);
  const [argv0 = '', ...words] = argv;
  return spawn(program, words, { argv0, cwd, stdio: 'ignore' }).pid ?? 0;
}

/** 1 where not every camera was proved to send again in time. */
async function back(monitor: Monitor, turn: number): Promise<number> {
  const from = monitor.sweep?.mono ?? 0;
  const runs = () =>
    (monitor.sweep?.mono ?? 0) > from + 3_000 &&
    monitor.report?.cameras.every(({ links }) => links.ready === 'pass' && links.capture === 'pass');
  for (const end = performance.now() + BACK_MS; performance.now() < end; await sleep(100))
    if (runs()) return 0;
  console.log(`turn ${turn}: ${JSON.stringify(monitor.report?.cameras.map(({ headline }) => headline))}`);
  return 1;
}

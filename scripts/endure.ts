// What the agent has to live through, done for real and often: killed at random moments, and a media server that is
// restarted again and again. usage: scripts/endure.ts [kills|restarts] [TIMES]   (after npm run build)
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from '../src/agent/agent.ts';
import { StateFolder } from '../src/agent/state.ts';
import { soakText } from '../src/agent/text.ts';
import { Monitor, startDemoBox } from '../src/index.ts';

const main = join(import.meta.dirname, '../dist/camproof.js');
const MARK = `CAMPROOF_ENDURE=${process.pid}`;
/** A killed agent's helpers end by themselves within this time, ms. */
const ORPHAN_MS = 5_000;
/** From a restart of the server until every camera is proved to send again, ms. */
const BACK_MS = 30_000;
/** What may be said of a camera, or of the box, while its server is restarted. */
const TRUE_THEN = new Set(['mediamtx-down', 'no-publisher', 'nobody-publishes']);

const parts: Readonly<Record<string, (times: number) => Promise<boolean>>> = { kills, restarts };
const [part = 'kills', times] = process.argv.slice(2);
const run = parts[part];
if (!run) throw new RangeError(`${part} is none of ${Object.keys(parts).join(', ')}`);
process.exitCode = (await run(Number(times ?? { kills: 200, restarts: 50 }[part]))) ? 0 : 1;

/** Kills an agent at random moments of its life; afterwards its state can be read and nothing of it is left. */
async function kills(count: number): Promise<boolean> {
  await using box = await startDemoBox({ cameras: 2, server: 'stand-in' });
  const folder = mkdtempSync(join(tmpdir(), 'camproof-endure-'));
  let bad = 0;
  try {
    for (let turn = 0; turn < count; turn++) {
      const [name = '', value = ''] = MARK.split('=');
      const words = ['watch', '--config', box.configFile, '--state', folder, '--format', 'jsonl'];
      const child = spawn(process.execPath, [main, ...words], {
        stdio: 'ignore',
        env: { ...process.env, [name]: value },
      });
      await sleep(200 + Math.random() * 2_800);
      child.kill('SIGKILL');
      await once(child, 'exit');
      const state = new StateFolder(folder);
      const [beats, changes, proof] = [await state.beats(), await state.changes(), await state.proof()];
      const wasProved = readdirSync(folder).includes('proof.json');
      const whole = [...beats, ...changes].every(({ at }) => !Number.isNaN(Date.parse(at)));
      const left = await orphans();
      if (whole && wasProved === (proof !== null) && left.length === 0) continue;
      bad++;
      console.log(`turn ${turn}: state ${whole ? 'whole' : 'torn'}, proof ${proof !== null}, left ${left}`);
    }
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    console.log(`${count} kills, ${bad} with something wrong afterwards; state of ${bytes} bytes`);
    return bad === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Processes of killed agents that are still there after a while. */
async function orphans(): Promise<readonly string[]> {
  for (const end = performance.now() + ORPHAN_MS; ; await sleep(50)) {
    const left = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isOurs(pid));
    if (left.length === 0 || performance.now() > end) return left;
  }
}

function isOurs(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(MARK);
  } catch {
    return false;
  }
}

/** Kills and starts the media server of a watched box; each time that is told, nothing else is, and all comes back. */
async function restarts(count: number): Promise<boolean> {
  await using box = await startDemoBox({ cameras: 2 });
  await using monitor = new Monitor({ config: () => box.config, devices: box.devices });
  const none = () => {};
  const agent = new Agent({ monitor, state: null, events: { changed: none, round: none, trouble: none } });
  const said = new Map<string, number>();
  monitor.subscribe(() => {
    for (const { checkId, subject, status, diagnosis } of monitor.report?.findings ?? [])
      if (status === 'fail') said.set(diagnosis?.code ?? `${checkId} ${subject}`, monitor.sweep?.mono ?? 0);
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
  const untrue = [...said.keys()].filter((code) => !TRUE_THEN.has(code));
  console.log(soakText(soak).split('\n').slice(0, 5).join('\n'));
  console.log(`said: ${[...said.keys()].toSorted().join(', ')}`);
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

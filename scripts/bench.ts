// The figures of the README, each as a ratio or against its bound, measured in one run on the demo box.
// usage: npm run bench (after npm run build; wants a quiet machine)
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { checkBox, known, reading, startDemoBox } from '../src/index.ts';

const main = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist/camproof.js');
const RUNS = 5;
const SWEEPS = Number(process.env['SWEEPS'] ?? 1_000);

interface Row {
  readonly figure: string;
  readonly measured: string;
  readonly bound: string;
  readonly holds: boolean;
}
const rows: Row[] = [];
const row = (figure: string, value: number, unit: string, bound: number, digits = 2) =>
  rows.push({
    figure,
    measured: `${value.toFixed(digits)} ${unit}`,
    bound: `≤ ${bound} ${unit}`,
    holds: value <= bound,
  });

/** Median wall time of a command, s. Not spawnSync: the demo's service lives in this process and has to answer. */
async function time(args: readonly string[]): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    const child = spawn(process.execPath, args, { stdio: 'ignore' });
    const [code] = await once(child, 'exit');
    times.push((performance.now() - start) / 1000);
    if (code === null || code > 2) throw new Error(`${args.join(' ')} ended with ${code}`);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)] ?? Number.NaN;
}

/** Peak resident memory of a command, MiB, looked at every few milliseconds. */
async function peak(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  let most = 0;
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      most = Math.max(most, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // It has ended.
    }
  }, 5);
  await new Promise((resolve) => child.once('exit', resolve));
  clearInterval(timer);
  return most;
}

{
  await using box = await startDemoBox({ cameras: 4 });
  const config = ['--config', box.configFile];
  const node = await time(['-e', '0']);
  row('camproof version / node -e 0', (await time([main, 'version'])) / node, '×', 2.5);
  row('camproof smoke / node -e 0', (await time([main, 'smoke', ...config])) / node, '×', 6);
  row('check --passive, 4 cameras', await time([main, 'check', '--passive', ...config]), 's', 0.6);
  row('check, 4 cameras', await time([main, 'check', ...config]), 's', 4);
  // The library of WebRTC takes 33 MiB of it.
  row('peak memory of check', await peak([main, 'check', ...config]), 'MiB', 120, 0);

  const sweep = () =>
    checkBox({
      config: box.config,
      devices: box.devices,
      options: { passive: true, only: ['mediamtx-api', 'expected-cameras', 'json-rpc'] },
    });
  for (let warm = 0; warm < 100; warm++) await sweep();
  const collect = globalThis.gc ?? (() => {});
  collect();
  const handles = process.getActiveResourcesInfo().length;
  const before = process.memoryUsage().heapUsed;
  for (let count = 0; count < SWEEPS; count++) {
    await sweep();
    // The camera service allows a few hundred requests a minute and connection, and is not what is measured.
    box.service.behaviour.limited = false;
  }
  collect();
  const grown = (process.memoryUsage().heapUsed - before) / 2 ** 20;
  row(`heap growth over ${SWEEPS} sweeps`, grown, 'MiB', 10, 1);
  row(`handles left by ${SWEEPS} sweeps`, process.getActiveResourcesInfo().length - handles, '', 0, 0);
}
{
  await using box = await startDemoBox({ cameras: 1 });
  const { config, devices } = box;
  const look = () => checkBox({ config, devices, options: { only: ['deliver'] } });
  // The first one also loads WebRTC, here and in the stand-in.
  await look();
  const { sweep } = await look();
  const played = known(sweep.readings, 'hls', 'cam1');
  const watched = known(sweep.readings, 'webrtc', 'cam1');
  row('first WebRTC packet after the offer', (watched?.firstPacketMs ?? Number.NaN) / 1000, 's', 0.5);
  // Parts of low-latency HLS are 0.2 s long, the stand-in's segments 0.4 s.
  const bound = box.media.kind === 'mediamtx' ? 0.3 : 0.6;
  row(
    'HLS proof after its first segment',
    ((played?.proofMs ?? NaN) - (played?.firstMediaMs ?? NaN)) / 1000,
    's',
    bound,
  );
}
/** Key frames of the demo are so far apart, s. */
const T = 1;

/** Reads and decodes every stream of a box; s until all have ended, and until each was proved and looked at at the latest. */
async function decoded(cameras: number): Promise<{ all: number; proof: number; pictures: number }> {
  await using box = await startDemoBox({ cameras });
  const start = performance.now();
  const { config, devices } = box;
  const { sweep, report } = await checkBox({
    config,
    devices,
    options: { only: ['decode', 'decode-pictures'] },
  });
  const all = (performance.now() - start) / 1000;
  if (report.counts.fail > 0) throw new Error(`a healthy box of ${cameras} fails: ${report.headline}`);
  const paths = Object.keys(sweep.readings.rtsp ?? {});
  const took = (path: string) =>
    (reading(sweep.readings, 'rtsp', path)?.tookMs ?? Number.NaN) +
    (reading(sweep.readings, 'pictures', path)?.tookMs ?? Number.NaN);
  return {
    all,
    proof:
      Math.max(...paths.map((path) => known(sweep.readings, 'rtsp', path)?.proofMs ?? Number.NaN)) / 1000,
    pictures: Math.max(...paths.map(took)) / 1000,
  };
}
{
  const one = await decoded(1);
  row('RTP proof, a key frame each second', one.proof, 's', T + 0.3);
  row('pictures, a key frame each second', one.pictures, 's', T + 1.5);
  row('decode of 16 cameras / of one', (await decoded(16)).all / one.all, '×', 2);
}
{
  await using box = await startDemoBox({ cameras: 64 });
  row(
    'check --passive, 64 paths',
    await time([main, 'check', '--passive', '--config', box.configFile]),
    's',
    1.2,
  );
}

const width = Math.max(...rows.map(({ figure }) => figure.length));
for (const { figure, measured, bound, holds } of rows)
  console.log(`${holds ? 'ok  ' : 'MISS'}  ${figure.padEnd(width)}  ${measured.padStart(12)}  ${bound}`);
process.exitCode = rows.every(({ holds }) => holds) ? 0 : 1;

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { ProcessInfo, ProcessTable, Readings } from '../../../src/model/index.ts';
import { NO_DESCRIPTORS, readDescriptors } from '../../../src/probes/processes/descriptors.ts';
import { progressProbe, switchesSince } from '../../../src/probes/processes/progress.ts';
import { Spoken } from '../../../src/probes/processes/spoken.ts';
import { processesProbe } from '../../../src/probes/processes/table.ts';
import { made } from '../../support/sweeps.ts';
import { configFor } from '../mediamtx/observe.ts';

const folder = mkdtempSync(join(tmpdir(), 'camproof-proc-'));
const dev = join(folder, 'dev');
mkdirSync(dev);
writeFileSync(join(dev, 'video0'), '');
symlinkSync('video0', join(dev, 'by-id-link'));

const children: ChildProcess[] = [];
const isRoot = process.getuid?.() === 0;
/** In a container even root may be refused this. */
const may = (...argv: [string, ...string[]]): boolean =>
  isRoot && spawnSync(argv[0], argv.slice(1), { stdio: 'ignore' }).status === 0;
const mayMakeNodes = may('mknod', join(folder, 'full'), 'c', '1', '7');
const mayMountProc = may('unshare', '--mount', 'mount', '-t', 'proc', '-o', 'hidepid=2', 'proc', '/proc');
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

/** A child that lives until the test ends. */
function live(
  argv: readonly [string, ...string[]],
  options: { fds?: number[]; env?: Record<string, string> } = {},
): ChildProcess {
  const [program, ...words] = argv;
  const child = spawn(program, words, {
    stdio: ['ignore', 'ignore', 'ignore', ...(options.fds ?? [])],
    env: { ...process.env, ...options.env },
  });
  children.push(child);
  return child;
}

const config = configFor({ url: 'http://127.0.0.1:1' });
const context = (signal = AbortSignal.timeout(10_000), known: Readings = {}) => ({
  config,
  devices: { devRoot: dev, sysRoot: '/nonexistent', simulated: null },
  known,
  wake: false,
  signal,
  deadline: performance.now() + 10_000,
});
const look = (): Promise<ProcessTable> => processesProbe().observe('box', context());
const find = (table: ProcessTable, { pid }: ChildProcess) => table.processes.find((one) => one.pid === pid);

/** The same look by a user without any privilege, run by `prefix` where that sets the scene. */
async function lookAsNobody(
  prefix: readonly string[] = [],
  simulated: object | null = null,
): Promise<ProcessTable> {
  const module = fileURLToPath(new URL('../../../src/probes/processes/table.ts', import.meta.url));
  const script = `const { processesProbe } = await import(${JSON.stringify(module)});
    const context = { ...${JSON.stringify({ config, devices: { devRoot: dev, simulated } })}, signal: new AbortController().signal };
    console.log(JSON.stringify(await processesProbe().observe('box', context)));`;
  const [program = '', ...words] = [
    ...prefix,
    ...['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'],
    ...[process.execPath, '--input-type=module', '-e', script],
  ];
  const nobody = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  nobody.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await once(nobody, 'close');
  return JSON.parse(text);
}

/** The local port of a server that listens. */
async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

describe('the pass over /proc', () => {
  it('finds who holds a device, also through a link', async () => {
    const fd = openSync(join(dev, 'by-id-link'), 'r');
    const holder = live(['sleep', '60'], { fds: [fd] });
    closeSync(fd);
    expect(find(await look(), holder)).toMatchObject({
      comm: 'sleep',
      devices: [join(dev, 'video0')],
      fdsReadable: true,
      uid: process.getuid?.(),
    });
  });

  it.runIf(isRoot)('gives a process without supplementary groups none', async () => {
    const alone = live(['setpriv', '--clear-groups', 'sh', '-c', 'sleep 60; true', '/dev/video0']);
    await expect.poll(async () => find(await look(), alone)?.comm, { timeout: 5_000 }).toBe('sh');
    expect(find(await look(), alone)?.groups).toEqual([0]);
  });

  it.runIf(mayMakeNodes)('knows a device by its number, whatever a container calls it', async () => {
    // /dev/full stands for a camera: opening it wakes nothing.
    for (const name of ['video7', 'cam']) execFileSync('mknod', [join(dev, name), 'c', '1', '7']);
    const fd = openSync(join(dev, 'cam'), 'r');
    const holder = live(['sleep', '60'], { fds: [fd] });
    closeSync(fd);
    const table = await look();
    rmSync(join(dev, 'video7'));
    rmSync(join(dev, 'cam'));
    expect(find(table, holder)).toMatchObject({ devices: [join(dev, 'video7')] });
    // Unplugged and plugged in again: what is still open is the old one.
    writeFileSync(join(dev, 'video7'), '');
    expect(find(await look(), holder)).toBeUndefined();
    rmSync(join(dev, 'video7'));
  });

  it('leaves camproof itself out', async () => {
    const fd = openSync(join(dev, 'video0'), 'r');
    const table = await look();
    closeSync(fd);
    expect(table.processes.map(({ pid }) => pid)).not.toContain(process.pid);
  });

  it('knows a hook of MediaMTX by its environment, and takes nothing else out of it', async () => {
    const hook = live(['sleep', '60'], { env: { MTX_PATH: 'yard', SECRET: 'hunter2' } });
    const table = await look();
    expect(find(table, hook)).toMatchObject({ mtxPath: 'yard' });
    expect(JSON.stringify(table)).not.toContain('hunter2');
  });

  it('finds publishers by their command line, without its secrets', async () => {
    const publisher = live(['sh', '-c', 'sleep 60; :', 'rtsp://user:hunter2@127.0.0.1:8554/cam0']);
    const seen = find(await look(), publisher);
    expect(seen?.argv).toContain('rtsp://127.0.0.1:8554/cam0');
  });

  it('joins sockets to the process, with both ends', async () => {
    const server = createServer();
    const port = await portOf(server);
    const connected = once(server, 'connection');
    const client = live([
      process.execPath,
      '-e',
      `require('net').connect(${port}, '127.0.0.1'); setInterval(() => {}, 1e6)`,
      'rtsp://h/x',
    ]);
    const [socket] = await connected;
    const seen = find(await look(), client);
    expect(seen?.sockets).toContainEqual({
      protocol: 'tcp',
      localAddress: '127.0.0.1',
      localPort: socket.remotePort,
      remoteAddress: '127.0.0.1',
      remotePort: port,
      listening: false,
    });
    socket.destroy();
    server.close();
  });

  it('lists listeners with their owner', async () => {
    const server = createServer();
    const port = await portOf(server);
    expect((await look()).listeners).toContainEqual(
      expect.objectContaining({ protocol: 'tcp', address: '127.0.0.1', port, pid: process.pid }),
    );
    server.close();
  });

  it('sees the two ends of a pipe as one group', async () => {
    const fd = openSync(join(dev, 'video0'), 'r');
    const shell = live(['sh', '-c', 'sleep 61 <&3 | sleep 62 3<&- '], { fds: [fd] });
    closeSync(fd);
    await expect
      .poll(
        async () =>
          (await look()).processes.filter(({ argv }) => ['61', '62'].includes(argv[1] ?? '')).length,
      )
      .toBe(2);
    const [one, other] = (await look()).processes.filter(({ argv }) => ['61', '62'].includes(argv[1] ?? ''));
    expect(one?.pipes.some((inode) => other?.pipes.includes(inode))).toBe(true);
    expect(shell.exitCode).toBeNull();
    const [camera, encoder] = one?.devices.length ? [one, other] : [other, one];
    expect(camera?.reads).not.toContain(encoder?.reads?.[0]);
    expect(camera?.pipes).toContain(encoder?.reads?.[0]);
    for (const seen of [one, other]) if (seen) process.kill(seen.pid, 'SIGKILL');
  });

  it('ties nobody to a holder by the log that both write into', async () => {
    const fd = openSync(join(dev, 'video0'), 'r');
    live(['sh', '-c', '{ sleep 63 & exec sleep 64 3<&-; } | sleep 65 3<&-'], { fds: [fd] });
    closeSync(fd);
    const seen = async () => (await look()).processes.map(({ argv }) => argv[1] ?? '').toSorted();
    await expect.poll(seen).toEqual(expect.arrayContaining(['63', '65']));
    expect(await seen()).not.toContain('64');
    for (const { pid, argv } of (await look()).processes)
      if (['63', '65'].includes(argv[1] ?? '')) process.kill(pid, 'SIGKILL');
  });

  it('shows the service by its port, though nothing about it has to do with cameras', async () => {
    const script = "require('net').createServer().listen(0, '127.0.0.1', function () { this.x = 1 })";
    const server = live([process.execPath, '-e', script]);
    const listener = async () => (await look()).listeners.find(({ pid }) => pid === server.pid);
    await expect.poll(listener).toBeDefined();
    expect(find(await look(), server)).toBeUndefined();
    const port = (await listener())?.port;
    const service = { ...config.service, url: `ws://127.0.0.1:${port}/ws` };
    const table = await processesProbe().observe('box', { ...context(), config: { ...config, service } });
    expect(find(table, server)?.sockets).toContainEqual(expect.objectContaining({ localPort: port }));
  });

  it.runIf(isRoot)('misses nobody of a made-up box, whose devices lie in a folder of its own', async () => {
    const table = await lookAsNobody([], {});
    expect(table.hidden).toBeGreaterThan(0);
    expect(table.sawAll).toBe(true);
  });

  it.runIf(isRoot)('says as an ordinary user what it could not see', async () => {
    const fd = openSync(join(dev, 'video0'), 'r');
    const holder = live(['sh', '-c', 'sleep 60; :', '/dev/video0'], { fds: [fd] });
    closeSync(fd);
    const table = await lookAsNobody();
    expect(table.hidden).toBeGreaterThan(0);
    expect(table.sawAll).toBe(false);
    expect(find(table, holder)).toMatchObject({
      fdsReadable: false,
      devices: [],
      argv: ['sh', '-c', 'sleep 60; :', '/dev/video0'],
    });
  });

  it.runIf(mayMountProc).each([
    ['do not show what they are', 1],
    ['are not even listed', 2],
  ])('says so where the processes of others %s', async (_, hidepid) => {
    const mounted = `mount -t proc -o hidepid=${hidepid} proc /proc && exec "$@"`;
    const table = await lookAsNobody(['unshare', '--mount', 'sh', '-c', mounted, 'sh']);
    expect(table.hidden).toBeGreaterThan(0);
    expect(table.sawAll).toBe(false);
  });

  it('stops when it is told to', async () => {
    await expect(processesProbe().observe('box', context(AbortSignal.abort()))).rejects.toThrow();
  });
});

describe('descriptors', () => {
  const nodes = { root: dev, byIdentity: new Map<string, string>() };

  it('of a process that is gone are none, not hidden', async () => {
    expect(await readDescriptors('/proc', 4_194_303, nodes)).toEqual(NO_DESCRIPTORS);
  });

  it('by the thousand are all seen', async () => {
    const script =
      "for (let i = 0; i < 1500; i++) require('fs').openSync('/dev/null'); setInterval(() => {}, 1e6)";
    const fd = openSync(join(dev, 'video0'), 'r');
    const hoarder = live([process.execPath, '-e', script], { fds: [fd] });
    closeSync(fd);
    const count = () => readdirSync(`/proc/${hoarder.pid}/fd`).length;
    await expect.poll(count).toBeGreaterThan(1500);
    expect(find(await look(), hoarder)).toMatchObject({ devices: [join(dev, 'video0')] });
  });
});

describe('progress', () => {
  const watch = (pid: number | undefined) => progressProbe().observe(String(pid), context());

  it('sees at once that a process moves', async () => {
    const busy = live([process.execPath, '-e', 'setInterval(() => { for (let i = 0; i < 1e6; i++); }, 5)']);
    const seen = await watch(busy.pid);
    expect(seen.switches).toBeGreaterThan(0);
    expect(seen.ended).toBe(false);
    expect(seen.windowMs).toBeLessThan(2_000);
  });

  it('tells a stopped process by its state, at once', async () => {
    const stopped = live([process.execPath, '-e', 'setInterval(() => {}, 5)']);
    await once(stopped, 'spawn');
    stopped.kill('SIGSTOP');
    await expect.poll(async () => (await watch(stopped.pid)).states.at(-1)).toBe('T');
    expect(await watch(stopped.pid)).toMatchObject({ cpuMs: 0, switches: 0, ended: false });
  });

  it('watches one that sleeps for the whole window', async () => {
    const still = live(['sleep', '60']);
    // While it starts it moves.
    await expect.poll(async () => (await watch(still.pid)).switches, { timeout: 10_000 }).toBe(0);
    const seen = await watch(still.pid);
    expect(seen).toMatchObject({ cpuMs: 0, switches: 0, ended: false });
    expect(seen.windowMs).toBeGreaterThanOrEqual(2_900);
  });

  it('sees that one ends', async () => {
    const short = live(['sleep', '2']);
    // While it starts it moves, and is told so at once; the look after that sees its end.
    await expect.poll(async () => (await watch(short.pid)).ended, { timeout: 10_000 }).toBe(true);
  });

  it('knows that one which was listed has ended, or its pid was given to another', async () => {
    const sleeper = live(['sleep', '60'], { env: { MTX_PATH: 'yard' } });
    const listed = await look();
    const asListed = (change: (one: ProcessInfo) => ProcessInfo) => ({
      processes: { box: made({ ...listed, processes: listed.processes.map(change) }) },
    });
    const progressOf = (pid: number, known: Readings) =>
      progressProbe().observe(String(pid), context(undefined, known));
    const reused = asListed((one) => ({ ...one, startTicks: one.startTicks - 1 }));
    expect(await progressOf(sleeper.pid ?? 0, reused)).toMatchObject({ ended: true });
    const gone = asListed((one) => (one.pid === sleeper.pid ? { ...one, pid: 4_194_303 } : one));
    expect(await progressOf(4_194_303, gone)).toMatchObject({ ended: true, states: [] });
  });

  it('is not led astray by a thread that ended or began', () => {
    const before = new Map([
      ['7', 5],
      ['8', 9_000],
    ]);
    expect(switchesSince(before, new Map([['7', 5]]))).toBe(0);
    const began = new Map([
      ['7', 6],
      ['9', 3],
    ]);
    expect(switchesSince(before, began)).toBe(4);
  });

  it('has a fault for one that never was', async () => {
    await expect(watch(4_194_303)).rejects.toMatchObject({ code: 'absent' });
  });
});

describe('the words that processes were started with', () => {
  const proc = mkdtempSync(join(folder, 'proc-'));
  const starts = (pid: number, argv: string, environ = '') => {
    mkdirSync(join(proc, String(pid)), { recursive: true });
    writeFileSync(join(proc, String(pid), 'cmdline'), argv);
    writeFileSync(join(proc, String(pid), 'environ'), environ);
  };
  const stat = (comm: string) => ({ comm, state: 'S', ppid: 1, cpuMs: 0, startTicks: 7 });

  it('are read again until they are sure, for another program, and for one that is gone', async () => {
    const spoken = new Spoken(proc);
    const words = async (comm: string) => (await spoken.of(1, stat(comm))).argv.join(' ');
    // Forked a moment ago, it still has its parent's.
    starts(1, 'sh\0parent.sh');
    expect(await words('sh')).toBe('sh parent.sh');
    starts(1, 'sh\0publish.sh', 'MTX_PATH=cam0\0');
    expect(await spoken.of(1, stat('sh'))).toMatchObject({ argv: ['sh', 'publish.sh'], mtxPath: 'cam0' });
    await words('sh');
    starts(1, 'sh\0other.sh');
    expect(await words('sh')).toBe('sh publish.sh');
    expect(await words('ffmpeg')).toBe('sh other.sh');
    spoken.keep([2]);
    starts(1, 'again');
    expect(await words('ffmpeg')).toBe('again');
  });
});

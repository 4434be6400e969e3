import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { ProcessTable } from '../../../src/model/index.ts';
import { progressProbe } from '../../../src/probes/processes/progress.ts';
import { processesProbe } from '../../../src/probes/processes/table.ts';
import { configFor } from '../mediamtx/observe.ts';

const folder = mkdtempSync(join(tmpdir(), 'camproof-proc-'));
const dev = join(folder, 'dev');
mkdirSync(dev);
writeFileSync(join(dev, 'video0'), '');
symlinkSync('video0', join(dev, 'by-id-link'));

const children: ChildProcess[] = [];
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

const context = (signal = AbortSignal.timeout(10_000)) => ({
  config: configFor({ url: 'http://127.0.0.1:1' }),
  devices: { devRoot: dev, sysRoot: '/nonexistent', simulated: null },
  known: {},
  wake: false,
  signal,
  deadline: performance.now() + 10_000,
});
const look = (): Promise<ProcessTable> => processesProbe().observe('box', context());
const find = (table: ProcessTable, { pid }: ChildProcess) => table.processes.find((one) => one.pid === pid);

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
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
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
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
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
    for (const seen of [one, other]) if (seen) process.kill(seen.pid, 'SIGKILL');
  });

  it.runIf(process.getuid?.() === 0)('says as an ordinary user what it could not see', async () => {
    const fd = openSync(join(dev, 'video0'), 'r');
    const holder = live(['sh', '-c', 'sleep 60; :', '/dev/video0'], { fds: [fd] });
    closeSync(fd);
    const module = fileURLToPath(new URL('../../../src/probes/processes/table.ts', import.meta.url));
    const script = `const { processesProbe } = await import(${JSON.stringify(module)});
      const table = await processesProbe().observe('box', { devices: { devRoot: ${JSON.stringify(dev)} }, signal: new AbortController().signal });
      console.log(JSON.stringify({ hidden: table.hidden, sawAll: table.sawAll, holder: table.processes.find(({ pid }) => pid === ${holder.pid}) }));`;
    const nobody = spawn(
      'setpriv',
      [
        '--reuid',
        '65534',
        '--regid',
        '65534',
        '--clear-groups',
        process.execPath,
        '--input-type=module',
        '-e',
        script,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let text = '';
    nobody.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    await once(nobody, 'close');
    const seen = JSON.parse(text);
    expect(seen.hidden).toBeGreaterThan(0);
    expect(seen.sawAll).toBe(false);
    expect(seen.holder).toMatchObject({
      fdsReadable: false,
      devices: [],
      argv: ['sh', '-c', 'sleep 60; :', '/dev/video0'],
    });
  });

  it('stops when it is told to', async () => {
    await expect(processesProbe().observe('box', context(AbortSignal.abort()))).rejects.toThrow();
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

  it('has a fault for one that never was', async () => {
    await expect(watch(4_194_303)).rejects.toMatchObject({ code: 'absent' });
  });
});

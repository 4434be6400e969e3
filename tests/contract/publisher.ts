import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const PICTURE = [
  ...['-re', '-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=15', '-c:v', 'libx264', '-preset', 'ultrafast'],
  ...['-tune', 'zerolatency', '-g', '8', '-pix_fmt', 'yuv420p', '-f', 'rtsp'],
];
const QUIET = ['-hide_banner', '-loglevel', 'error', '-nostdin'];

/** An ffmpeg that publishes a test picture. */
export class Publisher implements AsyncDisposable {
  readonly process: ChildProcess;
  stderr = '';

  constructor(url: string, transport: 'tcp' | 'udp') {
    this.process = spawn('ffmpeg', [...QUIET, ...PICTURE, '-rtsp_transport', transport, url], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.process.stderr?.on('data', (chunk) => {
      this.stderr += chunk;
    });
  }

  get pid(): number {
    if (this.process.pid === undefined) throw new Error('ffmpeg did not start');
    return this.process.pid;
  }

  signal(name: 'SIGSTOP' | 'SIGKILL'): void {
    process.kill(this.pid, name);
  }

  /** Exit code, once it has ended. */
  async ended(): Promise<number | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, 'exit');
    return this.process.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended();
  }
}

/** The on-demand command of the same picture, as a configuration writes it. */
export const publishCommand = (host: string): string =>
  ['ffmpeg', ...QUIET, ...PICTURE, '-rtsp_transport', 'tcp', `rtsp://${host}:$RTSP_PORT/$MTX_PATH`].join(' ');

/** What ffprobe says about a stream: `h264,320,240`; or its complaint. */
export async function watch(url: string, transport: 'tcp' | 'udp'): Promise<string> {
  const entries = ['-show_entries', 'stream=codec_name,width,height', '-of', 'csv=p=0'];
  const child = spawn(
    'ffprobe',
    ['-hide_banner', '-loglevel', 'error', '-rtsp_transport', transport, ...entries, url],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 15_000,
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  await once(child, 'close');
  return output.trim();
}

/** Local ports of a process's TCP sockets. */
export async function tcpPorts(pid: number): Promise<readonly number[]> {
  const links = await Promise.all(
    (await readdir(`/proc/${pid}/fd`)).map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')),
  );
  const inodes = new Set(
    links.map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1]).filter((inode) => inode !== undefined),
  );
  const table = await readFile(`/proc/${pid}/net/tcp`, 'utf8');
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => inodes.has(fields[9] ?? ''))
    .map((fields) => Number.parseInt(fields[1]?.split(':')[1] ?? '', 16));
}

/** Asks until the answer is there; the world outside gives no event to wait for. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  withinMs: number,
): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`${what}: not within ${withinMs} ms`);
    await delay(50);
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { NodeCapabilities } from '../../model/index.ts';
import { isRecord } from '../http.ts';
import { type Probe, type ProbeContext, ProbeFault } from '../probe.ts';
import { clean } from '../text.ts';

/** The helper beside this file when run from source, beside the bundle (or above its chunks) otherwise. */
const HELPER = ['./helper.ts', './v4l2-helper.js', '../v4l2-helper.js']
  .map((name) => fileURLToPath(new URL(name, import.meta.url)))
  .find((path) => existsSync(path) && (path.endsWith('.js') || path.includes('v4l2')));

const ERRNO: Readonly<Record<string, 'unsupported' | 'absent'>> = { ENOTTY: 'unsupported', EIO: 'absent' };

/** How the helper is started: program and arguments. */
export type HelperCommand = readonly [string, ...string[]];

/**
 * Opens a node in the helper process and asks what it can do, with reads only. At the deadline the helper is
 * killed and left; one that the kernel will not let die (state D) is named in the fault. Subject: the path.
 */
export function capabilitiesProbe(command?: HelperCommand): Probe<'capabilities'> {
  return {
    kind: 'capabilities',
    title: 'opening devices',
    deadlineMs: 2_000,
    maxAgeMs: 3_600_000,
    active: true,
    source: (path) => `QUERYCAP, ENUM_FMT, G_FMT, G_PARM of ${path}`,
    async observe(path, context) {
      const { simulated } = context.devices;
      if (simulated) {
        const answer = simulated.capabilities(path);
        if ('code' in answer) throw new ProbeFault(answer.code, answer.phase, answer.message);
        return answer;
      }
      return ask(path, context, command ?? defaultCommand());
    },
  };
}

function defaultCommand(): HelperCommand {
  if (HELPER === undefined)
    throw new ProbeFault('tool-missing', 'helper', 'the V4L2 helper is not installed');
  return [process.execPath, HELPER];
}

async function ask(
  path: string,
  { signal }: ProbeContext,
  [program, ...words]: HelperCommand,
): Promise<NodeCapabilities> {
  const child = spawn(program, words, {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'] ?? '' },
  });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const lines = createInterface({ input: child.stdout });
  lines.once('line', resolve);
  child.once('error', reject);
  child.once('exit', (code, name) =>
    reject(new ProbeFault('internal', 'helper', `the V4L2 helper ended early (${name ?? code})`)),
  );
  // The helper may be gone before it read its order; its exit says so.
  child.stdin.on('error', () => {});
  child.stdin.end(`${path}\n`);
  const stop = () =>
    reject(
      new ProbeFault('timeout', 'ioctl', `the driver of ${path} does not answer; helper pid ${child.pid}`),
    );
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    return parse(path, await promise);
  } finally {
    signal.removeEventListener('abort', stop);
    lines.close();
    leave(child);
  }
}

/** Kills the helper and lets go of it: one stuck in the driver must not keep us alive. */
function leave(child: ChildProcess): void {
  child.removeAllListeners();
  child.on('error', () => {});
  child.kill('SIGKILL');
  child.stdin?.destroy();
  child.stdout?.destroy();
  child.unref();
}

function parse(path: string, line: string): NodeCapabilities {
  let answer: unknown;
  try {
    answer = JSON.parse(line);
  } catch {
    throw new ProbeFault('internal', 'helper', `the V4L2 helper said: ${line.slice(0, 60)}`);
  }
  if (!isRecord(answer)) throw new ProbeFault('internal', 'helper', 'the V4L2 helper answered no object');
  const { error, value } = answer;
  if (isRecord(error)) {
    const code = String(error['code']);
    const known = ERRNO[code];
    if (known) throw new ProbeFault(known, 'open', clean(String(error['message'])));
    throw Object.assign(new Error(`${path}: ${clean(String(error['message']))}`), { code });
  }
  if (!isCapabilities(value))
    throw new ProbeFault('internal', 'helper', 'the V4L2 helper answered something else');
  return { ...value, driver: clean(value.driver), card: clean(value.card), busInfo: clean(value.busInfo) };
}

function isCapabilities(value: unknown): value is NodeCapabilities {
  return (
    isRecord(value) &&
    typeof value['deviceCaps'] === 'number' &&
    typeof value['card'] === 'string' &&
    Array.isArray(value['formats'])
  );
}

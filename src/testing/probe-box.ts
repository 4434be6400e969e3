import { type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { judge } from '../checks/judge.ts';
import type { Config } from '../config/config.ts';
import type { Sweep, SweepOptions } from '../model/index.ts';
import { ownProgram } from '../own-program.ts';
import type { DeviceHost } from '../probes/device-host.ts';
import type { ProbeOptions, ProvedBox } from './options.ts';
import { type PlainDevices, plainDevices } from './simulated.ts';

/** What the child is asked for. */
export interface ChildRequest {
  readonly file: string | undefined;
  readonly config: Config | undefined;
  readonly expectCameras: number | undefined;
  readonly devices: PlainDevices | undefined;
  readonly options: Partial<SweepOptions>;
  readonly timeoutMs: number | undefined;
}

/**
 * Proves a box once, in a process of its own, so that fake timers, mocked modules and a framework's sandbox change nothing.
 * Rejects when the configuration is bad or the process fails, with its words; never for what is wrong with the box.
 */
export async function probeBox(options: ProbeOptions = {}, devices?: DeviceHost): Promise<ProvedBox> {
  if (options.sweep) return replayed(options.sweep);
  const child = spawn(process.execPath, [program()], { ...CHILD, stdio: ['pipe', 'pipe', 'pipe', 'ipc'] });
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw new Error('the process that probes has no pipes');
  stdin.on('error', () => {});
  stdin.end(requestOf(options, devices));
  const [[code], proved, words] = await Promise.all([once(child, 'close'), text(stdout), text(stderr)]);
  return provedBy(code === 0, proved, words);
}

/** The same while everything waits: for test frameworks that load their files with `require`. Throws where the other rejects. */
export function probeBoxSync(options: ProbeOptions = {}): ProvedBox {
  if (options.sweep) return replayed(options.sweep);
  const { status, stdout, stderr } = spawnSync(process.execPath, [program()], {
    ...CHILD,
    input: requestOf(options),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  return provedBy(status === 0, stdout, stderr);
}

const replayed = (sweep: Sweep): ProvedBox => ({ sweep, report: judge(sweep) });

const program = (): string => {
  const found = ownProgram(import.meta.url, './probe-child.ts', 'probe-child.js');
  if (found === null) throw new Error('the program that probes is not part of this installation of camproof');
  return found;
};

/** What a framework sets for its own processes is no business of this one. */
const CHILD: Pick<SpawnOptions, 'env'> = {
  env: Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^NODE_(?:OPTIONS|TEST_CONTEXT|V8_COVERAGE)$/.test(name)),
  ),
};

function requestOf(options: ProbeOptions, devices?: DeviceHost): string {
  const { config, only = [], cameras = [], passive = false, wake = false } = options;
  const request: ChildRequest = {
    file: typeof config === 'string' ? config : undefined,
    config: typeof config === 'string' ? undefined : config,
    expectCameras: options.expectCameras,
    devices: devices && plainDevices(devices),
    options: { only, cameras, passive, wake },
    timeoutMs: options.timeoutMs,
  };
  return JSON.stringify(request);
}

function provedBy(done: boolean, output: string, words: string): ProvedBox {
  if (!done)
    throw new Error(`camproof could not probe the box: ${words.trim() || 'it ended without a word'}`);
  const proved: ProvedBox = JSON.parse(output);
  return proved;
}

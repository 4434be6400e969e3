import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NodeCapabilities, Reading } from '../../../src/model/index.ts';
import { type DeviceHost, realDevices } from '../../../src/probes/device-host.ts';
import { LoopWatch } from '../../../src/probes/loop-watch.ts';
import { runProbe } from '../../../src/probes/run.ts';
import { capabilitiesProbe } from '../../../src/probes/v4l2/capabilities.ts';
import type { HelperCommand } from '../../../src/probes/v4l2/helper-process.ts';

const EVIL = fileURLToPath(new URL('../../support/v4l2-evil-helper.ts', import.meta.url));
const evil = (way: string): HelperCommand => [process.execPath, EVIL, way];
/** A helper is slow to start on a busy machine, and does not stand still meanwhile. */
const PATIENT = 20_000;
const STILL = 500;
const never = new AbortController().signal;

interface Asked {
  readonly probe?: ReturnType<typeof capabilitiesProbe>;
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  readonly devices?: DeviceHost;
}

async function ask(path: string, { probe = capabilitiesProbe(), ...asked }: Asked = {}) {
  const loop = new LoopWatch();
  try {
    const context = { config: {} as never, devices: asked.devices ?? realDevices, known: {}, wake: false };
    return await runProbe(probe, path, context, asked.signal ?? never, loop, asked.deadlineMs ?? 5_000);
  } finally {
    loop.stop();
  }
}

const faultIn = (reading: Reading<NodeCapabilities>) => (reading.ok ? null : reading.fault);
const cardIn = (reading: Reading<NodeCapabilities>) => (reading.ok ? reading.value.card : null);

/** Our children whose command line names the stub. */
function helpersAlive(): string[] {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
  return children.filter(
    (pid) => pid !== '' && existsSync(`/proc/${pid}`) && commandLine(pid).includes('v4l2-'),
  );
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** Waits for an end that comes by itself; the test's time-out bounds it. */
async function helpersGone(): Promise<void> {
  while (helpersAlive().length > 0) await sleep(10);
}

describe('capabilities of what is no camera, by the real helper', () => {
  it.each([
    ['/dev/null', 'unsupported', /QUERYCAP is refused: ENOTTY/],
    ['/dev/video-that-is-not-there', 'absent', /no such file/],
    [EVIL, 'unsupported', /QUERYCAP is refused: ENOTTY/],
  ])('%s is %s', async (path, code, message) => {
    expect(faultIn(await ask(path))).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('ends by itself when nobody asks any more', async () => {
    await helpersGone();
    await ask('/dev/null');
    expect(helpersAlive()).toHaveLength(1);
    await helpersGone();
  });
});

describe('a helper that goes wrong', () => {
  it.each([
    ['hang-in-open', 'open'],
    ['hang-in-ioctl', 'ioctl'],
  ])('%s: is killed, and the answer comes long before the deadline', async (way, phase) => {
    const probe = capabilitiesProbe(evil(way), STILL);
    const reading = await ask('/dev/video0', { probe, deadlineMs: PATIENT });
    expect(faultIn(reading)).toEqual({
      code: 'timeout',
      phase,
      message: `the driver of /dev/video0 does not answer to ${phase}`,
    });
    expect(reading.tookMs).toBeLessThan(PATIENT);
    expect(helpersAlive()).toEqual([]);
  });

  it('that only is slow says nothing about the driver', async () => {
    const probe = capabilitiesProbe(evil('slow'));
    const reading = await ask('/dev/video0', { probe, deadlineMs: 2_000 });
    expect(faultIn(reading)).toEqual({
      code: 'limited',
      phase: 'ioctl',
      message: 'our helper was still at work on /dev/video0: this machine is busy',
    });
    expect(reading.tookMs).toBeLessThan(2_500);
    await helpersGone();
  });

  it.each([
    ['die-in-open', /ended early \(SIGSEGV\)/],
    ['die-in-ioctl', /ended early \(3\)/],
    ['noise', /helper said: Segmentation fault/],
    ['nonsense', /answered nonsense/],
    ['another-node', /helper said: \{"path":"\/dev\/video9"/],
    ['endless', /more than 4194304 bytes/],
  ])('%s: is our own fault and no driver’s', async (way, message) => {
    const reading = await ask('/dev/video0', { probe: capabilitiesProbe(evil(way)) });
    expect(faultIn(reading)).toMatchObject({ code: 'internal', message: expect.stringMatching(message) });
    await helpersGone();
  });

  it('that cannot be started is a fault too', async () => {
    const probe = capabilitiesProbe(['/nowhere/node']);
    expect(faultIn(await ask('/dev/video0', { probe }))).toMatchObject({
      code: 'tool-missing',
      message: 'the V4L2 helper cannot be started: spawn /nowhere/node ENOENT',
    });
  });

  it('is left at once when the sweep ends', async () => {
    const stop = new AbortController();
    const asked = ask('/dev/video0', { probe: capabilitiesProbe(evil('hang-in-open')), signal: stop.signal });
    setImmediate(() => stop.abort());
    const reading = await asked;
    expect(faultIn(reading)).toMatchObject({ code: 'aborted' });
    expect(reading.tookMs).toBeLessThan(1_000);
    await helpersGone();
  });

  it('does not keep the process from ending', () => {
    const probe = new URL('../../../src/probes/v4l2/capabilities.ts', import.meta.url);
    const script = `
      const { capabilitiesProbe } = await import(${JSON.stringify(probe.href)});
      const probe = capabilitiesProbe(${JSON.stringify(evil('hang-in-ioctl'))}, ${STILL});
      const deadline = performance.now() + ${PATIENT};
      const context = { devices: { simulated: null }, signal: new AbortController().signal, deadline };
      await probe.observe('/dev/video0', context).catch((error) => console.log(error.message));
    `;
    // The stub hangs for ever: that the process ends at all is the proof.
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(out).toBe('the driver of /dev/video0 does not answer to ioctl\n');
  });
});

describe('one helper', () => {
  it('answers for one device after another, with text made safe', async () => {
    const probe = capabilitiesProbe(evil('good'));
    const first = cardIn(await ask('/dev/video0', { probe }));
    const second = cardIn(await ask('/dev/video1', { probe }));
    expect(first).toMatch(/^pid \d+$/);
    expect(second).toBe(first);
    await helpersGone();
  });

  it('that hangs on one device lets the others be asked, at once and afterwards', async () => {
    const probe = capabilitiesProbe(evil('good'), STILL);
    const [good, hanging] = await Promise.all([
      ask('/dev/video0', { probe, deadlineMs: PATIENT }),
      ask('/dev/hangs', { probe, deadlineMs: PATIENT }),
    ]);
    expect(cardIn(good)).toMatch(/^pid/);
    expect(faultIn(hanging)).toMatchObject({ code: 'timeout', phase: 'open' });
    expect(cardIn(await ask('/dev/video2', { probe }))).toMatch(/^pid/);
    await helpersGone();
  });
});

describe('the built helper', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'camproof-helper-'));
    await build({
      entryPoints: [fileURLToPath(new URL('../../../src/probes/v4l2/v4l2-helper.ts', import.meta.url))],
      outdir: folder,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      external: ['koffi'],
    });
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('says what is missing where there is no koffi', async () => {
    const probe = capabilitiesProbe([process.execPath, join(folder, 'v4l2-helper.js')]);
    expect(faultIn(await ask('/dev/null', { probe }))).toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/ioctl is out of reach here: Cannot find package 'koffi'/),
    });
    await helpersGone();
  });
});

it('takes the answers of simulated devices without a helper', async () => {
  const refusal = { code: 'busy', phase: 'open', message: 'somebody has it' } as const;
  const simulated = { isNode: () => true, capabilities: () => refusal };
  const reading = await ask('/dev/video0', { devices: { devRoot: '/d', sysRoot: '/s', simulated } });
  expect(faultIn(reading)).toEqual(refusal);
});

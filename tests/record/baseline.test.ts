import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Sweep } from '../../src/model/index.ts';
import { baselineChanges, baselineOf, baselineText } from '../../src/record/baseline.ts';
import { expectationsOf } from '../../src/sweep/probe-box.ts';
import { change, expecting, healthyBox } from '../support/sweeps.ts';

const cameras = (sweep: Sweep) => baselineOf(sweep, judge(sweep));

async function read(text: string) {
  const file = join(mkdtempSync(join(tmpdir(), 'camproof-baseline-')), 'camproof.yaml');
  writeFileSync(file, text, { mode: 0o600 });
  return (await loadConfig({ file, env: {}, cwd: '/' })).config;
}

/** The box as it would be judged with this configuration. */
async function judgedWith(text: string, sweep: Sweep) {
  return judge({ ...sweep, expectations: expectationsOf(await read(text), {}) });
}

const usb = (serial: string) => ({
  port: '1-1',
  vendorId: '046d',
  productId: '0825',
  manufacturer: 'Acme',
  product: 'Cam',
  serial,
  speedMbps: 480,
  busnum: 1,
  devnum: 2,
});
/** Two cameras, at these places in this order. */
const withSerials = (...serials: readonly string[]): Sweep =>
  change(healthyBox(2), 'devices', (inventory) => ({
    ...inventory,
    nodes: inventory.nodes.map((one, index) => ({
      ...one,
      byId: [],
      aliases: one.byId,
      byPath: [`/dev/v4l/by-path/port-${index}`],
      usb: { ...usb(serials[index] ?? ''), port: `1-${index}` },
    })),
  }));

describe('the baseline of a box', () => {
  it('names its cameras as their paths, by stable names, with mode and identity', () => {
    const [first] = cameras(withSerials('A', 'B'));
    expect(first).toMatchObject({
      name: 'cam0',
      device: '/dev/v4l/by-path/port-0',
      paths: ['cam0'],
      expect: { codec: 'H264', usb: '046d:0825 A' },
      comment: expect.stringMatching(/proved$/),
    });
  });

  it('is a configuration with which the same box is as green as before', async () => {
    const sweep = withSerials('A', 'B');
    const text = baselineText(cameras(sweep), {}, null);
    const report = await judgedWith(text, sweep);
    expect(report.verdict).toBe(judge(sweep).verdict);
    expect(report.cameras.map(({ id }) => id)).toEqual(['cam0', 'cam1']);
    expect(baselineChanges((await read(text)).cameras, cameras(sweep))).toEqual([]);
  });

  it('makes a swap a finding that says who is where', async () => {
    const text = baselineText(cameras(withSerials('A', 'B')), {}, null);
    const { findings } = await judgedWith(text, withSerials('B', 'A'));
    const told = findings.filter(({ checkId }) => checkId === 'device').map(({ summary }) => summary);
    expect(told).toEqual(['cam1 is where cam0 was', 'cam0 is where cam1 was']);
  });

  it('makes another camera, a missing one and one too many a finding', async () => {
    const text = baselineText(cameras(withSerials('A', 'B')), {}, null);
    const codes = async (sweep: Sweep) =>
      (await judgedWith(text, sweep)).findings.flatMap(({ diagnosis }) => diagnosis?.code ?? []);
    expect(await codes(withSerials('A', 'C'))).toContain('other-camera');
    const one = change(withSerials('A', 'B'), 'devices', (inventory) => ({
      ...inventory,
      nodes: inventory.nodes.slice(0, 1),
    }));
    expect(await codes(one)).toContain('device-missing');
    expect(await codes(healthyBox(3))).toContain('more-cameras');
  });

  it('says in a new file what each part is for, and can be read', async () => {
    const text = baselineText(cameras(healthyBox(1)), { 'mediamtx.url': 'http://a', service: false }, null);
    for (const key of ['mediamtx', 'service', 'expectCameras', 'cameras'])
      expect(text).toMatch(new RegExp(`^# .*\\.\\n${key}:`, 'm'));
    expect(await read(text)).toMatchObject({ mediamtx: { url: 'http://a' }, service: { enabled: false } });
  });

  it('does not take a rate that wavers for a change', () => {
    const sweep = healthyBox(1);
    const [now] = cameras(sweep);
    const measured = now?.expect?.fps ?? 0;
    const said = (fps: number) => {
      const declared = now ? [{ ...now, expect: { ...now.expect, fps } }] : [];
      return baselineChanges(declared, cameras(expecting(sweep, { cameras: declared })));
    };
    expect(said(measured + 1)).toEqual([]);
    expect(said(measured * 2)).toEqual([`~ cam0: rate ${measured * 2} fps → ${measured} fps`]);
  });

  it('keeps what else stands in a file, with its comments', async () => {
    const before = '# mine\nthresholds:\n  pingMs: 300 # slow\n';
    const text = baselineText(cameras(healthyBox(1)), { 'service.url': 'ws://127.0.0.1:9/ws' }, before);
    expect(text).toContain('# mine\n');
    expect(text).toContain('pingMs: 300 # slow');
    expect(await read(text)).toMatchObject({
      thresholds: { pingMs: 300 },
      service: { url: 'ws://127.0.0.1:9/ws' },
      expectCameras: 1,
    });
  });

  it('tells in a line each what differs', () => {
    const [yard, gate] = [
      { name: 'yard', device: '/dev/v4l/by-id/a', paths: ['yard'], expect: { fps: 25 } },
      { name: 'gate', paths: ['gate'] },
    ];
    if (!yard || !gate) throw new Error('unreachable');
    expect(baselineChanges([yard], [{ ...yard, expect: { fps: 15 } }, gate])).toEqual([
      '~ yard: rate 25 fps → 15 fps',
      '+ gate: no device here, path gate',
    ]);
    expect(baselineChanges([yard], [])).toEqual(['- yard: device /dev/v4l/by-id/a, path yard, rate 25 fps']);
  });
});

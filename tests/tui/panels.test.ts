import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import type { Change } from '../../src/index.ts';
import type { Sweep } from '../../src/model/index.ts';
import { readSweep } from '../../src/record/sweep-file.ts';
import { type Line, textOf } from '../../src/tui/line.ts';
import { cameraLines, columnsFor, FOLDED } from '../../src/tui/panels/cameras.ts';
import { detailLines } from '../../src/tui/panels/detail.ts';
import type { View } from '../../src/tui/panels/panel.ts';
import { panels } from '../../src/tui/panels/table.ts';
import { change, healthyBox } from '../support/sweeps.ts';

const view = (sweep: Sweep, over: Partial<View> = {}): View => ({
  report: judge(sweep),
  sweep,
  changes: [],
  rates: {},
  unfolded: new Set(),
  columns: 80,
  screen: { color: false, ascii: false },
  filter: '',
  ran: [],
  replay: true,
  helpFor: 'cameras',
  ...over,
});
const text = (lines: readonly Line[]): string => lines.map(textOf).join('\n');
const panel = (id: string, of: View): string => {
  const found = panels.find((one) => one.id === id);
  if (!found) throw new Error(`no panel ${id}`);
  return text(found.lines(of));
};
/** Some cameras have no publisher: those with these numbers. */
const broken = (count: number, ...dead: readonly number[]): Sweep =>
  change(healthyBox(count), 'processes', (table) => ({
    ...table,
    processes: table.processes.filter(({ pid }) => !dead.some((index) => pid === 500 + index)),
  }));

describe('the cameras', () => {
  it('stand worst first, and else as the report has them', () => {
    const ids = cameraLines(view(broken(4, 2)), 15).map(({ key }) => key);
    expect(ids.slice(2, 6)).toEqual(['usb-Acme_Cam_2', 'usb-Acme_Cam_0', 'usb-Acme_Cam_1', 'usb-Acme_Cam_3']);
  });

  it('fold those in order into one line when there is no room, and unfold them', () => {
    const folded = cameraLines(view(broken(64, 3, 9)), 15);
    expect(folded.map(({ key }) => key).slice(2, 5)).toEqual(['usb-Acme_Cam_3', 'usb-Acme_Cam_9', FOLDED]);
    expect(text(folded)).toContain('62 more are in order');
    const unfolded = cameraLines(view(broken(64, 3, 9), { unfolded: new Set([FOLDED]) }), 15);
    expect(unfolded.filter(({ key }) => key.startsWith('usb-'))).toHaveLength(64);
  });

  it('are found by a filter over name, device, path and words', () => {
    const found = (filter: string) =>
      cameraLines(view(broken(12, 3), { filter }), 15).flatMap(({ key }) =>
        key.startsWith('usb-') ? [key] : [],
      );
    expect(found('cam_11')).toEqual(['usb-Acme_Cam_11']);
    expect(found('video5')).toEqual(['usb-Acme_Cam_5']);
    expect(found('NO PROCESS')).toEqual(['usb-Acme_Cam_3']);
    expect(text(cameraLines(view(broken(12, 3), { filter: 'x9' }), 15))).toContain('no camera matches "x9"');
  });

  it('say what to do where there is none', () => {
    expect(text(cameraLines(view(healthyBox(0)), 15))).toContain('plug one in');
  });

  it('keep name, cells and words; sparkline, bit rate, path and device give way in that order', () => {
    const { cameras } = judge(healthyBox(4));
    const at = (columns: number) => {
      const { device, path, rate, spark } = columnsFor(cameras, columns);
      return [device, path, rate, spark].map((width) => width > 0);
    };
    expect(at(100)).toEqual([true, true, true, true]);
    expect(at(85)).toEqual([true, true, true, false]);
    expect(at(74)).toEqual([true, true, false, false]);
    expect(at(66)).toEqual([true, false, false, false]);
    expect(at(60)).toEqual([false, false, false, false]);
    for (const columns of [60, 80, 120])
      expect(text(cameraLines(view(broken(4, 1), { columns }), 15))).toContain('capture: no process holds');
  });
});

describe('the detail of a camera', () => {
  it('has every link, and of the broken one what was seen, why, and what to do', () => {
    const lines = detailLines(view(broken(2, 0)), 'usb-Acme_Cam_0');
    const words = text(lines);
    for (const link of ['1 device', '2 capture', '3 publish', '4 ready', '5 decode', '7 service', '8 health'])
      expect(words).toContain(link);
    expect(words).toMatch(/saw holders of .*: none/s);
    expect(words).toContain('[no-publisher]');
    expect(words).toMatch(/\n {2}do {2}/);
  });

  it('has the process, the modes of the device, and what changed', () => {
    const changes: Change[] = [
      {
        ...{ at: '2026-01-01T10:00:00.000Z', mono: 1, subject: 'usb-Acme_Cam_0', checkId: 'ready' },
        ...{
          from: 'pass',
          to: 'fail',
          code: 'no-bytes',
          summary: 'no byte in 3 s',
          evidence: null,
          lastedMs: 60_000,
        },
      },
    ];
    const words = text(detailLines(view(healthyBox(1), { changes }), 'usb-Acme_Cam_0'));
    expect(words).toMatch(/process +pid 500 ffmpeg/);
    expect(words).toMatch(/MJPG +\d+x\d+/);
    expect(words).toContain('usb-Acme_Cam_0 ready pass → fail: no byte in 3 s (pass for 60 s)');
  });

  it('of a camera that is gone says so', () => {
    expect(text(detailLines(view(healthyBox(1)), 'yard'))).toContain('yard is not known any more');
  });
});

describe('the panels', () => {
  const box = view(healthyBox(2));
  it.each([
    ['mediamtx', /cam0 +ready +rtspSession/],
    ['websocket', /ping, ms +1\.0 2\.0 3\.0/],
    ['health', /\/health\/ready +HTTP 200/],
    ['machine', /load +\d/],
    ['events', /nothing has changed/],
    ['help', /copy the command/],
  ])('%s shows what it is for', (id, words) => {
    expect(panel(id, box)).toMatch(words);
  });

  it('say what is missing, and why, where nothing could be read', () => {
    const nothing: View = view({ ...healthyBox(0), readings: {} });
    for (const { id } of panels) expect(panel(id, nothing), id).not.toBe('');
    expect(panel('mediamtx', nothing)).toContain('paths: not looked at yet');
  });
});

const FOLDER = fileURLToPath(new URL('../sweeps/', import.meta.url));
describe('for every fault of the demo', () => {
  it.each(readdirSync(FOLDER))('%s, the first screen names it and the next says what to do', async (file) => {
    const sweep = await readSweep(`${FOLDER}/${file}`);
    const of = view(sweep);
    const fail = of.report.findings.find(({ status }) => status === 'fail');
    if (!fail) return expect(text(cameraLines(of, 19))).toMatch(/cam1/);
    const first = text(cameraLines(of, 19));
    expect(first).toContain(fail.subject === 'box' ? fail.title : fail.subject);
    const next = fail.subject === 'box' ? first : text(detailLines(of, fail.subject));
    expect(next).toContain(`[${fail.diagnosis?.code}]`);
    expect(next).toMatch(/\n {2}do {2}/);
  });
});

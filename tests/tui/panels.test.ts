import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import type { AgentHistory, Change, Diagnosis, JudgedFinding } from '../../src/index.ts';
import { BOX, type Sweep } from '../../src/model/index.ts';
import { readSweep } from '../../src/record/sweep-file.ts';
import { tabLine } from '../../src/tui/header.ts';
import { type Line, label, textOf } from '../../src/tui/line.ts';
import { painted } from '../../src/tui/painted.ts';
import { FOLDED } from '../../src/tui/panels/camera-folds.ts';
import { columnsFor } from '../../src/tui/panels/camera-line.ts';
import { cameraLines } from '../../src/tui/panels/cameras.ts';
import { detailLines } from '../../src/tui/panels/detail.ts';
import { findingLines, withoutRepeats } from '../../src/tui/panels/finding.ts';
import type { View } from '../../src/tui/panels/panel.ts';
import { foldPreview, previewLines } from '../../src/tui/panels/preview.ts';
import { panels } from '../../src/tui/panels/table.ts';
import { START } from '../../src/tui/state.ts';
import { change, failed, healthyBox, without, withReading } from '../support/sweeps.ts';

const view = (sweep: Sweep, over: Partial<View> = {}): View => ({
  report: judge(sweep),
  sweep,
  changes: [],
  rates: {},
  pings: [],
  unfolded: new Set(),
  columns: 80,
  screen: { color: false, ascii: false },
  filter: '',
  ran: [],
  replay: true,
  openedAt: '2026-11-24T00:00:00.000Z',
  history: null,
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
    expect(text(folded)).toContain('62 are in order');
    const named = text(foldPreview(view(broken(64, 3, 9)), FOLDED, folded, 40));
    expect(named).toContain('usb-Acme_Cam_0, usb-Acme_Cam_1');
    expect(named).toContain('usb-Acme_Cam_63');
    expect(named).not.toMatch(/usb-Acme_Cam_[39],/);
    const unfolded = cameraLines(view(broken(64, 3, 9), { unfolded: new Set([FOLDED]) }), 15);
    expect(unfolded.filter(({ key }) => key.startsWith('usb-'))).toHaveLength(64);
  });

  it('fill the lines that are free, and fold only those that do not fit', () => {
    const list = (count: number, filled: number) =>
      cameraLines(view(healthyBox(count)), 18, { filled })
        .map(textOf)
        .slice(2);
    expect(list(64, 18)).toHaveLength(16);
    expect(list(64, 18).at(-1)).toBe('✔ 49 more are in order (Enter shows them)');
    expect(list(16, 18)).toHaveLength(16);
    expect(list(16, 18).at(-1)).toContain('usb-Acme_Cam_15');
    expect(list(64, 0)).toEqual(['✔ 64 are in order (Enter shows them)']);
  });

  it('never fold the chosen one away', () => {
    const lines = cameraLines(view(broken(64, 3)), 15, { chosen: 'usb-Acme_Cam_40' });
    expect(lines.map(({ key }) => key).slice(2)).toEqual(['usb-Acme_Cam_3', 'usb-Acme_Cam_40', FOLDED]);
    expect(text(lines)).toContain('62 more are in order');
  });

  it('fold those whose turn has not come into a line of their own', () => {
    const waiting = without(broken(64, 3), 'rtsp');
    const lines = cameraLines(view(without(waiting, 'pictures'), { replay: false }), 15);
    expect(lines.map(({ key }) => key).slice(2, 4)).toEqual(['usb-Acme_Cam_3', 'cameras to come']);
    expect(text(lines)).toContain('· 63 are not proved yet (Enter shows them)');
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

it('the numbers of the links are explained in as much of the words as there is room for', () => {
  const legend = (columns: number, rows: number) =>
    cameraLines(view(healthyBox(1), { columns }), rows)
      .filter(({ key }) => key.startsWith('links'))
      .map(textOf);
  expect(legend(80, 15)).toEqual([
    '1 device 2 capture 3 publish 4 ready 5 decode 6 deliver 7 service 8 health',
  ]);
  expect(legend(70, 15)[0]).toMatch(/^1 device 2 captur .* 8 health$/);
  expect(legend(60, 15)).toEqual(['1 devi 2 capt 3 publ 4 read 5 deco 6 deli 7 serv 8 heal']);
  expect(legend(60, 30)).toEqual([
    '1 device 2 capture 3 publish 4 ready 5 decode 6 deliver',
    '7 service 8 health',
  ]);
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

  it('draws a link whose turn has not come as the list does: empty, not unknown', () => {
    const waiting = without(without(healthyBox(1), 'rtsp'), 'pictures');
    const drawn = (over: Partial<View>) =>
      text(detailLines(view(waiting, over), 'usb-Acme_Cam_0').filter(({ key }) => /title|chain/.test(key)));
    expect(drawn({ replay: false })).toMatch(/^· usb-Acme_Cam_0 [\s\S]*✔ready─·decode┄/);
    const ascii = { color: false, ascii: true };
    expect(drawn({ replay: false, screen: ascii })).toMatch(/^_ usb-Acme_Cam_0 [\s\S]*\+ready─_decode┄/);
    expect(drawn({ replay: true }), 'in a recording it never will').toMatch(/^\? [\s\S]*✔ready─\?decode┄/);
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
    expect(words).toMatch(/usb-Acme_Cam_0 ready pass → fail:\s+no byte in 3 s \(pass for 60 s\)/);
  });

  it('of a camera that is gone says so', () => {
    expect(text(detailLines(view(healthyBox(1)), 'yard'))).toContain('yard is not known any more');
  });
});

describe('the panels', () => {
  const box = view(healthyBox(2));
  it.each([
    ['mediamtx', /cam0 +ready +rtspSession/],
    ['websocket', /ping +3\.0 ms {2}▃▆█/],
    ['health', /\/health\/ready +HTTP 200/],
    ['machine', /load +\d/],
    ['events', /a recorded sweep is one moment/],
    ['help', /copy the command/],
  ])('%s shows what it is for', (id, words) => {
    expect(panel(id, box)).toMatch(words);
  });

  it('are live until their turn has come, and say how old what they show is', () => {
    const waiting = without(without(healthyBox(1), 'rtsp'), 'pictures');
    const live = view(waiting, { replay: false });
    const [, , camera] = cameraLines(live, 20);
    expect(textOf(camera ?? label('', ''))).toMatch(/^· usb-Acme_Cam_0 ✔ ✔ ✔ ✔ · .* not proved yet: decode/);
    expect(text(cameraLines(view(waiting), 20))).toMatch(/\? usb-Acme_Cam_0 ✔ ✔ ✔ ✔ \? /);
    const late = { ...healthyBox(1), mono: 10 ** 7 };
    expect(panel('mediamtx', view(late))).toMatch(/STALE: mediamtx.paths was last seen \d+ s ago/);
    expect(panel('websocket', view(late))).toContain('STALE: service');
    expect(panel('machine', view(late))).toContain('STALE: resources');
    // What was true once is not green any more.
    for (const id of ['mediamtx', 'health']) expect(panel(id, view(late))).not.toMatch(/^✔/m);
    expect(panel('mediamtx', view(late))).toMatch(/^\? cam0 +ready/m);
  });

  it('say what is missing, and why, where nothing could be read', () => {
    const nothing: View = view({ ...healthyBox(0), readings: {} });
    for (const { id } of panels) expect(panel(id, nothing), id).not.toBe('');
    expect(panel('mediamtx', nothing)).toContain('paths: not looked at yet');
    expect(panel('mediamtx', nothing)).not.toMatch(/is broken|no session/);
    expect(text(cameraLines({ ...nothing, replay: false }, 15))).toContain('looking for cameras');
    expect(text(cameraLines(nothing, 15))).toContain('no camera is known here');
  });

  it('call an endpoint that may not be asked unknown, and not broken', () => {
    const denied = withReading(
      healthyBox(1),
      'health',
      '/health/ready',
      failed('denied', 'GET', 'not allowed'),
    );
    expect(panel('health', view(denied))).toMatch(/^\? \/health\/ready +not allowed/m);
    const refused = withReading(
      healthyBox(1),
      'health',
      '/health/ready',
      failed('refused', 'GET', 'refused'),
    );
    expect(panel('health', view(refused))).toMatch(/^✘ \/health\/ready +refused/m);
  });
});

describe('what an agent has kept', () => {
  const minute = (at: number) => new Date(Date.parse('2026-11-23T08:00:00Z') + at * 60_000).toISOString();
  const history: AgentHistory = {
    folder: '/var/lib/camproof',
    lastAt: minute(119),
    ageMs: 0,
    beats: Array.from({ length: 120 }, (_, at) => ({
      ...{ at: minute(at), verdict: 'pass', headline: '' },
      cameras: { 'usb-Acme_Cam_0': { proved: true, bitrate: at < 60 ? 800_000 : 100_000 } },
    })),
    dropouts: [
      {
        ...{ camera: 'usb-Acme_Cam_0', at: minute(30), lengthMs: 240_000, ended: true },
        ...{ link: 'capture' as const, code: 'no-publisher', summary: 'no process holds the device' },
      },
    ],
    changes: [],
    proof: null,
  };
  it('stands in the line and the detail of its camera, and how fresh it is in Machine', () => {
    const of = view(healthyBox(2), { history, replay: false });
    expect(text(cameraLines(of, 20))).toMatch(/Cam_0 .* 15 fps, 1 dropout in 2 h/);
    expect(text(cameraLines(of, 20))).toMatch(/Cam_1 .* 15 fps$/m);
    const words = text(detailLines(of, 'usb-Acme_Cam_0'));
    expect(words).toMatch(/bit rate +█{20}▂{20} {2}over 2 h/);
    expect(words).toMatch(/capture 4 min {2}no process holds the device \[no-publisher\]/);
    expect(panel('machine', of)).toMatch(/agent +watches, wrote 60 s ago/);
    const silent = view(healthyBox(1), { history: { ...history, lastAt: minute(0) }, replay: false });
    expect(panel('machine', silent)).toMatch(/agent +SILENT for 2 h/);
    expect(panel('machine', view(healthyBox(1), { replay: false }))).toMatch(/agent +none has watched/);
  });

  it('is among the events that were before', () => {
    const changes = [
      {
        ...{ at: minute(30), mono: 1, subject: 'usb-Acme_Cam_0', checkId: 'ready', from: 'pass' as const },
        ...{ to: 'fail' as const, code: null, summary: 'no byte in 3 s', evidence: null, lastedMs: 1_000 },
      },
    ];
    const of = view(healthyBox(1), { history: { ...history, changes }, replay: false });
    expect(panel('events', of)).toMatch(
      /✘ usb-Acme_Cam_0 ready pass → fail: \n {9}no byte in 3 s \(pass for 1 s\)$/,
    );
    const wide = view(healthyBox(1), { history: { ...history, changes }, replay: false, columns: 120 });
    expect(panel('events', wide)).toMatch(/pass → fail: no byte in 3 s \(pass for 1 s\)$/);
  });
});

describe('whatever is broken', () => {
  const folder = fileURLToPath(new URL('../sweeps/', import.meta.url));
  const views: (readonly [string, View])[] = [];
  beforeAll(async () => {
    for (const file of readdirSync(folder))
      views.push([file, view(await readSweep(`${folder}${file}`), { replay: false })]);
  });
  const places = (of: View): readonly (readonly Line[])[] => [
    cameraLines(of, 20),
    ...of.report.cameras.map(({ id }) => detailLines(of, id)),
    ...panels.map(({ lines }) => lines(of)),
  ];

  it('the cursor can stand on every line: no two of a place have one key', () => {
    for (const [file, of] of views)
      for (const lines of places(of)) {
        const keys = lines.filter(({ choosable }) => choosable).map(({ key }) => key);
        expect(
          keys.filter((key, index) => keys.indexOf(key) !== index),
          file,
        ).toEqual([]);
      }
  });

  it('without UTF-8 nothing becomes the sign for unknown', () => {
    const drawn = (of: View, ascii: boolean) => {
      const screen = { color: false, ascii, depth: '256', ground: 'dark' } as const;
      const lines = [...places({ ...of, screen }), previewLines({ ...of, screen }, 'cam1', 20)].flat();
      return lines.map((one) => painted(one, screen, 1_000)).join('\n');
    };
    for (const [file, of] of views) {
      const ascii = stripVTControlCharacters(drawn(of, true));
      expect(ascii, file).toMatch(/^[\n -~]*$/);
      expect(ascii.split('?').length, file).toBe(drawn(of, false).split('?').length);
    }
  });
});

it('tells the time of what was seen where it is not new: seconds that count would be written each second', () => {
  const box = broken(2, 1);
  const [evidence] = judge(box).findings.find(({ status }) => status === 'fail')?.evidence ?? [];
  const seenMs = Date.parse(evidence?.at ?? '');
  const saw = (laterMs: number, replay: boolean) => {
    const startedAt = new Date(seenMs + laterMs).toISOString();
    return text(detailLines(view({ ...box, startedAt }, { replay }), 'usb-Acme_Cam_1'));
  };
  const time = new Date(seenMs).toTimeString().slice(0, 8);
  expect(saw(2_000, false)).toMatch(/\(just\s+now\)/);
  expect(saw(2_000, false)).not.toContain(time);
  expect(saw(12_000, false)).toContain(time);
  expect(saw(2_000, true), 'a recording is of another time').toContain(time);
});

it('marks no panel for what only has not noticed a broken camera', () => {
  const tabs = (sweep: Sweep) => textOf(tabLine(START, judge(sweep), { color: false, ascii: false }, 80));
  const still = change(healthyBox(2), 'mediamtx.flow', ({ paths }) => ({
    windowMs: 3_200,
    paths: Object.fromEntries(Object.entries(paths).map(([path, flow]) => [path, { ...flow, grew: false }])),
  }));
  const failing = judge(still).findings.filter(({ status }) => status === 'fail');
  expect(new Set(failing.map(({ link }) => link))).toEqual(new Set(['ready', 'service', 'health']));
  expect(tabs(still)).not.toContain('✘');
  const mute = withReading(healthyBox(2), 'service', BOX, failed('refused'));
  expect(tabs(mute)).toContain('3 WebSocket✘');
});

it('what works says when that was seen, once that is a while ago', () => {
  const [fine] = judge(healthyBox(1)).findings.filter(
    ({ status, evidence }) => status === 'pass' && evidence[0]?.at,
  );
  if (!fine) throw new Error('nothing works');
  const after = (ms: number) => {
    const shown = view(healthyBox(1));
    const startedAt = new Date(Date.parse(fine.evidence[0]?.at ?? '') + ms).toISOString();
    return text(findingLines(fine, { ...shown, report: { ...shown.report, startedAt } }));
  };
  expect(after(20_000)).not.toContain('seen');
  expect(after(40_000)).toMatch(/ {2}\(seen \d\d:\d\d:\d\d\)$/);
});

describe('what to do', () => {
  const [broken1] = judge(broken(1, 0)).findings.filter(({ diagnosis }) => diagnosis);
  if (!broken1?.diagnosis) throw new Error('nothing is broken');
  const advised = (argv: readonly string[], words: string): JudgedFinding => ({
    ...broken1,
    diagnosis: { ...broken1.diagnosis, nextSteps: [{ argv, text: words, privilege: 'same' }] } as Diagnosis,
  });
  const steps = (finding: JudgedFinding) =>
    findingLines(finding, view(broken(1, 0)), { depth: 'do' })
      .filter(({ step }) => step)
      .map((one) => textOf(one).trim());

  it('is a command with its purpose, or the purpose and below it the command alone: no line goes on with words to type', () => {
    expect(steps(advised(['kill', '-CONT', '500'], 'let it go on'))).toEqual([
      'do  kill -CONT 500  # let it go on',
    ]);
    const long = ['v4l2-ctl', '--device', `/dev/v4l/by-id/${'x'.repeat(24)}`, '--all'];
    expect(steps(advised(long, 'see what the camera says of itself'))).toEqual([
      'do  see what the camera says of itself:',
      long.join(' '),
    ]);
  });

  it('never takes the room of the words that tell what is wrong', () => {
    const finding = { ...broken1, summary: `/dev/v4l/by-id/${'x'.repeat(70)} is missing` };
    for (const depth of ['whole', 'brief', 'do'] as const)
      expect(text(findingLines(finding, view(broken(1, 0)), { depth }))).toContain('is missing');
  });

  it('is told once where one thing after the other wants the same', () => {
    const one = advised(['kill', '-CONT', '500'], 'let it go on');
    const other = { ...one, checkId: 'publish', link: 'publish' as const };
    const third = { ...advised(['kill', '500'], 'end it'), checkId: 'ready', link: 'ready' as const };
    const lines = [one, other, third].flatMap((finding) => findingLines(finding, view(broken(1, 0))));
    const told = withoutRepeats(lines).map((line) => textOf(line).trim());
    expect(told.filter((words) => words.startsWith('do '))).toEqual([
      'do  kill -CONT 500  # let it go on',
      'do  the same as above',
      'do  kill 500  # end it',
    ]);
    expect(told.filter((words) => words.startsWith('why '))).toHaveLength(1);
  });
});

it('a rate that was measured once is none of now when bytes have ceased to come', () => {
  const still = (sweep: Sweep) => text(cameraLines(view(sweep, { columns: 140 }), 15));
  expect(still(healthyBox(1))).toMatch(/\d kb\/s/);
  expect(still(broken(1, 0))).not.toContain('kb/s');
});

it('the words of a camera in trouble are whole where there is room for them', () => {
  const untold = withReading(healthyBox(2), 'service', 'box', failed('timeout'));
  const rows = (most: number) => cameraLines(view(untold, { columns: 60 }), most);
  const [widest] = judge(untold).cameras.map(({ headline }) => headline);
  const letters = (lines: readonly Line[]) => text(lines).replace(/\s+/g, '');
  expect(letters(rows(30))).toContain((widest ?? '').replace(/\s+/g, ''));
  expect(rows(30).length).toBeGreaterThan(rows(6).length);
});

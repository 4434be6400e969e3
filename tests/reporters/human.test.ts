import { describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import type { Report } from '../../src/model/index.ts';
import { widthOf } from '../../src/reporters/layout.ts';
import type { ReporterOptions } from '../../src/reporters/reporter.ts';
import { renderReport } from '../../src/reporters/table.ts';
import { faultSweeps } from '../checks/fault-sweeps.ts';
import { expectGolden } from '../support/golden.ts';
import {
  brokenAt,
  brokenCamera,
  camera,
  everyReport,
  failure,
  healthy,
  NASTY,
  report,
  simulated,
  sixtyFour,
  unknownOnly,
} from '../support/reports.ts';

const plain: ReporterOptions = { columns: 80, color: false, ascii: false, verbose: false, quiet: false };
const human = (of: Report, over: Partial<ReporterOptions> = {}): string =>
  renderReport('human', of, { ...plain, ...over });
const lines = (text: string): string[] => text.trimEnd().split('\n');

describe('the human report', () => {
  it.each(Object.entries(everyReport).filter(([name]) => name !== 'nasty'))('of %s', (name, of) => {
    expectGolden(`reports/${name}.txt`, human(of));
  });

  it.each([
    ['verbose', brokenAt('capture'), { verbose: true }],
    ['narrow', brokenAt('publish'), { columns: 60 }],
    ['wide', brokenAt('publish'), { columns: 120 }],
    ['ascii', brokenAt('service'), { ascii: true }],
    ['colour', brokenAt('ready'), { color: true }],
    ['quiet', brokenAt('ready'), { quiet: true }],
  ] as const)('with %s', (name, of, over) => {
    expectGolden(`reports/with-${name}.txt`, human(of, over));
  });

  it('of a healthy box with four cameras fits on a terminal of 24 lines', () => {
    expect(lines(human(healthy(4))).length).toBeLessThan(24);
  });

  it('of one broken camera among four fits on a terminal of 24 lines', () => {
    const cameras = [brokenCamera('yard', 'capture'), camera('gate'), camera('door'), camera('hall')];
    expect(lines(human(report(cameras, [failure('yard', 'capture')]))).length).toBeLessThan(24);
  });

  it.each([60, 80, 120])('keeps within %i columns, commands excepted', (columns) => {
    const reports = [...Object.values(everyReport), ...faultSweeps.map(({ sweep }) => judge(sweep))];
    for (const verbose of [false, true]) {
      for (const of of reports) {
        const commands = of.findings.flatMap(({ diagnosis }) =>
          (diagnosis?.nextSteps ?? []).flatMap(({ argv }) => argv?.[0] ?? []),
        );
        const isCommand = (line: string) =>
          commands.some((name) =>
            line
              .trimStart()
              .replace(/^sudo /, '')
              .startsWith(name),
          );
        const wide = lines(human(of, { columns, verbose })).filter((line) => widthOf(line) > columns);
        expect(wide.filter((line) => !isCommand(line))).toEqual([]);
      }
    }
  });

  it('keeps its columns under wide names', () => {
    const of = report([camera('前庭カメラ'), camera('gate'), camera('🎥 barn')]);
    const places = lines(human(of))
      .filter((line) => line.startsWith('✔') && line.includes('25 fps'))
      .map((line) => widthOf(line.slice(0, line.indexOf('1280x720'))));
    expect(new Set(places).size).toBe(1);
    expect(places).toHaveLength(3);
  });

  it('tells every status apart without colour', () => {
    const [line] = lines(human(brokenAt('capture'))).filter((text) => text.startsWith('✘ yard ✔'));
    expect(line).toContain('✔ ✘ ◌ ◌ ◌ ◌ ✔ ✔');
  });

  it('keeps to ASCII where it must, within the columns', () => {
    for (const of of [...Object.values(everyReport), ...faultSweeps.map(({ sweep }) => judge(sweep))]) {
      expect(human(of, { ascii: true, verbose: true })).toMatch(/^[\n -~]*$/);
    }
    const [line] = lines(
      human(report([camera('Küche – 20 °C'), camera('x'.repeat(90))]), { ascii: true }),
    ).filter((text) => text.includes('Kuche'));
    expect(line).toContain('Kuche - 20 deg C');
  });

  it('paints only where it may, and never what is blocked red', () => {
    expect(human(brokenAt('capture'))).not.toContain('\u001b');
    const painted = human(brokenAt('capture'), { color: true });
    expect(painted).toContain('\u001b[31;1m✘');
    expect(painted).toContain('\u001b[2m◌');
    expect(painted).not.toContain('\u001b[31;1m◌');
  });

  it('tells what is blocked only in its camera line', () => {
    expect(human(brokenAt('device')).match(/not judged/g)).toBeNull();
  });

  it('folds healthy cameras into one line when there are many, and never a broken one', () => {
    const text = human(sixtyFour());
    for (const id of ['cam3', 'cam17', 'cam22', 'cam40', 'cam64'])
      expect(text).toContain(`✘ ${id.padEnd(5)} `);
    expect(text).toContain('✔ 59 more cameras');
    expect(text).not.toMatch(/^✔ cam/m);
    expect(human(sixtyFour(), { verbose: true }).match(/^✔ cam\d+ +✔/gm)).toHaveLength(59);
    expect(human(healthy(64))).toContain('✔ 64 cameras: ');
    expect(human(healthy(16)).match(/^✔ cam/gm)).toHaveLength(16);
  });

  it('names every camera of a group that one step mends, and its causes', () => {
    const text = human(sixtyFour());
    expect(text).toContain('✘ cam22, cam64  device:');
    expect(text).toContain('/dev/video1 is not there');
    for (const pid of [500, 501, 502]) expect(text).toContain(`sudo kill -CONT ${pid}  # let`);
  });

  it('has no sudo for root, who may not have it', () => {
    const of = brokenAt('capture');
    expect(human({ ...of, box: { ...of.box, user: 'root' } })).not.toContain('sudo');
  });

  it('says what more privilege would prove', () => {
    expect(human(unknownOnly())).toContain('run with sudo to also prove');
  });

  it('says that a simulated box is one, at its top and its bottom', () => {
    const text = lines(human(simulated()));
    expect(text[1]).toContain('simulated');
    expect(text.at(-1)).toContain('simulated');
  });

  it('shows all evidence with its source with --verbose', () => {
    const text = human(brokenAt('capture'), { verbose: true });
    expect(text).toContain('/proc/500/stat at 2026-11-23T10:00:00.000Z');
    expect(text).toContain('[GET /v3/paths/get/gate]');
  });

  it('is one line with --quiet', () => {
    expect(lines(human(sixtyFour(), { quiet: true }))).toHaveLength(1);
  });

  it('lets nothing through that a terminal would act upon', () => {
    const text = human(
      report([camera(NASTY.control)], [failure(NASTY.control, 'capture', { summary: NASTY.bidi })]),
      { verbose: true },
    );
    expect(text).not.toMatch(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/,
    );
    expect(text).toContain('ared b');
  });
});

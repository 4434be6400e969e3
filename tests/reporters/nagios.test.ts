import { describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import type { Report } from '../../src/model/index.ts';
import { nagiosExitCode } from '../../src/reporters/nagios.ts';
import { faultSweeps } from '../checks/fault-sweeps.ts';
import {
  brokenAt,
  emptyBox,
  everyReport,
  finding,
  healthy,
  report,
  sixtyFour,
  unknownOnly,
  warned,
} from '../support/reports.ts';
import { rendered } from './options.ts';

interface Figure {
  readonly value: number;
  readonly unit: string;
  readonly warn: string;
  readonly crit: string;
}

const RANGE = /^(?:@?(?:(?:-?\d+(?:\.\d+)?|~)?:)?(?:-?\d+(?:\.\d+)?)?)$/;

/** Reads plugin output by the monitoring plugins' guidelines; throws where it strays from them. */
function parse(output: string): { state: string; text: string; figures: Map<string, Figure> } {
  const [line, ...rest] = output.split('\n');
  if (line === undefined || rest.join('') !== '') throw new Error('more than one line');
  const bar = line.indexOf('|');
  const text = line.slice(0, bar).trimEnd();
  const state = /^CAMPROOF (OK|WARNING|CRITICAL|UNKNOWN) - ./.exec(text)?.[1];
  if (state === undefined) throw new Error(`no state: ${text}`);
  const figures = new Map<string, Figure>();
  let tail = line.slice(bar + 1).trim();
  while (tail !== '') {
    const found =
      /^(?:'((?:[^'=]|'')+)'|([^' =]+))=(-?[\d.]+)(s|us|ms|%|B|KB|MB|TB|c|)(?:;([^; ]*))?(?:;([^; ]*))?(?:;(-?[\d.]*))?(?:;(-?[\d.]*))?(?: +|$)/.exec(
        tail,
      );
    if (!found) throw new Error(`no performance data: ${tail}`);
    const [whole, quoted, bare, value, unit = '', warn = '', crit = ''] = found;
    const label = quoted ?? bare ?? '';
    if (figures.has(label)) throw new Error(`twice: ${label}`);
    if (!RANGE.test(warn) || !RANGE.test(crit)) throw new Error(`no range: ${whole}`);
    figures.set(label, { value: Number(value), unit, warn, crit });
    tail = tail.slice(whole.length);
  }
  return { state, text, figures };
}

/** True when a value lies outside a threshold's range: `10` is 0 to 10, `4:` is 4 and more. */
function alerts({ value }: Figure, range: string): boolean {
  if (range === '') return false;
  const [low, high] = range.includes(':') ? range.split(':') : ['0', range];
  return value < Number(low) || (high !== '' && value > Number(high));
}

const reports: readonly (readonly [string, Report])[] = [
  ...Object.entries(everyReport),
  ...faultSweeps.map(({ name, sweep }) => [name, judge(sweep)] as const),
];

describe('the Nagios line', () => {
  it.each(reports)('of %s keeps the output rules and is short enough for every agent', (_, of) => {
    const output = rendered('nagios', of);
    const { figures } = parse(output);
    expect(Buffer.byteLength(output)).toBeLessThan(4096);
    expect(figures.get('time')?.unit).toBe('s');
  });

  it.each(reports)('of %s has a state, an exit code and thresholds that agree', (_, of) => {
    const { state, figures } = parse(rendered('nagios', of));
    expect(state).toBe(['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'][nagiosExitCode(of)]);
    const all = [...figures.values()];
    if (all.some((figure) => alerts(figure, figure.crit))) expect(['CRITICAL', 'UNKNOWN']).toContain(state);
    if (state === 'OK') expect(all.some((figure) => alerts(figure, figure.warn))).toBe(false);
  });

  it.each([
    [healthy(), 0],
    [warned(), 1],
    [brokenAt('ready'), 2],
    [emptyBox(), 2],
    [unknownOnly(), 3],
  ])('maps the verdict to the exit code %#', (of, code) => {
    expect(nagiosExitCode(of)).toBe(code);
  });

  it('names what is wrong, worst first', () => {
    expect(parse(rendered('nagios', brokenAt('capture'))).text).toBe(
      'CAMPROOF CRITICAL - 1 of 2 cameras in order, 3 of 8 links proved; yard capture: pid 500 ffmpeg is stopped',
    );
  });

  it('says how many problems and figures it left out', () => {
    const many = sixtyFour();
    const { text, figures } = parse(
      rendered('nagios', {
        ...many,
        cameras: many.cameras.map((one) => ({ ...one, id: `${one.id} ${'very '.repeat(8)}long` })),
        findings: many.findings.map((one) => ({
          ...one,
          summary: `${one.summary} ${'and so on '.repeat(30)}`,
        })),
      }),
    );
    expect(text).toMatch(/; and \d+ more/);
    const left = /; (\d+) of 118 figures of cameras left out/.exec(text)?.[1];
    expect(Number(left) + [...figures.keys()].filter((label) => label.includes('very')).length).toBe(118);
  });

  it('says what was not reached in time', () => {
    const late = finding({
      checkId: 'json-rpc',
      status: 'unknown',
      reason: 'not-reached',
      summary: 'not reached in time',
    });
    expect(parse(rendered('nagios', report(healthy().cameras, [late]))).text).toContain(
      '1 check left out: not reached in time',
    );
  });
});

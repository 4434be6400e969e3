import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import type { Report } from '../../src/model/index.ts';
import { human } from '../../src/reporters/human.ts';
import { quote, widthOf } from '../../src/reporters/layout.ts';
import { faultSweeps } from '../checks/fault-sweeps.ts';
import { healthyBox } from '../support/sweeps.ts';

const plain = { columns: 80, color: false, ascii: false, verbose: false, quiet: false };
const lines = (text: string): string[] => text.trimEnd().split('\n');
const fault = (name: string): Report => {
  const found = faultSweeps.find((one) => one.name === name);
  if (!found) throw new Error(`there is no sweep ${name}`);
  return judge(found.sweep);
};

/** Compares with a file that people can read; CAMPROOF_UPDATE_GOLDEN=1 writes it. */
function golden(name: string, text: string): void {
  const file = new URL(`../golden/${name}.txt`, import.meta.url);
  if (process.env['CAMPROOF_UPDATE_GOLDEN']) writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, 'utf8'));
}

describe('the human report', () => {
  it('of a healthy box with four cameras fits on a terminal of 24 lines', () => {
    const text = human(judge(healthyBox(4)), plain);
    expect(lines(text).length).toBeLessThan(24);
    golden('healthy-4', text);
  });

  it.each([
    'stopped publisher',
    'expected camera has no node',
    'API off',
    'rate limited',
    'another process holds the device',
    'health says ok, camera is dead',
  ])('of "%s" says what is broken and what to do', (name) => {
    golden(name.replaceAll(/[^a-z]+/gi, '-').toLowerCase(), human(fault(name), plain));
  });

  it.each([60, 80, 120])('keeps within %i columns, commands excepted', (columns) => {
    for (const { sweep, name } of faultSweeps) {
      for (const line of lines(human(judge(sweep), { ...plain, columns, verbose: true }))) {
        // A command stays whole so that it can be copied.
        if (
          /^\s+(sudo |camproof |curl |v4l2-ctl |kill |ps |ss |dmesg )/.test(line) ||
          line.includes('  do    ')
        )
          continue;
        expect(widthOf(line), `${name}: ${line}`).toBeLessThanOrEqual(columns);
      }
    }
  });

  it('has a glyph for each status that is told apart without colour', () => {
    const text = human(fault('stopped publisher'), plain);
    const camera = lines(text).find((line) => line.includes('usb-Acme_Cam_0')) ?? '';
    expect(camera).toContain('✔ ✘ ◌ ◌ ◌ – ✔ ✔');
  });

  it('keeps to ASCII where it must', () => {
    for (const { sweep } of faultSweeps)
      expect(human(judge(sweep), { ...plain, ascii: true })).toMatch(/^[\n -~]*$/);
  });

  it('paints only where it may', () => {
    expect(human(fault('stopped publisher'), plain)).not.toContain('\u001b');
    expect(human(fault('stopped publisher'), { ...plain, color: true })).toContain('\u001b[31;1m✘');
  });

  it('never paints what is blocked red', () => {
    const text = human(fault('stopped publisher'), { ...plain, color: true });
    expect(text).toContain('\u001b[2m◌');
    expect(text).not.toContain('\u001b[31;1m◌');
  });

  it('folds healthy cameras into one line when there are many, and never a broken one', () => {
    const sweep = healthyBox(64);
    const report = judge(sweep);
    expect(lines(human(report, plain)).filter((line) => line.includes('usb-Acme'))).toEqual([]);
    expect(human(report, plain)).toContain('64 more cameras');
  });

  it('says that a simulated box is one, at its top and its bottom', () => {
    const report = judge(healthyBox(2));
    const text = lines(human({ ...report, box: { ...report.box, simulated: true } }, plain));
    expect(text[0]).toContain('simulated');
    expect(text.at(-1)).toContain('simulated');
  });

  it('is one line with --quiet', () => {
    expect(lines(human(judge(healthyBox(2)), { ...plain, quiet: true }))).toHaveLength(1);
  });
});

describe('quote', () => {
  it.each([
    [['kill', '-CONT', '12'], 'kill -CONT 12'],
    [['rm', '/dev/a b'], "rm '/dev/a b'"],
    [['echo', "it's"], `echo 'it'\\''s'`],
    [['x', '$(reboot)'], "x '$(reboot)'"],
  ])('%j', (argv, text) => {
    expect(quote(argv)).toBe(text);
  });
});

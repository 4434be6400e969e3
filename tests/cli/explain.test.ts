import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { diagnoses } from '../../src/checks/diagnoses/table.ts';
import { explainedCodes } from '../../src/checks/explanations/table.ts';
import { run } from '../support/cli.ts';

describe('camproof explain', () => {
  it('says what a code means, how it is told, and what to do', async () => {
    const { code, stdout } = await run(['explain', 'publisher-stopped']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^publisher-stopped\nmeans +The publisher was stopped/);
    expect(stdout).toMatch(/\ndetected +State T/);
    expect(stdout).toMatch(/\ndo +(?:sudo )?kill -CONT 812/);
  });

  it('lists every code, no line wider than 80 columns', async () => {
    const { stdout } = await run(['explain']);
    for (const code of Object.keys(diagnoses)) expect(stdout).toContain(`${code} `);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('gives JSON', async () => {
    const { stdout } = await run(['explain', '[no-signal]', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ code: 'no-signal', example: { code: 'no-signal' } });
  });

  it('suggests the nearest of an unknown code', async () => {
    const { code, stderr } = await run(['explain', 'no-publishr']);
    expect(code).toBe(64);
    expect(stderr).toContain('Did you mean no-publisher?');
  });
});

describe('the explanations', () => {
  it('are one for each diagnosis, in sentences, with a cause and something to do', () => {
    expect(explainedCodes.map(({ code }) => code)).toEqual(Object.keys(diagnoses));
    for (const { code, means, detected, example } of explainedCodes) {
      for (const text of [means, detected]) expect(text, code).toMatch(/^[A-Z`'/0-9].{8,}[.)]$/i);
      expect(example.cause, code).not.toMatch(/undefined|null|NaN|\[object/);
      expect(example.nextSteps, code).not.toHaveLength(0);
    }
  });
});

it('docs/ is what the tables make of it', () => {
  const script = fileURLToPath(new URL('../../scripts/docs.ts', import.meta.url));
  expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
});

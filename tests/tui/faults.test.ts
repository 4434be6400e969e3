import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { expectedOf, faults } from '../../src/demo/faults/table.ts';
import { judge } from '../../src/index.ts';
import { readSweep } from '../../src/record/sweep-file.ts';
import { Shown } from './show.tsx';

const folder = fileURLToPath(new URL('../sweeps/', import.meta.url));
const recorded = new Set(readdirSync(folder).map((file) => file.replace('.json.gz', '')));
/** The letters of a text: where a screen breaks its lines, and how it quotes, does not matter. */
const letters = (text: string): string => text.replace(/[\s'"]+/g, '');

/** How many cameras stand above one. */
const placeOf = (id: string, screen: string): number =>
  screen
    .split('\n')
    .filter((line) => /^\S .* (?:[✔✘▲◌?–] ){8}/.test(line))
    .findIndex((line) => line.startsWith(id, 2));

describe('somebody who sees the screen only finds what is broken and what to do', () => {
  it('has a recording of every fault', () => {
    expect(faults.filter(({ id }) => !recorded.has(id)).map(({ id }) => id)).toEqual([]);
  });

  it.for(faults.filter(({ id }) => recorded.has(id)))('$id', async (fault) => {
    const sweep = await readSweep(`${folder}${fault.id}.json.gz`);
    const report = judge(sweep);
    for (const { subject, check, code } of expectedOf(fault, report.cameras.length)) {
      const finding = report.findings.find(
        (one) => one.subject === subject && one.checkId === check && one.diagnosis?.code === code,
      );
      if (!finding?.diagnosis) throw new Error(`${fault.id} is not judged ${code} at ${subject}`);
      const camera = report.cameras.find(({ id }) => id === subject.split('/')[0]);
      // As tall as everything there is to read: scrolling is another test.
      await using shown = new Shown(sweep, { rows: 200 });
      await shown.settled();
      if (camera) {
        expect(shown.screen(), 'the camera is marked').toMatch(new RegExp(`[✘▲?] ${camera.id} `));
        await shown.keys('g', ...'j'.repeat(placeOf(camera.id, shown.screen())), '\r');
      }
      const text = letters(shown.screen());
      // A long one is cut on its line; evidence and cause below it are whole.
      expect(text).toContain(letters(finding.summary).slice(0, 40));
      expect(text).toContain(`[${code}]`);
      expect(text).toContain(letters(finding.diagnosis.cause));
      for (const { argv, text: words } of finding.diagnosis.nextSteps.slice(0, 1))
        expect(text).toContain(letters(argv ? argv.join(' ') : words));
    }
  });
});

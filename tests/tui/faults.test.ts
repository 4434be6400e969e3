import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { expectedOf, faults } from '../../src/demo/faults/table.ts';
import {
  type Diagnosis,
  type JudgedFinding,
  judge,
  LINKS,
  type Report,
  type Status,
} from '../../src/index.ts';
import { readSweep } from '../../src/record/sweep-file.ts';
import { Turning } from '../support/turning.ts';
import { Shown } from './show.tsx';

const folder = fileURLToPath(new URL('../sweeps/', import.meta.url));
const recorded = new Set(readdirSync(folder).map((file) => file.replace('.json.gz', '')));
/** The letters of a text: where a screen breaks its lines, and how it quotes, does not matter. */
const letters = (text: string): string => text.replace(/[\s'"]+/g, '');

/** What the screen has to say about one finding: its words, its code, its cause, and the first thing to do. */
function wordsOf({ summary, diagnosis }: JudgedFinding): readonly string[] {
  const [step] = diagnosis?.nextSteps ?? [];
  const first = step?.argv?.join(' ') ?? step?.text;
  // A long summary is cut on its line; evidence and cause below it are whole.
  return [summary.slice(0, 40), `[${diagnosis?.code}]`, diagnosis?.cause ?? '', first ?? ''].map(letters);
}

/** Looks until everything was seen, as a person would: first screen, the camera, Enter, and down. Resolves with what was not. */
async function unseen(shown: Shown, words: readonly string[], camera: string | null) {
  let missing = words;
  const look = () => {
    const text = letters(shown.screen());
    missing = missing.filter((one) => !text.includes(one));
    return missing.length === 0;
  };
  await shown.settled();
  for (let row = 0; row < 12 && !look() && !isOn(camera, shown.screen()); row++) await shown.keys('j');
  if (camera !== null && !look()) await shown.keys('\r');
  for (let row = 0; row < 40 && !look(); row++) await shown.keys('j');
  return missing;
}

/** Does what stands below the list tell of this camera? */
const isOn = (camera: string | null, screen: string): boolean =>
  camera !== null && screen.includes(`\n── ${camera} ─`);

/** What is to be told first: the worst that has a cause, of the cameras before the box; null where all is in order. */
function worstOf({ findings }: Report): (JudgedFinding & { diagnosis: Diagnosis }) | null {
  for (const status of ['fail', 'unknown', 'warn'] as const) {
    const told = findings.flatMap((one) =>
      one.diagnosis && one.status === status && (status !== 'unknown' || one.weight === 'essential')
        ? [{ ...one, diagnosis: one.diagnosis }]
        : [],
    );
    const worst = told.find(({ subject }) => subject !== 'box') ?? told[0];
    if (worst) return worst;
  }
  return null;
}

/** What the first screen has to say of it: who, which link, what it is called, and what to do, all of it or how it goes on. */
function expectFirst(
  screen: string,
  { subject, link, title, status, diagnosis }: NonNullable<ReturnType<typeof worstOf>>,
) {
  const { [status]: mark } = { fail: '✘', unknown: '\\?', warn: '▲' } as Partial<Record<Status, string>>;
  expect(screen).toMatch(new RegExp(`^${mark} ${link === null ? title : subject.split('/')[0]} `, 'm'));
  if (link !== null)
    expect(screen).toMatch(new RegExp(`^(?:${mark}|── .*) ${LINKS.indexOf(link) + 1} ${link}`, 'm'));
  const [step] = diagnosis.nextSteps;
  const todo = letters(step?.argv?.join(' ') ?? step?.text ?? '');
  const isWhole = letters(screen).includes(todo) && screen.includes(`[${diagnosis.code}]`);
  if (!isWhole) {
    expect(letters(screen)).toContain(todo.slice(0, 40));
    expect(screen).toContain('Enter shows the rest');
  }
  return isWhole;
}

describe('somebody who sees the screen only finds what is broken and what to do', () => {
  it('has a recording of every fault', () => {
    expect(faults.filter(({ id }) => !recorded.has(id)).map(({ id }) => id)).toEqual([]);
  });

  it.for(faults.filter(({ id }) => recorded.has(id)))('$id, at 80x24', async (fault) => {
    const sweep = await readSweep(`${folder}${fault.id}.json.gz`);
    const report = judge(sweep);
    const worst = worstOf(report);
    if (worst) {
      await using shown = new Shown(sweep);
      await shown.settled();
      expect(expectFirst(shown.screen(), worst), 'nothing of it is behind a key').toBe(true);
      await using small = new Shown(sweep, { columns: 60, rows: 16 });
      await small.settled();
      expectFirst(small.screen(), worst);
    } else expect(report.verdict).toBe('pass');
    for (const { subject, check, code } of expectedOf(fault, report.cameras.length)) {
      const finding = report.findings.find(
        (one) => one.subject === subject && one.checkId === check && one.diagnosis?.code === code,
      );
      if (!finding) throw new Error(`${fault.id} is not judged ${code} at ${subject}`);
      const camera = report.cameras.find(({ id }) => id === subject.split('/')[0]);
      await using shown = new Shown(sweep);
      await shown.settled();
      if (camera)
        expect(shown.screen(), 'the camera is marked').toMatch(new RegExp(`^[✘▲?] ${camera.id} `, 'm'));
      expect(await unseen(shown, wordsOf(finding), camera?.id ?? null)).toEqual([]);
    }
  });
});

it('every fault is seen as it comes and as it goes, and stands among the events', async () => {
  const healthy = await readSweep(`${folder}none.json.gz`);
  const box = new Turning(healthy);
  await using shown = new Shown(box.source);
  for (const fault of faults) {
    const sweep = await readSweep(`${folder}${fault.id}.json.gz`);
    const { cameras, findings } = judge(sweep);
    const subjects = expectedOf(fault, cameras.length).map(({ subject }) => subject.split('/')[0] ?? '');
    const titles = subjects.map((id) =>
      id === 'box'
        ? (findings.find(({ subject, status }) => subject === id && status !== 'pass')?.title ?? id)
        : id,
    );
    box.turn(sweep);
    for (const name of titles) await shown.shows(new RegExp(`^[✘▲?] ${name}`, 'm'));
    box.turn(healthy);
    for (const name of titles) await shown.hides(new RegExp(`^[✘▲] ${name}`, 'm'));
  }
  await shown.keys('6');
  await shown.shows(/→ pass/);
  // The filter finds an event by words that stand in its second line.
  await shown.keys('/', ...'no process holds', '\r');
  await shown.shows(/✘ cam1 capture .*\n? *.*no process holds/);
  expect(shown.screen()).not.toContain('→ pass');
});

import { describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import { faultSweeps } from '../checks/fault-sweeps.ts';
import { brokenAt, camera, everyReport, failure, NASTY, nasty, report, warned } from '../support/reports.ts';
import { rendered } from './options.ts';

interface Annotation {
  readonly level: string;
  readonly title: string;
  readonly message: string;
}

/** Reads workflow commands as the runner does: command, properties, data, and the escapes of each. */
function parse(text: string): Annotation[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const found = /^::(error|warning|notice) ([^:]*)::(.*)$/.exec(line);
      if (!found) throw new Error(`no workflow command: ${line}`);
      const [, level = '', properties = '', message = ''] = found;
      const pairs = properties.split(',').map((pair) => pair.split(/=(.*)/s));
      if (pairs.length !== 1 || pairs[0]?.[0] !== 'title') throw new Error(`odd properties: ${properties}`);
      const data = (part: string) =>
        part.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
      const title = (pairs[0][1] ?? '').replaceAll('%3A', ':').replaceAll('%2C', ',');
      return { level, title: data(title), message: data(message) };
    });
}

describe('the annotations for GitHub', () => {
  it.each([
    ...Object.entries(everyReport),
    ...faultSweeps.map(({ name, sweep }) => [name, judge(sweep)] as const),
  ])('of %s are workflow commands, at most ten of a kind', (_, of) => {
    const all = parse(rendered('github', of));
    for (const level of ['error', 'warning', 'notice'])
      expect(all.filter((one) => one.level === level).length).toBeLessThanOrEqual(10);
    expect(all.at(-1)).toMatchObject({ level: 'notice', title: 'camproof' });
    expect(all.some(({ level }) => level === 'error')).toBe(
      of.verdict === 'fail' || of.verdict === 'unknown',
    );
  });

  it('say what was seen, the cause and what to do', () => {
    const [error] = parse(rendered('github', brokenAt('capture')));
    expect(error).toMatchObject({ level: 'error', title: 'yard capture' });
    expect(error?.message).toMatch(/stopped\nsaw: .*\nexpected: .*\ncause: .*\ndo: .*sudo kill -CONT 500/s);
  });

  it('bring odd names back unchanged', () => {
    const titles = parse(rendered('github', nasty())).map(({ title }) => title);
    expect(titles).toContain(`${NASTY.workflow} capture`);
    expect(titles).toContain(`${NASTY.directive} capture`);
  });

  it('make a warning of a warning', () => {
    expect(parse(rendered('github', warned()))[0]?.level).toBe('warning');
  });

  it('count what is beyond the ten that are shown', () => {
    const ids = Array.from({ length: 14 }, (_, index) => `cam${index}`);
    const of = report(
      ids.map((id) => camera(id)),
      ids.map((id, index) =>
        failure(id, 'ready', {
          diagnosis: { code: `code-${index}`, cause: 'x', confidence: 'certain', nextSteps: [{ text: 'x' }] },
        }),
      ),
    );
    const errors = parse(rendered('github', of)).filter(({ level }) => level === 'error');
    expect(errors).toHaveLength(10);
    expect(errors.at(-1)?.message).toBe('5 more: see the summary of the job');
  });

  it('are no longer than a runner takes, and keep the cause and what to do', () => {
    const evidence = Array.from({ length: 60 }, (_, index) => ({
      label: `fact ${index}`,
      actual: 'x'.repeat(90),
      source: 'y',
    }));
    const [error] = parse(
      rendered('github', report([camera('yard')], [failure('yard', 'ready', { evidence })])),
    );
    expect(error?.message.length).toBeLessThanOrEqual(4000);
    expect(error?.message).toMatch(/stopped\ncause: .*\ndo: .*\nwhat was seen: see the summary of the job$/s);
    const summary = '🎥'.repeat(5000);
    const [odd] = parse(
      rendered('github', report([camera('yard')], [failure('yard', 'ready', { summary })])),
    );
    expect(odd?.message.length).toBeLessThanOrEqual(4000);
    expect(odd?.message.isWellFormed()).toBe(true);
  });
});

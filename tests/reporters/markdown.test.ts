import { marked, type Token, type Tokens } from 'marked';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import { faultSweeps } from '../checks/fault-sweeps.ts';
import {
  brokenAt,
  everyReport,
  failure,
  NASTY,
  nasty,
  report,
  simulated,
  sixtyFour,
} from '../support/reports.ts';
import { rendered } from './options.ts';

/** All tokens of a document, nested ones too, that marked (GitHub's flavour) makes of it. */
function tokens(text: string): Token[] {
  const all: Token[] = [];
  marked.walkTokens(marked.lexer(text, { gfm: true }), (token) => {
    all.push(token);
  });
  return all;
}
const ofType = (text: string, type: string): Token[] => tokens(text).filter((token) => token.type === type);

const codeBlocks = (text: string): string[] =>
  (ofType(text, 'code') as Tokens.Code[]).map((block) => block.text);

describe('the Markdown report, read by marked', () => {
  it.each([
    ...Object.entries(everyReport),
    ...faultSweeps.map(({ name, sweep }) => [name, judge(sweep)] as const),
  ])('of %s has no markup but its own', (_, of) => {
    const text = rendered('markdown', of);
    for (const type of ['html', 'link', 'image', 'em', 'del', 'def']) expect(ofType(text, type)).toEqual([]);
  });

  it('has a row per camera with a cell per link', () => {
    const [table] = ofType(rendered('markdown', nasty()), 'table') as Tokens.Table[];
    expect(table?.rows).toHaveLength(nasty().cameras.length);
    expect(table?.header).toHaveLength(11);
  });

  it('has each command as a block of its own, unchanged', () => {
    expect(codeBlocks(rendered('markdown', brokenAt('capture')))).toEqual([
      'sudo kill -CONT 500',
      'sudo systemctl restart camera0.service',
    ]);
    const odd = failure('yard', 'ready', {
      diagnosis: {
        code: 'x',
        cause: 'x',
        confidence: 'certain',
        nextSteps: [{ text: 'try', argv: ['echo', '```', '````x'] }],
      },
    });
    expect(codeBlocks(rendered('markdown', report([], [odd])))).toEqual(["echo '```' '````x'"]);
  });

  it('shows odd names as they are, and calls nobody', () => {
    const text = rendered('markdown', nasty());
    const shown = ofType(text, 'heading').map((token) =>
      ('tokens' in token ? (token.tokens ?? []) : [])
        .map((part) => ('text' in part ? part.text : ''))
        .join('')
        .replaceAll('\u200b', ''),
    );
    for (const name of [NASTY.directive, NASTY.workflow]) {
      expect(shown.some((heading) => heading.includes(name))).toBe(true);
    }
    // A command stays what it is: nobody is called from within a block of code.
    const prose = ofType(text, 'text') as Tokens.Text[];
    expect(prose.filter((token) => /@\w/.test(token.text))).toEqual([]);
  });

  it('names the software that was asked, and fits into a ticket also for many cameras', () => {
    const software = { MediaMTX: 'v1.20.1', 'camera service': '2.0.0' };
    const text = rendered('markdown', { ...sixtyFour(), software });
    expect(text).toContain(' · MediaMTX v1.20.1 · camera service 2.0.0 · ');
    expect(text.length).toBeLessThan(65_536);
  });

  it('says that a simulated box is one', () => {
    expect(rendered('markdown', simulated())).toContain('**Simulated devices**');
  });
});

import { describe, expect, it } from 'vitest';
import type { Look, Refusal } from '../../../src/index.ts';
import { absence, caption } from '../../../src/tui/picture/words.ts';

const look = (over: Partial<Look> = {}): Look => ({
  subject: 'yard',
  path: 'yard/main',
  picture: { width: 1, height: 1, rgb: new Uint8Array(3) },
  at: 100_000,
  refused: null,
  fault: null,
  ...over,
});

describe('what is said of a picture', () => {
  it.each([
    [100_500, 'path yard/main  live  here'],
    [106_000, 'path yard/main  6 s old  here'],
    [130_000, 'path yard/main  NOT LIVE: 30 s old  here'],
  ])('at %i: %s', (now, words) => {
    expect(caption(look(), 'here', now)).toBe(words);
    expect(absence(look())).toBeNull();
  });

  it('is that it opens, before the first', () => {
    expect(caption(look({ picture: null, at: null }), 'here', 0)).toBe('path yard/main  opening …');
  });

  const refusals: readonly Refusal[] = [
    'paused',
    'passive',
    'on-demand',
    'not-ready',
    'no-stream',
    'not-saved',
  ];
  it.each(refusals)('why there is none, and what to do: %s', (refused) => {
    const told = absence(look({ refused, picture: null }));
    expect(told?.why).toMatch(/\.$/);
    expect(told?.todo).toMatch(/\w/);
  });

  it('what failed, in the words of who saw it, and what to do', () => {
    const told = (code: 'tool-missing' | 'protocol') =>
      absence(look({ picture: null, fault: { code, phase: 'decode', message: 'it is so' } }));
    expect(told('tool-missing')).toEqual({
      why: 'No picture of yard/main: it is so.',
      todo: 'apt-get install ffmpeg',
    });
    expect(told('protocol')?.todo).toMatch(/tried again every 3 s.*Esc goes back to which link/);
  });
});

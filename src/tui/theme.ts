import type { Status } from '../model/index.ts';

/** How a status looks; always a glyph of its own, never colour alone. */
export const LOOKS: Readonly<
  Record<Status, { readonly glyph: string; readonly color: string; readonly dim: boolean }>
> = {
  pass: { glyph: '✔', color: 'green', dim: false },
  warn: { glyph: '▲', color: 'yellow', dim: false },
  fail: { glyph: '✘', color: 'red', dim: false },
  blocked: { glyph: '◌', color: 'white', dim: true },
  unknown: { glyph: '?', color: 'cyan', dim: false },
  off: { glyph: '–', color: 'white', dim: true },
};

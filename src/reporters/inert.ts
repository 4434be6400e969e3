import { stripVTControlCharacters } from 'node:util';
import type { Report } from '../model/index.ts';

// C0, DEL, C1, what reorders or hides text, and what no XML document may hold.
const HARMFUL = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]+/g;

/** One line without anything that a terminal, a parser or a browser would act upon. */
export function inertText(text: string): string {
  return stripVTControlCharacters(text).replace(HARMFUL, ' ').trim().toWellFormed();
}

/**
 * Probes clean what they read, but a report may also come from a saved sweep that somebody else wrote: every
 * format is made from such a copy.
 */
export function inertReport(report: Report): Report {
  return mapTexts(report, inertText);
}

/** A copy of a report in which every text went through `change`. */
export function mapTexts(report: Report, change: (text: string) => string): Report {
  const copy: Report = JSON.parse(JSON.stringify(report), (_, value: unknown) =>
    typeof value === 'string' ? change(value) : value,
  );
  return copy;
}

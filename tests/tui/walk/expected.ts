import { checks } from '../../../src/checks/table.ts';
import type { DemoFault } from '../../../src/demo/faults/fault.ts';
import { expectedOf } from '../../../src/demo/faults/table.ts';
import { LINKS, type Link, type Status } from '../../../src/index.ts';
import { glyph } from '../../../src/tui/theme.ts';
import { rowsOn } from './rows.ts';

/** One thing that the screen has to show of a fault. */
interface Sign {
  readonly subject: string;
  readonly check: string;
  readonly status: Status;
  /** Of a camera. */
  readonly link: Link | null;
  /** Of the box: how its line begins. */
  readonly title: string;
}

const markOf = (status: Status): string => glyph(status, { ascii: false });

/** What a fault has to show on the screen of a box with so many cameras. */
function signsOf(fault: DemoFault, cameras: number): readonly Sign[] {
  const broken = expectedOf(fault, cameras).map(({ subject, check }) => [subject, check, 'fail'] as const);
  const shown = (fault.shows ?? []).map((one) => one.split(' ') as [string, string, Status]);
  return [...broken, ...shown].flatMap(([subject, check, status]) => {
    const found = checks.find(({ id }) => id === check);
    // Of two siblings the cell shows the worse: that the other one works stands further down.
    if (!found || status === 'pass' || status === 'off') return [];
    return [{ subject, check, status, link: found.link ?? null, title: found.title }];
  });
}

/** What the list does not show (yet) of a fault; nothing where it shows all of it. */
export function missingOn(screen: string, fault: DemoFault, cameras: number): readonly string[] {
  const rows = rowsOn(screen);
  const signs = signsOf(fault, cameras);
  const missing = signs.filter(({ subject, status, link, title }) => {
    const row = rows.find(({ text, cells }) =>
      link === null ? cells === null && text === title : text === subject,
    );
    return link === null ? row?.mark !== markOf(status) : row?.cells?.[link] !== markOf(status);
  });
  const order = IN_ORDER[fault.id];
  return [
    ...missing.map(({ subject, status, link, title }) => `${markOf(status)} ${subject} ${link ?? title}`),
    ...firstBroken(signs).flatMap(({ subject, check }) => {
      const row = rows.find(({ text }) => text === subject);
      return row?.words.includes(`${check}: `)
        ? []
        : [`${subject}: the words of its first broken link, ${check}`];
    }),
    ...(order === undefined || order.test(screen) ? [] : [`${order}`]),
  ];
}

/** The first broken link of each camera. */
function firstBroken(signs: readonly Sign[]): readonly Sign[] {
  const broken = signs.filter(({ status, link }) => status === 'fail' && link !== null);
  return [...new Set(broken.map(({ subject }) => subject))].flatMap((subject) => {
    const first = LINKS.flatMap(
      (one) => broken.find((sign) => sign.subject === subject && sign.link === one) ?? [],
    )[0];
    return first ?? [];
  });
}

/** Faults that break nothing: what tells that the screen has taken notice, and calls it in order. */
export const IN_ORDER: Readonly<Record<string, RegExp>> = {
  night: /✔ {2}pictures +brightness [1-4]?\d, /,
  'still-by-design': /✔ {2}pictures .*; it stands still, as it is meant to/,
  'hls-off': /– 6 deliver hls /,
};

/** What stands below the list of the one that is chosen: the code of each fault's first cause. */
export const namesOf = (fault: DemoFault, cameras: number): readonly string[] =>
  expectedOf(fault, cameras)
    .slice(0, 1)
    .map(({ code }) => `[${code}]`);

/** Of some texts, those that do not stand on a screen, wherever it breaks its lines. */
export function unreadOn(screen: string, texts: readonly string[]): readonly string[] {
  const seen = screen.replace(/\s+/g, '');
  return texts.filter((text) => !seen.includes(text));
}

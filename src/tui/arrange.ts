import type { Line } from './line.ts';
import { label, textOf } from './line.ts';
import { cameraLines, hasTrouble, isCameraLine } from './panels/cameras.ts';
import { detailLines, TITLE } from './panels/detail.ts';
import { eventsPanel } from './panels/events.ts';
import type { View } from './panels/panel.ts';
import { findingPreview, foldPreview, previewLines } from './panels/preview.ts';
import { panels } from './panels/table.ts';
import { filterOf, placeOf, type UiState } from './state.ts';
import { cursorAt, TROUBLE, windowOf } from './window.ts';

/** From this width on, the cameras stand beside the one that is chosen, and its picture beside its chain. */
const WIDE = 120;

/** The two parts of a wide screen, columns, with as many as `GAP` between them; null where it is not wide. */
function partsOf(columns: number): { readonly left: number; readonly right: number } | null {
  const left = Math.floor(columns / 2);
  return columns < WIDE ? null : { left, right: columns - left - GAP };
}

export const GAP = 2;

/** A camera's picture: to the left of its chain on a wide screen, else `alone`, in place of the lines. */
interface PicturePlace {
  readonly subject: string;
  readonly columns: number;
  readonly alone: boolean;
}

/** Where a picture stands; null where none is wanted. */
export function pictureOf({ picture, detail }: UiState, columns: number): PicturePlace | null {
  if (picture === null || detail === null) return null;
  const wide = partsOf(columns);
  return { subject: detail, columns: wide?.left ?? columns, alone: wide === null };
}

/** Lines in a part of the screen; the cursor is an index, -1 for none. */
interface Part {
  readonly lines: readonly Line[];
  readonly cursor: number;
  readonly columns: number;
}

/** One part, or two side by side. Keys move in the `focused` one. */
export interface Arranged {
  readonly parts: readonly Part[];
  readonly focused: Part;
  /** What stands on the screen about the thing at the cursor. */
  readonly told: readonly Line[];
}

/**
 * What stands where: the chosen camera beside the list, else below it where there is room. `shown`: the line of the list
 * that the cursor was on, for where nobody has chosen one.
 */
export function arrange(state: UiState, view: View, height: number, shown: string | null = null): Arranged {
  const chosen = state.cursor[placeOf(state)] ?? null;
  const part = (lines: readonly Line[], columns: number, key: string | null): Part => ({
    lines,
    columns,
    cursor: cursorAt(lines, key),
  });
  const alone = (lines: readonly Line[], told: readonly Line[] = lines): Arranged => {
    const one = part(lines, view.columns, chosen);
    return { parts: [one], focused: one, told };
  };
  if (state.panel !== 'cameras') {
    const found = panels.find(({ id }) => id === state.panel);
    return alone(matching(found?.lines(view) ?? [], view.filter));
  }
  const wide = partsOf(view.columns);
  if (wide === null) {
    if (state.detail !== null) return alone(matching(detailLines(view, state.detail), view.filter));
    return stacked(view, height, chosen, shown);
  }
  const picture = pictureOf(state, view.columns);
  if (picture) {
    const lines = matching(detailLines({ ...view, columns: wide.right }, picture.subject), view.filter);
    const beside = part(lines, wide.right, chosen);
    return { parts: [beside], focused: beside, told: lines };
  }
  return sideBySide(state, view, height, wide, shown);
}

/** Of the rows, what the reasons get at least where something is not in order, however long the list is. */
const REASONS = 0.4;

/** What most reasons take, rows: on a high terminal there is room for cameras in order beside them. */
const WHOLE_REASONS = 15;

/** The list, and below it why the chosen one is as it is. */
function stacked(view: View, height: number, chosen: string | null, shown: string | null): Arranged {
  // What was opened stands whole in the list.
  const isOpened = chosen !== null && view.unfolded.has(chosen);
  const isTroubled = hasTrouble(view);
  const kept = isTroubled && !isOpened ? Math.floor(height * REASONS) : 0;
  const filled = isTroubled ? Math.min(height - kept, height - WHOLE_REASONS) : height;
  const list = cameraLines(view, height - kept, { chosen: chosen ?? shown, filled });
  const cursor = cursorAt(list, chosen, TROUBLE, shown);
  const current = list[cursor];
  const { start, lines: seen } = windowOf(list, cursor, height - kept);
  const below =
    current && !view.unfolded.has(current.key)
      ? readOnly(aboutLines(view, current, list, height - seen.length))
      : [];
  const focused: Part = { lines: list, columns: view.columns, cursor };
  const seenPart: Part = { ...focused, lines: [...seen, ...below], cursor: cursor - start };
  return { parts: [seenPart], focused, told: [...below, ...list] };
}

/** What a line of the list stands for, in so many rows. */
const aboutLines = (view: View, current: Line, list: readonly Line[], rows: number): readonly Line[] =>
  isCameraLine(current)
    ? previewLines(view, current.key, rows)
    : [...findingPreview(view, current.key, rows), ...foldPreview(view, current.key, list, rows)];

/** What the newest events have at least below a list that is longer than the screen, rows. */
const EVENTS = 8;

function sideBySide(
  state: UiState,
  view: View,
  height: number,
  { left, right }: NonNullable<ReturnType<typeof partsOf>>,
  shown: string | null,
): Arranged {
  const inList = state.detail === null;
  const listView = { ...view, columns: left, filter: state.filters.cameras ?? '' };
  const key = state.detail ?? state.cursor['cameras'] ?? null;
  const list = cameraLines(listView, height, { chosen: key ?? shown, filled: height - EVENTS });
  const cursor = cursorAt(list, key, TROUBLE, shown);
  const current = list[cursor];
  const id = state.detail ?? (current && isCameraLine(current) ? current.key : null);
  const told = { ...view, columns: right };
  const detail = id === null ? findingPreview(told, current?.key ?? '', height) : detailLines(told, id);
  const events = readOnly(newestEvents(listView, height - list.length));
  const first: Part = { lines: [...list, ...events], columns: left, cursor };
  const lines = inList ? readOnly(detail) : matching(detail, filterOf(state));
  const second: Part = {
    lines,
    columns: right,
    cursor: inList ? -1 : cursorAt(lines, state.cursor['detail'] ?? null),
  };
  return { parts: [first, second], focused: inList ? first : second, told: [...lines, ...list] };
}

const newestEvents = (view: View, rows: number): readonly Line[] =>
  rows < 4 ? [] : [label('gap', ''), label('events', 'newest events'), ...eventsPanel(view)].slice(0, rows);

/** Says which camera it is: stays whatever is sought. */
const isTitle = ([first]: readonly Line[]): boolean => first?.key === TITLE;

/** The lines that a filter lets through, each with those that go on with it, and what heads them. */
function matching(lines: readonly Line[], filter: string): readonly Line[] {
  if (filter === '') return lines;
  const groups: Line[][] = [];
  for (const one of lines) {
    const [head] = groups.at(-1) ?? [];
    if (head?.choosable && !one.choosable && one.key.startsWith(head.key)) groups.at(-1)?.push(one);
    else groups.push([one]);
  }
  const has = (group: readonly Line[]) =>
    group.map(textOf).join(' ').toLowerCase().includes(filter.toLowerCase());
  const found = groups.filter((group) => group[0]?.choosable === false || isTitle(group) || has(group));
  if (found.some((group) => group[0]?.choosable && has(group))) return found.flat();
  const none = label('none', `nothing matches "${filter}" (Esc clears the filter)`, 'plain');
  return [...groups.filter(isTitle).flat(), none];
}

const readOnly = (lines: readonly Line[]): readonly Line[] =>
  lines.map((one) => ({ ...one, key: `aside ${one.key}`, choosable: false }));

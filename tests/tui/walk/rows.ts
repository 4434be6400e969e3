import { LINKS, type Link } from '../../../src/index.ts';

/** A line of the list of cameras: a camera with a mark for each link, or something about the box. */
export interface SeenRow {
  readonly mark: string;
  /** The camera's name, or what the finding is about and its words. */
  readonly text: string;
  readonly cells: Readonly<Record<Link, string>> | null;
  readonly words: string;
}

const MARKS = '✔▲✘◌?–·';
const CAMERA = new RegExp(`^([${MARKS}]) (.+?) +((?:[${MARKS}] ){${LINKS.length}}) ?(.*)$`);
const BOX = new RegExp(`^([${MARKS}]) ((?:\\S+ )*\\S+) {2}(.*)$`);

/** What stands in the list of a screen, as somebody reads it. */
export function rowsOn(screen: string): readonly SeenRow[] {
  const lines = screen.split('\n');
  const from = lines.findIndex((line) => /^ +1 2 3 4 5 6 7 8$/.test(line)) + 1;
  const to = lines.findIndex((line, index) => index >= from && line.startsWith('── '));
  return lines.slice(from, to < 0 ? undefined : to).flatMap((line): SeenRow[] => {
    const [, mark = '', text = '', cells = '', words = ''] = CAMERA.exec(line) ?? [];
    if (mark !== '') {
      const marks = cells.split(' ');
      return [
        {
          mark,
          text,
          words,
          cells: Object.fromEntries(LINKS.map((link, index) => [link, marks[index]])) as SeenRow['cells'],
        },
      ];
    }
    const [, boxMark = '', title = '', told = ''] = BOX.exec(line) ?? [];
    return boxMark === '' ? [] : [{ mark: boxMark, text: title, cells: null, words: told }];
  });
}

/** The verdict as it stands on the screen: `✔ PASS 2 of 2 cameras in order, …`. */
export const verdictOn = (screen: string): string => screen.split('\n')[1] ?? '';

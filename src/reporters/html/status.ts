import { MARKS, type Status } from '../../model/index.ts';
import { type Markup, markup } from '../markup.ts';

/** A status as glyph and word; the glyph is no help to who listens, so it is hidden from them. */
export const statusMark = (status: Status, word: string = status): Markup =>
  markup`<span class="status ${status}"><span aria-hidden="true">${MARKS[status].glyph}</span> ${word}</span>`;

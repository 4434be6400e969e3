import type { Report } from '../../model/index.ts';
import { Markup } from '../markup.ts';
import { timeWords } from '../words.ts';

/** What stands at the foot of each printed page, so that none can be taken for one of another report. */
export function pageStyle({ box, startedAt }: Report, sweepSha256: string | null): Markup {
  const parts = [
    box.hostname,
    timeWords(startedAt),
    ...(sweepSha256 ? [`sweep ${sweepSha256.slice(0, 16)}`] : []),
  ];
  // A string of CSS in an element of HTML: nothing that could end either.
  const words = parts.map((part) => part.replace(/[^\w.: -]/g, '_').slice(0, 60)).join(' - ');
  return new Markup(`@page {
  font: 8pt system-ui, sans-serif; color: #59636e;
  @bottom-left { content: "${words}"; }
  @bottom-right { content: "page " counter(page) " of " counter(pages); }
}
`);
}

import { mapTexts } from '../inert.ts';
import type { Reporter } from '../reporter.ts';
import { brush, plain } from '../theme.ts';
import { boxLines } from './box.ts';
import { cameraLines } from './cameras.ts';
import { head } from './head.ts';
import { troubles } from './troubles.ts';
import { couldProveMore, verdictLine, verdictLines } from './verdict.ts';

/** The report for people, made for 80 columns: cameras, what is broken and how to mend it, the box, the verdict. */
export const human: Reporter = (given, options) => {
  const b = brush(options);
  const report = options.ascii ? mapTexts(given, plain) : given;
  const lines = options.quiet
    ? [verdictLine(report, b)]
    : [
        ...head(report, b, options),
        ...cameraLines(report, b, options),
        ...troubles(report, b, options),
        ...boxLines(report, b, options),
        ...couldProveMore(report, b, options),
        ...verdictLines(report, b, options),
      ];
  return `${lines.join('\n')}\n`;
};

import type { Report } from '../../model/index.ts';
import { wrap } from '../layout.ts';
import type { ReporterOptions } from '../reporter.ts';
import type { Brush } from '../theme.ts';
import { expectedWords, timeWords } from '../words.ts';

/** Which box, when, how many cameras were expected and by whom. */
export function head({ box, startedAt, expected }: Report, b: Brush, { columns }: ReporterOptions): string[] {
  return [
    ...wrap(
      `${box.hostname}  ${timeWords(startedAt)}  camproof ${box.camproofVersion}`,
      columns,
      '',
      '  ',
      b.bold,
    ),
    ...(box.simulated
      ? wrap(
          'simulated devices (camproof demo): proves nothing about a real camera',
          columns,
          '',
          '  ',
          (line) => b.paint('warn', line),
        )
      : []),
    ...wrap(expectedWords(expected), columns, '', '  '),
  ];
}

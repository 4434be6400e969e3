import { Box, Transform } from 'ink';
import { memo } from 'react';
import type { Line } from './line.ts';
import { painted } from './painted.ts';
import type { Screen } from './theme.ts';
import { windowOf } from './window.ts';

/**
 * A row of the screen, painted. Ink measures, cleans and breaks what a Text holds, letter by letter and several times
 * for each frame; of a row all that is done, so it is put in place of a blank that Ink has measured once.
 */
export const Row = memo(function Row({ text }: { readonly text: string }) {
  return <Transform transform={() => text}> </Transform>;
});

/** As many of the lines as fit, around the cursor. */
export function Lines({
  lines,
  cursor,
  columns,
  height,
  screen,
}: {
  readonly lines: readonly Line[];
  readonly cursor: number;
  readonly columns: number;
  readonly height: number;
  readonly screen: Screen;
}) {
  const { start, lines: visible } = windowOf(lines, cursor, height);
  return (
    <Box flexDirection="column" width={columns} height={height}>
      {visible.map((one, index) => (
        <Row key={index} text={painted(one, screen, columns, start + index === cursor)} />
      ))}
    </Box>
  );
}

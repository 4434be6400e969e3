import { Box, Text } from 'ink';
import { memo } from 'react';
import type { Line } from './line.ts';
import { painted } from './painted.ts';
import type { Screen } from './theme.ts';
import { windowOf } from './window.ts';

/** A row of the screen: one node for Ink, and nothing to do while its text stays. */
export const Row = memo(function Row({ text }: { readonly text: string }) {
  return <Text wrap="truncate">{text}</Text>;
});

/** As many of the lines as fit, around the cursor; how many follow stands where the last of them would. */
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
        <Row key={index} text={painted(one, screen, start + index === cursor)} />
      ))}
    </Box>
  );
}

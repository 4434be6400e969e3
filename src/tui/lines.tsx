import { Box, Text } from 'ink';
import { inert, type Line, type Span } from './line.ts';
import { paintOf, type Screen, shown } from './theme.ts';
import { windowOf } from './window.ts';

function Piece({ piece, screen }: { readonly piece: Span; readonly screen: Screen }) {
  const { color, dim, bold } = paintOf(piece.look, screen);
  return (
    <Text {...(screen.color && color && { color })} dimColor={dim ?? false} bold={bold ?? false}>
      {shown(inert(piece.text), screen)}
    </Text>
  );
}

export function OneLine({
  of,
  chosen,
  screen,
}: {
  readonly of: Line;
  readonly chosen: boolean;
  readonly screen: Screen;
}) {
  return (
    <Text wrap="truncate" inverse={chosen}>
      {of.spans.every(({ text }) => text === '') && ' '}
      {of.spans.map((piece, index) => (
        <Piece key={index} piece={piece} screen={screen} />
      ))}
    </Text>
  );
}

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
    <Box flexDirection="column" width={columns} height={height} overflow="hidden">
      {visible.map((one, index) => (
        <OneLine key={index} of={one} chosen={start + index === cursor} screen={screen} />
      ))}
    </Box>
  );
}

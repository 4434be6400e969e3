import { Box, Text } from 'ink';
import { GAP } from './arrange.ts';
import type { Line } from './line.ts';
import { Row } from './lines.tsx';
import { painted } from './painted.ts';
import { type Screen, shown } from './theme.ts';

/** A terminal in which nothing would be whole. */
export function TooSmall({ columns, rows }: { readonly columns: number; readonly rows: number }) {
  return (
    <Text>{`${columns}x${rows} is too small: camproof needs 60x16 (camproof check fits anywhere)`}</Text>
  );
}

/**
 * Between a picture and what stands right of it. Ink leaves what is the same at the beginning of a line: with this in
 * each of them it never writes over the picture.
 */
export function Divider({ height, screen }: { readonly height: number; readonly screen: Screen }) {
  const stroke = shown('│', screen);
  return (
    <Box width={GAP} flexShrink={0}>
      <Text dimColor>{Array.from({ length: height }, () => stroke).join('\n')}</Text>
    </Box>
  );
}

/** Lines over the whole width. */
export function FrameLines({
  lines,
  columns,
  screen,
}: {
  readonly lines: readonly Line[];
  readonly columns: number;
  readonly screen: Screen;
}) {
  return lines.map((one, index) => <Row key={index} text={painted(one, screen, columns)} />);
}

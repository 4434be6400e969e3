import { Text } from 'ink';
import type { Line } from './line.ts';
import { OneLine } from './lines.tsx';
import type { Screen } from './theme.ts';

/** A terminal in which nothing would be whole. */
export function TooSmall({ columns, rows }: { readonly columns: number; readonly rows: number }) {
  return (
    <Text>{`${columns}x${rows} is too small: camproof needs 60x16 (camproof check fits anywhere)`}</Text>
  );
}

export function FrameLines({ lines, screen }: { readonly lines: readonly Line[]; readonly screen: Screen }) {
  return lines.map((one, index) => <OneLine key={index} of={one} chosen={false} screen={screen} />);
}

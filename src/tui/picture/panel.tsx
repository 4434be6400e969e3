import { Box, type DOMElement, measureElement, useApp } from 'ink';
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { PictureSource } from '../../index.ts';
import { FrameLines } from '../frame.tsx';
import { label, wrapped } from '../line.ts';
import { type Graphics, MODE_WORDS, modeFor } from '../terminal/abilities.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Screen } from '../theme.ts';
import { Painter } from './painter.ts';
import { penFor } from './pens.ts';
import { absence, caption } from './words.ts';

interface PictureProps {
  readonly subject: string;
  readonly source: PictureSource;
  readonly terminal: Terminal;
  readonly screen: Screen;
  readonly columns: number;
  readonly height: number;
}

/** What a camera shows, what that is and how old; the picture itself is painted past Ink, into what stays empty here. */
export function PicturePanel({ subject, source, terminal, screen, columns, height }: PictureProps) {
  const graphics = useGraphics(terminal);
  useShown(source, subject, terminal);
  const mode = graphics && modeFor({ ...screen, graphics });
  const how = mode === null ? '' : MODE_WORDS[mode];
  const second = useSecond();
  // The picture itself is none of React's business: only what is said about it.
  const words = useSyncExternalStore(source.subscribe, () =>
    source.look === null ? '' : caption(source.look, how, Math.max(second, source.look.at ?? 0)),
  );
  const missing = useSyncExternalStore(source.subscribe, () => {
    const told = source.look && absence(source.look);
    return told ? `${told.why}\n${told.todo}` : '';
  });
  const [why = '', todo = ''] = missing.split('\n');
  return (
    <Box flexDirection="column" width={columns} height={height} overflow="hidden">
      <FrameLines
        lines={[label('caption', `${subject}  ${missing === '' ? words : ''}`)]}
        {...{ columns, screen }}
      />
      {missing === '' && mode !== null && graphics !== null ? (
        <Canvas
          key={`${columns}x${height}`}
          height={height - 1}
          {...{ terminal, source, mode, graphics, screen }}
        />
      ) : (
        <FrameLines
          lines={[
            ...wrapped('why', why, columns - 1, { look: 'bold' }),
            ...wrapped('todo', todo, columns - 1),
          ]}
          {...{ columns, screen }}
        />
      )}
    </Box>
  );
}

interface CanvasProps {
  readonly height: number;
  readonly terminal: Terminal;
  readonly source: PictureSource;
  readonly mode: ReturnType<typeof modeFor>;
  readonly graphics: Graphics;
  readonly screen: Screen;
}

/** An empty part of Ink's frame, and a painter in it for as long as it is there. */
function Canvas({ height, terminal, source, mode, graphics, screen }: CanvasProps) {
  const { waitUntilRenderFlush } = useApp();
  const box = useRef<DOMElement>(null);
  useLayoutEffect(() => {
    if (box.current === null) return;
    const { x, y, width, height: rows } = measureElement(box.current);
    const region = { column: x, row: y, columns: width, rows };
    const pen = penFor(mode, region, graphics, screen.ground);
    const painter = new Painter({ terminal, source, pen, settled: waitUntilRenderFlush });
    // In this phase, so that it is empty before Ink draws what takes its place.
    return () => painter.stop();
  }, [terminal, source, mode, graphics, screen.ground, waitUntilRenderFlush]);
  return <Box ref={box} height={height} width="100%" />;
}

/** Shows a camera while this is on the screen, and the screen is ours. */
function useShown(source: PictureSource, subject: string, terminal: Terminal): void {
  useEffect(() => {
    const show = () => source.show(terminal.ours ? subject : null);
    show();
    const leave = terminal.subscribe(show);
    return () => {
      leave();
      source.show(null);
    };
  }, [source, subject, terminal]);
}

/** What the terminal can draw; null until it has said so. */
function useGraphics(terminal: Terminal): Graphics | null {
  const [graphics, set] = useState<Graphics | null>(null);
  useEffect(() => {
    void terminal.graphics().then(set);
  }, [terminal]);
  return graphics;
}

/** The time, each second. */
function useSecond(): number {
  const [now, tick] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => tick(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

import { Box } from 'ink';
import { GAP } from './arrange.ts';
import { Divider, FrameLines, TooSmall } from './frame.tsx';
import { headerLines, tabLine } from './header.ts';
import { Lines } from './lines.tsx';
import { PicturePanel } from './picture/panel.tsx';
import type { BoxStore } from './store.ts';
import type { Terminal } from './terminal/terminal.ts';
import type { Screen } from './theme.ts';
import { useGround } from './use-ground.ts';
import { useSeconds } from './use-seconds.ts';
import { useUi } from './use-ui.ts';

interface AppProps {
  readonly store: BoxStore;
  /** As far as it is known without asking. */
  readonly screen: Screen;
  /** Ask the terminal for its background. */
  readonly asks: boolean;
  readonly terminal: Terminal;
  /** A recorded sweep: nothing can be probed or run. */
  readonly replay: boolean;
}

/** The live screen. It shows sweeps and reports and judges nothing. */
export function App({ store, screen: known, asks, terminal, replay }: AppProps) {
  const screen = useGround(known, asks, terminal);
  const ui = useUi({ store, screen, replay });
  const { snapshot, state, columns, rows, height, picture, arranged, footer } = ui;
  const now = useSeconds(snapshot.at ?? 0);
  if (columns < 60 || rows < 16) return <TooSmall columns={columns} rows={rows} />;
  const head = [
    ...headerLines(snapshot, { replay, now, screen, columns }),
    tabLine(state, snapshot.report, screen, columns),
  ];
  // Ink draws every line twice where something might be cut off.
  const overflow = head.length + height + footer.length < rows ? 'visible' : 'hidden';
  return (
    <Box flexDirection="column" width={columns} height={rows - 1} overflow={overflow}>
      <FrameLines lines={head} columns={columns} screen={screen} />
      <Box height={height} columnGap={picture ? 0 : GAP}>
        {picture && (
          <PicturePanel
            subject={picture.subject}
            columns={picture.columns}
            source={store.source.picture}
            {...{ terminal, screen, height }}
          />
        )}
        {picture && !picture.alone && <Divider height={height} screen={screen} />}
        {!picture?.alone &&
          arranged.parts.map((part, index) => (
            <Lines key={index} {...part} height={height} screen={screen} />
          ))}
      </Box>
      <FrameLines lines={footer} columns={columns} screen={screen} />
    </Box>
  );
}

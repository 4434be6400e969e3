import { Box, Text, useApp, useInput, useWindowSize } from 'ink';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { LINKS, type Report } from '../model/index.ts';
import { actionOf } from './keys.ts';
import { CameraLine, Footer, Header, Trouble } from './parts.tsx';
import { boxTroubles, cameraRows, findingsOf, windowOf } from './rows.ts';
import type { BoxStore } from './store.ts';

/** Lines that header, legend and footer take. */
const FRAME = 7;

/** The live screen: the cameras, and why the chosen one is as it is. It shows reports and judges nothing. */
export function App({ store }: { readonly store: BoxStore }) {
  const snapshot = useSyncExternalStore(store.subscribe, store.snapshot);
  const { exit } = useApp();
  const { columns, rows: lines } = useWindowSize();
  const [chosen, choose] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const now = useSeconds();
  const { report } = snapshot;
  const rows = report ? cameraRows(report) : [];
  // The choice follows the camera and not the line.
  const at = Math.max(
    0,
    rows.findIndex(({ id }) => id === chosen),
  );
  const move = (by: number) => choose(rows[Math.min(rows.length - 1, Math.max(0, at + by))]?.id ?? null);

  useInput((input, flags) => {
    const action = actionOf(input, flags);
    if (action === 'up') move(-1);
    else if (action === 'down') move(1);
    else if (action === 'open') setOpen(true);
    else if (action === 'back') setOpen(false);
    else if (action === 'again') store.again();
    else if (action === 'pause') store.togglePause();
    else if (action === 'quit') exit();
  });

  const name = Math.min(28, Math.max(6, ...rows.map(({ id }) => id.length)));
  const current = rows[at];
  return (
    <Box flexDirection="column" width={columns} height={lines - 1} overflow="hidden">
      <Header snapshot={snapshot} now={now} />
      {report && open && current ? (
        <Detail report={report} id={current.id} />
      ) : (
        <Box flexDirection="column" flexGrow={1} overflow="hidden">
          {report ? <Text dimColor wrap="truncate">{`1 to 8: ${LINKS.join(', ')}`}</Text> : null}
          {report ? <Text dimColor>{`${' '.repeat(name + 3)}1 2 3 4 5 6 7 8`}</Text> : null}
          {windowOf(rows, at, Math.max(3, lines - FRAME - 6)).map((row) => (
            <CameraLine key={row.id} row={row} chosen={row.id === current?.id} name={name} />
          ))}
          {report
            ? boxTroubles(report).map((finding) => (
                <Trouble key={finding.checkId + finding.summary} finding={finding} report={report} />
              ))
            : null}
        </Box>
      )}
      <Footer />
    </Box>
  );
}

function Detail({ report, id }: { readonly report: Report; readonly id: string }) {
  return (
    <Box flexDirection="column" flexGrow={1} flexShrink={1} overflow="hidden">
      <Text bold>{id}</Text>
      {findingsOf(report, id).map((finding) => (
        <Trouble
          key={finding.checkId + finding.subject + finding.summary}
          finding={finding}
          report={report}
        />
      ))}
    </Box>
  );
}

/** The time, once a second: ages are shown in whole seconds. */
function useSeconds(): number {
  const [now, tick] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => tick(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

import { useEffect, useState } from 'react';
import { askGround } from './terminal/abilities.ts';
import type { Terminal } from './terminal/terminal.ts';
import type { Screen } from './theme.ts';

/** The screen as it is known, at once; with the background that the terminal tells, when it does. */
export function useGround(known: Screen, asks: boolean, terminal: Terminal): Screen {
  const [screen, set] = useState(known);
  useEffect(() => {
    if (!asks) return;
    void askGround(terminal).then((ground) => {
      if (ground !== null) set((before) => (before.ground === ground ? before : { ...before, ground }));
    });
  }, [asks, terminal]);
  return screen;
}

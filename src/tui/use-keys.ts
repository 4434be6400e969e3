import { type Key, useInput } from 'ink';
import { useEffect, useRef, useState } from 'react';

/** Keys that come as characters when they come together with others. */
const NAMED: Readonly<Record<string, Partial<Key>>> = {
  '\r': { return: true },
  '\t': { tab: true },
  '\u001b': { escape: true },
  '\u007f': { backspace: true },
};

type OnKey = (input: string, flags: Partial<Key>, isFirst: boolean) => void;

/**
 * Calls `onKey` for each key. A slow line brings what was typed fast in one piece, which Ink reports as one input: its
 * keys are taken apart, and each meets the screen that the one before it has left. `isFirst`: it was not typed ahead.
 */
export function useKeys(onKey: OnKey): void {
  const waiting = useRef<readonly string[]>([]);
  const [, go] = useState(0);
  useInput((input, flags) => {
    // No key of ours is held with Alt: what comes so is Esc, and a key that was typed soon after it.
    const keys = [...(flags.meta && input !== '' ? ['\u001b'] : []), ...input];
    if (keys.length < 2 && waiting.current.length === 0) onKey(input, flags, true);
    else {
      waiting.current = [...waiting.current, ...keys];
      go((before) => before + 1);
    }
  });
  // After every render: the next one.
  useEffect(() => {
    const [key, ...rest] = waiting.current;
    if (key === undefined) return;
    waiting.current = rest;
    const named = NAMED[key];
    onKey(named ? '' : key, named ?? {}, false);
    go((before) => before + 1);
  });
}

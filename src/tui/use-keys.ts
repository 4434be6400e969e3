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
  const waiting = useRef<readonly (readonly [string, Partial<Key>])[]>([]);
  const [, go] = useState(0);
  useInput((input, flags) => {
    // No key of ours is held with Alt: what comes so is Esc, and a key that was typed soon after it.
    const pieces = [...(flags.meta && input !== '' ? ['\u001b'] : []), ...input];
    if (pieces.length < 2 && waiting.current.length === 0) {
      onKey(input, flags, true);
      return;
    }
    const keys = pieces.map((piece) => [NAMED[piece] ? '' : piece, NAMED[piece] ?? {}] as const);
    waiting.current = [...waiting.current, ...(pieces.length < 2 ? [[input, flags] as const] : keys)];
    go((before) => before + 1);
  });
  // After every render: the next one.
  useEffect(() => {
    const [next, ...rest] = waiting.current;
    if (next === undefined) return;
    waiting.current = rest;
    onKey(...next, false);
    go((before) => before + 1);
  });
}

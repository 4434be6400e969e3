import { type Key, useInput } from 'ink';
import { useEffect, useRef, useState } from 'react';

/** Keys that come as characters when they come together with others. */
const NAMED: Readonly<Record<string, Partial<Key>>> = {
  '\r': { return: true },
  '\t': { tab: true },
  '\u007f': { backspace: true },
};

type OnKey = (input: string, flags: Partial<Key>, isFirst: boolean) => void;

/**
 * Calls `onKey` for each key. A slow line brings what was typed fast, or a key that was held, in one piece, whose letters
 * Ink reports as one input: its keys are taken apart, and each meets the screen that the one before it has left.
 * `isFirst`: it was not typed ahead.
 */
export function useKeys(onKey: OnKey): void {
  const waiting = useRef<readonly (readonly [string, Partial<Key>])[]>([]);
  /** How many keys were pressed, and how many of them the screen that stands has seen. */
  const pressed = useRef(0);
  const [seen, draw] = useState(0);
  const press = (key: string, flags: Partial<Key>, isFirst: boolean) => {
    pressed.current += 1;
    onKey(key, flags, isFirst);
    draw(pressed.current);
  };
  useInput((input, flags) => {
    const pieces = [...input];
    const keys =
      pieces.length < 2
        ? [[input, flags] as const]
        : pieces.map((piece) => [NAMED[piece] ? '' : piece, NAMED[piece] ?? {}] as const);
    const [first, ...rest] = keys;
    if (first && seen === pressed.current) {
      press(...first, pieces.length < 2);
      waiting.current = rest;
    } else waiting.current = [...waiting.current, ...keys];
  });
  // After every render: the next one.
  useEffect(() => {
    const [next, ...rest] = waiting.current;
    if (next === undefined || seen < pressed.current) return;
    waiting.current = rest;
    press(...next, false);
  });
}

import { expect, it } from 'vitest';
import { ProgressLine, progressWords } from '../../src/cli/progress.ts';

const progress = {
  running: ['mediamtx.flow:box', 'progress:4711', 'progress:4712', 'rtsp:yard', 'rtsp:gate', 'hls:yard/main'],
  waiting: ['pictures:yard'],
  done: 20,
};

it('says which step it is and of which camera', () => {
  expect(progressWords(progress)).toBe(
    '20/27  watching bytes arrive, watching publishers move, reading streams: yard gate, playing HLS: yard/main',
  );
});

it.each([
  [
    'a terminal',
    { isTTY: true, columns: 40 },
    ['\r\u001b[K20/27  watching bytes arrive, watching ', '\r\u001b[K'],
  ],
  ['a pipe', { isTTY: false, columns: 40 }, []],
])('is one line on a terminal, taken away at the end, and nothing in a pipe: %s', (_, stream, written) => {
  const seen: string[] = [];
  const write = (text: string | Uint8Array) => seen.push(String(text)) > 0;
  const line = new ProgressLine({ ...stream, write } as ConstructorParameters<typeof ProgressLine>[0], false);
  line.show(progress);
  line.clear();
  expect(seen).toEqual(written);
});

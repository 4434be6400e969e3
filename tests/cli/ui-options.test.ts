import { expect, it } from 'vitest';
import { asksForUi } from '../../src/cli/ui-options.ts';

const nowhere = { env: {}, stdout: { isTTY: false } } as Parameters<typeof asksForUi>[1];

it('is asked for by its own options alone, and without a terminal only as lines', () => {
  expect(asksForUi(['--plain'], nowhere)).toBe(true);
  expect(asksForUi(['--plain', '--replay', 'sweep.json.gz'], nowhere)).toBe(true);
  expect(asksForUi([], nowhere)).toBe(false);
  // What only the screen has: it says what is wrong with the rest.
  expect(asksForUi(['--theme', 'blue'], nowhere)).toBe(true);
  expect(asksForUi(['--plain', '--format', 'json'], nowhere)).toBe(true);
  expect(asksForUi(['--format', 'json'], nowhere)).toBe(false);
  expect(asksForUi(['check', '--plain'], nowhere)).toBe(false);
  expect(asksForUi(['check', '--theme', 'dark'], nowhere)).toBe(false);
});

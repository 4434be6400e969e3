import { expect, it } from 'vitest';
import { silenceMs } from '../../src/probes/patience.ts';

const declared = (fps?: number) => ({
  cameras: [{ name: 'field', paths: ['field', 'field/sub'], ...(fps !== undefined && { expect: { fps } }) }],
});

it.each([
  ['a time-lapse has the time for three frames', declared(0.2), 'field/sub', 15_000],
  ['an ordinary rate is no reason to wait less', declared(15), 'field', 4_000],
  ['of no declared rate', declared(), 'field', 4_000],
  ['of a path that nobody declared', declared(0.2), 'yard', 4_000],
])('%s', (_, config, path, silence) => {
  expect(silenceMs(config as Parameters<typeof silenceMs>[0], path, 4_000)).toBe(silence);
});

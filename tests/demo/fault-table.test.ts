import { expect, it } from 'vitest';
import { checks } from '../../src/checks/table.ts';
import { faults } from '../../src/demo/faults/table.ts';

// That each fault turns exactly these checks red is proved live by the matrix.
it('names every check that no fault of the table turns red', () => {
  const turnedRed = new Set(faults.flatMap(({ expect: found }) => found.map(({ check }) => check)));
  const never = checks.map(({ id }) => id).filter((id) => !turnedRed.has(id));
  // Advisory checks that can only warn, and what needs hardware or systemd to break.
  expect(never).toEqual([
    'json-rpc-compliance',
    'health-load',
    'persistence',
    'ports',
    'units',
    'disk',
    'memory',
    'temperature',
    'power',
    'clock',
    'kernel-log',
  ]);
});

import { describe, expect, it } from 'vitest';
import { KINDS } from '../../scripts/fleet/kinds.ts';
import { watchFleet } from '../../scripts/fleet/watched.ts';
import { isInstalled } from '../reporters/outside-tool.ts';

// Boxes of each kind; scripts/fleet/fleet.ts watches hundreds.

describe.skipIf(!isInstalled('prometheus', 'prometheus'))('a fleet, watched by a real Prometheus', () => {
  it('is told as it is: each box that is broken, no other, and the same on the dashboard', async () => {
    const { rules, panels, kinds } = await watchFleet({ boxes: 20, watchS: 2, everyMs: 250 });
    expect([...kinds.keys()].toSorted()).toEqual(KINDS.map(({ name }) => name).toSorted());
    expect([...rules, ...panels].filter(({ wrong }) => wrong !== null)).toEqual([]);
    // Every rule has fired for a box.
    expect(rules.filter(({ count }) => count === 0)).toEqual([]);
  });
});

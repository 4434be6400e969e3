import { describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import { actionOf, KEYS } from '../../src/tui/keys.ts';
import { boxTroubles, cameraRows, findingsOf, windowOf } from '../../src/tui/rows.ts';
import { faultSweeps } from '../checks/fault-sweeps.ts';
import { healthyBox } from '../support/sweeps.ts';

const fault = (name: string) => {
  const found = faultSweeps.find((one) => one.name === name);
  if (!found) throw new Error(`there is no sweep ${name}`);
  return judge(found.sweep);
};

describe('the rows', () => {
  it('put the worst camera first, and leave the others in their order', () => {
    expect(cameraRows(fault('stopped publisher')).map(({ id, state }) => [id, state])).toEqual([
      ['usb-Acme_Cam_0', 'fail'],
      ['usb-Acme_Cam_1', 'pass'],
    ]);
    expect(cameraRows(judge(healthyBox(3))).map(({ id }) => id)).toEqual([
      'usb-Acme_Cam_0',
      'usb-Acme_Cam_1',
      'usb-Acme_Cam_2',
    ]);
  });

  it('have eight cells and the broken link in words', () => {
    const [row] = cameraRows(fault('stopped publisher'));
    expect(row?.cells).toEqual(['pass', 'fail', 'blocked', 'blocked', 'blocked', 'off', 'pass', 'pass']);
    expect(row?.words).toContain('is stopped');
  });

  it('tell of the box only what is not in order', () => {
    expect(boxTroubles(judge(healthyBox(2)))).toEqual([]);
    expect(boxTroubles(fault('WebSocket refused')).map(({ checkId }) => checkId)).toEqual(['json-rpc']);
  });

  it('find what concerns one camera, and nothing of another', () => {
    const subjects = new Set(
      findingsOf(fault('stopped publisher'), 'usb-Acme_Cam_1').map(({ subject }) => subject),
    );
    expect([...subjects]).toEqual(['usb-Acme_Cam_1']);
  });

  it.each([
    [0, [0, 1, 2]],
    [5, [4, 5, 6]],
    [9, [7, 8, 9]],
  ])('keep the chosen line %i in the window', (chosen, expected) => {
    expect(windowOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], chosen, 3)).toEqual(expected);
  });
});

describe('the keys', () => {
  it('are each bound once', () => {
    const all = KEYS.flatMap(({ keys }) => keys);
    expect(new Set(all).size).toBe(all.length);
  });

  it('are found by character and by name', () => {
    expect(actionOf('j', {})).toBe('down');
    expect(actionOf('', { upArrow: true, downArrow: false })).toBe('up');
    expect(actionOf('x', {})).toBeNull();
  });
});

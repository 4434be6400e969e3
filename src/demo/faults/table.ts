import { pathOf } from '../cameras.ts';
import { deviceFaults } from './device-faults.ts';
import type { DemoFault, ExpectedFinding } from './fault.ts';
import { pictureFaults } from './picture-faults.ts';
import { publisherFaults } from './publisher-faults.ts';
import { serverFaults } from './server-faults.ts';
import { serviceFaults } from './service-faults.ts';
import { viewerFaults } from './viewer-faults.ts';

/** Every fault there is, in the order of the chain. The first camera is the one that is broken. */
export const faults: readonly DemoFault[] = [
  ...deviceFaults,
  ...publisherFaults,
  ...pictureFaults,
  ...viewerFaults,
  ...serverFaults,
  ...serviceFaults,
];

/** The fault with this id. Throws a RangeError that names what there is, or says that this generation cannot have it. */
export function findFault(id: string, generation?: 'old' | 'new'): DemoFault {
  const found = faults.find((fault) => fault.id === id);
  if (!found)
    throw new RangeError(`no fault is called ${id}; there are ${faults.map((fault) => fault.id).join(', ')}`);
  if (generation && !canHave(found, generation))
    throw new RangeError(`${id} needs --generation ${found.generation}`);
  return found;
}

/** Can a box of this generation be broken in this way? */
export const canHave = (fault: DemoFault, generation: 'old' | 'new'): boolean =>
  (fault.generation ?? generation) === generation;

/** What a fault has to cause on a box of so many cameras, every camera by its name. */
export function expectedOf({ expect }: DemoFault, cameras: number): readonly ExpectedFinding[] {
  const names = Array.from({ length: cameras }, (_, index) => pathOf(index));
  return expect.flatMap((one) =>
    one.subject === '*' ? names.map((subject) => ({ ...one, subject })) : [one],
  );
}

import { type BoxOptions, DemoBox } from './box.ts';
import type { DemoFault } from './faults/fault.ts';
import { findFault } from './faults/table.ts';

/** What sort of box it is, and how it is broken. */
export interface DemoBoxOptions extends Omit<BoxOptions, 'media'> {
  /** Ids of faults to make once it runs, as `camproof demo --list-faults` lists them. */
  readonly break?: readonly string[];
}

/** Starts a demo box, and breaks it as asked. Rejects with a RangeError where there is no such fault. */
export async function startDemoBox({ break: ids = [], ...options }: DemoBoxOptions = {}): Promise<DemoBox> {
  const faults = ids.map((id) => findFault(id, options.generation ?? 'new'));
  const box = await DemoBox.start({ ...options, ...startedFor(faults) });
  try {
    for (const fault of faults) await fault.break(box);
    return box;
  } catch (error) {
    await box.stop();
    throw error;
  }
}

/** How the media server of a box has to be started, so that it can be broken in these ways. */
function startedFor(faults: readonly DemoFault[]): Pick<BoxOptions, 'server' | 'media'> {
  const { server, ...media } = Object.assign({}, ...faults.map((fault) => fault.server)) as NonNullable<
    DemoFault['server']
  >;
  return { ...(server && { server }), media };
}

/** Breaks a box that runs. Rejects with a RangeError where there is no such fault for it. */
export async function breakFault(box: DemoBox, id: string): Promise<DemoFault> {
  const fault = findFault(id, box.media.generation);
  await fault.break(box);
  return fault;
}

/** Puts it right again, and waits until every stream flows. Rejects with a RangeError where there is no such fault, with an Error where a stream stays away. */
export async function mendFault(box: DemoBox, id: string): Promise<void> {
  await findFault(id).mend(box);
  await box.until(() => box.models.every(({ index }) => box.flows(index)), 'every stream flows again');
}

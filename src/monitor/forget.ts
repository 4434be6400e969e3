import { known, type ReadingKind, type Readings, reading, type VideoNode } from '../model/index.ts';
import { callKey, type PlanInput, wanted } from '../plan/plan.ts';
import { kindsOf } from './cadence.ts';

/**
 * Without what the plan does not want any more: a process that ended, a node that went, a stream that is offline.
 * That bounds what is kept, and whatever comes back is observed anew.
 */
export function forgetUnwanted(input: PlanInput): Readings {
  const keep = new Set(wanted(input));
  return [...input.kinds].reduce(
    (readings, kind) => without(readings, kind, (subject) => !keep.has(callKey({ kind, subject }))),
    input.readings,
  );
}

/** Without what a new reading of `kind` shows to be about something else now. `before` is what was known so far. */
export function forgetReplaced(readings: Readings, before: Readings, kind: ReadingKind): Readings {
  if (kind === 'devices') {
    const gone = replacedNodes(readings, before);
    return without(readings, 'capabilities', (node) => gone.has(node));
  }
  return readings;
}

/** Without what failed of the streams that were opened: they are to be opened at another address now. */
export const forgetFailed = (readings: Readings): Readings =>
  kindsOf('active', 'viewer').reduce(
    (rest, kind) => without(rest, kind, (subject) => reading(rest, kind, subject)?.ok === false),
    readings,
  );

/** Does somebody publish who did not before, or no more? */
export function publishersChanged(readings: Readings, before: Readings): boolean {
  const sources = (from: Readings) =>
    JSON.stringify((known(from, 'mediamtx.paths') ?? []).map(({ name, source }) => [name, source?.id]));
  return sources(readings) !== sources(before);
}

/** Nodes that are another device than before. */
function replacedNodes(readings: Readings, before: Readings): ReadonlySet<string> {
  const now = known(readings, 'devices')?.nodes ?? [];
  const then = known(before, 'devices')?.nodes ?? [];
  const changed = now.filter((node) => {
    const old = then.find(({ path }) => path === node.path);
    return old !== undefined && identity(old) !== identity(node);
  });
  return new Set(changed.map(({ path }) => path));
}

/** What tells one device from the next that gets its number. */
const identity = ({ file, card, driver, parent, byId, byPath, usb }: VideoNode): string =>
  JSON.stringify([file, card, driver, parent, byId, byPath, usb?.devnum]);

export function without(readings: Readings, kind: ReadingKind, drop: (subject: string) => boolean): Readings {
  const all = Object.entries(readings[kind] ?? {});
  const kept = all.filter(([subject]) => !drop(subject));
  return kept.length === all.length ? readings : { ...readings, [kind]: Object.fromEntries(kept) };
}

import { type Evidence, type Finding, known, type Sweep } from '../model/index.ts';
import { diagnose } from './diagnoses/table.ts';
import type { Make } from './finding.ts';
import { pathConfig } from './mediamtx-facts.ts';

/** An address, or a network, that is this box and nothing else. */
const HERE = /^(?:127\.|::1(?:\/128)?$|::ffff:127\.)/;

/** Where readers of a path have to come from, where that is this box only; null where others may read it too, or it is not known. */
export function onlyFromHere(sweep: Sweep, path: string): string | null {
  if (sweep.expectations.viewers !== 'anywhere') return null;
  const readers = known(sweep.readings, 'mediamtx.config')?.readers?.filter((one) => covers(one.path, path));
  const lists = readers ? readers.map(({ ips }) => ips) : [pathConfig(sweep, path)?.readIPs ?? []];
  const closed = lists.length > 0 && lists.every((ips) => ips.length > 0 && ips.every((ip) => HERE.test(ip)));
  return closed ? [...new Set(lists.flat())].join(', ') : null;
}

/** The warning that viewers elsewhere are refused, whoever they are; null where they are not. */
export function refusesOutside(
  sweep: Sweep,
  path: string,
  what: string,
  make: Make,
  evidence: readonly Evidence[],
): Finding | null {
  const ips = onlyFromHere(sweep, path);
  if (ips === null) return null;
  const diagnosis = diagnose('readers-inside-only', { paths: [path], ips });
  return make.warn(`${what} lets in this box only`, evidence, diagnosis);
}

/** As MediaMTX matches permissions: a name, a regular expression behind `~`, or empty for all. */
function covers(permission: string, path: string): boolean {
  if (!permission.startsWith('~')) return permission === '' || permission === path;
  try {
    return new RegExp(permission.slice(1)).test(path);
  } catch {
    // Go has expressions that JavaScript has not: it may be any path.
    return true;
  }
}

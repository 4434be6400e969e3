import { known, type Sweep } from '../model/index.ts';
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

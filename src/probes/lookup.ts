import { type LookupAddress, lookup } from 'node:dns';
import { lookup as lookupAll } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { ProbeFault } from './probe.ts';
import { runTool } from './run-tool.ts';

/** A name that takes longer is taken for one that nobody knows, ms: shorter than any probe's deadline. */
const PATIENCE_MS = 4_000;

/** A name that was found is not looked up again for so long, ms: whoever watches asks several times a second. */
const GOOD_FOR_MS = 30_000;
/** Of the process, as resolvers are: every connection of every probe asks, and a name leads to one place for all. */
const found = new Map<string, LookupAddress[]>();

/**
 * Looks names up in a child, with the resolver of the system, until the signal. A thread of ours that waits for a name server
 * that is gone cannot be stopped: even `process.exit` waits for it, for 20 s and more. Fails with `unresolved`.
 */
export function lookupUntil(signal: AbortSignal): LookupFunction {
  return (name, options, callback) => {
    // Known without a name server.
    if (name === 'localhost') return void lookup(name, options, callback);
    const wanted = options.family === 4 || options.family === 'IPv4' ? 4 : options.family ? 6 : 0;
    addressesOf(name, signal).then(
      (all) => {
        const fitting = all.filter(({ family }) => wanted === 0 || family === wanted);
        const [first] = fitting;
        if (!first) callback(unresolved(`${name} has no address of IPv${wanted}`), '');
        else if (options.all) callback(null, fitting);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, ''),
    );
  };
}

/** The addresses of a name, best first. Rejects with `unresolved`, or as the signal makes it. */
export async function addressesOf(
  name: string,
  signal: AbortSignal,
  patienceMs = PATIENCE_MS,
): Promise<LookupAddress[]> {
  const known = found.get(name);
  if (known) return known;
  const late = AbortSignal.timeout(patienceMs);
  try {
    const { stdout } = await runTool(['getent', '--', 'ahosts', name], AbortSignal.any([signal, late]));
    const words = new Set(stdout.split('\n').map((line) => line.split(' ')[0] ?? ''));
    const addresses = [...words].flatMap((address) =>
      isIP(address) ? [{ address, family: isIP(address) }] : [],
    );
    if (addresses.length === 0) throw unresolved(`nobody knows ${name}`);
    found.set(name, addresses);
    setTimeout(() => found.delete(name), GOOD_FOR_MS).unref();
    return addresses;
  } catch (error) {
    // A system without that tool: better late than not at all.
    if (error instanceof ProbeFault && error.code === 'tool-missing') return lookupAll(name, { all: true });
    if (!late.aborted || signal.aborted) throw error;
    throw unresolved(`no name server tells within ${patienceMs / 1000} s where ${name} is`);
  }
}

const unresolved = (message: string): ProbeFault => new ProbeFault('unresolved', 'name', message);

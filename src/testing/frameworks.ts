import process from 'node:process';

/** Those that `describeBox` knows. */
export type FrameworkName = 'vitest' | 'jest' | 'node:test' | 'mocha';

/** What is needed of a test framework. Bodies are synchronous; a test fails by throwing. */
export interface TestFramework {
  describe(name: string, body: () => void): void;
  it(name: string, body: () => void): void;
  /** Registers a test that is skipped, and says why. */
  skip(name: string, reason: string): void;
}

/** The functions that jest and mocha put into the global object. */
interface Globals {
  describe(name: string, body: () => void): void;
  it: ((name: string, body: () => void) => void) & { skip(name: string, body?: () => void): void };
}

interface Row {
  readonly name: FrameworkName;
  /** Does it run this process, as far as can be seen? */
  runs(): boolean;
  load(): Promise<TestFramework>;
}

/** Every framework there is, the surest sign first. Without any, the tests are node:test's: they run by themselves. */
export const frameworks: readonly Row[] = [
  {
    name: 'vitest',
    runs: () => process.env['VITEST'] === 'true',
    load: async () => {
      const { describe, it } = await import('vitest');
      return { describe, it, skip: (name, reason) => it(name, ({ skip }) => skip(reason)) };
    },
  },
  { name: 'jest', runs: () => process.env['JEST_WORKER_ID'] !== undefined, load: async () => fromGlobals() },
  { name: 'mocha', runs: () => globals() !== null, load: async () => fromGlobals() },
  {
    name: 'node:test',
    runs: () => true,
    load: async () => {
      const { describe, it } = await import('node:test');
      return {
        describe: (name, body) => void describe(name, body),
        it: (name, body) => void it(name, body),
        skip: (name, reason) => void it(name, { skip: reason }),
      };
    },
  },
];

/** The framework that runs, or the named one. */
export async function findFramework(name?: FrameworkName): Promise<TestFramework> {
  const row = frameworks.find((one) => (name === undefined ? one.runs() : one.name === name));
  if (!row) throw new RangeError(`no test framework is called ${name}`);
  return row.load();
}

/** The framework whose functions are global: the only sort that can be had without waiting. */
export function fromGlobals(): TestFramework {
  const found = globals();
  if (found === null)
    throw new Error('no global describe and it: pass `framework`, or switch the globals of the framework on');
  const { describe, it } = found;
  // Neither has a place for the reason, but the name.
  return { describe, it, skip: (name, reason) => it.skip(`${name} [${reason}]`, () => {}) };
}

function globals(): Globals | null {
  const { describe, it } = globalThis as Partial<Globals>;
  return typeof describe === 'function' && typeof it === 'function' ? { describe, it } : null;
}

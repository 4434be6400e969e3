import type { Report } from '../../src/model/index.ts';

/** One test as a framework reports it. */
export interface Line {
  /** Suites from the outside in, then the test. */
  readonly path: readonly string[];
  readonly state: 'passed' | 'failed' | 'skipped';
  /** Of a failure, or why it is skipped. */
  readonly message: string;
}

/** A set of (box, id, subject, status), sorted: what has to be the same everywhere. */
export type Told = readonly string[];

/** What a report says, for a box of that name. */
export function toldByReport({ findings, verdict }: Pick<Report, 'findings' | 'verdict'>, box = ''): Told {
  return [
    ...findings.map(({ checkId, subject, status }) => `${box} ${checkId} ${subject} ${status}`),
    `${box} verdict box ${verdict === 'warn' ? 'pass' : verdict}`,
  ].toSorted();
}

const SERVICES = ['MediaMTX', 'camera service', 'health endpoints'];

/** What a framework's tests say. They have to be run with `warn: 'fail'`: then every status shows. */
export const toldByLines = (lines: readonly Line[]): Told => lines.map(toldByLine).toSorted();

function toldByLine({ path, state, message }: Line): string {
  const [name = '', suite = '', box = ''] = path.toReversed();
  const status = state === 'passed' ? 'pass' : (/^(\w+): /.exec(message)?.[1] ?? `${state} without a status`);
  if (name === 'box verdict') return `${box} verdict box ${status}`;
  const [, subject, check] = /^(?:(\S+) )?([a-z-]+): /.exec(name) ?? [];
  return `${box} ${check} ${subject ?? (SERVICES.includes(suite) ? 'box' : suite)} ${status}`;
}

/** What pytest says: its items carry the box (where there are several), check and subject in their names (`ready[yard]`). */
export const toldByPytest = (lines: readonly Line[]): Told => lines.map(toldByItem).toSorted();

function toldByItem({ path: [suite = '', name = ''], state, message }: Line): string {
  const [, box = ''] = /^camproof\[(.*)\]$/.exec(suite) ?? [];
  const status = state === 'passed' ? 'pass' : (/^(\w+): /.exec(message)?.[1] ?? `${state} without a status`);
  const [, check, subject] = /^([a-z-]+)\[(.*)\](?:-\d+)?$/.exec(name) ?? [];
  return name === 'box-verdict' ? `${box} verdict box ${status}` : `${box} ${check} ${subject} ${status}`;
}

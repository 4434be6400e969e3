import { COMPANY, type Company, type Diagnosis, type Dropout } from '../model/index.ts';
import { diagnose } from './diagnoses/table.ts';

/** Whose dropouts they were. */
export interface Whose {
  readonly path: string;
  /** Its USB port. */
  readonly port: string | null;
  readonly publisherUnit: string | null;
  readonly serverUnit: string | null;
}

/** Codes that say what stopped, and not why. */
const SYMPTOMS: readonly string[] = ['no-bytes', 'nobody-publishes', 'not-ready'];

/**
 * Why a camera dropped out, by what came with it most often, the deepest first where several came as often. Null where
 * there was no dropout, or where each has told its own cause.
 */
export function diagnoseDropouts(dropouts: readonly Dropout[], whose: Whose): Diagnosis | null {
  const times = (company: Company) => dropouts.filter((one) => one.with?.includes(company)).length;
  const [first] = COMPANY.toSorted((one, other) => times(other) - times(one));
  const alone = dropouts.filter(
    ({ with: company = [], code }) => company.length === 0 && (code === null || SYMPTOMS.includes(code)),
  ).length;
  const { path, port, publisherUnit, serverUnit } = whose;
  const of = dropouts.length;
  if (first === undefined || Math.max(times(first), alone) === 0) return null;
  if (alone > times(first)) return diagnose('drops-alone', { times: alone, of, path });
  const facts = { times: times(first), of };
  switch (first) {
    case 'power':
      return diagnose('drops-with-power', facts);
    case 'usb':
      return diagnose('drops-with-usb', { ...facts, port });
    case 'server':
      return diagnose('drops-with-server', { ...facts, unit: serverUnit });
    case 'publisher':
      return diagnose('drops-with-publisher', { ...facts, path, unit: publisherUnit });
    case 'reconnect':
      return diagnose('drops-with-reconnects', { ...facts, path, unit: publisherUnit });
  }
}

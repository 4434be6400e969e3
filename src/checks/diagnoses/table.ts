import type { Diagnosis } from '../../model/index.ts';
import { capture } from './capture.ts';
import { deliver } from './deliver.ts';
import { device } from './device.ts';
import type { Explanation } from './diagnosis.ts';
import { dropouts } from './dropouts.ts';
import { health } from './health.ts';
import { machine } from './machine.ts';
import { pictures } from './pictures.ts';
import { publish } from './publish.ts';
import { servers } from './servers.ts';
import { services } from './services.ts';
import { stream } from './stream.ts';

/** Every diagnosis there is, by its stable code. */
export const diagnoses = {
  ...device,
  ...capture,
  ...publish,
  ...stream,
  ...pictures,
  ...deliver,
  ...servers,
  ...services,
  ...health,
  ...machine,
  ...dropouts,
};

export type DiagnosisCode = keyof typeof diagnoses;
type FactsOf<C extends DiagnosisCode> = Parameters<(typeof diagnoses)[C]>[0];

/** The diagnosis of a case: the table's cause and next steps for these facts. */
export function diagnose<C extends DiagnosisCode>(code: C, facts: FactsOf<C>): Diagnosis {
  const explain = diagnoses[code] as (facts: FactsOf<C>) => Explanation;
  return { code, confidence: 'certain', ...explain(facts) };
}

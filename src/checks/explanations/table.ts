import type { Diagnosis } from '../../model/index.ts';
import { type DiagnosisCode, diagnoses } from '../diagnoses/table.ts';
import { ofCapture } from './capture.ts';
import { ofDeliver } from './deliver.ts';
import { ofDevice } from './device.ts';
import { ofDropouts } from './dropouts.ts';
import { ofHealth } from './health.ts';
import { ofMachine } from './machine.ts';
import { ofPictures } from './pictures.ts';
import { ofPublish } from './publish.ts';
import { ofServers } from './servers.ts';
import { ofServices } from './services.ts';
import { ofStream } from './stream.ts';

const explanations = {
  ...ofDevice,
  ...ofCapture,
  ...ofPublish,
  ...ofStream,
  ...ofPictures,
  ...ofDeliver,
  ...ofServers,
  ...ofServices,
  ...ofHealth,
  ...ofMachine,
  ...ofDropouts,
};

/** A diagnosis at length. */
export interface ExplainedCode {
  readonly code: string;
  readonly means: string;
  readonly detected: string;
  /** As a report says it in one case. */
  readonly example: Diagnosis;
}

/** Every code, in the order of the table of diagnoses. */
export const explainedCodes: readonly ExplainedCode[] = (Object.keys(diagnoses) as DiagnosisCode[]).map(
  (code) => {
    const { means, detected, example } = explanations[code];
    // The two tables have the same codes; TypeScript cannot tie an entry of one to its entry in the other.
    const explain = diagnoses[code] as (facts: typeof example) => Omit<Diagnosis, 'code' | 'confidence'>;
    return { code, means, detected, example: { code, confidence: 'certain', ...explain(example) } };
  },
);

import type { Diagnosis, NextStep, Sweep } from '../model/index.ts';

/** The file that advice names, unless another one is in use. */
const USUAL_FILE = '/etc/camproof/camproof.yaml';
/** What of camproof reads no configuration. */
const WITHOUT = new Set(['demo', 'explain']);

/** Advice that names the configuration file in use, and commands of camproof that take it. */
export function inFileInUse(diagnosis: Diagnosis, { expectations: { configFile } }: Sweep): Diagnosis {
  if (configFile == null || configFile === USUAL_FILE) return diagnosis;
  const named = (text: string) => text.replaceAll(USUAL_FILE, configFile);
  return {
    ...diagnosis,
    cause: named(diagnosis.cause),
    nextSteps: diagnosis.nextSteps.map((step) => withFile({ ...step, text: named(step.text) }, configFile)),
  };
}

function withFile(step: NextStep, file: string): NextStep {
  const [program, command, ...rest] = step.argv ?? [];
  if (program !== 'camproof' || command === undefined || WITHOUT.has(command)) return step;
  return { ...step, argv: [program, command, '--config', file, ...rest] };
}

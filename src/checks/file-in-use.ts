import { type Diagnosis, known, type NextStep, type Sweep } from '../model/index.ts';
import { isLoopback } from './delivery.ts';
import { portOf } from './mediamtx-facts.ts';

/** The file that advice names, unless another one is in use. */
const USUAL_FILE = '/etc/camproof/camproof.yaml';
/** What of camproof says the same with whatever configuration. */
const WITHOUT = new Set(['demo', 'explain', 'devices']);
/** MediaMTX's file where advice names it without a folder. */
const THEIRS = /(?<![\w./-])mediamtx\.yml/g;

/** Advice that names the configuration files in use, ours and MediaMTX's, and commands of camproof that take ours. */
export function inFileInUse(diagnosis: Diagnosis, sweep: Sweep): Diagnosis {
  const { configFile } = sweep.expectations;
  const ours = configFile ?? USUAL_FILE;
  const theirs = mediamtxFile(sweep) ?? 'mediamtx.yml';
  const named = (text: string) => text.replaceAll(USUAL_FILE, ours).replace(THEIRS, () => theirs);
  return {
    ...diagnosis,
    cause: named(diagnosis.cause),
    nextSteps: diagnosis.nextSteps.map((step) => withFile({ ...step, text: named(step.text) }, ours)),
  };
}

function withFile(step: NextStep, file: string): NextStep {
  const [program, command, ...rest] = step.argv ?? [];
  if (program !== 'camproof' || command === undefined || WITHOUT.has(command) || file === USUAL_FILE)
    return step;
  return { ...step, argv: [program, command, '--config', file, ...rest] };
}

/** The file of the MediaMTX that is asked, where that runs on this machine; null where it was not read, or is another one's. */
function mediamtxFile({ readings, expectations }: Sweep): string | null {
  const file = known(readings, 'mediamtx.file');
  const { url } = expectations.mediamtx;
  if (!file || !isLoopback(new URL(url).hostname)) return null;
  return (file.apiAddress ?? ':9997').endsWith(`:${portOf(url)}`) ? file.path : null;
}

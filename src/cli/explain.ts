import { closest, distance } from 'fastest-levenshtein';
import wrap from 'wrap-ansi';
import { type ExplainedCode, explainedCodes } from '../checks/explanations/table.ts';
import { stepLine } from '../model/index.ts';
import { type CliContext, CliError } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { print } from './print.ts';

export interface ExplainFlags {
  readonly format?: 'human' | 'json';
}

/** `camproof explain [CODE]`: one diagnosis at length, or all in a line each. */
export async function explain(
  wanted: string | undefined,
  { format }: ExplainFlags,
  { stdout, uid }: CliContext,
): Promise<number> {
  const found = wanted === undefined ? explainedCodes : [codeOf(wanted)];
  const [first] = found;
  const columns = Math.min(stdout.columns ?? 80, 100);
  if (format === 'json') {
    await print(stdout, `${JSON.stringify(wanted === undefined ? found : first, null, 2)}\n`);
  } else if (wanted !== undefined && first) await print(stdout, atLength(first, columns, uid));
  else await print(stdout, found.map((one) => lines(one.code, one.means, columns, CODE)).join(''));
  return EXIT.ok;
}

function codeOf(wanted: string): ExplainedCode {
  // As it stands in a report: `[no-publisher]`.
  const code = wanted.replace(/^\[(.*)\]$/, '$1');
  const found = explainedCodes.find((one) => one.code === code);
  if (found) return found;
  const near = closest(
    code,
    explainedCodes.map((one) => one.code),
  );
  const hint = distance(near, code) <= code.length / 2 ? ` Did you mean ${near}?` : '';
  throw new CliError(`no diagnosis is called ${code}.${hint} (camproof explain lists them)`, EXIT.usage);
}

/** Room for the longest code in the list, and for the words before each part of one. */
const CODE = 27;
const LABEL = 11;

function lines(label: string, text: string, columns: number, room: number): string {
  return wrap(text, columns - room, { hard: true })
    .split('\n')
    .map((line, at) => `${(at === 0 ? label : '').padEnd(room)}${line}\n`)
    .join('');
}

function atLength({ code, means, detected, example }: ExplainedCode, columns: number, uid: number): string {
  const part = (label: string, text: string) => lines(label, text, columns, LABEL);
  const user = uid === 0 ? 'root' : '';
  const steps = example.nextSteps.map((step) => stepLine(step, { user }));
  return [
    `${code}\n`,
    part('means', means),
    part('detected', detected),
    part('says', `for example: ${example.cause}`),
    ...steps.map((step, at) => part(at === 0 ? 'do' : '', step)),
  ].join('');
}

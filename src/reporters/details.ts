import { type BoxIdentity, causeWords, commandLine, type Finding, type NextStep } from '../model/index.ts';

/** A finding at length in plain lines: what was seen and expected, the cause, what to do. */
export function detailLines({ evidence, diagnosis }: Finding, box: BoxIdentity): string[] {
  return [
    ...evidence.flatMap(({ label, actual, expected, source }) => [
      `saw: ${label}: ${actual} [${source}]`,
      ...(expected === undefined ? [] : [`expected: ${expected}`]),
    ]),
    ...(diagnosis ? [`cause: ${causeWords(diagnosis)}`] : []),
    ...(diagnosis?.nextSteps ?? []).map((step) => `do: ${stepWords(step, box)}`),
  ];
}

/** What to do, and the command that does it. */
export function stepWords(step: NextStep, box: BoxIdentity): string {
  const command = commandLine(step, box);
  return command === null ? step.text : `${step.text}: ${command}`;
}

import { type BoxIdentity, commandLine, type Finding } from '../model/index.ts';

/** A finding at length in plain lines: what was seen and expected, the cause, what to do. */
export function detailLines({ evidence, diagnosis }: Finding, box: BoxIdentity): string[] {
  return [
    ...evidence.flatMap(({ label, actual, expected, source }) => [
      `saw: ${label}: ${actual} [${source}]`,
      ...(expected === undefined ? [] : [`expected: ${expected}`]),
    ]),
    ...(diagnosis
      ? [
          `cause: ${diagnosis.confidence === 'likely' ? 'likely: ' : ''}${diagnosis.cause} [${diagnosis.code}]`,
        ]
      : []),
    ...(diagnosis?.nextSteps ?? []).map((step) => {
      const command = commandLine(step, box);
      return `do: ${step.text}${command === null ? '' : `: ${command}`}`;
    }),
  ];
}

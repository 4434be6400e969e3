import { type JudgedFinding, needsAttention, type Status } from '../model/index.ts';

/** Findings that one and the same step mends; the first stands for all. */
export type Group = readonly [JudgedFinding, ...JudgedFinding[]];

const ORDER: readonly Status[] = ['fail', 'unknown', 'warn'];

/** The troubles of a report, worst first and else in causal order; those that are mended alike are one group. */
export function troubleGroups(findings: readonly JudgedFinding[]): readonly Group[] {
  const groups = new Map<string, [JudgedFinding, ...JudgedFinding[]]>();
  for (const finding of findings.filter(needsAttention)) {
    const { status, checkId, summary, diagnosis } = finding;
    // A whole line of links that could not be told for one reason is told once.
    const what = status === 'unknown' ? summary : checkId;
    const alike = JSON.stringify(
      diagnosis ? [status, what, diagnosis.code, diagnosis.nextSteps] : [status, summary],
    );
    const group = groups.get(alike);
    if (group) group.push(finding);
    else groups.set(alike, [finding]);
  }
  return [...groups.values()].toSorted(
    (one, other) => ORDER.indexOf(one[0].status) - ORDER.indexOf(other[0].status),
  );
}

/** The different values of a property within a group, in order. */
export const distinct = <T>(
  group: readonly JudgedFinding[],
  of: (finding: JudgedFinding) => T,
): readonly T[] => [...new Set(group.map(of))];

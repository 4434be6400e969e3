import type { PathConfig, PathState } from '../model/index.ts';

/** A name that stands for many paths: `all_others`, `all`, or a regular expression behind `~`. */
export const isPattern = (name: string): boolean => /^(?:all|all_others|~.*)$/.test(name);

/** Does its source start only when somebody watches? */
export const startsOnDemand = ({ runOnDemand, sourceOnDemand }: PathConfig): boolean =>
  runOnDemand !== '' || sourceOnDemand;

/**
 * The configuration that a path lives under: the one of its name, the one that MediaMTX itself says, or the pattern
 * that would take it. Undefined where MediaMTX takes no such path.
 */
export function configOfPath(
  path: string,
  configs: readonly PathConfig[],
  states: readonly PathState[],
): PathConfig | undefined {
  const told = states.find(({ name }) => name === path)?.confName;
  return (
    configs.find(({ name }) => name === path) ??
    configs.find(({ name }) => name === told) ??
    configs.find(({ name }) => name.startsWith('~') && takes(name, path)) ??
    configs.find(({ name }) => takes(name, path))
  );
}

/** Does a pattern of the configuration take a path that has none of its own name? */
export const takes = (pattern: string, path: string): boolean =>
  pattern.startsWith('~') ? matches(pattern.slice(1), path) : isPattern(pattern);

/** MediaMTX's expressions are Go's; the few that are none here match nothing. */
function matches(expression: string, path: string): boolean {
  try {
    return new RegExp(expression).test(path);
  } catch {
    return false;
  }
}

const OLDEST = [22, 19] as const;

/** What to say to a Node that is too old for the program, as `process.versions.node` calls it; null where it is not. */
export function tooOld(node: string): string | null {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return null;
  return `camproof: needs Node ${OLDEST.join('.')} or newer, this is ${node}; install.sh brings the right one\n`;
}

import { readBootId } from '../agent/boot-id.ts';
import { STATE_FOLDER, StateFolder } from '../agent/state.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { print } from './print.ts';

export interface SinceBootFlags {
  readonly sinceBoot?: boolean;
  readonly state?: string;
  readonly format?: string;
}

/**
 * `camproof check --since-boot`: was the box proved since it was last started? Told by the agent's state, without a
 * sweep: 0 when it was, 2 when that is not known.
 */
export async function sinceBoot(
  { state = STATE_FOLDER, format }: SinceBootFlags,
  { stdout }: Pick<CliContext, 'stdout'>,
): Promise<number> {
  const bootId = await readBootId();
  const proof = await new StateFolder(state).proof();
  const proved = proof !== null && bootId !== null && proof.bootId === bootId;
  const words = proved
    ? `proved since this boot, at ${proof.at}: ${proof.headline}`
    : proof !== null
      ? `not proved since this boot; last proved before it, at ${proof.at}: ${proof.headline}`
      : `not proved: ${state} knows of no proof (camproof watch --state ${state} keeps one)`;
  const text =
    format === 'json' ? JSON.stringify({ provedSinceBoot: proved, bootId, proof }, null, 2) : words;
  await print(stdout, `${text}\n`);
  return proved ? EXIT.ok : EXIT.unknown;
}

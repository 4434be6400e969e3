import type { Change } from '../monitor/history.ts';
import type { CameraDropout } from './soak.ts';
import { type Beat, type Proof, STATE_FOLDER, StateFolder } from './state.ts';

/** What an agent (`camproof watch --state DIR`) has kept, oldest first throughout. */
export interface AgentHistory {
  readonly folder: string;
  /** When the agent last wrote how the box is (ISO 8601, each minute while it watches), and how long ago that was, ms. */
  readonly lastAt: string;
  readonly ageMs: number;
  /** Once a minute: verdict, and by camera whether it was proved, with its bit rate. A gap: nobody watched. */
  readonly beats: readonly Beat[];
  readonly dropouts: readonly CameraDropout[];
  readonly changes: readonly Change[];
  /** The newest proof of the box, with the boot it was made in. */
  readonly proof: Proof | null;
}

/**
 * Reads, and only reads, what the agent keeps in `folder` (default: where its unit keeps it). Null where no agent has
 * ever watched, or the folder cannot be read.
 */
export async function agentHistory(
  folder: string = STATE_FOLDER,
  now: number = Date.now(),
): Promise<AgentHistory | null> {
  const state = new StateFolder(folder);
  const [beats, dropouts, changes, proof] = await Promise.all([
    state.beats(),
    state.dropouts(),
    state.changes(),
    state.proof(),
  ]);
  const lastAt = beats.at(-1)?.at;
  if (lastAt === undefined) return null;
  return { folder, lastAt, ageMs: Math.max(0, now - Date.parse(lastAt)), beats, dropouts, changes, proof };
}

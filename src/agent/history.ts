import { uptime } from 'node:os';
import type { CameraDropout } from '../model/index.ts';
import type { Change } from '../monitor/history.ts';
import { readBootId } from './boot-id.ts';
import { type Beat, type Proof, STATE_FOLDER, StateFolder } from './state.ts';

/** What an agent (`camproof watch --state DIR`) has kept, oldest first throughout. */
export interface AgentHistory {
  /** Where it was read. */
  readonly folder: string;
  /** When the agent last wrote how the box is: ISO 8601, each minute while it watches. */
  readonly lastAt: string;
  /** How long ago that was, ms, when it was read; at least, where the clock was set back since. */
  readonly ageMs: number;
  /** Once a minute: verdict, and by camera whether it was proved, with its bit rate. A gap: nobody watched. */
  readonly beats: readonly Beat[];
  /** Each as far as it was told: of one that goes on, its length until then. */
  readonly dropouts: readonly CameraDropout[];
  readonly changes: readonly Change[];
  /** The newest proof of the box, with the boot it was made in. */
  readonly proof: Proof | null;
}

/** What tells the time now: a clock that may be set, and seconds since a start of the machine. */
export interface Clocks {
  /** Ms since 1970. */
  readonly now: number;
  readonly bootId: string | null;
  readonly seconds: number;
}

/**
 * Reads, and only reads, what the agent keeps in `folder` (default: where its unit keeps it). Null where no agent has
 * ever watched, or the folder cannot be read.
 */
export async function agentHistory(
  folder: string = STATE_FOLDER,
  clocks?: Clocks,
): Promise<AgentHistory | null> {
  const state = new StateFolder(folder);
  const [beats, dropouts, changes, proof] = await Promise.all([
    state.beats(),
    state.dropouts(),
    state.changes(),
    state.proof(),
  ]);
  const last = beats.at(-1);
  if (last === undefined) return null;
  const ageMs = ageOf(last, clocks ?? { now: Date.now(), bootId: await readBootId(), seconds: uptime() });
  return { folder, lastAt: last.at, ageMs, beats, dropouts, changes, proof };
}

/** In the same start of the machine its own seconds tell; a line from before it is at least as old as it. */
function ageOf({ at, boot }: Beat, { now, bootId, seconds }: Clocks): number {
  if (boot !== undefined && boot.id === bootId) return Math.max(0, (seconds - boot.seconds) * 1_000);
  return Math.max(now - Date.parse(at), boot !== undefined && bootId !== null ? seconds * 1_000 : 0);
}

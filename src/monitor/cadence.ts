import type { ReadingKind } from '../model/index.ts';
import { probes } from '../probes/table.ts';

/** How often things are looked at again, ms. */
export interface Cadence {
  /** What breaks from one second to the next: paths and their bytes, and whether known processes live. */
  readonly passive: number;
  /** What costs more, and is asked at once where something broke: sessions, health, memory, disk; all processes while something fails. */
  readonly steady: number;
  /** What somebody has to change by hand, or what is dear to ask: configuration, units, kernel log, all processes. */
  readonly rare: number;
  /** The camera service; every round sends three messages, of which 20 a minute are allowed. */
  readonly service: number;
  /** Active proofs: every stream is opened again after this time, one at a time and spread over it. */
  readonly active: number;
  /** The same for playing it as a viewer does, which makes the server work for a minute each time. */
  readonly viewer: number;
}

export const CADENCE: Cadence = {
  passive: 1_000,
  steady: 5_000,
  rare: 30_000,
  service: 10_000,
  active: 90_000,
  viewer: 600_000,
};

/** However slowly a box is looked at, so often at least, ms: what is green must have been seen. */
const RAREST = 600_000;

/** Everything more rarely by a factor, from 1. */
export function slowed(cadence: Cadence, factor: number): Cadence {
  const paces = Object.entries(cadence).map(([pace, ms]) => [
    pace,
    Math.max(ms, Math.min(ms * factor, RAREST)),
  ]);
  return Object.fromEntries(paces) as unknown as Cadence;
}

/**
 * A part of the cadence; or `once` per thing, on request (`deep`), by a probe of what another one has just read
 * (`follows`: the plan knows when), or made of other readings here (`derived`).
 */
export type Pace = keyof Cadence | 'once' | 'deep' | 'follows' | 'derived';

/** The visible table of paces. A kind without a row is `active` where its probe opens streams, else `steady`. */
const PACES: Partial<Record<ReadingKind, Pace>> = {
  'mediamtx.paths': 'passive',
  'mediamtx.flow': 'derived',
  // Paths are read each second anyway.
  'mediamtx.pathsAfter': 'derived',
  progress: 'derived',
  // Known ones are looked at each second, and new ones come with a path that is published otherwise.
  processes: 'rare',
  // /dev is watched, so this is for what no event tells: a permission, a power state.
  devices: 'rare',
  // Opening a node wakes a sleeping camera.
  capabilities: 'once',
  host: 'rare',
  power: 'rare',
  'mediamtx.config': 'rare',
  'mediamtx.file': 'rare',
  clock: 'rare',
  kernelLog: 'rare',
  units: 'rare',
  journal: 'rare',
  service: 'service',
  rtsp: 'active',
  hls: 'viewer',
  webrtc: 'viewer',
  pictures: 'follows',
  'service.compliance': 'deep',
  'health.burst': 'deep',
};

export const paceOf = (kind: ReadingKind): Pace => PACES[kind] ?? (probes[kind].active ? 'active' : 'steady');

/** Does it open streams, each in its turn? */
export const takesTurns = (kind: ReadingKind): boolean => ['active', 'viewer'].includes(paceOf(kind));

/** All kinds of some paces. */
export const kindsOf = (...paces: readonly Pace[]): readonly ReadingKind[] =>
  (Object.keys(probes) as ReadingKind[]).filter((kind) => paces.includes(paceOf(kind)));

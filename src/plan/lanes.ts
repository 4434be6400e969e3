/**
 * `quick` reads files and local APIs; `device` opens nodes, one at a time; `stream` reads streams; `viewer` plays them, and
 * mostly waits; `decoder` decodes what was read, as many as there are cores.
 */
export type Lane = 'quick' | 'device' | 'stream' | 'viewer' | 'decoder';

/** How many calls of a lane may run at once. */
export const LANES: Readonly<Record<Lane, number>> = {
  quick: 24,
  device: 1,
  stream: 16,
  viewer: 32,
  decoder: 2,
};

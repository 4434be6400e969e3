import type { Place } from '../keys.ts';

/** What each part of the screen shows, in a sentence or two. */
export const ABOUT: Readonly<Record<Place, string>> = {
  cameras:
    'Cameras: a line for each, the worst first. The eight cells are the links from the sensor to the viewer; the words name the first broken one. Below or beside them stands why, and what to do.',
  detail:
    'One camera, from the sensor to the viewer: what each link rests on, why it is broken and what mends it, then its process, its modes and what changed.',
  mediamtx:
    'MediaMTX: its API and ports, the paths with their publishers, readers and rates, and the sessions.',
  websocket:
    'The camera service: its connection, how fast it answers, what it said last, and the cases of JSON-RPC 2.0 (d tries them).',
  health: 'The health endpoints: what each says, how fast, and where they contradict what was proved.',
  machine:
    'This machine: load, memory, heat, disks, network, clock, supply, USB, and whether everything comes back after a reboot.',
  events: 'What changed and what was run from here, the newest first.',
  help: 'What the keys do.',
};

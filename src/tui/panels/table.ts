import type { PanelId } from '../state.ts';
import { eventsPanel } from './events.ts';
import { healthPanel } from './health.ts';
import { helpPanel } from './help.ts';
import { machinePanel } from './machine.ts';
import { mediamtxPanel } from './mediamtx.ts';
import type { PanelLines } from './panel.ts';
import { websocketPanel } from './websocket.ts';

interface Panel {
  readonly id: Exclude<PanelId, 'cameras'>;
  readonly title: string;
  /** Its title where the terminal is narrow. */
  readonly short: string;
  /** Checks whose trouble is shown in its tab. */
  readonly checks: readonly string[];
  readonly lines: PanelLines;
}

/** Every panel beside the cameras, in the order of their digits. */
export const panels: readonly Panel[] = [
  {
    id: 'mediamtx',
    title: 'MediaMTX',
    short: 'MTX',
    checks: ['mediamtx-api', 'ports'],
    lines: mediamtxPanel,
  },
  {
    id: 'websocket',
    title: 'WebSocket',
    short: 'WS',
    checks: ['json-rpc', 'json-rpc-compliance', 'service'],
    lines: websocketPanel,
  },
  {
    id: 'health',
    title: 'Health',
    short: 'Health',
    checks: ['health-endpoints', 'health-load', 'health'],
    lines: healthPanel,
  },
  {
    id: 'machine',
    title: 'Machine',
    short: 'Box',
    checks: ['persistence', 'units', 'disk', 'memory', 'temperature', 'power', 'clock', 'kernel-log'],
    lines: machinePanel,
  },
  { id: 'events', title: 'Events', short: 'Events', checks: [], lines: eventsPanel },
  { id: 'help', title: 'Help', short: 'Help', checks: [], lines: helpPanel },
];

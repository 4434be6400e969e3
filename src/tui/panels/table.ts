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
  /** Checks whose trouble is shown in its tab. */
  readonly checks: readonly string[];
  readonly lines: PanelLines;
}

/** Every panel beside the cameras, in the order of their digits. */
export const panels: readonly Panel[] = [
  { id: 'mediamtx', title: 'MediaMTX', checks: ['mediamtx-api', 'ports'], lines: mediamtxPanel },
  { id: 'websocket', title: 'WebSocket', checks: ['json-rpc', 'json-rpc-compliance'], lines: websocketPanel },
  { id: 'health', title: 'Health', checks: ['health-endpoints', 'health-load'], lines: healthPanel },
  {
    id: 'machine',
    title: 'Machine',
    checks: ['persistence', 'units', 'disk', 'memory', 'temperature', 'power', 'clock', 'kernel-log'],
    lines: machinePanel,
  },
  { id: 'events', title: 'Events', checks: [], lines: eventsPanel },
  { id: 'help', title: 'Help', checks: [], lines: helpPanel },
];

import { counted, type DiskUse, faultIn, known, type Sweep } from '../../index.ts';
import type { Line } from '../line.ts';
import { agentWords } from './agent.ts';
import { duration } from './events.ts';
import { boxFindings, findingLines } from './finding.ts';
import { fact, longFact, type PanelLines, staleLines, type View, withoutReading } from './panel.ts';

const CHECKS = [
  'persistence',
  'units',
  'disk',
  'memory',
  'temperature',
  'power',
  'clock',
  'kernel-log',
  'expected-cameras',
];

/** The machine: load, memory, heat, disks, network, clock, supply, and whether it survives a reboot. */
export const machinePanel: PanelLines = (view) => [
  ...staleLines(view, 'resources'),
  ...hostLines(view),
  ...resourceLines(view),
  ...CHECKS.flatMap((id) => boxFindings(view, id)).flatMap((finding) => findingLines(finding, view)),
];

function hostLines(view: View): readonly Line[] {
  const { sweep, report } = view;
  const host = known(sweep.readings, 'host');
  const { box } = report;
  return [
    ...longFact(
      view,
      'host',
      'machine',
      [host?.model, box.os, `kernel ${box.kernel}`].filter(Boolean).join(', '),
    ),
    ...(host
      ? [
          fact('up', 'up for', duration(host.uptimeSeconds * 1000)),
          ...longFact(view, 'addresses', 'addresses', host.addresses.join(' ') || 'none'),
        ]
      : []),
    ...(report.couldProveMore === null
      ? []
      : longFact(view, 'more', 'hidden from us', report.couldProveMore)),
    ...(view.replay ? [] : longFact(view, 'agent', 'agent', agentWords(view))),
  ];
}

function resourceLines({ sweep }: View): readonly Line[] {
  const found = known(sweep.readings, 'resources');
  if (!found)
    return withoutReading(
      'resources',
      'load and memory',
      faultIn(sweep.readings, 'resources')?.message ?? null,
    );
  const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const { load1, cpus, memoryAvailable, memoryTotal, temperatures, disks, network, pressure } = found;
  const percent = (share: number | null) => (share === null ? '' : `, waits ${Math.round(share * 100)} %`);
  return [
    fact('cpu', 'load', `${load1.toFixed(2)} on ${cpus} cores${percent(pressure.cpu)}`),
    fact('memory', 'memory', `${gib(memoryAvailable)} of ${gib(memoryTotal)} available`),
    ...temperatures.map(({ name, celsius, criticalCelsius }) =>
      fact(
        `heat ${name}`,
        name,
        `${Math.round(celsius)} °C${criticalCelsius === null ? '' : ` of ${Math.round(criticalCelsius)} °C at most`}`,
      ),
    ),
    ...disks.map((disk) =>
      fact(
        `disk ${disk.path}`,
        `disk ${disk.path}`,
        `${gib(disk.available)} of ${gib(disk.total)} left${timeLeft(disk)}${disk.readOnly ? ', READ-ONLY' : ''}`,
      ),
    ),
    ...usbLines(sweep),
    ...network.map(({ name, up, rxErrors, txErrors }) =>
      fact(
        `net ${name}`,
        name,
        `${up ? 'up' : 'down'}${rxErrors + txErrors > 0 ? `, ${counted(rxErrors + txErrors, 'error')}` : ''}`,
      ),
    ),
  ];
}

/** How long the room lasts at the pace of the recordings so far. */
function timeLeft({ available, recordings }: DiskUse): string {
  if (recordings === null || recordings.newestMs <= recordings.oldestMs || recordings.bytes === 0) return '';
  const perMs = recordings.bytes / (recordings.newestMs - recordings.oldestMs);
  return `, ${duration(available / perMs)} of recordings`;
}

function usbLines({ readings }: Sweep): readonly Line[] {
  const log = known(readings, 'kernelLog');
  if (!log) return [];
  const errors = [
    ...log.usbDisconnects.map(({ port, count }) => `${port} disconnected ${counted(count, 'time')}`),
    ...log.videoErrors.map(({ subject, count }) => `${subject} ${counted(count, 'error')}`),
  ];
  return [fact('usb', 'USB errors', errors.join(', ') || 'none since the kernel log begins')];
}

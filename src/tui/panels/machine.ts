import { faultIn, known } from '../../index.ts';
import type { Line } from '../line.ts';
import { boxFindings, fact, findingLines, type PanelLines, type View, withoutReading } from './panel.ts';

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
  ...hostLines(view),
  ...resourceLines(view),
  ...CHECKS.flatMap((id) => boxFindings(view, id)).flatMap((finding) => findingLines(finding, view)),
];

function hostLines({ sweep, report }: View): readonly Line[] {
  const host = known(sweep.readings, 'host');
  const { box } = report;
  return [
    fact('host', 'machine', [host?.model, box.os, `kernel ${box.kernel}`].filter(Boolean).join(', ')),
    ...(host
      ? [
          fact(
            'up',
            'up since',
            `${Math.round(host.uptimeSeconds / 3600)} h; addresses ${host.addresses.join(' ') || 'none'}`,
          ),
        ]
      : []),
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
    ...temperatures.map(({ name, celsius }) => fact(`heat ${name}`, name, `${Math.round(celsius)} °C`)),
    ...disks.map(({ path, available, total, readOnly }) =>
      fact(
        `disk ${path}`,
        `disk ${path}`,
        `${gib(available)} of ${gib(total)} left${readOnly ? ', READ-ONLY' : ''}`,
      ),
    ),
    ...network.map(({ name, up, rxErrors, txErrors }) =>
      fact(
        `net ${name}`,
        name,
        `${up ? 'up' : 'down'}${rxErrors + txErrors > 0 ? `, ${rxErrors + txErrors} errors` : ''}`,
      ),
    ),
  ];
}

import { isPattern, takes } from '../../cameras/path-config.ts';
import { deviceInText } from '../../cameras/text.ts';
import {
  BOX,
  type Evidence,
  type Finding,
  known,
  type PathConfig,
  type ProcessInfo,
  type Reading,
  reading,
  type Sweep,
} from '../../model/index.ts';
import type { Check, View } from '../check.ts';
import { diagnose } from '../diagnoses/table.ts';
import { about, lookAt, saw } from '../finding.ts';

/** Will this still work after a reboot? */
export const persistence: Check = {
  id: 'persistence',
  title: 'after a reboot',
  link: null,
  weight: 'advisory',
  needs: ['processes', 'units', 'devices', 'mediamtx.pathConfigs', 'mediamtx.file'],
  judge: (view) => {
    const make = about('persistence', BOX);
    const sight = lookAt(view.sweep, 'processes', make, 'the processes');
    if (!sight.clear) return [sight.unknown];
    const found = [
      ...units(view.sweep),
      ...sessions(view.sweep),
      ...memoryPaths(view.sweep),
      ...unstableNames(view),
    ];
    if (found.length > 0) return found;
    const table = reading(view.sweep.readings, 'units');
    if (!table?.ok || !table.value.available)
      return [make.unknown('no systemd here that would tell', 'probe-failed')];
    return [
      make.pass('units enabled, paths in the configuration file', [
        saw('units', table.value.units.map(({ unit }) => unit).join(', ') || 'none', table),
      ]),
    ];
  },
};

const warn = (
  summary: string,
  evidence: readonly Evidence[],
  diagnosis: ReturnType<typeof diagnose>,
): Finding => about('persistence', BOX).warn(summary, evidence, diagnosis);

function units(sweep: Sweep): Finding[] {
  const from = reading(sweep.readings, 'units');
  if (!from?.ok) return [];
  // One that neither runs nor would be started plays no part here.
  const taking = from.value.units.filter(
    (unit) => unit.activeState !== 'inactive' || unit.unitFileState !== 'disabled',
  );
  return taking.flatMap((unit) => {
    const evidence = [saw(unit.unit, `${unit.unitFileState}, Restart=${unit.restart}`, from)];
    const ordered = [unit.unit, ...unit.after].some(
      (one) => one === 'network-online.target' || one.startsWith('mediamtx'),
    );
    return [
      ...(unit.unitFileState === 'transient'
        ? [
            warn(
              `${unit.unit} is gone after a reboot`,
              evidence,
              diagnose('unit-transient', { unit: unit.unit }),
            ),
          ]
        : []),
      ...(unit.unitFileState === 'disabled' && (unit.startedBy ?? []).length === 0
        ? [warn(`${unit.unit} is not enabled`, evidence, diagnose('unit-disabled', { unit: unit.unit }))]
        : []),
      // What does its work and ends has nothing to be restarted for.
      ...(unit.restart === 'no' && unit.type !== 'oneshot'
        ? [warn(`${unit.unit} is not restarted`, evidence, diagnose('unit-no-restart', { unit: unit.unit }))]
        : []),
      ...(ordered
        ? []
        : [warn(`${unit.unit} may start too early`, evidence, diagnose('unit-order', { unit: unit.unit }))]),
    ];
  });
}

/** What lives in somebody's login session ends with it; only that matters which carries cameras. */
function sessions(sweep: Sweep): Finding[] {
  const from = reading(sweep.readings, 'processes');
  if (!from?.ok) return [];
  const carries = (one: ProcessInfo) => one.comm.startsWith('mediamtx') || one.devices.length > 0;
  return from.value.processes
    .filter(carries)
    .flatMap(({ comm, pid, session }) =>
      session === null
        ? []
        : [
            warn(
              `${comm} lives in a login session`,
              [saw('cgroup', session, from, 'a service')],
              diagnose('lives-in-session', { comm, pid, session }),
            ),
          ],
    );
}

function memoryPaths(sweep: Sweep): Finding[] {
  const from = reading(sweep.readings, 'mediamtx.file');
  const configs = known(sweep.readings, 'mediamtx.pathConfigs');
  if (!from?.ok || !configs) return [];
  const { path: file, paths, variables = [] } = from.value;
  const inEnvironment = (name: string) =>
    variables.some((variable) => variable.startsWith(`MTX_PATHS_${name.toUpperCase()}_`));
  return configs
    .filter(
      (config) =>
        !paths.includes(config.name) &&
        !isPattern(config.name) &&
        !inEnvironment(config.name) &&
        !config.name.startsWith('camproof-selftest-') &&
        !(isBare(config) && paths.some((name) => takes(name, config.name))),
    )
    .map(({ name, source, runOnInit }) =>
      warn(
        `path "${name}" will be lost: it is only in MediaMTX's memory`,
        [saw(`paths in ${file}`, paths.join(', ') || 'none', from, paths.length > 0 ? `${name} too` : name)],
        diagnose('path-in-memory', {
          path: name,
          file,
          fedBy: runOnInit === '' ? `source: ${source}` : `runOnInit: ${runOnInit}`,
        }),
      ),
    );
}

/** It only waits for a publisher, as a pattern lets it too. */
const isBare = ({ source, runOnInit, runOnDemand, alwaysAvailable, record }: PathConfig): boolean =>
  source === 'publisher' && runOnInit === '' && runOnDemand === '' && !alwaysAvailable && !record;

/** /dev/videoN in hooks and publishers' command lines. */
function unstableNames({ sweep }: View): Finding[] {
  const nodes = known(sweep.readings, 'devices')?.nodes ?? [];
  const processes = reading(sweep.readings, 'processes');
  const configs = reading(sweep.readings, 'mediamtx.pathConfigs');
  const named: { where: string; text: string; from: Reading<unknown> }[] = [
    ...(configs?.ok
      ? configs.value.flatMap((one) => [
          { where: `runOnInit of ${one.name}`, text: one.runOnInit, from: configs },
          { where: `runOnDemand of ${one.name}`, text: one.runOnDemand, from: configs },
        ])
      : []),
    ...(processes?.ok
      ? processes.value.processes
          .filter(({ mtxPath, devices }) => mtxPath === null && devices.length > 0)
          .map((one) => ({
            where: `the command line of pid ${one.pid} (${one.comm}${one.unit ? ` of ${one.unit}` : ''})`,
            text: one.argv.join(' '),
            from: processes,
          }))
      : []),
  ];
  return named.flatMap(({ where, text, from }) => {
    const device = deviceInText(text);
    const node = nodes.find(({ path }) => path === device);
    const stable = node?.byId[0] ?? node?.byPath[0] ?? null;
    // With a single camera and no stable link there is nothing better to write.
    if (!device || !/video\d+$/.test(device) || (stable === null && nodes.length < 2)) return [];
    return [
      warn(
        `${device} may become another camera: ${where} names it`,
        [saw('device', device, from, stable ?? 'a link in /dev/v4l/by-path')],
        diagnose('unstable-name', { device, where, stable }),
      ),
    ];
  });
}

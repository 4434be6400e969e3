import { stat } from 'node:fs/promises';
import { known, type UnitFacts } from '../../model/index.ts';
import { type Probe, type ProbeContext, ProbeFault } from '../probe.ts';
import { runTool } from '../run-tool.ts';
import { clean } from '../text.ts';

const PROPERTIES = [
  'Id',
  'Type',
  'LoadState',
  'ActiveState',
  'SubState',
  'UnitFileState',
  'Result',
  'Restart',
  'NRestarts',
  'ExecMainStatus',
  'After',
  'WantedBy',
  'RequiredBy',
  'TriggeredBy',
  'FragmentPath',
];

/** What systemd has loaded under such names, running or not: a service that has failed holds no port to be found by. */
const PATTERNS = ['mediamtx*.service', '*camera*.service'];

/** The systemd units of MediaMTX, of publishers and of whoever listens where the camera service should. */
export const unitsProbe = (systemdFolder = '/run/systemd/system'): Probe<'units'> => ({
  kind: 'units',
  title: 'asking systemd',
  deadlineMs: 3_000,
  maxAgeMs: 60_000,
  active: false,
  source: () => `systemctl show -p ${PROPERTIES.slice(3, 9).join(',')} mediamtx.service …`,
  async observe(_subject, context) {
    const systemd = await stat(systemdFolder).catch(() => null);
    if (systemd === null) return { available: false, units: [] };
    const names = unitNames(context);
    const { code, stdout, stderr } = await runTool(
      ['systemctl', 'show', '-p', PROPERTIES.join(','), ...names],
      context.signal,
    );
    // No answer is not the same as no units.
    if (code !== 0) throw new ProbeFault('internal', 'systemctl', clean(stderr) || `it ended with ${code}`);
    return { available: true, units: unitsOf(stdout) };
  },
});

function unitNames({ known: readings, config }: ProbeContext): readonly string[] {
  const table = known(readings, 'processes');
  const ports = [config.service.url, config.health.url].map((url) => Number(new URL(url).port));
  const pids = (table?.listeners ?? []).filter(({ port }) => ports.includes(port)).map(({ pid }) => pid);
  const concerned = (table?.processes ?? []).filter(
    ({ pid, devices, comm, mtxPath }) =>
      devices.length > 0 || comm.startsWith('mediamtx') || mtxPath !== null || pids.includes(pid),
  );
  const named = [config.service.unit, ...concerned.map(({ unit }) => unit)].filter((unit) => unit !== null);
  return [...new Set([...PATTERNS, ...named])];
}

/** Blocks of `Key=value` lines, an empty line between units; a unit that does not exist is left out. */
export function unitsOf(text: string): readonly UnitFacts[] {
  return text
    .split(/\n\n+/)
    .map(
      (block) =>
        new Map(
          block
            .split('\n')
            .map((line): [string, string] => [
              line.split('=', 1)[0] ?? '',
              clean(line.slice(line.indexOf('=') + 1), 2000),
            ]),
        ),
    )
    .filter((one) => one.has('Id') && one.get('LoadState') !== 'not-found')
    .map((one) => ({
      unit: one.get('Id') ?? '',
      type: one.get('Type') ?? '',
      activeState: one.get('ActiveState') ?? '',
      subState: one.get('SubState') ?? '',
      unitFileState: one.get('UnitFileState') ?? '',
      result: one.get('Result') ?? '',
      restart: one.get('Restart') ?? '',
      restarts: Number(one.get('NRestarts') ?? 0),
      execMainStatus: Number(one.get('ExecMainStatus') ?? 0),
      after: words(one.get('After')),
      startedBy: ['WantedBy', 'RequiredBy', 'TriggeredBy'].flatMap((name) => words(one.get(name))),
      fragmentPath: one.get('FragmentPath') ?? '',
    }));
}

const words = (text = ''): readonly string[] => text.split(' ').filter(Boolean);

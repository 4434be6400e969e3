import { BOX, counted, reading } from '../../model/index.ts';
import type { Check } from '../check.ts';
import { diagnose } from '../diagnoses/table.ts';
import { about, lookAt, saw } from '../finding.ts';

const machineCheck = (check: Omit<Check, 'link' | 'weight'>): Check => ({
  ...check,
  link: null,
  weight: 'advisory',
});

/** Enough memory, and nothing killed for want of it. */
export const memory = machineCheck({
  id: 'memory',
  title: 'memory',
  needs: ['resources', 'kernelLog'],
  judge: ({ sweep }) => {
    const make = about('memory', BOX);
    const sight = lookAt(sweep, 'resources', make, 'the memory');
    if (!sight.clear) return [sight.unknown];
    const { memoryAvailable: available, memoryTotal } = sight.value;
    const share = available / memoryTotal;
    const evidence = [
      saw(
        'available',
        `${(available / 2 ** 20).toFixed(0)} of ${(memoryTotal / 2 ** 20).toFixed(0)} MiB`,
        sight.reading,
      ),
    ];
    if (share < sweep.expectations.thresholds.memoryFreeShare)
      return [make.warn('memory is short', evidence, diagnose('memory-short', { available, share }))];
    const log = reading(sweep.readings, 'kernelLog');
    const line = log?.ok ? log.value.oomKills.at(-1) : undefined;
    if (log && line !== undefined)
      return [
        make.warn(
          'a process was killed for want of memory',
          [saw('kernel log', line, log)],
          diagnose('oom-killed', { line }),
        ),
      ];
    return [make.pass(`${Math.round(share * 100)} % available`, evidence)];
  },
});

/** No sensor near its limit. */
export const temperature = machineCheck({
  id: 'temperature',
  title: 'temperature',
  needs: ['resources'],
  judge: ({ sweep }) => {
    const make = about('temperature', BOX);
    const sight = lookAt(sweep, 'resources', make, 'the temperatures');
    if (!sight.clear) return [sight.unknown];
    const hottest = sight.value.temperatures.toSorted((a, b) => b.celsius - a.celsius)[0];
    if (!hottest) return [make.off('this machine has no sensor', 'not-configured')];
    const limit = sweep.expectations.thresholds.temperatureCelsius;
    const evidence = [saw(hottest.name, `${Math.round(hottest.celsius)} °C`, sight.reading, `≤ ${limit} °C`)];
    const facts = { sensor: hottest.name, celsius: hottest.celsius };
    if (hottest.celsius > limit)
      return [make.warn(`${Math.round(hottest.celsius)} °C`, evidence, diagnose('too-hot', facts))];
    return [make.pass(`${Math.round(hottest.celsius)} °C`, evidence)];
  },
});

const yesNo = (told: boolean | null): string => (told === null ? 'not told' : told ? 'yes' : 'no');

/** Supply voltage and throttling, where the board tells. */
export const power = machineCheck({
  id: 'power',
  title: 'power supply',
  needs: ['power'],
  judge: ({ sweep }) => {
    const make = about('power', BOX);
    const sight = lookAt(sweep, 'power', make, 'the supply');
    if (!sight.clear)
      return sight.unknown.reason === 'probe-failed'
        ? [make.off('this board does not tell', 'not-configured')]
        : [sight.unknown];
    const { underVoltageNow, underVoltageSeen, throttledNow, throttledSeen, source } = sight.value;
    const evidence = [
      saw(
        'supply',
        `under-voltage ${yesNo(underVoltageNow)}, throttled ${yesNo(throttledNow)}`,
        sight.reading,
        'under-voltage no, throttled no',
      ),
    ];
    if (underVoltageNow)
      return [make.fail('under-voltage now', evidence, diagnose('under-voltage', { now: true }))];
    if (throttledNow) return [make.fail('throttled now', evidence, diagnose('throttled', { now: true }))];
    if (underVoltageSeen)
      return [make.warn('under-voltage since boot', evidence, diagnose('under-voltage', { now: false }))];
    if (throttledSeen)
      return [make.warn('throttled since boot', evidence, diagnose('throttled', { now: false }))];
    if (underVoltageNow === null) return [make.off('this board does not tell', 'not-configured')];
    return [make.pass(`in order (${source})`, evidence)];
  },
});

/** Is the clock right, and kept right? */
export const clock = machineCheck({
  id: 'clock',
  title: 'clock',
  needs: ['clock'],
  judge: ({ sweep }) => {
    const make = about('clock', BOX);
    const sight = lookAt(sweep, 'clock', make, 'the clock');
    if (!sight.clear) return [sight.unknown];
    const { synchronized, source, year } = sight.value;
    const evidence = [saw('synchronised', yesNo(synchronized), sight.reading, 'yes')];
    if (year < 2024)
      return [
        make.fail(
          `the clock says ${year}`,
          [saw('year', String(year), sight.reading)],
          diagnose('clock-wrong', { year }),
        ),
      ];
    if (synchronized === null)
      return [make.unknown('nothing here tells whether it is synchronised', 'probe-failed', evidence)];
    if (!synchronized) return [make.warn('not synchronised', evidence, diagnose('clock-free', { source }))];
    // Its mark stays when the synchronisation is lost later.
    if (source === 'systemd-timesyncd') return [make.likely(`was synchronised once (${source})`, evidence)];
    return [make.pass(`synchronised (${source})`, evidence)];
  },
});

/** systemd units of MediaMTX, publishers and service: failed, or restarted again and again. */
export const units = machineCheck({
  id: 'units',
  title: 'systemd units',
  needs: ['units', 'journal', 'processes'],
  judge: ({ sweep }) => {
    const make = about('units', BOX);
    const sight = lookAt(sweep, 'units', make, 'the systemd units');
    if (!sight.clear) return [sight.unknown];
    if (!sight.value.available) return [make.off('no systemd on this machine', 'not-configured')];
    const findings = sight.value.units.flatMap((one) => {
      const journal = reading(sweep.readings, 'journal', one.unit);
      const said = journal?.ok
        ? journal.value.lines.slice(-3).map((line) => saw('journal', line, journal))
        : [];
      const evidence = [
        saw(
          one.unit,
          `${one.activeState}/${one.subState}, result ${one.result}, ${counted(one.restarts, 'restart')}`,
          sight.reading,
          one.activeState === 'failed' ? 'active' : 'few restarts',
        ),
        ...said,
      ];
      if (one.activeState === 'failed')
        return [make.fail(`${one.unit} has failed`, evidence, diagnose('unit-failed', one))];
      return one.restarts >= 3
        ? [
            make.warn(
              `${one.unit} was restarted ${counted(one.restarts, 'time')}`,
              evidence,
              diagnose('unit-restarts', one),
            ),
          ]
        : [];
    });
    return findings.length > 0
      ? findings
      : [make.pass(sight.value.units.map(({ unit }) => unit).join(', ') || 'none concerns cameras')];
  },
});

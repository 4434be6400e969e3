import { describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import { BOX, type Reading, type Readings, type Sweep } from '../../src/model/index.ts';
import { Lines } from '../../src/monitor/lines.ts';
import { Words } from '../../src/monitor/words.ts';
import { change, failed, healthyBox, serviceCamera } from '../support/sweeps.ts';

// An outage, second by second on a clock of its own: what the box is, what the monitor last read of it, and what the
// service and the health endpoints last said of it, each asked at its own pace.

const healthy = healthyBox(1);

/** Ways to be out of order: what each does to what is read of the box itself. */
const OUTAGES: Readonly<Record<string, Sweep>> = {
  'the publisher ends': withoutPublisher(
    change(healthy, 'mediamtx.paths', (paths) =>
      paths.map((one) => ({ ...one, ready: false, online: false, source: null })),
    ),
  ),
  'the server goes, and its publishers with it': withoutPublisher(withoutServer(healthy)),
  'the server goes, its publishers wait for it': withoutServer(healthy),
};

function withoutPublisher(sweep: Sweep): Sweep {
  return change(sweep, 'processes', (table) => ({
    ...table,
    processes: table.processes.filter(({ comm }) => comm.startsWith('mediamtx')),
  }));
}

function withoutServer(sweep: Sweep): Sweep {
  const gone = change(sweep, 'processes', (table) => ({
    ...table,
    processes: table.processes.filter(({ comm }) => !comm.startsWith('mediamtx')),
    listeners: [],
  }));
  const refused = { [BOX]: failed('refused') };
  const readings: Readings = { ...gone.readings, 'mediamtx.paths': refused, 'mediamtx.pathConfigs': refused };
  return { ...gone, readings };
}

/** What a service and health endpoints say that see the camera work, or do not. */
function saying(works: boolean): Pick<Readings, 'service' | 'health'> {
  const said = change(healthy, 'service', (value) => ({
    ...value,
    cameras: { kind: 'result', value: [serviceCamera(0, { status: works ? 'CONNECTED' : 'ERROR' })], ms: 1 },
    status: {
      kind: 'result',
      value: { status: works ? 'healthy' : 'degraded', version: '1.0', components: {} },
      ms: 1,
    },
  }));
  const word = works ? ('ok' as const) : ('not-ok' as const);
  const { service, health } = change(
    said,
    'health',
    (value) => ({ ...value, says: word, word, httpStatus: works ? 200 : 503 }),
    '/health/ready',
  ).readings;
  return { service, health: { '/health/ready': health?.['/health/ready'] as never } } as never;
}

interface Outage {
  readonly broken: Sweep;
  /** When it begins and ends, s. */
  readonly from: number;
  readonly until: number;
  /** How long the monitor, and the service, take to see what is, s. */
  readonly seenAfter: number;
  readonly noticedAfter: number;
  /** At which second of its round the service is asked. */
  readonly offset: number;
}

/** Every red word about the service or health in so many seconds, with the second. */
function redOver(seconds: number, outage: Outage, lies?: boolean): readonly string[] {
  const { broken, from, until, seenAfter, noticedAfter, offset } = outage;
  const lines = new Lines();
  const words = new Words();
  const isOut = (at: number) => at >= from && at < until;
  const red: string[] = [];
  let said = at(saying(true), 0);
  for (let second = 0; second < seconds; second++) {
    const mono = second * 1_000;
    const fresh = at(saying(lies ?? !isOut(second - noticedAfter)), mono);
    // The service each 10 s, health each 5 s.
    if (second % 10 === offset) said = { ...said, ...(fresh.service && { service: fresh.service }) };
    if (second % 5 === offset % 5) said = { ...said, ...(fresh.health && { health: fresh.health }) };
    const { readings } = isOut(second - seenAfter) ? broken : healthy;
    const now = { ...at(readings, mono), ...said };
    words.update(now);
    const { saidFrom } = words;
    const sweep: Sweep = { ...healthy, mono: mono + 100, readings: now, saidFrom };
    lines.update(judge({ ...sweep, turnedAt: lines.turnedAt }), mono);
    const { findings } = judge({ ...sweep, turnedAt: lines.turnedAt });
    for (const { checkId, status, diagnosis } of findings)
      if (status === 'fail' && /service|health/.test(checkId)) red.push(`${second} ${diagnosis?.code}`);
  }
  return red;
}

/** The same readings as made at another time, each by a source of its own. */
function at(readings: Readings, mono: number): Readings {
  return Object.fromEntries(
    Object.entries(readings).map(([kind, of]) => [
      kind,
      Object.fromEntries(
        Object.entries<Reading<unknown>>(of).map(([subject, made]) => [
          subject,
          { ...made, mono, source: `${kind} ${subject}` },
        ]),
      ),
    ]),
  ) as Readings;
}

describe('an outage', () => {
  it.each(Object.entries(OUTAGES))(
    'makes no red of what was said before or too soon after: %s',
    (_, broken) => {
      for (const lasts of [2, 12])
        for (const seenAfter of [0, 3])
          for (const noticedAfter of [0, 4])
            for (let offset = 0; offset < 10; offset++) {
              const outage = { broken, from: 12, until: 12 + lasts, seenAfter, noticedAfter, offset };
              expect([outage.offset, redOver(40, outage)]).toEqual([offset, []]);
            }
    },
  );

  it('shows a service and health that never see it, and such as cry wolf', () => {
    const broken = OUTAGES['the publisher ends'] as Sweep;
    const outage = { broken, from: 12, until: 60, seenAfter: 0, noticedAfter: 0, offset: 3 };
    const blind = redOver(40, outage, true);
    expect(blind[0]).toBe('18 health-says-ok');
    expect(blind).toContain('23 service-says-alive');
    const wolf = redOver(40, { ...outage, from: 99, until: 99 }, false);
    expect(new Set(wolf.map((line) => line.split(' ')[1]))).toEqual(
      new Set(['service-says-dead', 'health-says-bad']),
    );
    // Once said, it stays said.
    expect(wolf.filter((line) => line.endsWith('service-says-dead')).length).toBeGreaterThan(25);
  });
});

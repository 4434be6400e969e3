import { describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import { BOX, type JudgedFinding, reading, type Sweep, type UnitFacts } from '../../src/model/index.ts';
import { change, expecting, failed, healthyBox, without, withReading } from '../support/sweeps.ts';
import { faultSweeps } from './fault-sweeps.ts';

const told = ({ status, subject, checkId, diagnosis }: JudgedFinding): string =>
  `${status} ${subject} ${checkId} ${diagnosis?.code ?? '-'}`;

const bad = (findings: readonly JudgedFinding[]): string[] =>
  findings
    .filter(({ status }) => status === 'fail' || status === 'warn')
    .map(told)
    .toSorted();

describe('every row of the catalogue that can be judged from a sweep', () => {
  const told = new Set(faultSweeps.filter(({ found }) => found.length > 0).map(({ row }) => row));

  it.each([
    ['a device', [1, 2, 3, 5, 7, 10, 13, 14, 44]],
    ['its capture', [4, 8, 9, 15, 16, 17, 19]],
    ['its publisher', [7, 18, 20]],
    ['a stream or its viewers', [25, 26, 27, 28, 29, 30, 31, 34, 40]],
  ])('has one for each way in which %s fails', (_, rows) => {
    expect(rows.filter((row) => !told.has(row))).toEqual([]);
  });

  it('has one for cameras that are none, which is no fault', () => {
    expect(faultSweeps.filter(({ row }) => row === 6)).not.toHaveLength(0);
  });

  it.each(faultSweeps.map((one) => [`#${one.row} ${one.name}`, one] as const))(
    '%s',
    (_, { sweep, found }) => {
      expect(bad(judge(sweep).findings)).toEqual([...found].toSorted());
    },
  );
});

describe('the headline', () => {
  const headline = (sweep: Sweep) => judge(sweep).headline;
  const only = (...ids: readonly string[]) => ({
    options: { ...healthyBox(1).expectations.options, only: ids },
  });

  it('counts cameras in order, whatever is wrong with the box', () => {
    const slow = withReading(healthyBox(2), 'service', BOX, failed('refused'));
    expect(headline(healthyBox(2))).toBe('2 of 2 cameras in order, 8 of 8 links proved');
    expect(headline(expecting(healthyBox(1), { expectCameras: 2 }))).toBe(
      'at fault: expected cameras; 1 of 1 camera in order',
    );
    expect(headline(slow)).toBe('at fault: WebSocket JSON-RPC; 2 of 2 cameras in order');
    expect(headline(withReading(slow, 'health', '/health', failed('refused')))).toMatch(
      /^at fault: WebSocket JSON-RPC and 1 more; /,
    );
  });

  it('does not count a camera of which something could not be told', () => {
    const mute = withReading(healthyBox(2), 'pictures', 'cam0', failed('internal'));
    expect(headline(mute)).toBe('1 of 2 cameras in order, 1 could not be told');
    const both = withReading(mute, 'pictures', 'cam1', failed('internal'));
    expect(headline(both)).toBe('2 of 2 cameras could not be told');
    const begun = without(healthyBox(2), 'pictures', 'cam0');
    expect(headline(begun)).toBe('1 of 2 cameras in order, 1 not proved yet');
  });

  it('says that a camera in order has a warning', () => {
    const [asleep] = faultSweeps.filter(({ found }) => found.join().endsWith(' device device-asleep'));
    expect(asleep && headline(asleep.sweep)).toBe(
      '2 of 2 cameras in order, 1 with a warning, 8 of 8 links proved',
    );
  });

  it('counts what was asked for only', () => {
    expect(headline(expecting(healthyBox(2), only('decode')))).toBe(
      '2 of 2 cameras in order, 1 of 8 links proved',
    );
    expect(headline(expecting(healthyBox(2), only('disk')))).toBe('only the box was judged');
  });
});

describe('every finding', () => {
  const findings = faultSweeps.flatMap(({ name, sweep }) =>
    judge(sweep).findings.map((finding) => ({ name, finding })),
  );

  it('that fails or warns has evidence with a source, a cause and a next step', () => {
    for (const { name, finding } of findings.filter(
      ({ finding: { status } }) => status === 'fail' || status === 'warn',
    )) {
      expect(finding.evidence, name).not.toHaveLength(0);
      expect(
        finding.evidence.every(({ source }) => source !== ''),
        name,
      ).toBe(true);
      expect(finding.diagnosis?.cause, name).toBeTruthy();
      expect(finding.diagnosis?.nextSteps, name).not.toHaveLength(0);
    }
  });

  it('that is blocked names what blocks it', () => {
    for (const { finding } of findings.filter(({ finding: { status } }) => status === 'blocked')) {
      expect(finding.becauseOf).toBeTruthy();
    }
  });

  it('that is unknown or off says why', () => {
    for (const { finding } of findings.filter(
      ({ finding: { status } }) => status === 'unknown' || status === 'off',
    )) {
      expect(finding.reason, `${finding.checkId} ${finding.summary}`).toBeTruthy();
    }
  });
});

describe('a server that is not there', () => {
  const found = (sweep: Sweep, checkId: string) =>
    judge(sweep).findings.find((one) => one.checkId === checkId);
  const nginx = { protocol: 'tcp', address: '::', port: 8002, pid: 77, comm: 'nginx' } as const;

  it('is told with who has its port', () => {
    const box = change(healthyBox(1), 'processes', (table) => ({ ...table, listeners: [nginx] }));
    const finding = found(
      withReading(box, 'service', BOX, failed('not-found', 'upgrade', 'HTTP 404')),
      'json-rpc',
    );
    expect(finding?.summary).toBe('no WebSocket there: port 8002 belongs to nginx');
    expect(finding?.diagnosis?.cause).toContain('nginx (pid 77)');
  });

  it('is told with the state of its unit', () => {
    const unit = 'camera-service.service';
    const box = change(healthyBox(1), 'units', (units) => ({
      ...units,
      units: [
        ...units.units,
        { ...units.units[0], unit, activeState: 'failed', result: 'exit-code' } as UnitFacts,
      ],
    }));
    const finding = found(withReading(box, 'service', BOX, failed('refused')), 'json-rpc');
    expect(finding?.summary).toBe(`${unit} is failed`);
    expect(finding?.diagnosis?.nextSteps[0]?.argv).toEqual(['systemctl', 'start', unit]);
  });

  it.each([
    ['mediamtx.paths', 'mediamtx-api'],
    ['service', 'json-rpc'],
    ['health', 'health-endpoints'],
  ] as const)(
    'or hangs up (%s) may only be restarting, and is not called another program',
    (kind, checkId) => {
      const closed = failed('reset', 'connect', 'it closed the connection without an answer');
      const subjects = Object.keys(healthyBox(1).readings[kind] ?? {});
      const box = subjects.reduce((sweep, one) => withReading(sweep, kind, one, closed), healthyBox(1));
      expect(found(box, checkId)).toMatchObject({
        status: 'fail',
        diagnosis: { code: 'server-hangs-up', confidence: 'likely' },
      });
    },
  );

  describe.each([
    [
      'whose name nobody knows',
      'name-not-resolved',
      failed('unresolved', 'connect', 'EAI_AGAIN media.example'),
    ],
    [
      'to which no way leads',
      'no-route',
      failed('unreachable', 'connect', 'EHOSTUNREACH 192.0.2.7:9997 - Local'),
    ],
  ])('or %s', (_, code, nowhere) => {
    it.each([
      ['mediamtx.paths', BOX, 'mediamtx-api'],
      ['service', BOX, 'json-rpc'],
      ['health', '/health/ready', 'health-endpoints'],
      ['rtsp', 'cam0', 'decode'],
      ['hls', 'cam0', 'deliver-hls'],
      ['webrtc', 'cam0', 'deliver-webrtc'],
    ] as const)('(%s) is unknown, with the cause', (kind, subject, checkId) => {
      const box = withReading(without(healthyBox(1), 'health', '/health/cameras'), kind, subject, nowhere);
      expect(found(box, checkId)).toMatchObject({ status: 'unknown', diagnosis: { code } });
    });
  });

  it('to which no way leads is looked for by its address', () => {
    const nowhere = failed('unreachable', 'connect', 'connect ENETUNREACH fd00::7:9997 - Local (:::0)');
    const finding = found(withReading(healthyBox(1), 'mediamtx.paths', BOX, nowhere), 'mediamtx-api');
    expect(finding?.diagnosis?.nextSteps[0]?.argv).toEqual(['ip', 'route', 'get', 'fd00::7']);
  });

  it('or an ffmpeg that fails itself is unknown, and no stream without pictures', () => {
    const killed = failed('tool-failed', 'decode', '/usr/bin/ffmpeg was killed, or crashed');
    const box = withReading(healthyBox(1), 'pictures', 'cam0', killed);
    expect(found(box, 'decode-pictures')).toMatchObject({
      status: 'unknown',
      diagnosis: { code: 'decoder-broken', cause: expect.stringContaining('was killed') },
    });
  });

  it('is advised about in the configuration file that is in use', () => {
    const locked = withReading(healthyBox(1), 'mediamtx.paths', BOX, failed('unauthorized'));
    const steps = (configFile: string | null) =>
      found(expecting(locked, { configFile }), 'mediamtx-api')?.diagnosis?.nextSteps[0]?.text;
    expect(steps(null)).toMatch(/ in \/etc\/camproof\/camproof.yaml$/);
    expect(steps('/srv/box.yaml')).toMatch(/ in \/srv\/box.yaml$/);
    const mute = change(healthyBox(1), 'service', (told) => ({
      ...told,
      ping: { kind: 'result' as const, value: 'PONG?', ms: 1 },
    }));
    const argvs = (sweep: Sweep, checkId: string) =>
      found(expecting(sweep, { configFile: '/srv/box.yaml' }), checkId)?.diagnosis?.nextSteps.map(
        ({ argv }) => argv,
      );
    expect(argvs(mute, 'json-rpc')).toContainEqual(['camproof', 'smoke', '--config', '/srv/box.yaml']);
    const fewer = expecting(healthyBox(1), { expectCameras: 2 });
    expect(argvs(fewer, 'expected-cameras')).toContainEqual(['camproof', 'devices', '--all']);
  });

  it('because it was stopped is told to go on', () => {
    const box = change(healthyBox(1), 'processes', (table) => ({
      ...table,
      processes: table.processes.map((one) => (one.comm === 'mediamtx' ? { ...one, state: 'T' } : one)),
    }));
    const { diagnosis } =
      found(withReading(box, 'mediamtx.paths', BOX, failed('timeout')), 'mediamtx-api') ?? {};
    expect(diagnosis?.cause).toContain('mediamtx (pid 400)');
    expect(diagnosis?.nextSteps[0]?.argv).toEqual(['kill', '-CONT', '400']);
  });

  it('of the media blocks the whole line of every camera', () => {
    for (const { name, sweep } of faultSweeps.filter(({ row }) => row === 24)) {
      const { findings } = judge(sweep);
      for (const link of ['publish', 'ready', 'decode'])
        for (const one of findings.filter(({ checkId }) => checkId === link))
          expect(one, name).toMatchObject({ status: 'blocked' });
    }
  });
});

describe('the verdict', () => {
  it('of a healthy box is a pass with every camera proved', () => {
    const report = judge(healthyBox(2));
    expect(report.verdict).toBe('pass');
    expect(report.cameras.map(({ proved }) => proved)).toEqual([true, true]);
    expect(report.expected).toEqual({
      count: 2,
      by: [
        { source: 'device', count: 2 },
        { source: 'mediamtx', count: 2 },
        { source: 'publisher', count: 2 },
        { source: 'service', count: 2 },
      ],
    });
  });

  it('of advisory checks alone is theirs', () => {
    const only = (sweep: Sweep) => {
      const options = { ...sweep.expectations.options, only: ['clock'] };
      return judge(expecting(sweep, { options })).verdict;
    };
    expect(only(healthyBox(1))).toBe('pass');
    expect(only(change(healthyBox(1), 'clock', (clock) => ({ ...clock, synchronized: false })))).toBe('warn');
    expect(only(withReading(healthyBox(1), 'clock', BOX, failed('timeout')))).toBe('unknown');
  });

  it('of a box without cameras is a fail that says what to do first', () => {
    const report = judge(healthyBox(0));
    expect(report.verdict).toBe('fail');
    expect(report.findings.find(({ checkId }) => checkId === 'expected-cameras')?.diagnosis?.code).toBe(
      'no-cameras',
    );
  });

  it('of a sweep without readings is never green', () => {
    const sweep = healthyBox(2);
    const report = judge({ ...sweep, readings: {} });
    expect(report.verdict).not.toBe('pass');
    expect(
      report.findings.filter(({ status, weight }) => status === 'pass' && weight === 'essential'),
    ).toEqual([]);
  });

  it.each(Object.keys(healthyBox(2).readings))('loses its green when %s is not there', (kind) => {
    const sweep = healthyBox(2);
    const report = judge({ ...sweep, readings: { ...sweep.readings, [kind]: {} } });
    const before = judge(sweep).findings.filter(({ status }) => status === 'pass').length;
    const advisoryOnly = [
      'host',
      'mediamtx.info',
      'mediamtx.file',
      'power',
      'journal',
      'kernelLog',
      'clock',
      'resources',
    ];
    const extra = ['units', 'service.compliance', 'health.burst', 'mediamtx.config', 'mediamtx.sessions'];
    if ([...advisoryOnly, ...extra].includes(kind)) expect(report.counts.pass).toBeLessThanOrEqual(before);
    else expect(report.verdict).not.toBe('pass');
  });

  it('is unknown, not fail, when a reading was cut off by the end of the sweep', () => {
    const report = judge(withReading(healthyBox(2), 'mediamtx.flow', 'box', failed('aborted')));
    expect(report.verdict).toBe('unknown');
    expect(report.findings.find(({ checkId }) => checkId === 'ready')?.reason).toBe('not-reached');
  });

  it('turns a stale reading into unknown', () => {
    const report = judge({ ...healthyBox(2), mono: 1e9 });
    expect(report.verdict).toBe('unknown');
    expect(report.findings.find(({ checkId }) => checkId === 'ready')?.reason).toBe('stale');
  });

  it('leaves out what was not asked for', () => {
    const sweep = healthyBox(2);
    const options = { ...sweep.expectations.options, only: ['json-rpc'] };
    const report = judge(expecting(sweep, { options }));
    expect(report.findings.map(({ checkId }) => checkId)).toEqual(['json-rpc']);
    expect(
      report.cameras.every(({ links }) => Object.values(links).every((status) => status === 'off')),
    ).toBe(true);
  });

  it('is the same after a trip through JSON', () => {
    for (const { sweep } of faultSweeps) {
      expect(judge(JSON.parse(JSON.stringify(sweep)))).toEqual(judge(sweep));
    }
  });
});

describe('loopback', () => {
  it('is right where viewers are local by declaration', () => {
    const loopback = faultSweeps.find(({ name }) => name === 'loopback only');
    if (!loopback) throw new Error('there is no such sweep');
    expect(bad(judge(expecting(loopback.sweep, { viewers: 'local' })).findings)).toEqual([]);
  });
});

describe('what was not told in time by a machine that has none', () => {
  it('says so, how busy it is, and which process of the cameras takes most', () => {
    const late = withReading(
      healthyBox(1),
      'service',
      'box',
      failed('timeout', 'connect', 'no answer within 4000 ms', 900),
    );
    const busy = change(
      change(late, 'progress', (one) => ({ ...one, windowMs: 200, cpuMs: 380 }), '500'),
      'resources',
      (resources) => ({ ...resources, load1: 9.31, cpus: 4 }),
    );
    const found = judge(busy).findings.find(({ checkId }) => checkId === 'json-rpc');
    expect(found).toMatchObject({
      status: 'unknown',
      reason: 'overloaded',
      diagnosis: { code: 'overloaded' },
    });
    expect(found?.diagnosis?.cause).toBe(
      "this machine has no time: camproof itself was 900 ms late, load 9.3 on 4 cores; of the cameras' processes ffmpeg (pid 500) takes most, 190 % of a core",
    );
    expect(found?.diagnosis?.nextSteps[0]?.argv?.[0]).toBe('top');
  });

  it('calls a service neither mute nor slow that it could not hear in time', () => {
    const none = {
      kind: 'none',
      fault: { code: 'timeout', phase: 'ping', message: 'no reply to ping' },
    } as const;
    const told = (over: object, loopDelayMs: number) => {
      const box = change(healthyBox(1), 'service', (service) => ({ ...service, ...over }));
      const made = reading(box.readings, 'service');
      if (!made) throw new Error('the box has a service');
      const late = withReading(box, 'service', BOX, { ...made, loopDelayMs });
      const found = judge(late).findings.find(({ checkId }) => checkId === 'json-rpc');
      return `${found?.status} ${found?.diagnosis?.code}`;
    };
    for (const over of [{ ping: none }, { unknownMethod: none }])
      expect(told(over, 900)).toBe('unknown overloaded');
    expect(told({ ping: none }, 0)).toBe('fail json-rpc-mute');
    expect([told({ pingMs: [800] }, 0), told({ pingMs: [800] }, 900)]).toEqual([
      'warn service-slow',
      'pass undefined',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { judge } from '../../src/checks/judge.ts';
import { BOX, type Sweep, stepLine } from '../../src/model/index.ts';
import { change, expecting, failed, healthyBox, withReading } from '../support/sweeps.ts';

/** What is said to do about a diagnosis, a line each; its cause before it. */
function advice(sweep: Sweep, code: string): readonly [cause: string, ...steps: string[]] {
  const found = judge(sweep).findings.find(({ diagnosis }) => diagnosis?.code === code)?.diagnosis;
  if (!found) throw new Error(`${code} was not found`);
  return [found.cause, ...found.nextSteps.map((step) => stepLine(step, { user: 'root' }))];
}

/** A box of so many cameras where no byte arrives for some of them. */
const still = (cameras: number, paths: readonly string[]): Sweep =>
  change(healthyBox(cameras), 'mediamtx.flow', ({ paths: all }) => ({
    windowMs: 3_200,
    paths: Object.fromEntries(
      Object.entries(all).map(([path, flow]) => [
        path,
        { ...flow, grew: flow.grew && !paths.includes(path) },
      ]),
    ),
  }));

describe('a stream that stands still', () => {
  it('alone: first what only reads tells camera and publisher apart, and a plug is pulled last', () => {
    const [cause, ...steps] = advice(still(3, ['cam0']), 'no-bytes');
    expect(cause).toContain('/dev/video0 open');
    expect(steps[0]).toMatch(/^(?:journalctl -u \S+ |ls -l \/proc\/\d+\/fd\/1 )/);
    expect(steps[1]).toMatch(/^dmesg /);
    expect(steps.findIndex((line) => line.includes('unplug'))).toBe(steps.length - 1);
  });

  it('with all others points at what they share, and no camera is touched', () => {
    const [cause, ...steps] = advice(still(3, ['cam0', 'cam1', 'cam2']), 'no-bytes');
    expect(cause).toContain('3 cameras do not stall at once');
    expect(steps.join('\n')).not.toContain('unplug');
  });
});

/** The camera service lists a camera so, and gives out this address. */
const listing = (name: string, url: string, paths: Sweep): Sweep =>
  change(paths, 'service', (service) => ({
    ...service,
    cameras:
      service.cameras.kind !== 'result'
        ? service.cameras
        : {
            ...service.cameras,
            value: [
              ...service.cameras.value.filter((one) => one.device !== name),
              {
                ...service.cameras.value[0],
                device: name,
                name,
                status: 'CONNECTED',
                streams: { rtsp: url },
              },
            ] as typeof service.cameras.value,
          },
  }));

describe('a path that the camera service gives out and MediaMTX does not have', () => {
  it('is replaced by the one that carries the camera', () => {
    const sweep = listing('/dev/video0', 'rtsp://127.0.0.1:8554/nowhere', healthyBox(2));
    const [, first] = advice(sweep, 'service-stream-missing');
    expect(first).toContain('rtsp://127.0.0.1:8554/cam0');
    expect(first).not.toContain("'paths:'");
  });

  it('of a camera that nobody else knows: it leaves the list, or gets what feeds it', () => {
    const sweep = listing('ghost', 'rtsp://127.0.0.1:8554/ghost', healthyBox(2));
    const [, first, ...others] = advice(sweep, 'path-missing');
    expect(first).toContain('take "ghost" out');
    expect(others.join('\n')).toMatch(/'runOnInit:'.*'source:'/);
  });
});

describe('the files and addresses in advice are those in use', () => {
  const off = (url: string): Sweep =>
    change(
      withReading(
        withReading(
          expecting(healthyBox(1), { mediamtx: { ...healthyBox(1).expectations.mediamtx, url } }),
          'mediamtx.paths',
          BOX,
          failed('refused'),
        ),
        'mediamtx.pathConfigs',
        BOX,
        failed('refused'),
      ),
      'mediamtx.file',
      (file) => ({ ...file, api: null, apiAddress: null }),
    );

  it('an API that is off is switched on where camproof asks it', () => {
    expect(advice(off('http://127.0.0.1:19997'), 'mediamtx-api-off')[1]).toContain(
      "'apiAddress: 127.0.0.1:19997'",
    );
  });

  it.each([
    ['127.0.0.1:9997', '/srv/media.yml'],
    [':19997', 'mediamtx.yml'],
  ])("MediaMTX's file with its API at %s is called %s", (apiAddress, named) => {
    const ghost = listing('ghost', 'rtsp://127.0.0.1:8554/ghost', healthyBox(1));
    const box = change(ghost, 'mediamtx.file', (file) => ({ ...file, path: '/srv/media.yml', apiAddress }));
    expect(advice(box, 'path-missing').join('\n')).toContain(`'paths:' in ${named}`);
  });
});

describe('what has the port of another', () => {
  it('is called the camera service where it serves at that address too, before anybody ends it', () => {
    const taken = (ports: readonly number[]) =>
      change(
        withReading(healthyBox(1), 'mediamtx.paths', BOX, failed('protocol', 'body', 'not JSON')),
        'processes',
        (table) => ({
          ...table,
          listeners: ports.map((port) => ({ protocol: 'tcp', address: '::', port, pid: 77, comm: 'node' })),
        }),
      );
    const servicePort = Number(new URL(healthyBox(1).expectations.service.url).port);
    expect(advice(taken([9997, servicePort]), 'port-taken')[0]).toContain('which is the camera service');
    expect(advice(taken([9997]), 'port-taken')[0]).not.toContain('camera service');
  });
});

describe('a picture that stands still as it is meant to', () => {
  it('is declared where the camera stands in the file, or by a line that is YAML', () => {
    const frozen = change(
      healthyBox(1),
      'pictures',
      (seen) => ({ ...seen, keyFrames: 3, distinctKeyFrames: 1, change: 0 }),
      'cam0',
    );
    const line = (sweep: Sweep) =>
      advice(sweep, 'frozen-picture').find((one) => one.includes('motion: none')) ?? '';
    const [, entry = ''] = /add '(- .*)'$/.exec(line(frozen)) ?? [];
    expect(parse(entry)).toMatchObject([{ path: 'cam0', expect: { motion: 'none' } }]);
    const cameras = [{ name: 'yard', paths: ['cam0'], device: '/dev/video0' }];
    expect(line(expecting(frozen, { cameras }))).toContain(`at "yard", write 'motion: none' below 'expect:'`);
  });
});

describe('a frame rate that is too low', () => {
  const slow = (others: number): Sweep => {
    const box = expecting(healthyBox(3), {
      cameras: [0, 1, 2].map((index) => ({
        name: `c${index}`,
        paths: [`cam${index}`],
        device: `/dev/video${index}`,
        expect: { fps: 15 },
      })),
    });
    const busy = change(box, 'resources', (seen) => ({ ...seen, pressure: { ...seen.pressure, cpu: 0.9 } }));
    return [0, 1, 2]
      .filter((index) => index === 0 || index > others)
      .reduce(
        (sweep, index) =>
          change(
            sweep,
            'rtsp',
            (read) => ({ ...read, video: read.video && { ...read.video, fps: 5 } }),
            `cam${index}`,
          ),
        busy,
      );
  };

  it('is laid at the processor where all cameras are slow, and at the light where others keep their rate', () => {
    expect(advice(slow(0), 'low-frame-rate')[1]).toMatch(/^top /);
    const [cause, first] = advice(slow(2), 'low-frame-rate');
    expect(cause).toContain('2 other cameras keep their rate');
    expect(first).toContain('light');
  });
});

it('nobody is put into a group as the user nobody', () => {
  const box = change(
    change(healthyBox(1), 'devices', (list) => ({
      ...list,
      nodes: list.nodes.map((node) => ({ ...node, mode: 0o660, uid: 0, gid: 44, group: 'video' })),
    })),
    'processes',
    (table) => ({
      ...table,
      processes: table.processes.map((one) => ({
        ...one,
        uid: 65_534,
        user: 'nobody',
        groups: [65_534],
        devices: [],
      })),
    }),
  );
  expect(advice(box, 'device-denied').join('\n')).not.toContain('usermod');
});

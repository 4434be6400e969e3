import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { BOX, type Sweep } from '../../src/model/index.ts';
import {
  BoxFailure,
  type DescribeOptions,
  describeBox,
  describeBoxSync,
  expectBox,
  probeBox,
  probeBoxSync,
  type TestFramework,
} from '../../src/testing/index.ts';
import { change, expecting, failed, healthyBox, withReading } from '../support/sweeps.ts';

/** A framework that runs a test as soon as it is registered, and remembers it: `suite > test` and its outcome. */
function recorder() {
  const suites: string[] = [];
  const tests = new Map<string, string>();
  const nameOf = (name: string) => [...suites, name].join(' > ');
  const framework: TestFramework = {
    describe: (name, body) => {
      suites.push(name);
      body();
      suites.pop();
    },
    it: (name, body) => {
      try {
        body();
        tests.set(nameOf(name), 'passed');
      } catch (error) {
        tests.set(nameOf(name), error instanceof BoxFailure ? error.message : `threw ${error}`);
      }
    },
    skip: (name, reason) => void tests.set(nameOf(name), `skipped: ${reason}`),
  };
  return { framework, tests };
}

async function tests(sweep: Sweep, options: DescribeOptions = {}): Promise<ReadonlyMap<string, string>> {
  const { framework, tests: told } = recorder();
  await describeBox({ ...options, sweep, framework });
  return told;
}

/** Where nothing is configured: as on a machine that is no camera box. */
const unconfigured = () => loadConfig({ env: {}, cwd: '/', systemFile: '/nonexistent' });

const mute = () => withReading(healthyBox(1), 'service', BOX, failed('aborted'));
const broken = () => withReading(healthyBox(1), 'service', BOX, failed('refused'));

describe('describeBox', () => {
  it('registers a suite for each camera and service, and a verdict', async () => {
    const told = await tests(healthyBox(1));
    const suites = new Set([...told.keys()].map((name) => name.split(' > ')[0]));
    expect([...suites]).toEqual(['usb-Acme_Cam_0', 'MediaMTX', 'camera service', 'health endpoints', 'box']);
    expect(told.get('usb-Acme_Cam_0 > ready: online, bytes arrive')).toBe('passed');
    expect(told.get('box > box verdict')).toBe('passed');
  });

  it('fails with status, evidence, cause and next step', async () => {
    const words = (await tests(broken())).get('camera service > json-rpc: WebSocket JSON-RPC');
    expect(words).toMatch(/^fail: the service is not running\nsaw: .*\ncause: .*\[service-down\]\ndo: /s);
  });

  it('skips what is blocked or off, with the reason', async () => {
    const told = await tests(broken());
    expect(told.get('usb-Acme_Cam_0 > service: listed by the camera service')).toBe(
      'skipped: blocked: not judged: the WebSocket is broken',
    );
  });

  it('fails what could not be told, unless it is to be skipped; the verdict fails all the same', async () => {
    const name = 'camera service > json-rpc: WebSocket JSON-RPC';
    expect((await tests(mute())).get(name)).toMatch(/^unknown: /);
    const lenient = await tests(mute(), { unknown: 'skip' });
    expect(lenient.get(name)).toMatch(/^skipped: unknown: /);
    expect(lenient.get('box > box verdict')).toMatch(/^unknown: /);
  });

  it('passes a warning, unless it is to fail', async () => {
    const sweep = change(healthyBox(1), 'clock', (clock) => ({ ...clock, synchronized: false }));
    expect((await tests(sweep)).get('box > clock: clock')).toBe('passed');
    expect((await tests(sweep, { warn: 'fail' })).get('box > clock: clock')).toMatch(/^warn: /);
  });

  it('prints nothing that a terminal would act upon, whoever made the sweep', async () => {
    const name = 'yard\u001b[2J\u202e';
    const sweep = expecting(healthyBox(1), { cameras: [{ name, device: '/dev/video9', paths: ['cam0'] }] });
    const told = [...(await tests(sweep))].flat().join('\n');
    expect(told).toContain('yard > device');
    expect(told).not.toMatch(/[\u001b\u202e]/);
  });

  it('has a verdict that fails where there is no camera', async () => {
    expect((await tests(healthyBox(0))).get('box > box verdict')).toMatch(/^fail: /);
  });

  it('puts a box that has a name into a suite of that name', async () => {
    const told = await tests(healthyBox(1), { name: 'north' });
    expect(told.get('north > box > box verdict')).toBe('passed');
  });

  it('starts a box before anything is registered, and stops it before it returns', async () => {
    const order: string[] = [];
    const { framework } = recorder();
    const box = async () => {
      order.push('started');
      return {
        config: (await unconfigured()).config,
        stop: async () => void order.push('stopped'),
      };
    };
    const spying = { ...framework, describe: (name: string) => void order.push(name) };
    await describeBox({ box, framework: spying, only: ['memory'] });
    expect([order[0], order.at(-1)]).toEqual(['started', 'stopped']);
    expect(order).toContain('box');
  });

  it('stops the box when it could not be proved', async () => {
    let stopped = false;
    const box = async () => ({
      config: (await unconfigured()).config,
      stop: async () => {
        stopped = true;
      },
    });
    const { framework } = recorder();
    await expect(describeBox({ box, framework, only: ['no-such-check'] })).rejects.toThrow(
      /no check, link or group is called no-such-check/,
    );
    expect(stopped).toBe(true);
  });

  it('rejects with what is wrong with a configuration', async () => {
    const { framework } = recorder();
    await expect(describeBox({ config: '/no/such/file.yaml', framework })).rejects.toThrow(/no\/such\/file/);
    expect(() => describeBoxSync({ config: '/no/such/file.yaml', framework })).toThrow(/no\/such\/file/);
  });

  it('refuses a framework that it does not know', async () => {
    const options = JSON.parse('{"framework": "ava"}') as DescribeOptions;
    await expect(describeBox({ ...options, sweep: healthyBox(1) })).rejects.toThrow(/ava/);
  });
});

describe('probeBox', () => {
  it('sees the same machine, waiting or not', async () => {
    const options = { config: (await unconfigured()).config, only: ['memory'] };
    const [one, other] = [await probeBox(options), probeBoxSync(options)];
    const told = ({ report }: typeof one) => report.findings.map(({ checkId, status }) => [checkId, status]);
    expect(told(one)).toEqual([['memory', 'pass']]);
    expect(told(other)).toEqual(told(one));
  });
});

describe('expectBox', () => {
  const of = (sweep: Sweep) => probeBox({ sweep }).then(expectBox);

  it('is satisfied with a healthy box', async () => {
    const box = await of(healthyBox(1));
    box.toBeProved();
    box.toBe('pass');
    box.camera('usb-Acme_Cam_0').toBeProved();
    box.check('json-rpc').toBeProved();
    box.check('ready', 'usb-Acme_Cam_0').toBe('pass');
  });

  it('throws what was found, with cause and next step', async () => {
    const box = await of(broken());
    expect(() => box.toBeProved()).toThrow(/^fail: /);
    expect(() => box.check('json-rpc').toBeProved()).toThrow(/service-down.*\ndo: /s);
    expect(() => box.check('json-rpc').toBe('pass')).toThrow(/json-rpc is fail, expected pass/);
    expect(() => box.camera('usb-Acme_Cam_0').toBeProved()).not.toThrow();
  });

  it('throws where nothing was proved', async () => {
    const box = await of(
      expecting(healthyBox(1), { service: { url: 'ws://x', enabled: false, unit: null } }),
    );
    expect(() => box.check('json-rpc').toBeProved()).toThrow(/nothing was proved/);
  });

  it('names what there is when it is asked for something else', async () => {
    const box = await of(healthyBox(1));
    expect(() => box.camera('yard')).toThrow(/no camera is called yard; there are: usb-Acme_Cam_0/);
    expect(() => box.check('yard')).toThrow(/nothing was judged as yard/);
  });
});

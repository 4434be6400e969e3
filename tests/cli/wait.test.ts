import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweepBudget } from '../../src/cli/check.ts';
import type { DemoBox } from '../../src/demo/box.ts';
import { breakFault, mendFault, startDemoBox } from '../../src/demo/start.ts';
import { finish, run, start } from '../support/cli.ts';

describe('check that repeats', () => {
  let box: DemoBox;
  beforeAll(async () => {
    box = await startDemoBox({ cameras: 1, server: 'stand-in' });
  });
  afterAll(() => box?.stop());
  // How streams play is proved elsewhere.
  const json = (...more: string[]) => [
    ...['check', '--config', box.configFile, '--passive', '--format', 'json'],
    ...more,
  ];

  it('--wait ends as soon as the box is green', async () => {
    await breakFault(box, 'wrong-ping');
    const before = box.service.requests;
    const checking = finish(start(json('--wait', '60')));
    await box.until(() => box.service.requests > before, 'the first sweep has come to the service');
    await mendFault(box, 'wrong-ping');
    const mended = performance.now();
    const { code, stdout } = await checking;
    expect(code).toBe(0);
    expect(JSON.parse(stdout).verdict).toBe('pass');
    expect(performance.now() - mended).toBeLessThan(15_000);
  }, 60_000);

  it('--wait gives the last report when the time is up', async () => {
    await breakFault(box, 'wrong-ping');
    const { code, stdout } = await run(json('--wait', '3'));
    await mendFault(box, 'wrong-ping');
    expect(code).toBe(1);
    expect(JSON.parse(stdout).verdict).toBe('fail');
  }, 60_000);

  it('--until-stable is green after so many green sweeps, and not before', async () => {
    const stable = await run(json('--until-stable', '2'));
    expect(stable.code, stable.stderr).toBe(0);
    const early = await run(json('--until-stable', '3', '--wait', '1'));
    expect(early.code).toBe(2);
    expect(early.stderr).toContain('green 1 times in a row, not 3');
  }, 60_000);

  it('--until-stable refuses less than one', async () => {
    expect((await run(['check', '--until-stable', '0'])).code).toBe(64);
  });
});

describe('the time of one sweep', () => {
  it.each([
    ['none but its own', {}, 100, undefined],
    ['what was asked for', { timeout: 12, format: 'nagios' }, 100, 12_000],
    ['what is left of the nine seconds that Nagios gives', { format: 'nagios' }, 600, 8_000],
    ['nothing where they are spent', { format: 'nagios' }, 20_000, 0],
  ] as const)('is %s', (_, flags, sinceStart, budget) => {
    expect(sweepBudget(flags, sinceStart)).toBe(budget);
  });
});

it('for Nagios, a box that answers nothing is told within its ten seconds, and what was left out is said', async () => {
  await using held = new AsyncDisposableStack();
  const mute = async () => {
    const server = held.adopt(createServer(), (open) => void open.close());
    server.on('connection', (socket) =>
      held.adopt(socket, (open) => void open.destroy()).on('error', () => {}),
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const file = join(mkdtempSync(join(tmpdir(), 'camproof-nagios-')), 'mute.yaml');
  const [media, service, health] = [await mute(), await mute(), await mute()];
  const text = `mediamtx: { url: "http://${media}" }\nservice: { url: "ws://${service}/ws" }\nhealth: { url: "http://${health}" }\n`;
  writeFileSync(file, text, { mode: 0o600 });
  const begun = performance.now();
  const done = await run(['check', '--config', file, '--format', 'nagios']);
  expect(performance.now() - begun).toBeLessThan(10_000);
  expect(done.code).toBe(2);
  expect(done.stdout).toMatch(/^CAMPROOF CRITICAL - .*left out: not reached in time.* \| /);
}, 30_000);

it('the HTML report names the software that was asked', async () => {
  const sweep = fileURLToPath(new URL('../sweeps/none.json.gz', import.meta.url));
  const { stdout } = await run(['check', '--replay', sweep, '--format', 'html']);
  expect(stdout).toMatch(/<dt>MediaMTX<\/dt><dd>v[\d.]+<\/dd>\n<dt>camera service<\/dt><dd>[\d.]+<\/dd>/);
});

it('the HTML report carries the hash of the saved sweep', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'camproof-html-'));
  const [sweep, page] = [join(folder, 'a.json.gz'), join(folder, 'a.html')];
  await run(['check', '--only', 'memory', '--save', sweep, '--report', `html=${page}`]);
  const hash = createHash('sha256')
    .update(gunzipSync(readFileSync(sweep)))
    .digest('hex');
  expect(readFileSync(page, 'utf8')).toContain(hash);
});

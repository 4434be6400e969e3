import assert from 'node:assert/strict';
import { chmod, copyFile, mkdtemp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../../src/index.ts';
import type { BoxScenario } from './chain.ts';
import { run } from './run.ts';

const NOBODY = { uid: 65_534, gid: 65_534 };
const UNKNOWN = 2;

/** camproof without any privilege on a healthy box: what it could not see is unknown, and nothing is red or guessed. */
export const unprivileged: BoxScenario = async (box) => {
  const folder = await mkdtemp('/tmp/camproof-nobody-');
  const file = join(folder, 'camproof.yaml');
  await copyFile(box.configFile, file);
  for (const path of [folder, file]) await chmod(path, 0o755);
  const program = join(dirname(fileURLToPath(import.meta.url)), 'camproof.js');
  const only = 'device,capture,publish,ready,decode,service,health,mediamtx-api,json-rpc,health-endpoints';
  const words = ['check', '--config', file, '--only', only, '--timeout', '60', '--format', 'json'];
  const { code, stdout, stderr } = await run([process.execPath, program, ...words], {
    ...NOBODY,
    env: { PATH: process.env['PATH'], HOME: '/nonexistent' },
  });
  const report: Report = JSON.parse(stdout || assert.fail(stderr));
  const told = (status: string) =>
    report.findings
      .filter((one) => one.status === status && one.link !== null)
      .map(({ subject, checkId, reason, confidence }) => `${subject} ${checkId} ${reason ?? confidence}`);
  assert.deepEqual(told('fail'), []);
  assert.deepEqual(report.verdict, 'unknown', JSON.stringify(report.headline));
  assert.equal(code, UNKNOWN);
  // That the stream runs is proved all the same; that the camera may be opened by somebody is not ours to say.
  for (const { id, links } of report.cameras.filter(({ id }) => id.startsWith('cam'))) {
    assert.deepEqual([id, links.device, links.ready, links.decode], [id, 'unknown', 'pass', 'pass']);
    assert.notEqual(links.capture, 'fail');
  }
  assert.match(report.couldProveMore ?? '', /sudo/);
  return { unknown: told('unknown').length, 'ms for the check': Math.round(report.tookMs) };
};

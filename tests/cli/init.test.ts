import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoBox } from '../../src/demo/box.ts';
import { startDemoBox } from '../../src/demo/start.ts';
import { run } from '../support/cli.ts';

const saved = (fault: string): string =>
  fileURLToPath(new URL(`../sweeps/${fault}.json.gz`, import.meta.url));

describe('camproof init', () => {
  const folder = mkdtempSync(join(tmpdir(), 'camproof-init-'));
  const file = join(folder, 'new', 'camproof.yaml');
  let box: DemoBox;
  beforeAll(async () => {
    box = await startDemoBox({ cameras: 1, server: 'stand-in' });
  });
  afterAll(() => box?.stop());
  const init = (...more: string[]) => run(['init', '--config', box.configFile, ...more]);

  it('writes what is here, for a check that then passes', async () => {
    const done = await init('--output', file);
    expect(done.code, done.stderr).toBe(0);
    expect(done.stdout).toMatch(/^\+ cam1: .*size 640x360, codec H264, rate 15 fps\n$/);
    expect(statSync(file).mode & 0o022).toBe(0);
    expect((await run(['check', '--config', file, '--passive'])).code).toBe(0);
  }, 30_000);

  it('says that nothing changed', async () => {
    const done = await init('--output', file);
    expect(done.code, done.stderr).toBe(0);
    expect(done.stdout).toContain('the box is as it is written there');
  }, 30_000);

  it('shows what differs, and writes it only when it is told to', async () => {
    const before = readFileSync(file, 'utf8').replace('fps: 15', 'fps: 30');
    writeFileSync(file, before);
    const done = await init('--output', file);
    expect(done.code).toBe(1);
    expect(done.stdout).toBe('~ cam1: rate 30 fps → 15 fps\n');
    chmodSync(file, 0o600);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect((await init('--output', file, '--force')).code).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toContain('fps: 30');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  }, 30_000);

  it('prints to stdout', async () => {
    const done = await init('--output', '-');
    expect(done.code, done.stderr).toBe(0);
    expect(done.stdout).toMatch(/^# .*\n[\s\S]*cameras:\n {2}# proved\n {2}- name: cam1\n/);
  }, 30_000);

  it('says where it may not write', async () => {
    const done = await init('--output', '/proc/camproof.yaml');
    expect(done.code).toBe(73);
    expect(done.stderr).toMatch(/could not be written \(\w+\): run it with sudo/);
  }, 30_000);

  it('has nothing to write down where there is no camera', async () => {
    const empty = join(folder, 'empty.yaml');
    writeFileSync(empty, 'mediamtx:\n  url: http://127.0.0.1:1\n', { mode: 0o600 });
    const done = await run(['init', '--config', empty, '--output', join(folder, 'none.yaml')]);
    expect(done.code).toBe(1);
    expect(done.stderr).toContain('no camera is here');
  });
});

describe('camproof diff', () => {
  it('tells in words what changed', async () => {
    const done = await run(['diff', saved('none'), saved('usb-without-node')]);
    expect(done.code).toBe(0);
    expect(done.stdout).toContain('~ box: verdict pass → fail\n');
    expect(done.stdout).toContain('+ usb-1-9 Camproof Dead Camera: new');
  });

  it('ends with 1 for those who ask by exit code, and 0 where nothing changed', async () => {
    expect((await run(['diff', saved('none'), saved('service-down'), '--exit-code'])).code).toBe(1);
    const same = await run(['diff', saved('none'), saved('none'), '--exit-code']);
    expect(same).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing changed') });
  });

  it('gives JSON', async () => {
    const { stdout } = await run(['diff', saved('none'), saved('service-down'), '--format', 'json']);
    expect(JSON.parse(stdout).changes).toContainEqual({
      subject: 'box',
      what: 'json-rpc',
      before: 'pass',
      after: 'fail service-down',
    });
  });

  it('refuses what is no sweep', async () => {
    expect((await run(['diff', saved('none'), '/etc/hostname'])).code).toBe(64);
  });
});

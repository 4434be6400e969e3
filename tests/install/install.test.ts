import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../install.sh', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'camproof install '));
const PREFIX = '/opt/cam proof';
const target = join(root, PREFIX);
const link = join(root, 'usr/local/bin/camproof');
const config = join(root, 'etc/camproof/camproof.yaml');

/** Runs install.sh into a folder of its own, whose name has a space. */
const install = (...args: string[]) =>
  spawnSync('bash', [script, ...args], { encoding: 'utf8', env: { ...process.env, DESTDIR: root } });

/** Every file and link below the folder, but not the folders that a system has anyway. */
function installed(): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !lstatSync(join(root, name)).isDirectory(),
  );
}

describe('install.sh on a box', () => {
  beforeAll(() => {
    const done = install('--prefix', PREFIX);
    expect(done.status, done.stderr).toBe(0);
  }, 120_000);

  it('puts program and runtime under one folder, and camproof on the PATH', () => {
    expect(readlinkSync(link)).toBe(`${PREFIX}/bin/camproof`);
    expect(execFileSync(join(target, 'bin/camproof'), ['version'], { encoding: 'utf8' })).toMatch(
      /^camproof \d+\.\d+\.\d+ \(node v26/,
    );
    expect(
      execFileSync(join(target, 'bin/camproof'), ['devices', '--format', 'json'], { encoding: 'utf8' }),
    ).toContain('"schema": 1');
    expect(existsSync(config)).toBe(true);
  });

  it('does it again without harm, and leaves a configuration alone', () => {
    const before = installed();
    writeFileSync(config, 'expectCameras: 2\n');
    expect(install('--prefix', PREFIX).status).toBe(0);
    expect(installed()).toEqual(before);
    expect(readFileSync(config, 'utf8')).toBe('expectCameras: 2\n');
  }, 120_000);

  it('takes away exactly what it made, and keeps a configuration that somebody wrote', () => {
    const other = join(root, 'opt/other');
    mkdirSync(other);
    writeFileSync(join(other, 'file'), '');
    const done = install('--uninstall', '--prefix', PREFIX);
    expect(done.status, done.stderr).toBe(0);
    expect(installed().toSorted()).toEqual(['etc/camproof/camproof.yaml', 'opt/other/file']);
    expect(install('--uninstall', '--prefix', PREFIX).status).toBe(1);
  });

  it('takes its own configuration away too when nobody touched it', () => {
    execFileSync('rm', [config]);
    expect(install('--agent', '--prefix', PREFIX).status).toBe(0);
    const unit = readFileSync(join(root, 'etc/systemd/system/camproof.service'), 'utf8');
    expect(unit).toContain(
      `\nExecStart="${PREFIX}/bin/camproof" watch --format jsonl --state /var/lib/camproof`,
    );
    expect(unit).not.toContain('/opt/camproof/');
    expect(install('--uninstall', '--prefix', PREFIX).status).toBe(0);
    expect(installed()).toEqual(['opt/other/file']);
  }, 120_000);

  it('says how it is used', () => {
    expect(install('--help').stdout).toContain('--uninstall');
    expect(install('--bogus').status).toBe(64);
  });
});

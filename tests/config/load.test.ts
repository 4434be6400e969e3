import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it, vi } from 'vitest';
import { type LoadOptions, loadConfig } from '../../src/config/load.ts';
import { ConfigError, type Problem } from '../../src/config/problems.ts';

const folder = mkdtempSync(join(tmpdir(), 'camproof-config-'));
const uid = process.getuid?.() ?? 0;
const base: LoadOptions = { env: {}, cwd: '/', uid, systemFile: join(folder, 'none.yaml') };
let count = 0;

function file(text: string, mode = 0o600): string {
  const path = join(folder, `${++count}.yaml`);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

async function problems(options: Partial<LoadOptions>): Promise<readonly Problem[]> {
  const error = await loadConfig({ ...base, ...options }).catch((reason: unknown) => reason);
  if (error instanceof ConfigError) return error.problems;
  throw new Error(`it was accepted: ${JSON.stringify(error)}`);
}

describe('a configuration', () => {
  it('is not needed: everything has a default', async () => {
    const { config, origins, file: used } = await loadConfig(base);
    expect(config.mediamtx.url).toBe('http://127.0.0.1:9997');
    expect(config.service).toMatchObject({ enabled: true, url: 'ws://127.0.0.1:8002/ws' });
    expect(config.health).toMatchObject({ enabled: true, url: 'http://127.0.0.1:8003' });
    expect(new Set(Object.values(origins))).toEqual(new Set(['default']));
    expect(used).toBeNull();
  });

  it('is looked for as this process would, where nothing else is said', async () => {
    const path = file('expectCameras: 3\n');
    vi.stubEnv('CAMPROOF_CONFIG', path);
    expect(await loadConfig()).toMatchObject({ file: path, config: { expectCameras: 3 } });
    vi.unstubAllEnvs();
  });

  it('is overruled by the environment, and that by flags; each value knows where it came from', async () => {
    const path = file('mediamtx:\n  url: http://a:1\n  user: u\nexpectCameras: 1\n');
    const { config, origins } = await loadConfig({
      ...base,
      file: path,
      env: { CAMPROOF_MEDIAMTX_URL: 'http://b:2', CAMPROOF_EXPECT_CAMERAS: '2' },
      flags: { expectCameras: { flag: '--expect-cameras', value: 3 } },
    });
    expect(config.mediamtx).toMatchObject({ url: 'http://b:2', user: 'u' });
    expect(config.expectCameras).toBe(3);
    expect(origins).toMatchObject({
      'mediamtx.url': 'CAMPROOF_MEDIAMTX_URL',
      'mediamtx.user': `${path}:3`,
      expectCameras: '--expect-cameras',
    });
  });

  it('names cameras by device, path and what is expected of them', async () => {
    const { config } = await loadConfig({
      ...base,
      file: file(
        'cameras:\n  - name: yard\n    device: /dev/video0\n    path: [main, sub]\n    expect: { fps: 15 }\n  - name: gate\n    off: not mounted yet\n',
      ),
    });
    expect(config.cameras).toEqual([
      { name: 'yard', device: '/dev/video0', paths: ['main', 'sub'], expect: { fps: 15 } },
      { name: 'gate', paths: ['gate'], off: 'not mounted yet' },
    ]);
  });

  it.each(['false', 'off', 'no'])('switches service and health with %s', async (word) => {
    const { config } = await loadConfig({ ...base, file: file(`service: ${word}\nhealth: ${word}\n`) });
    expect([config.service.enabled, config.health.enabled]).toEqual([false, false]);
  });

  it('takes secrets from files beside it', async () => {
    writeFileSync(join(folder, 'secret'), 'hunter2\n', { mode: 0o600 });
    const { config } = await loadConfig({
      ...base,
      file: file('mediamtx: { user: u, passwordFile: secret }\n'),
    });
    expect(config.mediamtx.password).toBe('hunter2');
  });
});

describe('a bad configuration', () => {
  it('is told whole: file, line, key, what was found, what is allowed, what was meant', async () => {
    const path = file(
      'mediamtx:\n  transport: sctp\n  usr: x\ncameras:\n  - devise: /dev/video0\nexpectCameras: many\n',
    );
    const found = await problems({ file: path });
    expect(found).toContainEqual({
      where: path,
      line: 2,
      key: 'mediamtx.transport',
      found: '"sctp"',
      allowed: 'tcp or udp',
    });
    expect(found).toContainEqual(
      expect.objectContaining({ line: 3, key: 'mediamtx.usr', suggestion: 'user' }),
    );
    expect(found).toContainEqual(
      expect.objectContaining({ line: 5, key: 'cameras.0.devise', suggestion: 'device' }),
    );
    expect(found).toContainEqual(expect.objectContaining({ key: 'cameras.0.name', found: 'nothing' }));
    expect(found).toContainEqual(expect.objectContaining({ line: 6, key: 'expectCameras', found: '"many"' }));
  });

  it.each([
    ['health: on\n', 'health', 'off, or the keys url, caFile, endpoints'],
    ['cameras: [{ name: a, expect: { fps: 0 } }]\n', 'cameras.0.expect.fps', 'more than 0'],
    ['cameras: [{ name: a, path: 5 }]\n', 'cameras.0.path', 'a text, or a list of texts'],
    ['cameras: [{ name: a }, { name: a, path: b }]\n', 'cameras.1.name', 'camera a has this name already'],
    [
      'cameras: [{ name: a }, { name: b, path: [a, c] }]\n',
      'cameras.1.path',
      'camera a has this path already',
    ],
  ])('says of %j what is allowed', async (text, key, allowed) => {
    expect(await problems({ file: file(text) })).toEqual([
      expect.objectContaining({ line: 1, key, allowed: expect.stringContaining(allowed) }),
    ]);
  });

  it('never shows a secret', async () => {
    const found = await problems({
      file: file('mediamtx: { url: "http://admin:hunter2@h:1", password: [hunter2] }\n'),
    });
    expect(found).toHaveLength(2);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it.each([
    ['not YAML', 'a: [1\n'],
    ['a list', '- 1\n'],
    ['a word', 'hello\n'],
    ['an alias of nothing', 'mediamtx: *nothing\n'],
    ['an anchor within itself', 'mediamtx: &a [*a]\n'],
  ])('that is %s is told', async (_, text) => {
    expect((await problems({ file: file(text) })).length).toBeGreaterThan(0);
  });

  it('blames the environment for what came from there', async () => {
    expect(
      await problems({ env: { CAMPROOF_EXPECT_CAMERAS: 'many', CAMPROOF_MEDIAMTX_URL: 'nonsense' } }),
    ).toEqual([
      expect.objectContaining({ where: 'environment', key: 'CAMPROOF_EXPECT_CAMERAS' }),
      expect.objectContaining({ where: 'CAMPROOF_MEDIAMTX_URL', key: 'mediamtx.url' }),
    ]);
  });

  it.each([
    ['group', 0o660],
    ['others', 0o606],
  ])('that %s may write is refused', async (_, mode) => {
    expect(await problems({ file: file('{}\n', mode) })).toEqual([
      expect.objectContaining({ allowed: expect.stringContaining('chmod go-w') }),
    ]);
  });

  it('is a secret file that others may write', async () => {
    writeFileSync(join(folder, 'open-secret'), 'x');
    chmodSync(join(folder, 'open-secret'), 0o666);
    expect(await problems({ file: file('mediamtx: { tokenFile: open-secret }\n') })).toHaveLength(1);
  });

  it('is one that was named and is not there', async () => {
    expect(await problems({ file: '/nowhere.yaml' })).toEqual([
      expect.objectContaining({ where: '/nowhere.yaml', found: 'ENOENT' }),
    ]);
  });
});

describe('./camproof.yaml', () => {
  it('counts for an ordinary user and never for root', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'camproof-cwd-'));
    writeFileSync(join(cwd, 'camproof.yaml'), 'expectCameras: 9\n', { mode: 0o600 });
    expect((await loadConfig({ ...base, cwd, uid: 0 })).config.expectCameras).toBeNull();
    // As another user the file belongs to root, who may be trusted.
    if (uid === 0) expect((await loadConfig({ ...base, cwd, uid: 1000 })).config.expectCameras).toBe(9);
  });
});

import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/bundle.ts';
import { startDemoBox } from '../../src/demo/start.ts';
import { run } from '../support/cli.ts';

// werift costs a fifth of a second to load: only who probes WebRTC pays it.

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const HOOK = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({ load(url, context, next) {
    if (url.includes('/werift/')) process.stderr.write('LOADED werift\\n');
    return next(url, context);
  } });
`)}`;
const watched = { NODE_OPTIONS: `--import=${HOOK}` };

describe('werift', () => {
  it('is loaded by a check that plays WebRTC, and by no other command', async () => {
    await using box = await startDemoBox({ cameras: 1, server: 'stand-in' });
    const loads = async (...args: string[]) =>
      (await run(args, { env: watched })).stderr.includes('LOADED werift');
    expect(await loads('check', '--config', box.configFile, '--only', 'deliver-webrtc')).toBe(true);
    const others = [
      ['version'],
      ['config', '--config', box.configFile],
      ['smoke', '--config', box.configFile],
      ['devices'],
      ['check', '--config', box.configFile, '--passive'],
      ['check', '--config', box.configFile, '--only', 'deliver-hls'],
    ];
    for (const args of others) expect(await loads(...args), args.join(' ')).toBe(false);
  }, 60_000);
});

describe('the package', () => {
  let dist: string;
  beforeAll(async () => {
    dist = await mkdtemp(join(ROOT, '.dist-'));
    await bundle(ROOT, dist);
  });
  afterAll(() => rm(dist, { recursive: true, force: true }));

  /** The files that a program loads when it starts. */
  async function loadedBy(file: string, seen = new Set<string>()): Promise<ReadonlySet<string>> {
    if (seen.has(file)) return seen;
    seen.add(file);
    const text = await readFile(join(dist, file), 'utf8');
    const folder = file.includes('/') ? 'chunks/' : '';
    for (const [, from = ''] of text.matchAll(
      /^(?:import|export)\s*(?:[^"'()]*?\sfrom\s*)?["'](\.[^"']+)["']/gm,
    ))
      await loadedBy(new URL(from, `file:///${folder}`).pathname.slice(1), seen);
    return seen;
  }

  it('has werift in a chunk of its own, which no program loads when it starts', async () => {
    const chunks = await readdir(join(dist, 'chunks'));
    const texts = await Promise.all(
      chunks.map(async (name) => [name, await readFile(join(dist, 'chunks', name), 'utf8')] as const),
    );
    const holders = texts
      .filter(([, text]) => text.includes('ICE negotiation failed'))
      .map(([name]) => `chunks/${name}`);
    expect(holders).toHaveLength(1);
    for (const program of ['camproof.js', 'index.js', 'stand-in.js'])
      expect(await loadedBy(program), program).not.toContain(holders[0]);
  });

  it('talks to plain servers without TLS and undici, which take longer to load than Node itself', async () => {
    const telling = `data:text/javascript,${encodeURIComponent(`
      import process from 'node:process';
      const heavy = new Set(['NativeModule tls', 'NativeModule https', 'NativeModule internal/deps/undici/undici']);
      process.on('exit', () => console.error(process.moduleLoadList.filter((name) => heavy.has(name)).join(' ')));
    `)}`;
    const args = ['--import', telling, join(dist, 'camproof.js'), 'smoke'];
    const nowhere = { CAMPROOF_SERVICE_URL: 'ws://127.0.0.1:9', CAMPROOF_HEALTH_URL: 'http://127.0.0.1:9' };
    const { stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      cwd: dist,
      env: { ...process.env, ...nowhere, CAMPROOF_MEDIAMTX_URL: 'http://127.0.0.1:9' },
    });
    expect(stdout).toContain('total 3, passed 0, failed 3');
    expect(stderr.trim()).toBe('');
  });

  it('works without the source', async () => {
    await writeFile(join(dist, 'package.json'), '{"type":"module"}');
    const { startDemoBox: start, checkBox } = await import(join(dist, 'index.js'));
    await using box = await start({ cameras: 1, server: 'stand-in' });
    const { report } = await checkBox({
      config: box.config,
      devices: box.devices,
      options: { only: ['deliver'] },
    });
    expect(report.findings.map(({ status }: { status: string }) => status)).toEqual(['pass', 'pass']);
  }, 60_000);
});

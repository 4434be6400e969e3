import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { run } from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'camproof-cli-'));
/** Ports that nothing listens on: an empty box, whatever else runs on this machine. */
const empty = join(folder, 'empty.yaml');
writeFileSync(
  empty,
  'mediamtx: { url: "http://127.0.0.1:9" }\nservice: { url: "ws://127.0.0.1:9/ws" }\nhealth: { url: "http://127.0.0.1:9" }\n',
  { mode: 0o600 },
);

describe('exit codes', () => {
  it.each([
    [['version'], 0],
    [['--help'], 0],
    [['check', '--help'], 0],
    [['check', '--config', empty], 1],
    [['--config', empty, '--quiet'], 1],
    [['check', '--config', empty, '--only', 'clock,disk', '--timeout', '0'], 2],
    [['chekc'], 64],
    [['check', '--bogus'], 64],
    [['check', '--timeout', 'soon'], 64],
    [['check', '--config', empty, '--only', 'nothing'], 64],
    [['demo', '--break', 'nothing'], 64],
    [['completion', 'tcsh'], 64],
    [['check', '--config', '/nowhere.yaml'], 78],
  ])('%j ends with %i', async (args, code) => {
    const done = await run(args);
    expect(done.code, done.stderr).toBe(code);
  });

  it.each([
    [['--config', '/nowhere.yaml'], /^CAMPROOF UNKNOWN - .*nowhere\.yaml.*\n$/],
    [['--bogus'], /^CAMPROOF UNKNOWN - .*--bogus.*\n$/],
  ])('for Nagios %j is UNKNOWN, said on stdout', async (args, words) => {
    const done = await run(['check', ...args, '--format', 'nagios']);
    expect(done.code).toBe(3);
    expect(done.stdout).toMatch(words);
  });

  it('are documented in every help', async () => {
    for (const command of [[], ['check'], ['smoke'], ['devices'], ['config'], ['demo']]) {
      expect((await run([...command, '--help'])).stdout).toContain('78   bad configuration');
    }
  });
});

describe('camproof', () => {
  it('prints the report and nothing else on stdout', async () => {
    const done = await run(['check', '--config', empty, '--format', 'json']);
    expect(JSON.parse(done.stdout)).toMatchObject({ schema: 1, verdict: 'fail' });
    expect(done.stderr).toBe('');
  });

  it('tells a newcomer on an empty box what to do first, and is not green', async () => {
    // What other tests run on this machine is taken out of what was seen.
    const file = join(folder, 'empty.json');
    await run(['check', '--config', empty, '--save', file]);
    const sweep = JSON.parse(gunzipSync(readFileSync(file)).toString());
    const { 'mediamtx.file': _, ...readings } = sweep.readings;
    Object.assign(readings.processes.box.value, { server: null, processes: [] });
    writeFileSync(file, JSON.stringify({ ...sweep, readings }));
    const done = await run(['check', '--replay', file]);
    expect(done.stdout).toMatch(/no camera is known/);
    expect(done.stdout).toContain('install and start MediaMTX');
    expect(done.stdout).toContain('camproof demo');
    expect(done.stdout).not.toContain('PASS');
  });

  it('suggests the command that was meant', async () => {
    expect((await run(['devics'])).stderr).toContain('Did you mean devices?');
  });

  it('says everything that is wrong in a configuration, with its place', async () => {
    const file = join(folder, 'bad.yaml');
    writeFileSync(file, 'mediamtx:\n  urll: x\nexpectCameras: many\n', { mode: 0o600 });
    const done = await run(['check', '--config', file]);
    expect(done.code).toBe(78);
    expect(done.stderr).toContain(`${file}:2: mediamtx.urll: found an unknown key`);
    expect(done.stderr).toContain('did you mean url?');
    expect(done.stderr).toContain(`${file}:3: expectCameras`);
  });

  it('writes --output whole, and leaves no draft', async () => {
    const file = join(folder, 'report.json');
    writeFileSync(file, 'old');
    const done = await run(['check', '--config', empty, '--format', 'json', '--output', file]);
    expect(done.stdout).toBe('');
    expect(JSON.parse(readFileSync(file, 'utf8')).schema).toBe(1);
    expect(readdirSync(folder).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  it('writes several reports in one run, and in Nagios format alone has the exit codes of Nagios', async () => {
    const [junit, html] = [join(folder, 'r.xml'), join(folder, 'r.html')];
    const done = await run([
      'check',
      '--config',
      empty,
      '--format',
      'nagios',
      '--report',
      `junit=${junit}`,
      '--report',
      `html=${html}`,
    ]);
    expect(done.code).toBe(2);
    expect(done.stdout).toMatch(/CRITICAL/);
    expect(readFileSync(junit, 'utf8')).toContain('<testsuite');
    expect(readFileSync(html, 'utf8')).toContain('<!doctype html>');
    expect((await run(['check', '--config', empty, '--report', 'word=x'])).code).toBe(64);
  });

  it('shows no secret in its configuration', async () => {
    const file = join(folder, 'secret.yaml');
    writeFileSync(file, 'mediamtx: { user: admin, password: hunter2, token: abc.def }\n', { mode: 0o600 });
    const done = await run(['config', '--config', file]);
    expect(done.stdout).toMatch(/mediamtx\.password\s+\*\*\*/);
    expect(done.stdout).not.toMatch(/hunter2|abc\.def/);
    expect(done.stdout).toContain(`(${file}:1)`);
  });

  it('answers smoke without services with three failures that say what to do', async () => {
    const done = await run(['smoke', '--config', empty, '--format', 'json']);
    expect(done.code).toBe(1);
    const summary = JSON.parse(done.stdout);
    expect(summary).toMatchObject({ total: 3, passed: 0, failed: 3, successRate: 0 });
    for (const { advice } of summary.tests) expect(advice).toMatch(/start|set/);
  });

  it.each([['bash', ['-n']]] as const)('completes in %s', async (shell, check) => {
    const { stdout } = await run(['completion', shell]);
    expect(stdout).toContain('--expect-cameras');
    expect(spawnSync(shell, [...check], { input: stdout }).status).toBe(0);
  });

  it.each([
    ['', 'bundle', 'explain'],
    ['ch', 'check'],
    ['check --rep', '--report', '--replay'],
    ['--unt', '--until-stable'],
    ['check --format j', 'json', 'junit'],
    ['watch --format j', 'jsonl'],
    ['explain device-mi', 'device-missing'],
    ['completion z', 'zsh'],
    ['diff /etc/host', '/etc/hosts'],
    ['check --replay /etc/host', '/etc/hosts'],
  ])('completes "%s" in bash', async (typed, ...expected) => {
    const { stdout } = await run(['completion', 'bash']);
    const words = ['camproof', ...typed.split(' ')];
    const script = `${stdout}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _camproof; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const offered = spawnSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' }).stdout.split(
      '\n',
    );
    expect(offered).toEqual(expect.arrayContaining(expected));
    const last = words.at(-1) ?? '';
    for (const word of offered.filter(Boolean)) expect(word.startsWith(last), word).toBe(true);
  });

  it('survives a reader that goes away', async () => {
    const { fileURLToPath } = await import('node:url');
    const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
    const done = spawnSync('sh', ['-c', `"${process.execPath}" "${main}" demo --list-faults | head -1`], {
      encoding: 'utf8',
    });
    expect(done.stdout.split('\n')[0]).toContain('device-missing');
    expect(done.stderr).toBe('');
  });
});

import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { breakFault, startDemoBox } from '../src/demo/start.ts';
import { cleanEnvironment } from './parity/frameworks.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const EXAMPLE = join(ROOT, 'examples/gate');
const run = promisify(execFile);

/** A copy of the example as `npm install` leaves it. */
function installed(): string {
  const folder = mkdtempSync(join(tmpdir(), 'camproof-example-'));
  cpSync(EXAMPLE, folder, { recursive: true });
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules/camproof'));
  symlinkSync(join(ROOT, 'node_modules/vitest'), join(folder, 'node_modules/vitest'));
  return folder;
}

interface Workflow {
  readonly jobs: { readonly gate: { readonly steps: readonly { readonly run?: string }[] } };
}

describe('the example of a gate', () => {
  it('asks the same of the box on GitHub and on GitLab', () => {
    const github: Workflow = parse(readFileSync(join(EXAMPLE, '.github/workflows/box.yml'), 'utf8'));
    const gitlab = parse(readFileSync(join(EXAMPLE, '.gitlab-ci.yml'), 'utf8'));
    expect(gitlab.gate.script).toEqual([github.jobs.gate.steps[0]?.run?.replace(' --format github', '')]);
    expect(gitlab.gate.artifacts.reports.junit).toBe('camproof.xml');
  });

  it('proves a demo box where there is no other', async () => {
    const { stdout } = await run(join(ROOT, 'node_modules/.bin/vitest'), ['run', '--reporter=verbose'], {
      cwd: installed(),
      env: { ...cleanEnvironment(), NO_COLOR: '1' },
    });
    expect(stdout).toMatch(/✓ .*cam2 > ready: online, bytes arrive/);
    expect(stdout).toMatch(/✓ .*box > box verdict/);
  }, 40_000);

  it('has a CI step that lets a healthy box through and stops a broken one', async () => {
    const workflow: Workflow = parse(readFileSync(join(EXAMPLE, '.github/workflows/box.yml'), 'utf8'));
    const [step] = workflow.jobs.gate.steps;
    const command = step?.run ?? '';
    expect(command).toMatch(/^camproof check --until-stable 3 --wait 120 /);
    // A box that heals is waited for, and how streams play is proved elsewhere: here, twice in a row or not at all is enough.
    const quick = (wait: number) =>
      `${command.replace(/--until-stable 3 --wait 120/, `--until-stable 2 --wait ${wait}`)} --passive`;
    const folder = mkdtempSync(join(tmpdir(), 'camproof-gate-'));
    const program = `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, 'dist/camproof.js')}' "$@"\n`;
    writeFileSync(join(folder, 'camproof'), program, { mode: 0o755 });
    await using box = await startDemoBox({ cameras: 1, server: 'stand-in' });
    const gate = (wait: number) =>
      run('sh', ['-c', quick(wait)], {
        cwd: folder,
        env: {
          ...cleanEnvironment(),
          PATH: `${folder}:${process.env['PATH']}`,
          CAMPROOF_CONFIG: box.configFile,
          GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
        },
      });
    await gate(20);
    expect(readFileSync(join(folder, 'camproof.xml'), 'utf8')).toContain('box verdict');
    await breakFault(box, 'wrong-ping');
    await expect(gate(0)).rejects.toMatchObject({ code: 1, stdout: expect.stringContaining('::error') });
    // A report for each time that the gate ran.
    const titles = readFileSync(join(folder, 'summary.md'), 'utf8').match(/^# .*$/gm) ?? [];
    expect(titles.map((title) => title.split(':')[0])).toEqual(['# ✔ PASS', '# ✘ FAIL']);
  }, 60_000);
});

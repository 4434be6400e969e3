import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSweep } from '../../src/index.ts';
import { camproof, type Pty } from '../support/terminal.ts';

/**
 * A folder with a journalctl that shows what it was asked for, and waits for q as a pager does. While there is a file
 * `empty` beside it, it has nothing.
 */
function journal(): string {
  const folder = mkdtempSync(join(tmpdir(), 'camproof-journal-'));
  const file = join(folder, 'journalctl');
  writeFileSync(file, '#!/bin/sh\n[ -e empty ] && exit\necho "JOURNAL OF $* BY $$."\nread -r key\n');
  chmodSync(file, 0o755);
  return folder;
}

/** What has ended may stay as a zombie until somebody asks for it. */
function isRunning(pid: string): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Presses J, and resolves with the pid of the pager: those before it still stand above it. */
async function openJournal(shown: Pty): Promise<string> {
  const last = () => [...shown.output.matchAll(/JOURNAL OF .* BY (\d+)\./g)].at(-1)?.[1] ?? '';
  const before = last();
  shown.press('J');
  await expect.poll(last).not.toBe(before);
  return last();
}

/** The media server of the demo and its publishers. */
const serversOf = (pid: number): readonly string[] =>
  readdirSync(`/proc/${pid}/task`)
    .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' '))
    .filter((child) => child !== '' && isRunning(child))
    .filter((child) => /mediamtx|\0-re\0/.test(readFileSync(`/proc/${child}/cmdline`, 'utf8')));

describe('the live screen', { timeout: 60_000 }, () => {
  it('shows the broken link, why, and the command; runs it once it is told to, and comes back whole', async () => {
    const cwd = journal();
    const env = { PATH: `${cwd}:${process.env['PATH']}` };
    using shown = camproof(['demo', '--cameras', '2', '--break', 'publisher-stopped'], { env, cwd });
    await shown.shows(/✘ cam1 .*capture: pid \d+ ffmpeg is stopped/, 20_000);
    expect(shown.screen()).toContain('simulated');
    // Why, and what to do, stand on the first screen.
    await shown.shows(/do {2}kill -CONT \d+/);

    shown.press('\r');
    await shown.shows('✔device─✘capture┄◌publish');
    shown.press('c');
    await shown.shows(/copied, if this terminal takes it: kill -CONT \d+/);
    const [, clipboard = ''] = /\u001b\]52;c;([^\u0007]*)\u0007/.exec(shown.output) ?? [];
    expect(Buffer.from(clipboard, 'base64').toString()).toMatch(/^kill -CONT \d+$/);
    shown.press('w');
    await shown.shows('saved: camproof --replay');
    const [saved = ''] = readdirSync(cwd).filter((file) => file.endsWith('.json.gz'));
    expect((await readSweep(join(cwd, saved))).box.simulated).toBe(true);
    shown.press('x');
    await shown.shows(/run {2}kill -CONT \d+\ny runs it here, for cam1;/);
    shown.press('n');
    await shown.shows('not run');
    shown.press('x');
    await shown.shows('y runs it here');
    shown.press('y');
    await shown.shows('Enter goes back');
    expect(shown.terminal.buffer.active.type).toBe('normal');
    shown.press('\r');
    await shown.shows(/kill -CONT \d+: ended with 0/);
    expect(shown.terminal.buffer.active.type).toBe('alternate');

    // The keys are ours again, and what was run stands among the events.
    shown.press('6');
    await shown.shows(/\$ kill -CONT \d+ {2}\(ended with 0\)/);

    shown.press('2J');
    await shown.shows(/JOURNAL OF _PID=\d+ -n 500 -e/);
    // A pager that was over at once was read by nobody: what it wrote stays.
    shown.press('\r');
    await shown.shows(/JOURNAL[\s\S]*Enter goes back/);
    shown.press('\r');
    await shown.hides('JOURNAL');
    shown.press('1');
    await shown.shows(/\[1 Cameras\][\s\S]*cam2 /);

    // What others write on the screen goes with ^L.
    await shown.write('\u001b[8;5Hthe system is going down\u001b[1;1H');
    await shown.shows('going down');
    shown.press('\u000c');
    await shown.hides('going down');
    await shown.shows('[1 Cameras]');

    shown.resize(120, 40);
    await shown.shows(/\[1 Cameras\][\s\S]*path cam1\n[\s\S]* ✔device─/);
    shown.resize(59, 24);
    await shown.shows('59x24 is too small');
    shown.resize(80, 24);
    await shown.shows('[1 Cameras]');

    // Root's journal is asked first: for nothing the screen is not left.
    if (process.getuid?.() === 0) {
      writeFileSync(join(cwd, 'empty'), '');
      shown.press('J');
      await shown.shows(/the journal has nothing of pid \d+: journalctl _PID=\d+/);
      rmSync(join(cwd, 'empty'));
    }

    // Ctrl-C is for the command alone: the servers of the demo go on.
    const servers = serversOf(shown.pty.pid);
    expect(servers).toHaveLength(3);
    await openJournal(shown);
    shown.press('\u0003');
    await shown.shows('[ended with SIGINT] Enter goes back');
    expect(serversOf(shown.pty.pid)).toEqual(servers);
    shown.press('\r');
    await shown.shows('[1 Cameras]');

    // Whoever ends it while the terminal is another's gets it back as well, and the other does not stay.
    const pager = await openJournal(shown);
    expect(isRunning(pager)).toBe(true);
    shown.pty.kill('SIGTERM');
    expect(await shown.ended).toBe(143);
    await expect.poll(() => isRunning(pager), { timeout: 5_000 }).toBe(false);
    expect(shown.terminal.buffer.active.type).toBe('normal');
  });
});

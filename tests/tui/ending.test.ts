import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { camproof, PROGRAM, Pty } from '../support/terminal.ts';

const recording = fileURLToPath(new URL('../sweeps/publisher-killed.json.gz', import.meta.url));

/** Throws where nobody catches it, as a mistake of ours would. */
const crashing = `data:text/javascript,process.on('SIGUSR2',()=>{throw new Error('a mistake')})`;

/** A shell in a terminal, so that what camproof leaves behind can be seen from where a person would go on. */
class Shell extends Pty {
  constructor(env: Readonly<Record<string, string>> = {}, answersAfter = 0) {
    super('bash', ['--norc', '--noprofile', '-i'], { env: { PS1: 'ready> ', ...env }, answersAfter });
  }

  /** Starts camproof between two looks at the modes of the terminal. */
  async start(args: string, screen: string | RegExp): Promise<void> {
    await this.shows('ready>');
    this.press(`stty -g; '${process.execPath}' '${PROGRAM}' ${args}; echo "code=$?"; stty -g\r`);
    await this.shows(screen, 20_000);
    expect(this.terminal.buffer.active.type).toBe('alternate');
  }

  /** What has to hold once camproof has ended, however it did. */
  async expectWhole(code: number | RegExp): Promise<void> {
    await this.shows(typeof code === 'number' ? `code=${code}` : code);
    await this.shows(/code=\d+[\s\S]*ready>/);
    expect(this.terminal.buffer.active.type).toBe('normal');
    const modes = this.screen().match(/^[0-9a-f]+(?::[0-9a-f]+){10,}$/gm) ?? this.wrappedModes();
    expect(modes).toHaveLength(2);
    expect(modes[1]).toBe(modes[0]);
    // The cursor: hidden and shown as often, shown last.
    expect(this.output.lastIndexOf('\u001b[?25h')).toBeGreaterThan(this.output.lastIndexOf('\u001b[?25l'));
    // What is typed now is seen and understood.
    this.press('echo "still $((40 + 2))"\r');
    await this.shows('still 42');
  }

  /** `stty -g` is longer than a line. */
  private wrappedModes(): readonly string[] {
    return this.output.match(/[0-9a-f]+(?::[0-9a-f]+){30,}/g) ?? [];
  }
}

/** The processes that carry a mark in their environment. */
const marked = (mark: string): readonly string[] =>
  readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark);
    } catch {
      return false;
    }
  });

const programOf = (mark: string): number => {
  const found = marked(mark).find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(PROGRAM));
  if (found === undefined) throw new Error('camproof does not run');
  return Number(found);
};

describe('the terminal is whole again', () => {
  const ways = [
    { way: 'q', code: 1, leave: (shell: Shell) => shell.press('q') },
    { way: 'Ctrl-C', code: 1, leave: (shell: Shell) => shell.press('\u0003') },
    { way: 'SIGTERM', code: 143, leave: (_: Shell, pid: number) => process.kill(pid, 'SIGTERM') },
    { way: 'SIGINT', code: 130, leave: (_: Shell, pid: number) => process.kill(pid, 'SIGINT') },
    { way: 'SIGHUP', code: 129, leave: (_: Shell, pid: number) => process.kill(pid, 'SIGHUP') },
    { way: 'a crash', code: /code=(?!0)\d+/, leave: (_: Shell, pid: number) => process.kill(pid, 'SIGUSR2') },
  ];
  it.for(ways)('after $way', async ({ way, code, leave }) => {
    const mark = `CAMPROOF_ENDING=${way}-${process.pid}`;
    using shell = new Shell({
      CAMPROOF_ENDING: `${way}-${process.pid}`,
      ...(way === 'a crash' && { NODE_OPTIONS: `--import="${crashing}"` }),
    });
    await shell.start(`--replay '${recording}'`, 'RECORDED');
    leave(shell, programOf(mark));
    await shell.expectWhole(code);
    if (way === 'a crash') expect(shell.screen()).toContain('a mistake');
  });

  it('after q at once on a slow line: what the terminal still answers is not typed into the shell', async () => {
    using shell = new Shell({}, 300);
    await shell.start(`--replay '${recording}'`, 'RECORDED');
    shell.press('q');
    await shell.shows('code=1');
    // By now it has come.
    await new Promise((resolve) => setTimeout(resolve, 400));
    await shell.expectWhole(1);
    expect(shell.screen()).not.toMatch(/\d+;\d+c/);
  });

  it('while it is suspended by Ctrl-Z, and the screen comes back with fg', async () => {
    using shell = new Shell();
    await shell.start(`--replay '${recording}'`, 'RECORDED');
    shell.press('\u001a');
    await shell.shows('Stopped');
    expect(shell.terminal.buffer.active.type).toBe('normal');
    shell.press('echo "meanwhile $((40 + 2))"\r');
    await shell.shows('meanwhile 42');
    // The shell is told of that, and the screen is not.
    shell.resize(70, 20);
    shell.press('fg\r');
    await expect.poll(() => shell.terminal.buffer.active.type).toBe('alternate');
    await shell.shows('RECORDED');
    // The frame fits: its first rows are the first rows of the screen, and none is broken in two.
    await expect.poll(() => shell.screen()).toMatch(/^.*RECORDED.*\n.*in order.*\n\[1 Cams\] 2 MTX .*\n/);
    shell.press('?');
    await shell.shows('a page up');
    shell.press('q');
    await expect.poll(() => shell.terminal.buffer.active.type).toBe('normal');
    shell.press('echo "still $((40 + 2))"\r');
    await shell.shows('still 42');
  });
});

describe('nothing of a live box is left', () => {
  const ways = [
    { way: 'q', leave: (terminal: Pty) => terminal.press('q') },
    // What the kernel sends when the line of the SSH session drops.
    { way: 'SIGHUP', leave: (terminal: Pty) => terminal.pty.kill('SIGHUP') },
  ];
  it.for(ways)('after $way', { timeout: 40_000 }, async ({ way, leave }) => {
    const value = `${way}-${process.pid}`;
    using terminal = camproof(['demo', '--cameras', '1'], { env: { CAMPROOF_ENDING: value } });
    await terminal.shows('✔ cam1', 20_000);
    expect(marked(`CAMPROOF_ENDING=${value}`).length).toBeGreaterThan(1);
    leave(terminal);
    await terminal.ended;
    await expect.poll(() => marked(`CAMPROOF_ENDING=${value}`), { timeout: 5_000 }).toEqual([]);
  });
});

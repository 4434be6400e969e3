import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../dist/camproof.js', import.meta.url));

/** The program in a terminal of 80x24, and what its screen shows. */
function open(args: readonly string[]) {
  const terminal = new xterm.Terminal({ cols: 80, rows: 24, allowProposedApi: true });
  const env = {
    PATH: process.env['PATH'] ?? '',
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    HOME: process.env['HOME'] ?? '/',
  };
  const pty = spawn(process.execPath, [main, ...args], { cols: 80, rows: 24, env });
  pty.onData((data) => terminal.write(data));
  const ended = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)));
  const screen = () => {
    const { active } = terminal.buffer;
    return Array.from(
      { length: 24 },
      (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
    ).join('\n');
  };
  return { pty, ended, screen, terminal };
}

describe('the live screen', () => {
  it('shows the broken link of the demo box, why it is broken, and leaves the terminal as it was', async () => {
    const { pty, ended, screen, terminal } = open(['demo', '--cameras', '2', '--break', 'publisher-killed']);
    try {
      // Cells fill as proof arrives.
      await expect.poll(screen, { timeout: 20_000 }).toContain('capture: no process holds the device');
      expect(screen()).toContain('✘ cam1');
      expect(screen()).toContain('simulated');
      expect(screen()).toMatch(/✘ cam1 .*\n. cam2 /);

      pty.write('\r');
      await expect.poll(screen, { timeout: 5_000 }).toContain('the publisher is not running');
      expect(screen()).not.toContain('✔ cam2');

      pty.write('\u001b');
      await expect.poll(screen, { timeout: 5_000 }).toContain('cam2');
      pty.write('q');
      expect(await ended).toBe(1);
      expect(terminal.buffer.active.type).toBe('normal');
    } finally {
      pty.kill('SIGKILL');
    }
  }, 60_000);

  it('ends on Ctrl-C as on q, with nothing left on the screen', async () => {
    const { pty, ended, screen, terminal } = open(['demo', '--cameras', '1']);
    try {
      await expect.poll(screen, { timeout: 20_000 }).toContain('✔ cam1');
      pty.write('\u0003');
      await ended;
      expect(terminal.buffer.active.type).toBe('normal');
      expect(screen()).not.toContain('✔ cam1');
    } finally {
      pty.kill('SIGKILL');
    }
  }, 60_000);
});

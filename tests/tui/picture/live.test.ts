import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { camproof, type Pty } from '../../support/terminal.ts';

// One box, one screen, and what a person does with the picture of a camera.

let terminal: Pty;
beforeAll(() => {
  terminal = camproof(['demo', '--cameras', '1']);
});
afterAll(() => terminal?.[Symbol.dispose]());

/** Processes that decode for the screen. */
const decoders = (): number =>
  readdirSync(`/proc/${terminal.pty.pid}/task`)
    .flatMap((task) =>
      readFileSync(`/proc/${terminal.pty.pid}/task/${task}/children`, 'utf8').trim().split(' '),
    )
    .filter((pid) => pid !== '' && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('\0ppm\0')).length;

/** Colours of the characters between the caption and the footer. */
function colours(): ReadonlySet<string> {
  const { active } = terminal.terminal.buffer;
  const found = new Set<string>();
  for (let row = 4; row < 21; row++) {
    for (let column = 0; column < 80; column++) {
      const cell = active.getLine(row)?.getCell(column);
      if (cell && !cell.isBgDefault()) found.add(`${cell.getBgColor()}`);
    }
  }
  return found;
}

describe('the picture of a camera', () => {
  it('is shown on v, live, with what it is and how it is drawn', { timeout: 40_000 }, async () => {
    await terminal.shows(/\S cam1 /, 20_000);
    terminal.press('\rv');
    await terminal.shows(/cam1 +path cam1 +live +half blocks, 256 colours/, 10_000);
    await expect.poll(() => colours().size, { timeout: 5_000 }).toBeGreaterThan(8);
    expect(decoders()).toBe(1);
    // The rest of the screen is as it was.
    expect(terminal.screen()).toMatch(/1 Cameras[\s\S]*\? help/);
    expect(terminal.terminal.buffer.active.type).toBe('alternate');
  });

  it('takes less of the line than 40 kB a second', async () => {
    const [bytes, from] = [terminal.output.length, Date.now()];
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const text = terminal.output.slice(bytes);
    expect(Buffer.byteLength(text) / ((Date.now() - from) / 1000)).toBeLessThan(40_000);
    expect(Buffer.byteLength(text)).toBeGreaterThan(500);
  });

  it('stands whole after a change of size', async () => {
    terminal.resize(100, 30);
    await expect
      .poll(() => terminal.terminal.buffer.active.getLine(26)?.getCell(50)?.isBgDefault(), { timeout: 5_000 })
      .toBe(false);
    terminal.resize(80, 24);
    await terminal.shows(/cam1 +path cam1 +live/);
  });

  it('stands beside the chain where there is room, and nothing that moves there wipes it', async () => {
    terminal.resize(120, 30);
    await terminal.shows(/cam1 +path cam1 +live .*│ ✔ cam1 [\s\S]*│ +✔device─✔capture/);
    const isWhole = () =>
      Array.from({ length: 15 }, (_, row) =>
        terminal.terminal.buffer.active.getLine(row + 5)?.getCell(5),
      ).every((cell) => cell?.isBgDefault() === false);
    await expect.poll(isWhole, { timeout: 5_000 }).toBe(true);
    const before = terminal.screen();
    terminal.press('G');
    await expect.poll(terminal.screen).not.toContain('✔device─✔capture');
    expect(terminal.screen()).not.toBe(before);
    expect(isWhole()).toBe(true);
    terminal.press('g');
    terminal.resize(80, 24);
    await terminal.shows(/cam1 +path cam1 +live/);
  });

  it('is not read while paused, and says so', async () => {
    terminal.press('p');
    await terminal.shows('Paused: nothing is read now.');
    await expect.poll(decoders).toBe(0);
    await expect.poll(() => colours().size).toBe(0);
    terminal.press('p');
    await terminal.shows(/cam1 +path cam1 +live/);
  });

  it('is gone on Esc, with its reader, its decoder, and every colour of it', async () => {
    terminal.press('\u001b');
    await terminal.shows('path cam1\n');
    await expect.poll(decoders).toBe(0);
    await expect.poll(() => colours().size).toBe(0);
    expect(terminal.screen()).not.toContain('▀');
  });

  it('ends with the screen', async () => {
    terminal.press('v');
    await terminal.shows(/cam1 +path cam1 +live/, 10_000);
    terminal.press('q');
    await terminal.ended;
    expect(terminal.terminal.buffer.active.type).toBe('normal');
    expect(terminal.screen()).not.toContain('▀');
  });
});

import { describe, expect, it } from 'vitest';
import { Terminal } from '../../../src/tui/terminal/terminal.ts';
import { Streams } from '../../support/terminal.ts';

/** A terminal whose answers the test gives, and the keys that are left of what it typed. */
function open(patienceMs = 1_000) {
  const streams = new Streams();
  const terminal = new Terminal(streams.stdin, streams.stdout);
  let keys = '';
  terminal.input.setEncoding('utf8');
  terminal.input.on('data', (text: string) => {
    keys += text;
  });
  terminal.input.setRawMode(true);
  const ask = () => terminal.ask('\u001b[c', /c$/, patienceMs);
  const soon = () => new Promise((resolve) => setTimeout(resolve, 5));
  return { terminal, ask, soon, press: (text: string) => streams.press(text), keys: () => keys };
}

describe('answers of a terminal', () => {
  it('go to who asked, and never to the keys', async () => {
    const { ask, press, keys, soon } = open();
    const answers = ask();
    await soon();
    press('j\u001b]11;rgb:ffff/ffff/ffff\u001b\\k\u001b_Gi=31;OK\u001b\\\u001b[?62;4c\u001b[A');
    expect(await answers).toEqual([
      '\u001b]11;rgb:ffff/ffff/ffff\u001b\\',
      '\u001b_Gi=31;OK\u001b\\',
      '\u001b[?62;4c',
    ]);
    await soon();
    expect(keys()).toBe('jk\u001b[A');
  });

  it('may come byte by byte', async () => {
    const { ask, press, keys, soon } = open();
    const answers = ask();
    await soon();
    for (const byte of '\u001b_Gi=31;OK\u001b\\\u001b[?62;4c') {
      press(byte);
      await new Promise(setImmediate);
    }
    expect(await answers).toHaveLength(2);
    expect(keys()).toBe('');
  });

  it('that nobody asked for are dropped', async () => {
    const { press, keys, soon } = open();
    press('a\u001b[0nb');
    await soon();
    expect(keys()).toBe('ab');
  });

  it('that do not come leave the Escape key a key, and the terminal mute until one does', async () => {
    const { terminal, ask, press, keys } = open(120);
    const answers = ask();
    await new Promise(setImmediate);
    press('\u001b');
    expect(await answers).toEqual([]);
    expect(keys()).toBe('\u001b[27u');
    expect(terminal.isMute).toBe(true);
    press('\u001b[?6c');
    await expect.poll(() => terminal.isMute).toBe(false);
  });

  it('are asked for one after the other', async () => {
    const { ask, press, soon } = open();
    const [one, other] = [ask(), ask()];
    await soon();
    press('\u001b[?1c');
    expect(await one).toEqual(['\u001b[?1c']);
    await soon();
    press('\u001b[?2c');
    expect(await other).toEqual(['\u001b[?2c']);
  });

  it('that are on their way are waited for by who leaves, and nothing more is asked', async () => {
    const { terminal, ask, press, keys, soon } = open();
    const [one, other] = [ask(), ask()];
    await soon();
    // Ink gives the terminal up first.
    terminal.input.setRawMode(false);
    const left = terminal.leave();
    press('\u001b[?1c');
    await left;
    expect(await Promise.all([one, other])).toEqual([['\u001b[?1c'], []]);
    expect(keys()).toBe('');
    expect(terminal.ours).toBe(false);
  });

  it('that do not come keep nobody who leaves', async () => {
    const { terminal, ask, soon } = open();
    void ask();
    await soon();
    const from = performance.now();
    await terminal.leave();
    expect(performance.now() - from).toBeLessThan(900);
    expect(terminal.ours).toBe(false);
  });

  it('are not asked for, and nothing is written, while somebody else has the terminal', async () => {
    const { terminal, ask } = open();
    let times = 0;
    terminal.subscribe(() => times++);
    terminal.input.setRawMode(false);
    expect([terminal.ours, times]).toEqual([false, 1]);
    expect(await ask()).toEqual([]);
    expect(terminal.isMute).toBe(false);
  });
});

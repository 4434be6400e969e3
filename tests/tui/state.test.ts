import { closeSync, openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import { seenBy } from '../../src/tui/by-hand.ts';
import { journalOf } from '../../src/tui/journal.ts';
import { actionOf, KEYS } from '../../src/tui/keys.ts';
import { fit, inert, label, line, span, textOf, wrapped } from '../../src/tui/line.ts';
import { matches } from '../../src/tui/palette.ts';
import { outdated } from '../../src/tui/run-step.ts';
import { go, moved, START, toggle, typed } from '../../src/tui/state.ts';
import { BoxStore, recorded } from '../../src/tui/store.ts';
import { shown, sparkline } from '../../src/tui/theme.ts';
import { typing } from '../../src/tui/typing.ts';
import { cursorAt, windowOf } from '../../src/tui/window.ts';
import { change, healthyBox, publisherProcess } from '../support/sweeps.ts';

describe('keys', () => {
  it.each([
    ['j', {}, 'down'],
    ['', { downArrow: true }, 'down'],
    ['G', { shift: true }, 'last'],
    ['', { tab: true }, 'next-panel'],
    ['', { tab: true, shift: true }, 'previous-panel'],
    ['k', { ctrl: true }, 'palette'],
    ['c', { ctrl: true }, 'quit'],
    ['c', {}, 'copy'],
    ['ß', {}, null],
  ])('%j with %j is %s', (input, flags, action) => {
    expect(actionOf(input, flags)).toBe(action);
  });

  it('are each bound once', () => {
    const all = KEYS.flatMap(({ keys }) => keys);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('moving between panels', () => {
  it('goes by digits, Tab and back', () => {
    expect(go(START, 'health')).toMatchObject({ panel: 'health', detail: null });
    expect(go(START, 'next-panel')).toMatchObject({ panel: 'mediamtx' });
    expect(go(START, 'previous-panel')).toMatchObject({ panel: 'help' });
    expect(go({ ...START, detail: 'yard' }, 'back')).toMatchObject({ panel: 'cameras', detail: null });
    expect(go({ ...START, filters: { cameras: 'x' } }, 'back')).toMatchObject({ filters: { cameras: '' } });
    expect(go(START, 'again')).toBeNull();
    const unfolded = new Set(['cameras in order']);
    expect(go({ ...START, unfolded }, 'back')?.unfolded.size, 'what was unfolded is folded again').toBe(0);
    expect(go({ ...START, unfolded, panel: 'health' }, 'back')?.unfolded).toBe(unfolded);
    expect(go({ ...START, unfolded, detail: 'yard' }, 'back')?.unfolded).toBe(unfolded);
  });

  it('moves within a list and not beyond it', () => {
    expect(['up', 'down', 'page-down', 'last', 'first'].map((one) => moved(one as 'up', 1, 5, 3))).toEqual([
      0, 2, 4, 4, 0,
    ]);
    expect(moved('up', 0, 5, 3)).toBe(0);
    expect(moved('quit', 0, 5, 3)).toBeNull();
  });

  it('unfolds and folds', () => {
    expect([...toggle(new Set(['a']), 'b')]).toEqual(['a', 'b']);
    expect([...toggle(new Set(['a']), 'a')]).toEqual([]);
  });
});

describe('typing', () => {
  it.each([
    ['ya', 'r', {}, { text: 'yar', done: 'no' }],
    ['yard', '', { backspace: true }, { text: 'yar', done: 'no' }],
    ['yard', 'u', { ctrl: true }, { text: '', done: 'no' }],
    ['yard', '', { return: true }, { text: 'yard', done: 'use' }],
    ['yard', '', { escape: true }, { text: 'yard', done: 'drop' }],
    ['yard', 'c', { ctrl: true }, { text: 'yard', done: 'drop' }],
    ['y', '\u001b[31m', {}, { text: 'y[31m', done: 'no' }],
  ])('%j and %j with %j', (text, input, flags, result) => {
    expect(typed(text, input, flags)).toEqual(result);
  });

  it('finds commands by name and by what they do', () => {
    expect(matches('quit')[0]).toBe('quit');
    expect(matches('web')[0]).toBe('websocket');
    expect(matches('save')[0]).toBe('write');
    expect(matches('zzz')).toEqual([]);
  });

  const command = (text: string, flags: object = { return: true }) =>
    typing({ ...START, panel: 'health', typing: { what: 'palette', text } }, '', flags, [
      'cam1',
      'Yard',
      'cam3',
    ]);
  it('of a command that is none says so, and of nothing does nothing', () => {
    expect(command('foo')).toMatchObject({
      state: { typing: null, message: 'no such command: foo' },
      action: null,
    });
    expect(command(' ')).toMatchObject({ state: { typing: null, message: null }, action: null });
    expect(command('foo', { escape: true })).toMatchObject({ state: { message: null }, action: null });
    expect(command('que')).toMatchObject({ state: { message: 'no such command: que' } });
    expect(command('qui')).toMatchObject({ state: { message: null }, action: 'quit' });
  });

  it('of a name of a camera opens its detail from anywhere, and is completed as commands are', () => {
    const open = (detail: string) => ({ state: { panel: 'cameras', detail, typing: null }, action: null });
    expect(command('cam3')).toMatchObject(open('cam3'));
    expect(command('yard')).toMatchObject(open('Yard'));
    expect(command('3')).toMatchObject(open('cam3'));
    expect(command('cam'), 'a command is begun by it as well').toMatchObject({ action: 'cameras' });
    expect(command('ya', { tab: true }).state.typing?.text).toBe('Yard');
  });
});

describe('lines', () => {
  it('are cut or filled to a width, wide characters too', () => {
    expect(fit('abc', 5)).toBe('abc  ');
    expect(fit('abcdef', 4)).toBe('abc…');
    expect(fit('日本語', 4)).toBe('日… ');
  });

  it('carry nothing that a terminal acts upon', () => {
    expect(inert('a\u001b[31mb\u0007c\u202ed')).toBe('a [31mb c d');
    expect(fit('\u001b]0;title\u0007', 20)).not.toContain('\u001b');
  });

  it('wrap with an indent, and only the first can be chosen', () => {
    const lines = wrapped('k', 'one two three four five six', 26, { indent: 6, first: '  saw ' });
    expect(lines.map(({ spans }) => spans.map(({ text }) => text).join(''))).toEqual([
      '  saw one two three four',
      '      five six',
    ]);
    expect(lines.map(({ choosable }) => choosable)).toEqual([true, false]);
  });
});

describe('the cursor', () => {
  const lines = [label('head', 'h'), line('a', [span('a')]), line('b', [span('b')])];
  it('follows the thing, and stands on the first that can be chosen when it is gone', () => {
    expect(cursorAt(lines, 'b')).toBe(2);
    expect(cursorAt(lines, 'gone')).toBe(1);
    expect(cursorAt([label('x', 'x')], null)).toBe(-1);
  });

  it('is always in the window', () => {
    const many = Array.from({ length: 50 }, (_, index) => line(String(index), [span('x')]));
    for (const at of [0, 9, 10, 25, 49]) {
      const { start, lines: part } = windowOf(many, at, 10);
      expect(at - start).toBeGreaterThanOrEqual(0);
      expect(at - start).toBeLessThan(part.length);
      expect(part).toHaveLength(10);
      expect(textOf(part.at(-1) ?? label('', ''))).toBe(
        at > 44 ? 'x' : `      ↓ ${50 - start - 9} more lines`,
      );
      expect(textOf(part[0] ?? label('', ''))).toBe(at < 9 ? 'x' : `      ↑ ${start + 1} more lines`);
      expect(part[at - start]?.key).toBe(String(at));
    }
  });

  it('hides nothing that is broken without a word', () => {
    const list = Array.from({ length: 30 }, (_, index) =>
      line(String(index), [span('', [0, 2, 29].includes(index) ? 'fail' : 'pass')]),
    );
    const ends = (at: number) => {
      const { lines: part } = windowOf(list, at, 10);
      return [part[0], part.at(-1)].map((one) => one && textOf(one).trim());
    };
    expect(ends(15)).toEqual(['↑ 11 more lines, 2 broken', '↓ 11 more lines, 1 broken']);
    expect(ends(29)).toEqual(['↑ 21 more lines, 2 broken', '']);
  });

  it('is seen in the smallest window', () => {
    for (const height of [1, 2, 3])
      for (const at of [0, 1, 2, 3]) {
        const { start, lines: part } = windowOf([...lines, line('c', [span('c')])], at, height);
        expect(part).toHaveLength(height);
        expect(part[at - start]?.key).toBe([...lines, label('c', '')][at]?.key);
      }
  });
});

describe('without UTF-8', () => {
  it('everything has a plain twin', () => {
    expect(shown('a → b … ✘', { ascii: true })).toBe('a -> b ~ ?');
    expect(sparkline([0, 1, null, 2], { ascii: true })).toMatch(/^[\x20-\x7e]{4}$/);
    expect(sparkline([0, 2], { ascii: false })).toBe('▁█');
  });
});

describe('a step on a process', () => {
  const seen = (startTicks: number, ...devices: readonly string[]) =>
    change(healthyBox(1), 'processes', (table) => ({
      ...table,
      processes: [publisherProcess(0, { pid: process.pid, startTicks, devices })],
    }));
  const started = Number(readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ')[19]);
  it('is not run when the number belongs to another process now, or was never seen', () => {
    expect(outdated(['kill', '-CONT', String(process.pid)], seen(1))).toMatch(/another process now/);
    expect(outdated(['kill', '-9', '1'], seen(1))).toMatch(/was not seen/);
    expect(outdated(['systemctl', 'restart', 'x'], seen(1))).toBeNull();
  });

  it('is run on the same process, and not once that has let go of its device', () => {
    const kill = ['kill', '-CONT', String(process.pid)];
    const held = fileURLToPath(import.meta.url);
    const file = openSync(held, 'r');
    expect(outdated(kill, seen(started, held))).toBeNull();
    expect(outdated(kill, seen(started, '/dev/video9'))).toBe(
      `pid ${process.pid} does not hold /dev/video9 any more: not run`,
    );
    closeSync(file);
  });
});

describe('the store', () => {
  it('shows a recorded sweep and never changes', () => {
    const sweep = healthyBox(1);
    const store = new BoxStore(recorded(sweep, judge(sweep)));
    expect(store.snapshot()).toMatchObject({ sweep, running: [], paused: false });
    expect(store.snapshot()).toBe(store.snapshot());
    store.stop();
  });
});

describe('what showed an evidence', () => {
  const box = healthyBox(1);
  it.each([
    ['GET /v3/paths/list, repeated', 'curl -sS http://127.0.0.1:9997/v3/paths/list'],
    ['GET http://127.0.0.1:8003/health/ready, 20 times', 'curl -sS -i http://127.0.0.1:8003/health/ready'],
    ['QUERYCAP, ENUM_FMT, G_FMT, G_PARM of /dev/video0', 'v4l2-ctl -d /dev/video0 --all'],
    ['/proc/12/stat, /proc/12/task/*/status', 'cat /proc/12/status'],
    ['/proc/PID/{stat,status,cmdline,cgroup,fd,net}', 'fuser -v /dev/video*'],
    ['/sys/class/video4linux, /dev/video*', 'ls -l /sys/class/video4linux /dev/v4l/by-id'],
    [
      'pictures of rtsp-read rtsp://127.0.0.1:8554/cam1',
      'ffprobe -v error -rtsp_transport tcp -show_streams rtsp://127.0.0.1:8554/cam1',
    ],
  ])('%s can be looked at by hand', (source, command) => {
    expect(seenBy(source, box)).toBe(`seen by: ${source}; by hand: ${command}`);
  });
  it('is looked for where there is something: at the devices of a demo, and not at devices where there are none', () => {
    const source = '/proc/PID/{stat,status,cmdline,cgroup,fd,net}';
    const none = change(box, 'devices', (devices) => ({ ...devices, nodes: [] }));
    expect(seenBy(source, none)).toMatch(/by hand: ps -eo pid,user,args$/);
    const demo = change(box, 'devices', (devices) => ({ ...devices, root: '/tmp/demo/dev' }));
    expect(seenBy(source, demo)).toMatch(/by hand: fuser -v \/tmp\/demo\/dev\/video\*$/);
  });
  it('is told also where no command shows it', () => {
    expect(seenBy('processes and configuration', box)).toBe('seen by: processes and configuration');
  });
});

describe('the journal', () => {
  it('is of the unit of the publisher, of the server, or of a process that no unit started', () => {
    const box = healthyBox(2);
    expect(journalOf(box, 'detail', 'usb-Acme_Cam_1')).toEqual({ unit: 'camera1.service' });
    expect(journalOf(box, 'mediamtx', null)).toEqual({ unit: 'mediamtx.service' });
    const loose = change(box, 'processes', (table) => ({
      ...table,
      processes: table.processes.map((one) => ({ ...one, unit: null })),
    }));
    expect(journalOf(loose, 'cameras', 'usb-Acme_Cam_0')).toEqual({ pid: 500 });
    const service = { ...box.expectations.service, unit: 'camera.service' };
    const named = { ...box, expectations: { ...box.expectations, service } };
    expect(journalOf(named, 'websocket', null)).toEqual({ unit: 'camera.service' });
  });
});

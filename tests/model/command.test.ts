import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { quote } from '../../src/model/command.ts';
import { NASTY } from '../support/reports.ts';

describe('quote', () => {
  it.each([
    [['kill', '-CONT', '12'], 'kill -CONT 12'],
    [['rm', '/dev/a b'], "rm '/dev/a b'"],
    [['echo', "it's"], `echo 'it'\\''s'`],
    [['x', '$(reboot)'], "x '$(reboot)'"],
    [['x', ''], "x ''"],
    [['x', '~', '#a', '*'], "x '~' '#a' '*'"],
  ])('%j', (argv, text) => {
    expect(quote(argv)).toBe(text);
  });

  it('gives a shell back exactly the words that went in', () => {
    const words = [...Object.values(NASTY), '', '~root', '!!', '`id`', '$HOME', '-n', 'a\\'].map((word) =>
      word.replaceAll('\0', '').toWellFormed(),
    );
    const printed = execFileSync('/bin/sh', ['-c', quote(['printf', '%s\\0', ...words])], {
      encoding: 'utf8',
    });
    expect(printed.split('\0').slice(0, -1)).toEqual(words);
  });
});

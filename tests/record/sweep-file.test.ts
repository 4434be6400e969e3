import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import { readSweep, SweepFileError, saveSweep } from '../../src/record/sweep-file.ts';
import { healthyBox } from '../support/sweeps.ts';

const folder = mkdtempSync(join(tmpdir(), 'camproof-record-'));
const file = (name: string) => join(folder, name);
const written = (name: string, content: string | Uint8Array) => {
  writeFileSync(file(name), content);
  return file(name);
};

describe('a saved sweep', () => {
  it('gives the same report when it is read again', async () => {
    const sweep = healthyBox(2);
    await saveSweep(file('a.json.gz'), sweep);
    expect(judge(await readSweep(file('a.json.gz')))).toEqual(judge(sweep));
  });

  it('is compressed, for its owner only, and leaves no draft', async () => {
    await saveSweep(file('b.json.gz'), healthyBox(1));
    expect(statSync(file('b.json.gz')).mode & 0o777).toBe(0o600);
    expect(readFileSync(file('b.json.gz')).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('may be plain JSON too', async () => {
    const plain = written('plain.json', JSON.stringify(healthyBox(1)));
    expect(judge(await readSweep(plain)).verdict).toBe('pass');
  });

  it('rejects and leaves nothing where it cannot be written', async () => {
    await expect(saveSweep('/no/such/folder/a.json.gz', healthyBox(1))).rejects.toThrow(/ENOENT/);
  });
});

describe('a file that is no sweep', () => {
  const sweep = () => JSON.parse(JSON.stringify(healthyBox(1)));
  const { mono: _, ...withoutMono } = sweep();
  const strange = sweep();
  strange.readings.host.box = { ok: true, value: 1 };

  it.each([
    ['is not there', () => file('none'), /does not exist/],
    ['is a folder', () => folder, /cannot be read \(EISDIR\)/],
    ['is text', () => written('text', 'hello'), /is not JSON/],
    ['is cut off', () => written('cut', gzipSync(JSON.stringify(sweep())).subarray(0, 500)), /damaged/],
    ['is a bomb', () => written('bomb', gzipSync(Buffer.alloc(80 * 1024 * 1024))), /damaged/],
    ['is another document', () => written('other', '{"a": 1}'), /no sweep that this camproof can judge/],
    ['is of a later camproof', () => written('later', JSON.stringify({ ...sweep(), schema: 2 })), /schema 2/],
    ['is of an earlier one', () => written('earlier', JSON.stringify({ ...sweep(), schema: 0 })), /schema 0/],
    ['is a report', () => written('report', JSON.stringify(judge(healthyBox(1)))), /report of a sweep/],
    ['lacks something', () => written('lacks', JSON.stringify(withoutMono)), /mono/],
    ['has a strange reading', () => written('strange', JSON.stringify(strange)), /readings\.host\.box/],
  ])('because it %s is refused in words', async (_name, path, words) => {
    await expect(readSweep(path())).rejects.toThrow(SweepFileError);
    await expect(readSweep(path())).rejects.toThrow(words);
  });
});

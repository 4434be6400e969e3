import { spawn, spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { writeWhole } from '../src/write-whole.ts';

describe('a file that is written whole', () => {
  const folder = mkdtempSync(join(tmpdir(), 'camproof-whole-'));
  const at = (name: string) => join(folder, name);

  it('has its content and mode, and no draft stays', async () => {
    await writeWhole(at('a'), 'one', 0o600);
    await writeWhole(at('a'), 'two', 0o600);
    expect(readFileSync(at('a'), 'utf8')).toBe('two');
    expect(statSync(at('a')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it('is the one that a link leads to, and the link stays', async () => {
    writeFileSync(at('real'), 'old');
    symlinkSync('real', at('link'));
    await writeWhole(at('link'), 'new');
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('real'), 'utf8')).toBe('new');
  });

  it('is never put in the place of a pipe', async () => {
    expect(spawnSync('mkfifo', [at('pipe')]).status).toBe(0);
    const reader = spawn('cat', [at('pipe')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [read] = await Promise.all([text(reader.stdout), writeWhole(at('pipe'), 'through')]);
    expect(read).toBe('through');
    expect(statSync(at('pipe')).isFIFO()).toBe(true);
  });

  it('leaves nothing where it cannot be written', async () => {
    await expect(writeWhole(at('none/x'), 'x')).rejects.toThrow(/ENOENT/);
    await expect(writeWhole(folder, 'x')).rejects.toThrow(/EISDIR/);
  });
});

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { expect } from 'vitest';

const FOLDER = new URL('../golden/', import.meta.url);

/** Compares a text with tests/golden/NAME, which people can read; CAMPROOF_UPDATE_GOLDEN=1 writes it anew. */
export function expectGolden(name: string, text: string): void {
  const file = new URL(name, FOLDER);
  if (process.env['CAMPROOF_UPDATE_GOLDEN']) {
    mkdirSync(new URL('.', file), { recursive: true });
    writeFileSync(file, text);
  }
  expect(text).toBe(readFileSync(file, 'utf8'));
}

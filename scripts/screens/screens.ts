// The screens in docs/screens, drawn by the real program in a terminal of 80x24.
// usage: node scripts/screens/screens.ts (after npm run build)
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { Watched } from '../bench/terminal.ts';
import { svgOf } from './svg.ts';

const root = join(import.meta.dirname, '../..');
const recording = join(root, 'tests/sweeps/publisher-killed.json.gz');

/** Each with the keys that lead to it, what shows that it is there, and how long it is drawn then, ms. */
const SCREENS = [
  { name: 'cameras', args: ['ui', '--replay', recording], keys: '', shows: /no process holds/, drawnMs: 300 },
  {
    name: 'detail',
    args: ['ui', '--replay', recording],
    keys: '\r',
    shows: /✔device─✘capture/,
    drawnMs: 300,
  },
  {
    name: 'picture',
    args: ['demo', '--cameras', '1'],
    keys: 'v',
    shows: /live +half blocks/,
    drawnMs: 3_000,
  },
] as const;

const folder = join(root, 'docs/screens');
mkdirSync(folder, { recursive: true });
for (const { name, args, keys, shows, drawnMs } of SCREENS) {
  using watched = new Watched(args);
  await watched.shows(/\S cam1 [\s\S]*q quit/);
  watched.press(keys);
  await watched.shows(shows);
  await new Promise((resolve) => setTimeout(resolve, drawnMs));
  // However busy the machine is: up to the last row above the keys.
  if (name === 'picture') await watched.paints(21);
  writeFileSync(join(folder, `${name}.svg`), svgOf(watched.terminal, `camproof: ${name}`));
}
process.exit(0);

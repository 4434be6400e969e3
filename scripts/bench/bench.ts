// The figures of the README, each as a ratio or against its bound, measured in one run on the demo box.
// usage: npm run bench [-- PART…] (after npm run build; wants a quiet machine)
import process from 'node:process';
import { commands } from './commands.ts';
import { devices } from './devices.ts';
import type { Part } from './row.ts';
import { screen } from './screen.ts';
import { streams } from './streams.ts';
import { sweeps } from './sweeps.ts';
import { viewers } from './viewers.ts';
import { watching } from './watching.ts';

const parts: Readonly<Record<string, Part>> = {
  commands,
  sweeps,
  viewers,
  streams,
  watching,
  devices,
  screen,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => parts[name] === undefined);
if (unknown.length > 0)
  throw new RangeError(`no part is called ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);

let missed = 0;
for (const [name, part] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  for await (const { figure, measured, bound, holds } of part()) {
    if (!holds) missed++;
    console.log(`${holds ? 'ok  ' : 'MISS'}  ${figure.padEnd(44)}  ${measured.padStart(10)}  ${bound}`);
  }
}
process.exitCode = missed === 0 ? 0 : 1;

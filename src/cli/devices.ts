import type { ReadingKind } from '../model/index.ts';
import { probeBox } from '../sweep/probe-box.ts';
import { configured } from './configuration.ts';
import type { CliContext } from './context.ts';
import { deviceList } from './device-list.ts';
import { inWords } from './devices-text.ts';
import { EXIT } from './exit-codes.ts';
import { print } from './print.ts';

export interface DevicesFlags {
  readonly config?: string;
  readonly all?: boolean;
  readonly format?: 'human' | 'json';
}

const KINDS: ReadonlySet<ReadingKind> = new Set(['host', 'devices', 'capabilities', 'processes']);

/** `camproof devices`: what this box has, opened once, and who holds it. Rejects (exit 2) where it cannot be told. */
export async function devices(flags: DevicesFlags, context: CliContext): Promise<number> {
  const { config } = await configured(flags, context);
  const sweep = await probeBox({ config, kinds: KINDS, signal: context.signal });
  const list = deviceList(sweep, flags.all ?? false);
  const text =
    flags.format === 'json'
      ? `${JSON.stringify({ schema: 1, ...list }, null, 2)}\n`
      : inWords(list, context.stdout.columns || 80);
  await print(context.stdout, text);
  return EXIT.ok;
}

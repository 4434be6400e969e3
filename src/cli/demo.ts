import { once } from 'node:events';
import type { DemoBox } from '../demo/box.ts';
import { openToFaults, runningBox, tellBox } from '../demo/control.ts';
import { canHave, expectedOf, faults } from '../demo/faults/table.ts';
import { startDemoBox } from '../demo/start.ts';
import { counted } from '../model/index.ts';
import { type CheckFlags, checkConfig } from './check.ts';
import { type CliContext, CliError } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { print } from './print.ts';
import { isTerminal } from './terminal.ts';
import { showUi } from './ui.ts';

export interface DemoFlags extends CheckFlags {
  readonly cameras: number;
  readonly generation: 'old' | 'new';
  readonly break?: readonly string[];
  readonly mend?: readonly string[];
  readonly running?: boolean;
  readonly check?: boolean;
  readonly plain?: boolean;
  readonly serve?: boolean;
  readonly listFaults?: boolean;
}

/** `camproof demo`: a camera box made up on this machine, checked, served, or shown in the UI. */
export async function demo(flags: DemoFlags, context: CliContext): Promise<number> {
  if (flags.listFaults) return listFaults(flags, context);
  if (flags.running) return changeRunning(flags, context);
  if (flags.mend) throw new CliError('--mend is for a demo that runs: give --running too', EXIT.usage);
  if (flags.check && flags.serve) throw new CliError('--check and --serve exclude each other', EXIT.usage);
  const box = await start(flags, context);
  try {
    const { media } = box;
    const server =
      media.kind === 'mediamtx'
        ? `MediaMTX ${media.version}`
        : `a stand-in for MediaMTX ${media.version} (no MediaMTX found: scripts/get-mediamtx)`;
    context.stderr.write(`camproof demo: ${counted(box.models.length, 'simulated camera')}, ${server}\n`);
    using _ = flags.check ? undefined : await openToFaults(box);
    if (flags.serve) return await serve(box, flags, context);
    if (!flags.check && (flags.plain || isTerminal(context)))
      return await showUi({ config: () => box.config, devices: box.devices }, flags, context);
    const config =
      flags.expectCameras === undefined ? box.config : { ...box.config, expectCameras: flags.expectCameras };
    return await checkConfig(config, flags, context, box.devices);
  } finally {
    await box.stop();
  }
}

/** Breaks and mends a demo that runs in another terminal. */
async function changeRunning(
  { break: broken = [], mend: mended = [] }: DemoFlags,
  { stderr }: CliContext,
): Promise<number> {
  const orders = [
    ...mended.map((id) => ['mend', id] as const),
    ...broken.map((id) => ['break', id] as const),
  ];
  if (orders.length === 0) throw new CliError('--running wants --break or --mend', EXIT.usage);
  const folder = await runningBox();
  if (folder === null) throw new CliError('no demo of yours runs here: camproof demo starts one', EXIT.usage);
  for (const [deed, id] of orders) {
    await tellBox(folder, deed, id).catch((error: unknown) => {
      throw new CliError(`${deed} ${id}: ${error instanceof Error ? error.message : error}`, EXIT.usage);
    });
    stderr.write(`camproof demo: ${deed === 'break' ? 'broken' : 'mended'}: ${id}\n`);
  }
  return EXIT.ok;
}

async function start(
  { cameras, generation, break: broken = [] }: DemoFlags,
  { env, signal }: CliContext,
): Promise<DemoBox> {
  try {
    return await startDemoBox({ cameras, generation, break: broken, env, signal });
  } catch (error) {
    if (error instanceof RangeError) throw new CliError(error.message, EXIT.usage);
    throw new CliError(error instanceof Error ? error.message : String(error), EXIT.internal);
  }
}

async function serve(box: DemoBox, { format }: DemoFlags, { stdout, signal }: CliContext): Promise<number> {
  const line =
    format === 'json'
      ? JSON.stringify({ config: box.configFile, ready: true, cameras: box.models.length })
      : `${box.configFile}\nready: camproof check --config ${box.configFile}\nbreak it: camproof demo --running --break FAULT (--list-faults names them)\nCtrl-C ends it`;
  await print(stdout, `${line}\n`);
  if (!signal.aborted) await once(signal, 'abort');
  return EXIT.ok;
}

/** What this box can be broken with; `expect` names every camera that it has. */
async function listFaults(
  { format, cameras, generation }: DemoFlags,
  { stdout }: CliContext,
): Promise<number> {
  const rows = faults
    .filter((fault) => canHave(fault, generation))
    .map((fault) => ({
      id: fault.id,
      link: fault.link,
      describes: fault.describes,
      expect: expectedOf(fault, cameras),
    }));
  const width = Math.max(...rows.map(({ id }) => id.length));
  const text =
    format === 'json'
      ? JSON.stringify(rows, null, 2)
      : rows
          .map(({ id, link, describes }) => `${id.padEnd(width)}  ${link.padEnd(7)}  ${describes}`)
          .join('\n');
  await print(stdout, `${text}\n`);
  return EXIT.ok;
}

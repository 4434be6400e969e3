import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import { counted } from '../model/index.ts';
import { maskUrls } from '../probes/text.ts';
import { type Addresses, baselineChanges, baselineOf, baselineText } from '../record/baseline.ts';
import { checkBox } from '../sweep/check-box.ts';
import { writeWhole } from '../write-whole.ts';
import { configured } from './configuration.ts';
import { type CliContext, CliError } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { print } from './print.ts';
import { ProgressLine } from './progress.ts';

export interface InitFlags {
  readonly config?: string;
  /** Where it is written; `-` is stdout. */
  readonly output?: string;
  readonly force?: boolean;
  readonly quiet?: boolean;
}

const SYSTEM_FILE = '/etc/camproof/camproof.yaml';

/** `camproof init`: writes the box as it is into its configuration. Resolves with 1 when one exists that differs. */
export async function init(flags: InitFlags, context: CliContext): Promise<number> {
  const { cwd, uid, signal, stdout, stderr } = context;
  const loaded = await configured(flags, context);
  const line = new ProgressLine(stderr, flags.quiet ?? false);
  const { sweep, report } = await checkBox({
    config: loaded.config,
    signal,
    onProgress: (progress) => line.show(progress),
  }).finally(() => line.clear());
  const cameras = baselineOf(sweep, report);
  if (cameras.length === 0)
    throw new CliError(
      'no camera is here: there is nothing to write down (camproof check says why)',
      EXIT.fail,
    );
  if (flags.output === '-') {
    await print(stdout, baselineText(cameras, addressesOf(loaded, stderr), null));
    return EXIT.ok;
  }
  const file = resolve(cwd, flags.output ?? loaded.file ?? SYSTEM_FILE);
  const before = await readFile(file, 'utf8').catch(() => null);
  const declared = before === null ? [] : (await loadConfig({ file, env: {}, cwd, uid })).config.cameras;
  const changes = baselineChanges(declared, cameras);
  if (before !== null && changes.length === 0) {
    await print(stdout, `${file}: the box is as it is written there\n`);
    return EXIT.ok;
  }
  await print(stdout, `${changes.join('\n')}\n`);
  if (declared.length > 0 && !flags.force) {
    stderr.write(
      `camproof: ${file} was not changed: --force writes what is here now (comments between cameras are not kept)\n`,
    );
    return EXIT.fail;
  }
  await write(file, baselineText(cameras, file === loaded.file ? {} : addressesOf(loaded, stderr), before));
  stderr.write(`camproof: ${file} now says what this box has to be: ${counted(cameras.length, 'camera')}\n`);
  return EXIT.ok;
}

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    // There may be a password in it.
    const mode = await stat(file).then(
      (there) => there.mode & 0o777,
      () => 0o644,
    );
    await writeWhole(file, text, mode);
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new CliError(
      `${file} could not be written (${why}): run it with sudo, or give --output`,
      EXIT.notWritten,
    );
  }
}

/** What was not left to its default and has no secret in it; says on `stderr` what was left out for one. */
function addressesOf(
  { config: { mediamtx, service, health, viewers }, origins }: LoadedConfig,
  stderr: NodeJS.WritableStream,
): Addresses {
  const all: readonly (readonly [string, string | false | null])[] = [
    ['mediamtx.url', mediamtx.url],
    ['mediamtx.rtspUrl', mediamtx.rtspUrl],
    ['viewers', viewers],
    service.enabled ? ['service.url', service.url] : ['service', false],
    health.enabled ? ['health.url', health.url] : ['health', false],
  ];
  const named = all.filter(
    (row): row is readonly [string, string | false] =>
      row[1] !== null && (origins[row[0]] ?? 'default') !== 'default',
  );
  const open = named.filter(([, value]) => value === false || maskUrls(value) === value);
  for (const [key] of named.filter((row) => !open.includes(row)))
    stderr.write(`camproof: ${key} has a secret in it and was left out\n`);
  return Object.fromEntries(open);
}

import { resolve } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { judge } from '../checks/judge.ts';
import type { Config } from '../config/config.ts';
import type { Report, Sweep } from '../model/index.ts';
import { type BundleFile, contentsOf, packBundle } from '../record/bundle.ts';
import { findLogs } from '../record/logs.ts';
import { redactLog, withoutSecrets } from '../record/redact.ts';
import { sweepSha256 } from '../record/sweep-file.ts';
import type { ReporterOptions } from '../reporters/reporter.ts';
import { renderReport } from '../reporters/table.ts';
import { checkBox } from '../sweep/check-box.ts';
import { version } from '../version.ts';
import { configRows, rowsInWords } from './config.ts';
import { configured } from './configuration.ts';
import { type CliContext, CliError } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { print } from './print.ts';
import { ProgressLine } from './progress.ts';

export interface BundleFlags {
  readonly config?: string;
  readonly output?: string;
  /** The agent's folder. */
  readonly state?: string;
  readonly quiet?: boolean;
}

const STATE = '/var/lib/camproof';
const PLAIN: ReporterOptions = { columns: 100, color: false, ascii: false, verbose: true, quiet: false };

/** `camproof bundle`: what support needs, in one file that stays here. Prints what is inside. */
export async function bundle(flags: BundleFlags, context: CliContext): Promise<number> {
  const { cwd, signal, stdout, stderr } = context;
  const loaded = await configured(flags, context);
  const line = new ProgressLine(stderr, flags.quiet ?? false);
  const made = await checkBox({
    config: loaded.config,
    signal,
    onProgress: (progress) => line.show(progress),
  }).finally(() => line.clear());
  const secrets = secretsOf(loaded.config);
  // What is packed was judged, so that a replay of it gives the packed report.
  const sweep: Sweep = JSON.parse(withoutSecrets(JSON.stringify(made.sweep), secrets));
  const report = judge(sweep);
  const files = [
    ...(await recordOf(sweep, report)),
    {
      name: 'configuration.txt',
      what: 'the configuration in force, secrets masked',
      content: withoutSecrets(rowsInWords(configRows(loaded), loaded.file), secrets),
    },
    { name: 'versions.txt', what: 'what runs here', content: versions(report) },
    ...(await logsOf(sweep, flags.state ?? STATE, secrets, signal)),
  ];
  const root = `camproof-${sweep.box.hostname.replace(/[^\w.-]/g, '_')}-${sweep.startedAt.replace(/[-:]|\.\d+/g, '')}`;
  const file = resolve(cwd, flags.output ?? `${root}.tar.gz`);
  const inside = contentsOf(files);
  const list = { name: 'CONTENTS.txt', what: 'this list', content: inside };
  await packBundle(file, root, [list, ...files], signal).catch((error: unknown) => {
    signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError(`${file} could not be written: ${why}`, EXIT.notWritten);
  });
  await print(stdout, `${file}\n${inside}`);
  if (!flags.quiet)
    stderr.write('camproof: nothing was sent; look inside before you hand it on (tar -tzf, tar -xzf)\n');
  return EXIT.ok;
}

async function recordOf(sweep: Sweep, report: Report): Promise<readonly BundleFile[]> {
  const options = { ...PLAIN, sweepSha256: sweepSha256(sweep) };
  const rendered = (format: 'human' | 'json' | 'html') => renderReport(format, report, options);
  return [
    {
      name: 'sweep.json.gz',
      what: 'everything that was seen: camproof check --replay FILE',
      content: await promisify(gzip)(JSON.stringify(sweep)),
    },
    { name: 'report.txt', what: 'the report, with all evidence', content: rendered('human') },
    { name: 'report.json', what: 'the same for programs', content: rendered('json') },
    { name: 'report.html', what: 'the same for a browser', content: rendered('html') },
  ];
}

async function logsOf(
  sweep: Sweep,
  state: string,
  secrets: readonly string[],
  signal: AbortSignal,
): Promise<readonly BundleFile[]> {
  const logs = await findLogs(sweep, state, signal);
  const missing = logs.filter(({ text }) => text === null);
  return [
    ...logs.flatMap(({ name, text }) =>
      text === null
        ? []
        : [{ name, what: 'newest lines, secrets removed', content: redactLog(text, secrets) }],
    ),
    ...(missing.length === 0
      ? []
      : [
          {
            name: 'logs/MISSING.txt',
            what: 'which logs there are not, and why',
            content: `${missing.map(({ name, missing: why }) => redactLog(`${name}: ${why}`, secrets)).join('\n')}\n`,
          },
        ]),
  ];
}

/** Everything in a configuration that nobody else may know. */
const secretsOf = ({ mediamtx, service }: Config): readonly string[] =>
  [mediamtx.password, mediamtx.token, mediamtx.readPassword, service.token].filter((one) => one !== null);

function versions({ box, software = {} }: Report): string {
  return [
    `camproof ${version}`,
    `node ${process.version} ${process.platform} ${process.arch}`,
    ...Object.entries(software).map(([name, told]) => `${name} ${told}`),
    box.os,
    `kernel ${box.kernel}`,
    '',
  ].join('\n');
}

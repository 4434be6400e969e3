import type { Stats } from 'node:fs';
import { readFile, readlink, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { known, type MediamtxFile, mediamtxOf, type ProcessInfo } from '../../model/index.ts';
import { type Probe, ProbeFault } from '../probe.ts';
import { clean } from '../text.ts';

const MAX_BYTES = 1024 * 1024;

/** Where MediaMTX looks when its command line names no file, in its order. */
const DEFAULT_FILES = [
  'rtsp-simple-server.yml',
  'mediamtx.yml',
  '/usr/local/etc/mediamtx.yml',
  '/usr/etc/mediamtx.yml',
  '/etc/mediamtx/mediamtx.yml',
] as const;

/** What the configuration file of the running MediaMTX says, as far as it tells what survives a restart. */
export const mediamtxFile: Probe<'mediamtx.file'> = {
  kind: 'mediamtx.file',
  title: "reading MediaMTX's configuration file",
  deadlineMs: 2000,
  maxAgeMs: 60_000,
  active: false,
  source: (_subject, { known: readings }) => {
    const pid = mediamtxOf(known(readings, 'processes'))?.pid;
    return pid === undefined ? 'mediamtx.yml' : `the file named by /proc/${pid}/cmdline`;
  },
  observe: async (_subject, context) => {
    const table = known(context.known, 'processes');
    if (!table) throw new ProbeFault('absent', 'process', 'the processes are not known');
    const server = mediamtxOf(table);
    if (!server) throw new ProbeFault('absent', 'process', 'no process of MediaMTX was found');
    const path = await configFile(server);
    return {
      ...contents(await readBounded(path, context.signal), path.shown),
      variables: await pathVariables(server.pid),
      path: path.shown,
      pid: server.pid,
    };
  },
};

/** Only names: the values hold secrets. None where they may not be read. */
async function pathVariables(pid: number): Promise<readonly string[]> {
  const text = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  const names = text.split('\0').map((one) => one.split('=', 1)[0] ?? '');
  return names.filter((name) => name.startsWith('MTX_PATHS_')).map((name) => clean(name));
}

/** `shown` as its process names it, `real` as we can open it: a container has a root of its own. */
interface ConfigPath {
  readonly shown: string;
  readonly real: string;
}

async function configFile({ pid, argv }: ProcessInfo): Promise<ConfigPath> {
  const words = argv.slice(1).filter((word) => !word.startsWith('-'));
  const named = words.find((word) => /\.ya?ml$/.test(word)) ?? words[0];
  const files: readonly string[] = named === undefined ? DEFAULT_FILES : [named];
  const directory = files.some((file) => !file.startsWith('/')) ? await workingDirectory(pid) : '/';
  const paths = await Promise.all(files.map((file) => ownRoot(pid, resolve(directory, file))));
  const [only] = paths;
  if (named !== undefined && only) return only;
  for (const path of paths) if (await lookAt(path.real)) return path;
  const where = `none of ${DEFAULT_FILES.join(', ')} in ${directory}`;
  throw new ProbeFault('absent', 'file', `${where}: MediaMTX runs with its defaults, or the file is gone`);
}

async function workingDirectory(pid: number): Promise<string> {
  try {
    return await readlink(`/proc/${pid}/cwd`);
  } catch (cause) {
    throw new ProbeFault(
      'denied',
      'cwd',
      `the working directory of pid ${pid} may not be read: ${String(cause)}`,
    );
  }
}

/** Through the root of the process where we may, else as if it were ours. */
async function ownRoot(pid: number, path: string): Promise<ConfigPath> {
  const root = `/proc/${pid}/root`;
  return { shown: path, real: (await lookAt(root)) ? join(root, path) : path };
}

const lookAt = (path: string): Promise<Stats | null> => stat(path).catch(() => null);

async function readBounded({ real, shown }: ConfigPath, signal: AbortSignal): Promise<string> {
  const file = await stat(real);
  // Opening a pipe would wait for somebody to write.
  if (!file.isFile()) throw new ProbeFault('protocol', 'file', `${shown} is no ordinary file`);
  if (file.size > MAX_BYTES) throw new ProbeFault('too-large', 'file', `${shown} has ${file.size} bytes`);
  return readFile(real, { encoding: 'utf8', signal });
}

/** `api`, the addresses and the names of the paths, nothing else: the rest holds secrets. */
function contents(text: string, path: string): Omit<MediamtxFile, 'path' | 'pid' | 'variables'> {
  let document: unknown;
  try {
    // MediaMTX reads `yes` and `no` as YAML 1.1 does.
    document = parse(text, { version: '1.1', logLevel: 'error' });
  } catch (cause) {
    const line = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : '';
    throw new ProbeFault('protocol', 'file', `${path} is not YAML: ${clean(line)}`);
  }
  const file = record(document ?? {});
  if (!file) throw new ProbeFault('protocol', 'file', `${path} holds no settings`);
  const paths = Object.keys(record(file['paths']) ?? {}).map((name) => clean(name));
  return {
    api: typeof file['api'] === 'boolean' ? file['api'] : null,
    apiAddress: typeof file['apiAddress'] === 'string' ? clean(file['apiAddress']) : null,
    rtspAddress: typeof file['rtspAddress'] === 'string' ? clean(file['rtspAddress']) : null,
    paths,
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

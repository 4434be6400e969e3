import { dirname, isAbsolute, join } from 'node:path';
import process from 'node:process';
import type { Config } from './config.ts';
import { ENVIRONMENT } from './environment.ts';
import { findFile, lineOf, type Place, readTrusted, rootOf } from './file.ts';
import { ConfigError, type Problem, problemsOf } from './problems.ts';
import { type FileConfig, schema } from './schema.ts';

/** Where a configuration is looked for, and what outweighs its file. */
export interface LoadOptions {
  /** `--config`. Default: `CAMPROOF_CONFIG`, `camproof.yaml` in `cwd` (not as root), the system-wide file. */
  readonly file?: string | undefined;
  /** Values from the command line, by dotted key: `expectCameras` → `--expect-cameras`. */
  readonly flags?: Readonly<Record<string, { readonly flag: string; readonly value: unknown }>>;
  /** Default: this process's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default: this process's. */
  readonly cwd?: string;
  /** Who, besides root, may own the files that are read. Default: this process's user. */
  readonly uid?: number;
  /** The system-wide file; default /etc/camproof/camproof.yaml. */
  readonly systemFile?: string;
}

/** A configuration that can be used. */
export interface LoadedConfig {
  /** With secrets, for probes. */
  readonly config: Config;
  /** Where each value came from, by dotted key: `default`, `FILE:LINE`, `CAMPROOF_X`, `--flag`. */
  readonly origins: Readonly<Record<string, string>>;
  /** The file in use; null where there is none. */
  readonly file: string | null;
}

/** Reads file, environment and flags, in rising order of weight. Rejects with a ConfigError that names everything wrong. */
export async function loadConfig(given: LoadOptions = {}): Promise<LoadedConfig> {
  const options = { env: process.env, cwd: process.cwd(), uid: process.getuid?.() ?? -1, ...given };
  const source = await findFile(options);
  const value = rootOf(source);
  const origins: Record<string, string> = {};
  for (const { path, key } of source ? leaves(value) : []) {
    origins[key] = `${source?.path}:${source && (lineOf(source, path) ?? 1)}`;
  }
  const problems: Problem[] = [];
  for (const { name, key, parse } of ENVIRONMENT) {
    const text = options.env[name];
    if (text === undefined || text === '') continue;
    const parsed = parse(text);
    if (parsed === undefined)
      problems.push({
        where: 'environment',
        line: null,
        key: name,
        found: /PASSWORD|TOKEN/.test(name) ? 'a bad value' : text,
        allowed: 'a whole number',
      });
    else set(value, key, parsed, origins, name);
  }
  for (const [key, { flag, value: given }] of Object.entries(options.flags ?? {}))
    if (given !== undefined) set(value, key, given, origins, flag);

  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const file = source?.path ?? 'configuration';
    const found = problemsOf(parsed.error, value, file, (path) => (source ? lineOf(source, path) : null));
    problems.push(...found.map((problem) => ({ ...problem, ...placeOf(problem, origins, file) })));
  }
  if (problems.length > 0 || !parsed.success) throw new ConfigError(problems);
  for (const { key } of leaves(parsed.data)) origins[key] ??= 'default';
  return {
    config: await configOf(parsed.data, source?.path ?? null, options),
    origins,
    file: source?.path ?? null,
  };
}

/** A value that came from elsewhere than the file is blamed on where it came from. */
function placeOf(
  { key }: Problem,
  origins: Readonly<Record<string, string>>,
  file: string,
): Partial<Problem> {
  const origin = origins[key];
  return origin === undefined || origin.startsWith(file) ? {} : { where: origin, line: null };
}

interface Leaf {
  readonly path: readonly PropertyKey[];
  readonly key: string;
}

/** Every value that is no object, by its path. */
function leaves(value: unknown, path: readonly PropertyKey[] = []): readonly Leaf[] {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0)
    return [{ path, key: path.join('.') }];
  return Object.entries(value).flatMap(([key, inner]) =>
    leaves(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

function set(
  root: Record<string, unknown>,
  key: string,
  value: unknown,
  origins: Record<string, string>,
  origin: string,
): void {
  const keys = key.split('.');
  const last = keys.pop() ?? key;
  let inner = root;
  for (const name of keys) {
    const next = inner[name];
    const object = typeof next === 'object' && next !== null ? (next as Record<string, unknown>) : {};
    inner[name] = object;
    inner = object;
  }
  inner[last] = value;
  origins[key] = origin;
}

async function configOf(file: FileConfig, from: string | null, { uid, cwd }: Place): Promise<Config> {
  const folder = from === null ? cwd : dirname(from);
  const secret = async (name: string | undefined, otherwise: string | null): Promise<string | null> => {
    if (name === undefined) return otherwise;
    const path = isAbsolute(name) ? name : join(folder, name);
    return (await readTrusted(path, uid, true))?.trim() ?? null;
  };
  const { mediamtx, service, health } = file;
  const { tokenFile, caFile, ...camera } = service === false ? DEFAULT_SERVICE : service;
  const { caFile: healthCa, ...endpoints } = health === false ? DEFAULT_HEALTH : health;
  return {
    file: from,
    mediamtx: {
      url: mediamtx.url,
      user: mediamtx.user,
      password: await secret(mediamtx.passwordFile, mediamtx.password),
      token: await secret(mediamtx.tokenFile, mediamtx.token),
      ca: await secret(mediamtx.caFile, null),
      readUser: mediamtx.readUser,
      readPassword: await secret(mediamtx.readPasswordFile, mediamtx.readPassword),
      rtspUrl: mediamtx.rtspUrl,
      hlsUrl: mediamtx.hlsUrl,
      webrtcUrl: mediamtx.webrtcUrl,
      transport: mediamtx.transport,
    },
    service: {
      ...camera,
      enabled: service !== false,
      token: await secret(tokenFile, camera.token),
      ca: await secret(caFile, null),
    },
    health: { ...endpoints, enabled: health !== false, ca: await secret(healthCa, null) },
    cameras: file.cameras.map(({ path, ...camera }) => ({
      name: camera.name,
      paths: path === undefined ? [camera.name] : [path].flat(),
      ...(camera.device !== undefined && { device: camera.device }),
      ...(camera.off !== undefined && { off: camera.off }),
      ...(camera.expect !== undefined && { expect: defined(camera.expect) }),
    })),
    expectCameras: file.expectCameras,
    viewers: file.viewers,
    viewerHost: file.viewerHost,
    thresholds: file.thresholds,
    budget: file.budget,
    ffmpeg: file.ffmpeg,
  };
}

const DEFAULTS = schema.parse({});
const DEFAULT_SERVICE = DEFAULTS.service as Exclude<FileConfig['service'], false>;
const DEFAULT_HEALTH = DEFAULTS.health as Exclude<FileConfig['health'], false>;

/** Without the members that are undefined. */
function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

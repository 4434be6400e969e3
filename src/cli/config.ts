import type { Config } from '../config/config.ts';
import type { LoadedConfig } from '../config/load.ts';
import { counted, known, type ReadingKind } from '../model/index.ts';
import { maskUrls } from '../probes/text.ts';
import { probeBox } from '../sweep/probe-box.ts';
import { configured } from './configuration.ts';
import type { CliContext } from './context.ts';
import { print } from './print.ts';

export interface ConfigFlags {
  readonly config?: string;
  readonly format?: 'human' | 'json';
}

/** One value in force. */
export interface ConfigRow {
  readonly key: string;
  readonly value: unknown;
  readonly origin: string;
}

/** `camproof config`: every value in force and where it came from, secrets masked. */
export async function config(flags: ConfigFlags, context: CliContext): Promise<number> {
  const { signal } = context;
  const loaded = await configured(flags, context);
  const { file } = loaded;
  const rows = [...configRows(loaded), ...(await addresses(loaded.config, signal))];
  if (flags.format === 'json') {
    await print(context.stdout, `${JSON.stringify({ schema: 1, file, values: rows }, null, 2)}\n`);
    return 0;
  }
  await print(context.stdout, rowsInWords(rows, file));
  return 0;
}

/** Every value of a configuration and where it came from, secrets masked. */
export const configRows = ({ config: loaded, origins }: LoadedConfig): readonly ConfigRow[] =>
  rowsOf(loaded, origins);

/** The same for people, a line each. */
export function rowsInWords(rows: readonly ConfigRow[], file: string | null): string {
  const width = Math.max(...rows.map(({ key }) => key.length));
  const lines = rows.map(({ key, value, origin }) => `${key.padEnd(width)}  ${show(value)}  (${origin})`);
  return `${[`file: ${file ?? 'none'}`, ...lines].join('\n')}\n`;
}

const SECRET = /password$|token$/i;
const show = (value: unknown): string =>
  value === null ? '–' : typeof value === 'string' ? value : JSON.stringify(value);

function rowsOf(
  value: unknown,
  origins: Readonly<Record<string, string>>,
  path: readonly string[] = [],
): ConfigRow[] {
  const key = path.join('.');
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([name, inner]) => rowsOf(inner, origins, [...path, name]));
  }
  const secret = SECRET.test(key) && value !== null;
  const shown = typeof value === 'string' ? maskUrls(certificates(value)) : value;
  return [{ key, value: secret ? '***' : shown, origin: originOf(origins, path) }];
}

/** Nobody reads PEM: how many certificates it holds says enough. */
function certificates(value: string): string {
  const count = value.match(/-----BEGIN CERTIFICATE-----/g)?.length ?? 0;
  return count === 0 ? value : counted(count, 'certificate');
}

/** A value made of another key (a secret from its file, a camera's path from its name) has that key's origin. */
function originOf(origins: Readonly<Record<string, string>>, path: readonly string[]): string {
  for (let length = path.length; length > 0; length--) {
    const key = path.slice(0, length).join('.');
    const found =
      origins[key] === 'default'
        ? (origins[`${key}File`] ?? origins[key])
        : (origins[key] ?? origins[`${key}File`]);
    if (found !== undefined) return found;
  }
  return (
    Object.entries(origins).find(([key]) => key.startsWith(path.slice(0, 2).join('.')))?.[1] ?? 'default'
  );
}

const KINDS: ReadonlySet<ReadingKind> = new Set(['mediamtx.config']);

/** Where the streams are, as MediaMTX's own configuration says; left out when it does not answer. */
async function addresses(loaded: Config, signal: AbortSignal): Promise<ConfigRow[]> {
  const { readings } = await probeBox({ config: loaded, kinds: KINDS, timeoutMs: 2_000, signal });
  const told = known(readings, 'mediamtx.config');
  if (!told)
    return [{ key: 'addresses', value: 'MediaMTX does not answer', origin: `GET ${loaded.mediamtx.url}` }];
  const origin = "MediaMTX's own configuration";
  return [
    { key: 'rtsp', value: told.rtsp ? told.rtspAddress : 'off', origin },
    { key: 'hls', value: told.hls ? told.hlsAddress : 'off', origin },
    { key: 'webrtc', value: told.webrtc ? told.webrtcAddress : 'off', origin },
  ];
}

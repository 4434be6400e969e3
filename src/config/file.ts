import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { ConfigError } from './problems.ts';

/** Who looks for a file, and where. */
export interface Place {
  readonly file?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly uid: number;
  readonly systemFile?: string;
}

/** A configuration file as it was found. */
export interface Source {
  readonly path: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/** The named file, else the local one, else the system-wide; null where there is none. Rejects with a ConfigError. */
export async function findFile({
  file,
  env,
  cwd,
  uid,
  systemFile = '/etc/camproof/camproof.yaml',
}: Place): Promise<Source | null> {
  const named = file ?? env['CAMPROOF_CONFIG'];
  if (named !== undefined && named !== '') return readSource(resolve(cwd, named), uid, true);
  // As root a file in a folder that others may write would choose programs and addresses for us.
  const local = uid === 0 ? null : await readSource(join(cwd, 'camproof.yaml'), uid, false);
  return local ?? readSource(systemFile, uid, false);
}

async function readSource(path: string, uid: number, wanted: boolean): Promise<Source | null> {
  const text = await readTrusted(path, uid, wanted);
  if (text === null) return null;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ pos, message }) => ({
      where: path,
      line: lines.linePos(pos[0]).line,
      key: '',
      found: message,
      allowed: 'YAML',
    }));
    throw new ConfigError(problems);
  }
  return { path, document, lines };
}

/** A file that others may write is no configuration and no secret; null when it does not exist and need not. */
export async function readTrusted(path: string, uid: number, wanted: boolean): Promise<string | null> {
  const refuse = (found: string, allowed: string) =>
    new ConfigError([{ where: path, line: null, key: '', found, allowed }]);
  try {
    const { mode, uid: owner } = await stat(path);
    if (mode & 0o022)
      throw refuse(
        `mode 0${(mode & 0o777).toString(8)}`,
        `a file that only its owner may write: chmod go-w ${path}`,
      );
    if (owner !== uid && owner !== 0)
      throw refuse(`a file of uid ${owner}`, 'a file of root or of the user who runs camproof');
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' && !wanted) return null;
    throw refuse(code || String(error), 'a readable file');
  }
}

/** The keys and values of the file; none where there is no file. */
export function rootOf(source: Source | null): Record<string, unknown> {
  const value: unknown = source ? plain(source) : {};
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new ConfigError([
    {
      where: source?.path ?? '',
      line: 1,
      key: '',
      found: JSON.stringify(value).slice(0, 40),
      allowed: 'keys with values',
    },
  ]);
}

/** The document as plain values; an empty one is none. */
function plain({ document, path }: Source): unknown {
  try {
    const value: unknown = document.toJS() ?? {};
    // An anchor within itself has no end.
    JSON.stringify(value);
    return value;
  } catch (error) {
    const found = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new ConfigError([{ where: path, line: null, key: '', found, allowed: 'anchors that end' }]);
  }
}

/** The line on which a key (or the nearest thing above it that is there) stands. */
export function lineOf({ document, lines }: Source, path: readonly PropertyKey[]): number | null {
  for (let length = path.length; length > 0; length--) {
    const keys = path.slice(0, length);
    const parent = document.getIn(keys.slice(0, -1), true);
    const last = keys.at(-1);
    const items =
      parent !== null && typeof parent === 'object' && 'items' in parent
        ? (parent.items as unknown[])
        : (document.contents as { items?: unknown[] } | null)?.items;
    const pair = (items ?? []).find((item) => isPairOf(item, last));
    const node = pair ?? document.getIn(keys, true);
    const start = pair ? pair.key.range?.[0] : isNode(node) ? node.range?.[0] : undefined;
    if (start !== undefined) return lines.linePos(start).line;
  }
  return null;
}

function isPairOf(
  item: unknown,
  key: PropertyKey | undefined,
): item is { key: { range?: readonly [number, number, number] } } {
  if (typeof item !== 'object' || item === null || !('key' in item)) return false;
  const { key: node } = item;
  return typeof node === 'object' && node !== null && 'value' in node && String(node.value) === String(key);
}

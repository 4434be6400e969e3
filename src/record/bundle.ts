import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runTool } from '../probes/run-tool.ts';
import { writeWhole } from '../write-whole.ts';

/** One file of a bundle, its path inside, and what it is, for the list. */
export interface BundleFile {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly what: string;
}

const PATIENCE_MS = 30_000;

/** What is inside, a line each: size, hash, name, and what it is. */
export function contentsOf(files: readonly BundleFile[]): string {
  const size = ({ content }: BundleFile) => String(Buffer.byteLength(content));
  const sizes = Math.max(...files.map((file) => size(file).length));
  const names = Math.max(...files.map(({ name }) => name.length));
  return files
    .map((file) => {
      const hash = createHash('sha256').update(file.content).digest('hex').slice(0, 12);
      return `${size(file).padStart(sizes)} bytes  ${hash}  ${file.name.padEnd(names)}  ${file.what}\n`;
    })
    .join('');
}

/**
 * Packs files into one tar.gz that only its owner may read, below one folder called `root`. `tar` does it in a process of its
 * own that is killed when the signal aborts. Rejects with a ProbeFault when there is no tar, or it fails.
 */
export async function packBundle(
  file: string,
  root: string,
  files: readonly BundleFile[],
  signal: AbortSignal,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'camproof-bundle-'));
  try {
    for (const { name, content } of files) {
      const path = join(folder, root, name);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(path, content, { flag: 'wx', mode: 0o600 });
    }
    const archive = join(folder, 'bundle.tar.gz');
    const ends = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    const { code, stderr } = await runTool(['tar', '-czf', archive, '-C', folder, root], ends);
    if (code !== 0) throw new Error(`tar ended with ${code}: ${stderr.trim()}`);
    await writeWhole(file, await readFile(archive), 0o600);
    // An umask may have taken bits away, never added any: who owns it has to be able to read it.
    await chmod(file, 0o600);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

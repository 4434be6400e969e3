// Builds dist/: the program's bundles and the library's type declarations. It is made beside and moved in file by file, so
// that a camproof that runs from dist/ meanwhile finds its chunks.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle, bundleCommonJs } from './bundle.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const made = mkdtempSync(join(root, '.dist-'));
try {
  await bundle(root, made);
  await bundleCommonJs(root, made);
  chmodSync(join(made, 'camproof.js'), 0o755);
  execFileSync(
    join(root, 'node_modules/.bin/tsc'),
    ['-p', join(root, 'tsconfig.types.json'), '--outDir', join(made, 'types')],
    { stdio: 'inherit' },
  );
  const files = filesIn(made);
  for (const file of files) {
    mkdirSync(dirname(join(dist, file)), { recursive: true });
    renameSync(join(made, file), join(dist, file));
  }
  for (const old of filesIn(dist)) if (!files.includes(old)) rmSync(join(dist, old));
} finally {
  rmSync(made, { recursive: true, force: true });
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

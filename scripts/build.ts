// Builds dist/: the program's bundles and the library's type declarations.
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
rmSync(dist, { recursive: true, force: true });
await bundle(root, dist);
chmodSync(join(dist, 'camproof.js'), 0o755);

execFileSync(
  join(root, 'node_modules/.bin/tsc'),
  ['-p', join(root, 'tsconfig.types.json'), '--outDir', join(dist, 'types')],
  { stdio: 'inherit' },
);

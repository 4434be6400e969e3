// Builds dist/: the program as ES modules split at dynamic imports, so that a headless command never
// loads the UI and `camproof version` loads nearly nothing; and the library's type declarations.
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
rmSync(dist, { recursive: true, force: true });

await build({
  absWorkingDir: root,
  // The media server's stand-in is a process of its own.
  entryPoints: {
    camproof: 'src/cli/main.ts',
    index: 'src/index.ts',
    'v4l2-helper': 'src/probes/v4l2/v4l2-helper.ts',
    'stand-in': 'src/demo/media/stand-in/main.ts',
  },
  outdir: dist,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  chunkNames: 'chunks/[name]-[hash]',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  // Native code and what forks shells stay packages of their own; react-devtools-core is Ink's optional extra.
  external: ['koffi', 'ffmpeg-static', 'react-devtools-core'],
  // CommonJS dependencies call require() for Node's own modules.
  banner: {
    js: "import { createRequire as __camproofRequire } from 'node:module'; const require = __camproofRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
chmodSync(join(dist, 'camproof.js'), 0o755);

execFileSync(
  join(root, 'node_modules/.bin/tsc'),
  ['-p', join(root, 'tsconfig.types.json'), '--outDir', join(dist, 'types')],
  { stdio: 'inherit' },
);

import { build, type Plugin } from 'esbuild';

/** The programs and the library of the package, by the name of their file. Helpers are processes of their own. */
export const PROGRAMS: Readonly<Record<string, string>> = {
  camproof: 'src/cli/main.ts',
  index: 'src/index.ts',
  testing: 'src/testing/index.ts',
  'probe-child': 'src/testing/probe-child.ts',
  'v4l2-helper': 'src/probes/v4l2/v4l2-helper.ts',
  'webrtc-child': 'src/probes/webrtc/webrtc-child.ts',
  'stand-in': 'src/demo/media/stand-in/main.ts',
};

/** Native code stays a package of its own; react-devtools-core is Ink's optional extra; vitest is there where it runs. */
const EXTERNAL = ['koffi', 'ffmpeg-static', 'react-devtools-core', 'vitest'];

/**
 * The WebSocket library requires TLS whether it is used or not, and that takes as long to load as all the rest of Node: it is
 * handed what loads it when it is first used.
 */
const lazyTls: Plugin = {
  name: 'lazy TLS',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:https|tls)$/ }, ({ path, importer }) =>
      /\/node_modules\/ws\//.test(importer) ? { path, namespace: 'when-used' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'when-used' }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get: (_, name) => process.getBuiltinModule('node:${path}')[name] });`,
    }));
  },
};

/**
 * Node's own modules through `require`: an `import` asks each of them for everything that it has, and that makes
 * `node:http` load a second HTTP client, which costs 10 MiB and 20 ms.
 */
const requireBuiltins: Plugin = {
  name: 'require-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'builtin' } : { path, external: true },
    );
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
      loader: 'js',
    }));
  },
};

/** What zod says in sixty languages stays out: the loaded program is half a megabyte smaller. */
const withoutLocales: Plugin = {
  name: 'without-locales',
  setup({ onLoad }) {
    onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, () => ({ contents: 'export {};' }));
  },
};

/** The testing library once more for those who `require` it. */
export async function bundleCommonJs(root: string, outdir: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: { testing: 'src/testing/index.ts' },
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    external: EXTERNAL,
    plugins: [lazyTls],
    define: { 'import.meta.url': '__camproofUrl' },
    banner: { js: "const __camproofUrl = require('node:url').pathToFileURL(__filename).href;" },
    logLevel: 'warning',
  });
}

/**
 * Bundles programs (name → source below `root`) into a folder: ES modules split at dynamic imports, so that a
 * headless command never loads the UI and `camproof version` loads nearly nothing.
 */
export async function bundle(
  root: string,
  outdir: string,
  programs: Readonly<Record<string, string>> = PROGRAMS,
): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: programs,
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    // Names stay as they are, for whoever has to read where an error came from. The text of a program stays in memory as
    // long as it runs, and letters beyond Latin-1 in a comment would double it.
    minifyWhitespace: true,
    // As written: made of text, they would be looked up anew for each letter that is drawn.
    supported: { 'regexp-unicode-property-escapes': true },
    chunkNames: 'chunks/[name]-[hash]',
    jsx: 'automatic',
    define: {
      'process.env.NODE_ENV': '"production"',
      // Yoga would fetch its WebAssembly, which it carries in itself, and with that load Node's second HTTP client: 20 MiB and
      // 70 ms. Nothing here fetches.
      fetch: 'undefined',
    },
    external: EXTERNAL,
    plugins: [requireBuiltins, lazyTls, withoutLocales],
    // CommonJS dependencies call require() for Node's own modules.
    banner: {
      js: "import { createRequire as __camproofRequire } from 'node:module'; const require = __camproofRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Line } from './told.ts';

export const PROJECT = fileURLToPath(new URL('../frameworks/', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What the tests of the project are asked to prove, a box each or one (see its options.cjs), and how they are run. */
export interface Asked {
  readonly prove: readonly Readonly<Record<string, unknown>>[] | Readonly<Record<string, unknown>>;
  readonly files?: string;
  readonly fakeTimers?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** More words for the framework's command line. */
  readonly words?: readonly string[];
}

export interface Framework {
  readonly name: string;
  /** Its command line for an outsider's project. */
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly file: string;
  /** Its own report, as lines. */
  lines(output: string): readonly Line[];
}

const jsonLines = (output: string): readonly Line[] =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{"path"'))
    .map((line): Line => JSON.parse(line));

const own = (tool: string): string => join(PROJECT, 'node_modules/.bin', tool);
const root = (tool: string): string => join(ROOT, 'node_modules/.bin', tool);

/** The frameworks of JavaScript that camproof/testing knows, each as its users run it. */
export const frameworks: readonly Framework[] = [
  {
    name: 'vitest',
    argv: [root('vitest'), 'run', '--config', 'vitest.config.mjs', '--reporter=./vitest-lines.mjs'],
    file: 'box.mjs',
    lines: jsonLines,
  },
  {
    name: 'node:test',
    argv: [root('node'), '--test', '--test-reporter=./node-lines.mjs'],
    file: 'box.mjs',
    lines: jsonLines,
  },
  {
    name: 'mocha',
    argv: [own('mocha'), '--reporter', './mocha-lines.cjs', '--timeout', '60000'],
    file: 'box.mjs',
    lines: (output) => jsonLines(output).map(withReason),
  },
  {
    name: 'jest',
    argv: [own('jest'), '--json'],
    env: { NODE_OPTIONS: '--experimental-vm-modules --no-warnings' },
    file: 'box.mjs',
    lines: jestLines,
  },
  { name: 'jest (CommonJS)', argv: [own('jest'), '--json'], file: 'box.cjs', lines: jestLines },
];

/** Runs the project's tests in a framework. Rejects with its words when it says nothing of any test. */
export async function runIn(
  framework: Framework,
  { prove, files = framework.file, fakeTimers = false, env = {}, words = [] }: Asked,
): Promise<readonly Line[]> {
  // vitest and jest take the files from their configuration.
  const named = framework.name === 'mocha' || framework.name === 'node:test' ? files.split(' ') : [];
  const [program = '', ...rest] = [...framework.argv, ...words, ...named];
  const child = spawn(program, rest, {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...cleanEnvironment(),
      ...framework.env,
      ...env,
      CAMPROOF_PROVE: JSON.stringify([prove].flat().map((one) => ({ warn: 'fail', ...one }))),
      CAMPROOF_FILES: files,
      ...(fakeTimers && { CAMPROOF_FAKE_TIMERS: '1' }),
    },
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  const lines = framework.lines(output);
  if (lines.length === 0)
    throw new Error(`${framework.name} ran no test: ${output.slice(-2000)}${errors.slice(-2000)}`);
  return lines;
}

/** What the framework that runs this test has set would make the other one take itself for its worker. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(?:VITEST|JEST|NODE_|TEST$|MODE$|DEV$|PROD$|SSR$|BASE_URL$)/.test(name),
    ),
  );
}

function jestLines(output: string): readonly Line[] {
  const start = output.indexOf('{"num');
  if (start < 0) return [];
  const report: { testResults: readonly { assertionResults: readonly JestTest[] }[] } = JSON.parse(
    output.slice(start),
  );
  return report.testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ ancestorTitles, title, status, failureMessages: [failure = ''] }) => {
      const state = status === 'pending' ? 'skipped' : status === 'passed' ? 'passed' : 'failed';
      const message = failure.replace(/^BoxFailure: /, '');
      return withReason({ path: [...ancestorTitles, title], state, message });
    }),
  );
}

interface JestTest {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

/** Where a framework has no place for it, the reason stands behind the name. */
function withReason(line: Line): Line {
  const title = line.path.at(-1) ?? '';
  const [, name = title, reason] = /^(.*?: .*?) \[(\w+: .*)\]$/s.exec(title) ?? [];
  return { ...line, path: [...line.path.slice(0, -1), name], message: reason ?? line.message };
}

const PYTEST = join(PROJECT, '.venv/bin/pytest');
/** Why pytest cannot be compared here; null where it can. */
export const withoutPytest = existsSync(PYTEST)
  ? null
  : 'pytest could not be installed here (scripts/setup --tests)';

/** Runs the plugin for pytest with these options, as an outsider does. */
export async function runInPytest(options: readonly string[]): Promise<readonly Line[]> {
  const command = `${join(ROOT, 'node_modules/.bin/node')} ${join(ROOT, 'dist/camproof.js')}`;
  const words = ['-p', 'pytest_lines', '-p', 'no:cacheprovider', '-q', '-s', '--camproof-warn=fail'];
  const child = spawn(PYTEST, [...words, '-o', `camproof_command=${command}`, ...options], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...cleanEnvironment(), PYTHONPATH: PROJECT },
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  const lines = jsonLines(output);
  if (lines.length === 0) throw new Error(`pytest ran no test: ${output.slice(-2000)}${errors.slice(-2000)}`);
  return lines;
}

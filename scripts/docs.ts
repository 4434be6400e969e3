// Writes the parts of docs/ that are made from the tables of the program: checks, diagnoses, faults, configuration.
// usage: node scripts/docs.ts [--check]   (--check only says whether they are current)
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { explainedCodes } from '../src/checks/explanations/table.ts';
import { checks, GROUPS } from '../src/checks/table.ts';
import { ENVIRONMENT } from '../src/config/environment.ts';
import { schema } from '../src/config/schema.ts';
import { faults } from '../src/demo/faults/table.ts';
import { quote } from '../src/model/index.ts';

const docs = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs');
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
const made = '<!-- made by scripts/docs.ts; edit the tables in src/ instead -->';

const pages: Readonly<Record<string, string>> = {
  'checks.md': `${made}
# Checks

In causal order. \`--only\` takes these ids, the links, and the groups ${Object.keys(GROUPS)
    .map((group) => `\`${group}\``)
    .join(', ')}.

${table(
  ['id', 'link', 'weight', 'what it says', 'rests on'],
  checks.map(({ id, link, weight, title, needs }) => [
    `\`${id}\``,
    link ?? 'box',
    weight,
    title,
    needs.map((kind) => `\`${kind}\``).join(' '),
  ]),
)}

## Diagnoses

Every \`warn\` and \`fail\` carries a code, with its cause and the next commands: [diagnoses.md](diagnoses.md).

## Faults of the demo box

\`camproof demo --break ID\` makes them, and \`camproof demo --running --break ID\` and \`--mend ID\` in a demo that runs in another
terminal. The tests make each of them and expect exactly these findings; how long the screen takes to show each stands in
[live.md](live.md).

${table(
  ['id', 'what is broken', 'expected `fail` findings'],
  faults.map(({ id, describes, expect }) => [
    `\`${id}\``,
    describes,
    expect.map(({ subject, check, code }) => `${subject} \`${check}\` \`${code}\``).join(', ') ||
      'none (unknown or warn)',
  ]),
)}
`,
  'diagnoses.md': `${made}
# Diagnoses

What \`camproof explain CODE\` says. Causes and commands are those of an example.

${explainedCodes
  .map(
    ({ code, means, detected, example }) => `## ${code}

${means}

- **Detected by:** ${detected}
- **Says, for example:** ${example.cause}
${example.nextSteps
  .map(({ text, argv }, at) => `- ${at === 0 ? '**Do:** ' : ''}${text}${argv ? `: \`${quote(argv)}\`` : ''}`)
  .join('\n')}
`,
  )
  .join('\n')}`,
  'configuration.md': `${made}
# Configuration

YAML, from the first of: \`--config FILE\`, \`CAMPROOF_CONFIG\`, \`./camproof.yaml\` (not as root), \`/etc/camproof/camproof.yaml\`.
No file is needed on a standard box: every key has a default, and \`camproof config\` shows the values in force and
where each came from. A file that group or others may write is refused, and so is a secret file.

${table(['key', 'type', 'default', 'meaning'], keys(JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })))))}

## Environment

${table(['variable', 'sets'], [['`CAMPROOF_CONFIG`', 'the file'], ...ENVIRONMENT.map(({ name, key }) => [`\`${name}\``, `\`${key}\``] as const)])}
`,
};

interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly description?: string;
}

function keys(node: Schema, path = ''): string[][] {
  const object = node.anyOf?.find(({ properties }) => properties) ?? node;
  if (object.properties) {
    const own = path === '' || !node.description ? [] : [[`\`${path}\``, typeOf(node), '', node.description]];
    return [
      ...own,
      ...Object.entries(object.properties).flatMap(([name, inner]) =>
        keys(inner, path === '' ? name : `${path}.${name}`),
      ),
    ];
  }
  const row = [
    `\`${path}\``,
    typeOf(node),
    node.default === undefined ? '' : `\`${JSON.stringify(node.default)}\``,
    node.description ?? '',
  ];
  return node.items?.properties ? [row, ...keys(node.items, `${path}[]`)] : [row];
}

function typeOf({ type, anyOf, enum: words, const: constant, items }: Schema): string {
  if (constant !== undefined) return JSON.stringify(constant);
  if (words) return words.map((word) => JSON.stringify(word)).join(' or ');
  if (anyOf) return [...new Set(anyOf.map(typeOf))].join(' or ');
  if (type === 'array') return `list of ${items ? typeOf(items) : 'anything'}`;
  return [type ?? 'anything'].flat().join(' or ');
}

let stale = 0;
for (const [name, text] of Object.entries(pages)) {
  const path = join(docs, name);
  if (!process.argv.includes('--check')) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) {
    stale++;
    console.error(`docs/${name} is not current: node scripts/docs.ts`);
  }
}
process.exitCode = stale === 0 ? 0 : 1;

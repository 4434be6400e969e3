import { distance } from 'fastest-levenshtein';
import * as z from 'zod';
import { schema } from './schema.ts';

/** One thing that is wrong in a configuration. */
export interface Problem {
  /** The file, `environment` or `command line`. */
  readonly where: string;
  readonly line: number | null;
  /** Dotted key: `cameras.0.device`. */
  readonly key: string;
  readonly found: string;
  readonly allowed: string;
  readonly suggestion?: string;
}

/** A configuration that cannot be used, with everything that is wrong in it. Exit code 78. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(inWords).join('\n'));
    this.problems = problems;
  }
}

function inWords({ where, line, key, found, allowed, suggestion }: Problem): string {
  const place = line === null ? where : `${where}:${line}`;
  const hint = suggestion === undefined ? '' : ` (did you mean ${suggestion}?)`;
  return `${place}: ${key === '' ? '' : `${key}: `}found ${found}, allowed: ${allowed}${hint}`;
}

/** How far a mistyped key may be from the one that was meant. */
const NEAR = 3;

/** zod's issues as problems; a value is shown only where it is no secret. */
export function problemsOf(
  error: z.ZodError,
  value: unknown,
  where: string,
  lineOf: (path: readonly PropertyKey[]) => number | null,
): Problem[] {
  return flatten(error.issues).flatMap((issue): Problem[] => {
    const path = issue.path;
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(path);
      return issue.keys.map((key) => {
        const near = known.toSorted((one, other) => distance(one, key) - distance(other, key))[0];
        const suggestion = near !== undefined && distance(near, key) <= NEAR ? near : undefined;
        const full = [...path, key];
        return {
          where,
          line: lineOf(full),
          key: full.join('.'),
          found: 'an unknown key',
          allowed: known.join(', '),
          ...(suggestion !== undefined && { suggestion }),
        };
      });
    }
    return [
      {
        where,
        line: lineOf(path),
        key: path.join('.'),
        found: show(path, at(value, path)),
        allowed: allowedBy(issue),
      },
    ];
  });
}

type Issue = z.core.$ZodIssue;

/** A union that fails tells of its branches; the one that got furthest is what was meant. */
function flatten(issues: readonly Issue[]): Issue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union') return [issue];
    const branches = issue.errors
      .map((errors) => flatten(errors))
      .filter(
        (errors) =>
          errors.some(({ code, path }) => code !== 'invalid_type' || path.length > 0) &&
          !errors.some(({ code }) => code === 'invalid_value'),
      );
    const [inner] = branches;
    if (!inner) return [issue];
    return inner.map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
  });
}

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );

function show(path: readonly PropertyKey[], value: unknown): string {
  if (/password|token/i.test(String(path.at(-1)))) return 'a value of another type';
  if (value === undefined) return 'nothing';
  // A URL may carry what it must not carry.
  return JSON.stringify(value).replace(/\/\/[^/@"]*@/, '//***@');
}

function allowedBy(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'a whole number' : `a ${issue.expected}`;
    case 'invalid_value':
      return issue.values.map(String).join(' or ');
    case 'too_small':
      return issue.inclusive === false
        ? `more than ${issue.minimum}`
        : `at least ${issue.minimum}${issue.origin === 'string' ? ' character' : ''}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    case 'invalid_format':
      return issue.format === 'starts_with' && 'prefix' in issue
        ? `a text that starts with ${String(issue.prefix)}`
        : issue.format;
    case 'invalid_union': {
      const keys = keysAt(issue.path);
      return keys.length > 0 ? `off, or the keys ${keys.join(', ')}` : 'a text, or a list of texts';
    }
    default:
      return issue.message;
  }
}

/** The keys that the schema knows at a place. */
function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let inner: z.core.$ZodType = schema;
  for (const key of path) inner = step(unwrap(inner), key) ?? schema;
  const object = unwrap(inner);
  return object instanceof z.ZodObject ? Object.keys(object.shape) : [];
}

function unwrap(type: z.core.$ZodType): z.core.$ZodType {
  if (
    type instanceof z.ZodOptional ||
    type instanceof z.ZodDefault ||
    type instanceof z.ZodPrefault ||
    type instanceof z.ZodNullable
  )
    return unwrap(type.unwrap());
  if (type instanceof z.ZodUnion)
    return unwrap(
      type.options.find((option) => unwrap(option) instanceof z.ZodObject) ?? type.options[0] ?? type,
    );
  return type;
}

function step(type: z.core.$ZodType, key: PropertyKey): z.core.$ZodType | undefined {
  if (type instanceof z.ZodObject) return type.shape[String(key)];
  return type instanceof z.ZodArray ? type.element : undefined;
}

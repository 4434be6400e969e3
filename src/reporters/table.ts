import { human } from './human.ts';
import { json } from './json.ts';
import type { Reporter } from './reporter.ts';

/** Every format there is, by the name that `--format` takes. */
export const reporters = { human, json } as const satisfies Readonly<Record<string, Reporter>>;

export type Format = keyof typeof reporters;

import * as z from 'zod';

const reading = z
  .looseObject({
    source: z.string(),
    at: z.iso.datetime(),
    mono: z.number(),
    tookMs: z.number(),
    loopDelayMs: z.number(),
    maxAgeMs: z.number(),
  })
  .and(
    z.discriminatedUnion('ok', [
      z.looseObject({ ok: z.literal(true), value: z.unknown() }),
      z.looseObject({
        ok: z.literal(false),
        fault: z.looseObject({ code: z.string(), phase: z.string(), message: z.string() }),
      }),
    ]),
  );

const sweep = z.looseObject({
  schema: z.literal(1),
  box: z.looseObject({ hostname: z.string(), simulated: z.boolean(), camproofVersion: z.string() }),
  startedAt: z.iso.datetime(),
  tookMs: z.number(),
  mono: z.number(),
  notReached: z.array(z.string()),
  expectations: z.looseObject({
    cameras: z.array(z.looseObject({ name: z.string(), paths: z.array(z.string()) })),
    thresholds: z.looseObject({}),
    options: z.looseObject({ only: z.array(z.string()), cameras: z.array(z.string()) }),
  }),
  readings: z.record(z.string(), z.record(z.string(), reading)),
});

/** What keeps a value from being a sweep, in words; at most three. */
export function shapeProblems(value: unknown): readonly string[] {
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  if (typeof schema === 'number' && schema !== 1)
    return [`it is of schema ${schema}, and this camproof knows 1`];
  if (schema === 1 && !('readings' in Object(value)) && 'findings' in Object(value))
    return ['it is the report of a sweep (check --save FILE keeps the sweep itself)'];
  const parsed = sweep.safeParse(value);
  if (parsed.success) return [];
  return parsed.error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.length > 0 ? path.join('.') : 'it'}: ${message}`);
}

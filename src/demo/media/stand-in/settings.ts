import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';

export type Generation = 'old' | 'new';

/** Durations as MediaMTX writes them (`10s`, `1m30s`), in ms. */
const duration = z.string().transform((text) => {
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  return [...text.matchAll(/(\d+)(ms|s|m|h|d)/g)].reduce(
    (sum, [, n, unit]) => sum + Number(n) * (units[unit ?? ''] ?? 0),
    0,
  );
});

/** What a path may be told, in the file and over the API; anything else is an unknown field, as on the real server. */
export const pathSettings = z.strictObject({
  source: z.string().default('publisher'),
  sourceOnDemand: z.boolean().default(false),
  alwaysAvailable: z.boolean().default(false),
  alwaysAvailableTracks: z.array(z.object({ codec: z.string() })).default([]),
  overridePublisher: z.boolean().default(true),
  record: z.boolean().default(false),
  recordPath: z.string().default('./recordings/%path/%Y-%m-%d_%H-%M-%S-%f'),
  runOnInit: z.string().default(''),
  runOnInitRestart: z.boolean().default(false),
  runOnDemand: z.string().default(''),
  runOnDemandRestart: z.boolean().default(false),
  runOnDemandStartTimeout: duration.default(10_000),
  runOnDemandCloseAfter: duration.default(10_000),
  publishUser: z.string().default(''),
  publishPass: z.string().default(''),
  readUser: z.string().default(''),
  readPass: z.string().default(''),
});
export type PathSettings = z.output<typeof pathSettings>;

const user = z.object({
  user: z.string(),
  pass: z.string().default(''),
  permissions: z.array(z.object({ action: z.string(), path: z.string().default('') })).default([]),
});
export type User = z.output<typeof user>;

const OPEN: readonly User[] = [
  { user: 'any', pass: '', permissions: ['publish', 'read', 'api'].map((action) => ({ action, path: '' })) },
];

const fileSettings = z
  .object({
    api: z.boolean().default(false),
    apiAddress: z.string().default('127.0.0.1:9997'),
    rtspAddress: z.string().default(':8554'),
    rtpAddress: z.string().default(':8000'),
    rtcpAddress: z.string().default(':8001'),
    hls: z.boolean().default(true),
    hlsAddress: z.string().default(':8888'),
    webrtc: z.boolean().default(true),
    webrtcAddress: z.string().default(':8889'),
    webrtcLocalUDPAddress: z.string().default(':8189'),
    webrtcAdditionalHosts: z.array(z.string()).default([]),
    readTimeout: duration.default(10_000),
    rtspAuthMethods: z.array(z.string()).optional(),
    authMethods: z.array(z.string()).optional(),
    authInternalUsers: z.array(user).default([...OPEN]),
    driftedCounters: z.boolean().default(false),
    paths: z
      .record(z.string(), pathSettings.nullable())
      .nullish()
      .transform(
        (paths) =>
          new Map(Object.entries(paths ?? {}).map(([name, of]) => [name, of ?? pathSettings.parse({})])),
      ),
  })
  .transform(({ rtspAuthMethods, authMethods, ...rest }) => ({
    ...rest,
    authMethods: rtspAuthMethods ?? authMethods ?? ['basic'],
  }));

/** The part of a mediamtx.yml that the stand-in heeds; names of both generations. */
export type Settings = z.output<typeof fileSettings>;

/** Reads a mediamtx.yml. Throws where it cannot be read or a value is wrong. */
export function readSettings(file: string): Settings {
  return fileSettings.parse(parse(readFileSync(file, 'utf8'), { version: '1.1' }) ?? {});
}

/** `127.0.0.1:8554` or `:8554`, apart. */
export function splitAddress(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon) || '0.0.0.0', port: Number(address.slice(colon + 1)) };
}

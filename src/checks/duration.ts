const UNITS: Readonly<Record<string, number>> = { d: 86_400, h: 3_600, m: 60, s: 1, ms: 0.001 };

/** A duration as MediaMTX writes it (`1d`, `24h0m0s`, `200ms`) in seconds; null where it says none, or zero. */
export function secondsOf(duration: string): number | null {
  let seconds = 0;
  for (const [, count, unit = ''] of duration.matchAll(/([\d.]+)(d|h|ms|m|s)/g))
    seconds += Number(count) * (UNITS[unit] ?? 0);
  return seconds === 0 ? null : seconds;
}

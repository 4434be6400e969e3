import type { Config } from '../config/config.ts';

/** How long a stream may be silent before it is given up, ms: three frames of its declared rate, and no less than `leastMs`. */
export function silenceMs({ cameras }: Pick<Config, 'cameras'>, path: string, leastMs: number): number {
  const fps = cameras.find(({ paths }) => paths.includes(path))?.expect?.fps;
  return fps === undefined ? leastMs : Math.max(leastMs, 3000 / fps);
}

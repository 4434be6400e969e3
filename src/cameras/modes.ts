import type { FrameSize, NodeCapabilities, PixelFormat } from '../model/index.ts';

/** What a camera is asked for, or gives: `YUYV`, pixels, frames per second. */
export interface Mode {
  readonly fourcc: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
}

/**
 * The listed mode nearest to a wanted one, and whether it meets it. Where the driver lists no sizes or rates,
 * nothing speaks against what is wanted; null when it lists no format at all.
 */
export function nearestMode(
  { formats }: NodeCapabilities,
  wanted: Partial<Mode>,
): (Mode & { readonly exact: boolean }) | null {
  const named = formats.filter(({ fourcc }) => wanted.fourcc === undefined || fourcc === wanted.fourcc);
  const modes = (named.length > 0 ? named : formats).flatMap((format) => modesOf(format, wanted));
  const scored = modes.map((mode) => ({ mode, far: distance(mode, wanted) }));
  const best = scored.toSorted((one, other) => one.far - other.far)[0];
  return best ? { ...best.mode, exact: best.far === 0 } : null;
}

function modesOf({ fourcc, sizes }: PixelFormat, wanted: Partial<Mode>): Mode[] {
  if (sizes.length === 0) {
    const { width = 0, height = 0, fps = 0 } = wanted;
    return [{ fourcc, width, height, fps }];
  }
  return sizes.flatMap((size) => {
    const width = fit(wanted.width, size.width, size.maxWidth, size.stepWidth);
    const height = fit(wanted.height, size.height, size.maxHeight, size.stepHeight);
    return ratesOf(size, wanted.fps).map((fps) => ({ fourcc, width, height, fps }));
  });
}

/** The rates of a size that are worth comparing with the wanted one. */
function ratesOf({ rates, anyRateBetween }: FrameSize, wanted: number | undefined): readonly number[] {
  if (rates.length === 0) return [wanted ?? 0];
  if (!anyRateBetween || wanted === undefined) return rates;
  return [Math.min(Math.max(wanted, Math.min(...rates)), Math.max(...rates))];
}

/** The nearest value that a discrete size or a stepwise range allows. */
function fit(wanted: number | undefined, min: number, max = min, step = 1): number {
  if (wanted === undefined) return max;
  const unit = step || 1;
  const steps = Math.round((Math.min(Math.max(wanted, min), max) - min) / unit);
  return Math.min(min + steps * unit, max);
}

function distance(mode: Mode, wanted: Partial<Mode>): number {
  const fourcc = wanted.fourcc !== undefined && wanted.fourcc !== mode.fourcc ? 1e9 : 0;
  const size =
    Math.abs(mode.width - (wanted.width ?? mode.width)) +
    Math.abs(mode.height - (wanted.height ?? mode.height));
  // A rate is met by any that is at most a fiftieth off: 29.97 is 30.
  const off = Math.abs(mode.fps - (wanted.fps ?? mode.fps));
  return fourcc + size * 100 + (off <= mode.fps / 50 ? 0 : off);
}

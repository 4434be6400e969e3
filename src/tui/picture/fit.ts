import type { Picture } from '../../index.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The largest size of the same shape within another one. */
export function within({ width, height }: Size, room: Size): Size {
  const scale = Math.min(room.width / width, room.height / height);
  return {
    width: Math.max(1, Math.min(room.width, Math.round(width * scale))),
    height: Math.max(1, Math.min(room.height, Math.round(height * scale))),
  };
}

/** Scaled by area: each new pixel is the mean of those that it covers, or the nearest one where it is smaller. */
export function scaled({ width, height, rgb }: Picture, to: Size): Picture {
  const out = new Uint8Array(to.width * to.height * 3);
  let at = 0;
  for (let y = 0; y < to.height; y++) {
    const top = Math.floor((y * height) / to.height);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * height) / to.height));
    for (let x = 0; x < to.width; x++) {
      const left = Math.floor((x * width) / to.width);
      const right = Math.max(left + 1, Math.floor(((x + 1) * width) / to.width));
      let [red, green, blue] = [0, 0, 0];
      for (let row = top; row < bottom; row++) {
        for (let pixel = (row * width + left) * 3; pixel < (row * width + right) * 3; pixel += 3) {
          red += rgb[pixel] ?? 0;
          green += rgb[pixel + 1] ?? 0;
          blue += rgb[pixel + 2] ?? 0;
        }
      }
      const count = (bottom - top) * (right - left);
      out[at++] = red / count;
      out[at++] = green / count;
      out[at++] = blue / count;
    }
  }
  return { ...to, rgb: out };
}

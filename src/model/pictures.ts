/** Smallest and largest of something over all pictures of a look. */
export interface Span {
  readonly least: number;
  readonly most: number;
}

/**
 * What the pictures of a stream look like, measured and not judged. Subject of the reading: the path. Brightness runs
 * from 0 to 255 and is taken after area scaling to 64x36, where sensor noise averages out.
 */
export interface Pictures {
  /** Size as decoded, pixels; null when nothing could be decoded. */
  readonly width: number | null;
  readonly height: number | null;
  /** Pictures that came out of the decoder. */
  readonly frames: number;
  /** From the first to the last of them on the stream's own clock, ms. */
  readonly lookMs: number;
  /** Mean brightness of a picture. */
  readonly luma: Span;
  /** Standard deviation of brightness within a picture. */
  readonly contrast: Span;
  /** Largest standard deviation of a colour component within a picture. */
  readonly colourContrast: number;
  /** Largest difference of one pixel over the whole look. */
  readonly change: number;
  /** Key frames that were decoded, and how many of them differ from every other one in any pixel at full size. */
  readonly keyFrames: number;
  readonly distinctKeyFrames: number;
  /** Median sizes as encoded, bytes; null where there was none. */
  readonly keyFrameBytes: number | null;
  readonly otherFrameBytes: number | null;
  /** Share of rows at the bottom of a picture that are of one colour all together, one that transfers breaking off leave. */
  readonly flatBottom: Span;
  /** How often that came or went, by a tenth of the rows or more, from one picture to the next. */
  readonly flatBottomChanges: number;
  /** Lines in which the decoder complained of damage, and the first thing that it complained of. */
  readonly complaints: number;
  readonly complaint: string | null;
}

/** A picture to be shown: red, green and blue, a byte each, row by row. Never part of a sweep. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

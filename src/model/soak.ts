import type { Diagnosis, Link, Report } from './verdict.ts';

/**
 * What may come with a dropout and be behind it, the deepest first: under-voltage, the camera leaving the USB, MediaMTX not
 * answering, another process that publishes afterwards, the same one in a new session.
 */
export const COMPANY = ['power', 'usb', 'server', 'publisher', 'reconnect'] as const;
/** One of them. */
export type Company = (typeof COMPANY)[number];

/** A time during which a camera's line, from the sensor to the viewer, was broken. */
export interface Dropout {
  /** ISO 8601; the last sign of life before it. */
  readonly at: string;
  /** Until the first sign of life after it, ms; so far, when it has not ended. */
  readonly lengthMs: number;
  readonly ended: boolean;
  /** The first broken link when it was noticed, its cause and its words. */
  readonly link: Link;
  readonly code: string | null;
  readonly summary: string;
  /** What came with it, as far as that is known by now; absent in what an older agent kept. */
  readonly with?: readonly Company[];
}

/** The same with the camera it is about. */
export interface CameraDropout extends Dropout {
  readonly camera: string;
}

/** How one camera held out. */
export interface CameraSoak {
  readonly camera: string;
  /** The newest hundred; `dropoutCount` counts all. */
  readonly dropouts: readonly Dropout[];
  readonly dropoutCount: number;
  /** Longest time without a byte on its first stream, ms. */
  readonly longestGapMs: number;
  /** Frame rates of the active proofs; null when none was made. */
  readonly fps: Summary | null;
  /** Bits per second, over some five seconds each. */
  readonly bitrate: Summary | null;
  /** Another process published. */
  readonly publisherRestarts: number;
  /** The same process published in another session. */
  readonly reconnects: number;
  /** Disconnects of its USB port in the kernel log. */
  readonly usbResets: number;
  /** How it stood at the end. */
  readonly headline: string;
  readonly proved: boolean;
  /** Why it dropped out, by what came with it; null where it did not, or each dropout has its own cause. */
  readonly why: Diagnosis | null;
}

/** The smallest, the median, and of how many values. */
export interface Summary {
  readonly min: number;
  readonly median: number;
  readonly samples: number;
}

/** What a box did while it was watched. */
export interface SoakReport {
  readonly schema: 1;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly lastedMs: number;
  /** `fail` after a dropout, whatever holds now; else the verdict at the end. */
  readonly verdict: Report['verdict'];
  readonly headline: string;
  readonly cameras: readonly CameraSoak[];
}

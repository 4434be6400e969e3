import { describe, expect, it } from 'vitest';
import { MOST, Pace } from '../../../src/tui/picture/pace.ts';

/** Sends as much as it may over a simulated line, for some seconds; what went over it in a second. */
function sent(line: { readonly bytesPerSecond: number; readonly wayMs: number }, seconds: number) {
  const pace = new Pace();
  let [now, bytes, longest] = [0, 0, 0];
  let last = 0;
  while (now < seconds * 1000) {
    const slice = pace.slice;
    const tookMs = line.wayMs + (slice / line.bytesPerSecond) * 1000;
    if (now > 3_000) {
      bytes += slice;
      longest = Math.max(longest, tookMs - line.wayMs);
    }
    now += tookMs + pace.sent(slice, tookMs);
    last = now;
  }
  return { rate: (bytes / (last - 3_000)) * 1000, longest };
}

describe('the pace', () => {
  it('stays within its limit on a line without one', () => {
    const { rate } = sent({ bytesPerSecond: 100e6, wayMs: 1 }, 30);
    expect(rate).toBeLessThanOrEqual(MOST * 1.02);
    expect(rate).toBeGreaterThan(MOST * 0.9);
  });

  it('leaves half of a slow line to all else, and lets no key wait long', () => {
    const { rate, longest } = sent({ bytesPerSecond: 10_000, wayMs: 60 }, 60);
    expect(rate).toBeLessThan(6_000);
    expect(rate).toBeGreaterThan(2_000);
    expect(longest).toBeLessThan(320);
  });

  it('is not slowed by a way that is only long', () => {
    expect(sent({ bytesPerSecond: 100e6, wayMs: 300 }, 30).rate).toBeGreaterThan(30_000);
  });

  it('sends little to a terminal that never answers', () => {
    const pace = new Pace();
    expect(pace.sent(4_000, null)).toBe(1_000);
    expect(pace.slice).toBe(512);
  });
});

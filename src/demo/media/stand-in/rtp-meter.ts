/** Counts what one RTP source sent: packets, loss by sequence numbers, jitter as in RFC 3550. */
export class RtpMeter {
  readonly #clockRate: number;
  #next: number | undefined;
  #transit: number | undefined;
  packets = 0;
  lost = 0;
  /** In units of the RTP clock. */
  jitter = 0;

  constructor(clockRate: number) {
    this.#clockRate = clockRate;
  }

  count(packet: Buffer, nowMs: number): void {
    if (packet.length < 12) return;
    this.packets++;
    const sequence = packet.readUInt16BE(2);
    const gap = this.#next === undefined ? 0 : (sequence - this.#next) & 0xffff;
    // Half the circle behind is an old packet that came late, not a gap.
    if (gap < 0x8000) {
      this.lost += gap;
      this.#next = (sequence + 1) & 0xffff;
    }
    const transit = (nowMs * this.#clockRate) / 1000 - packet.readUInt32BE(4);
    if (this.#transit !== undefined) {
      const difference = Math.abs(transit - this.#transit);
      // A wrapped timestamp or a jump is no jitter.
      if (difference < this.#clockRate * 10) this.jitter += (difference - this.jitter) / 16;
    }
    this.#transit = transit;
  }
}

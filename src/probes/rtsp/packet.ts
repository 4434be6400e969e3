/** One packet as it was understood. Sequence and timestamp are unwrapped: they run on past 2^16 and 2^32. */
export interface SeenPacket {
  readonly sequence: number;
  readonly timestamp: number;
  /** It is the last one of its frame. */
  readonly marker: boolean;
  /** It begins, or is, a key frame. */
  readonly key: boolean;
  readonly payload: Buffer;
}

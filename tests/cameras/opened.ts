import type { FrameSize, NodeCapabilities } from '../../src/model/index.ts';
import { capabilities } from '../support/sweeps.ts';

/** What an opened node answers, without a format unless some are given. */
export const opened = (over: Partial<NodeCapabilities>): NodeCapabilities =>
  capabilities({ formats: [], ...over });

export const format = (fourcc: string, sizes: readonly FrameSize[] = []) => ({
  fourcc,
  description: '',
  compressed: false,
  sizes,
});

import type { NextStep } from '../../model/index.ts';
import { commands } from '../commands.ts';

/** How a publisher makes a key frame every two seconds: `-g` counts frames, so the rate decides; null where that is not known. */
export const keyFrameStep = (fps: number | null): NextStep =>
  commands.say(
    fps === null
      ? 'set the key-frame interval to two seconds (ffmpeg: -g with twice the frame rate)'
      : `set the key-frame interval to two seconds (ffmpeg: -g ${Math.max(1, Math.round(fps * 2))} at ${Math.round(fps * 10) / 10} fps)`,
  );

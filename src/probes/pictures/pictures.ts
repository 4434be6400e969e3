import process from 'node:process';
import { known, type Pictures, reading } from '../../model/index.ts';
import { locateFfmpeg } from '../ffmpeg.ts';
import { type Probe, ProbeFault } from '../probe.ts';
import { takeClip } from '../rtsp/clip.ts';
import { elementary } from '../rtsp/elementary.ts';
import { decode } from './decoder.ts';
import { measure } from './measure.ts';

/** JPEG files beside the readings' values, for as long as those live: a sweep holds figures only. */
const snapshots = new WeakMap<Pictures, Buffer>();

/** A picture of this look, as JPEG; undefined where none was decoded, or where the reading was read from a file. */
export const snapshotOf = (pictures: Pictures): Buffer | undefined => snapshots.get(pictures);

/** Decodes what the RTSP reader collected, and measures it. Subject: the path. */
export const pictures: Probe<'pictures'> = {
  kind: 'pictures',
  title: 'looking at pictures',
  deadlineMs: 15_000,
  maxAgeMs: 60_000,
  active: false,
  source: (path, { known: readings }) => `pictures of ${reading(readings, 'rtsp', path)?.source ?? path}`,
  async observe(path, { config, known: readings, signal }) {
    const stream = known(readings, 'rtsp', path);
    const clip = stream && takeClip(stream);
    if (!clip || clip.packets.length === 0)
      throw new ProbeFault('absent', 'clip', 'the reader collected no key frame');
    const { format, bytes, frames } = elementary(clip);
    const decoded = await decode(await locateFfmpeg(config.ffmpeg, process.env), { format, bytes }, signal);
    const measured = measure(decoded, frames, clip.clockRate);
    if (decoded.snapshot.length > 0) snapshots.set(measured, decoded.snapshot);
    return measured;
  },
};

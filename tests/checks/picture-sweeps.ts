import { type Pictures, reading, type Sweep } from '../../src/model/index.ts';
import { change, expecting, failed, healthyBox, made, pictures, withReading } from '../support/sweeps.ts';
import type { FaultSweep } from './fault-sweep.ts';

const CAM = 'usb-Acme_Cam_0';
const PATH = 'cam0';

const look = (over: Partial<Pictures>, sweep = healthyBox(2)): Sweep =>
  withReading(sweep, 'pictures', PATH, made(pictures(over)));
const video = (over: object, sweep: Sweep): Sweep =>
  change(sweep, 'rtsp', (seen) => ({ ...seen, video: seen.video && { ...seen.video, ...over } }), PATH);
const motion = (wanted: 'none' | 'always', sweep: Sweep): Sweep =>
  expecting(sweep, {
    cameras: [{ name: CAM, device: '/dev/video0', paths: [PATH], expect: { motion: wanted } }],
  });
const overUdp = (loopDelayMs: number, sweep: Sweep): Sweep => {
  const from = reading(sweep.readings, 'rtsp', PATH);
  if (!from?.ok) throw new Error('it has to be read');
  return withReading(sweep, 'rtsp', PATH, {
    ...from,
    loopDelayMs,
    value: { ...from.value, transport: 'udp' },
  });
};
const withoutPictures = (sweep: Sweep): Sweep => {
  const { [PATH]: _, ...pictures } = sweep.readings.pictures ?? {};
  return { ...sweep, readings: { ...sweep.readings, pictures } };
};
const same = (value: number) => ({ least: value, most: value });
const flat = (mean: number, over: Partial<Pictures> = {}) =>
  look({ luma: same(mean), contrast: same(0.3), colourContrast: 0.5, ...over });
const frozen = { distinctKeyFrames: 1, change: 5 } as const;

const on = (name: string, sweep: Sweep, ...found: readonly string[]): FaultSweep => ({
  row: 34,
  name,
  sweep,
  found: found.map((one) => {
    const [status, check, code] = one.split(' ');
    return `${status} ${CAM} ${check} ${code}`;
  }),
});

/** What pictures can show, and what must not be held against them. */
export const pictureSweeps: readonly FaultSweep[] = [
  on('black picture', flat(3), 'fail decode-pictures black-picture'),
  on('dark and empty picture', flat(12, { colourContrast: 1.1 }), 'warn decode-pictures dark-picture'),
  on('white picture', flat(254), 'fail decode-pictures single-colour'),
  on('blue picture of a grabber without signal', flat(29), 'fail decode-pictures single-colour'),
  on(
    'grey, as a decoder shows what it cannot read',
    flat(130, { complaints: 16, complaint: 'error while decoding MB 1 0' }),
    'fail decode-pictures corrupt-stream',
  ),
  on(
    'black, and one picture of many damaged',
    flat(3, { frames: 15, complaints: 1, complaint: 'error while decoding MB 1 0' }),
    'fail decode-pictures black-picture',
  ),
  on(
    'grey, as a decoder shows what was lost on the way',
    video({ lost: 9, packets: 91 }, flat(130, { complaints: 16, complaint: 'error while decoding MB 1 0' })),
    'warn decode packets-lost',
  ),
  on('colours of equal brightness are a picture', flat(90, { colourContrast: 40 })),
  on('night scene', look({ luma: same(11), contrast: same(2.8), colourContrast: 1 })),
  on('fade through black', look({ luma: { least: 0, most: 80 }, contrast: { least: 0, most: 30 } })),
  on(
    'lower half missing now and then',
    look({ flatBottom: { least: 0, most: 0.5 }, flatBottomChanges: 3 }),
    'warn decode-pictures torn-picture',
  ),
  on('the ground is lit up once', look({ flatBottom: { least: 0, most: 0.5 }, flatBottomChanges: 1 })),
  on('letter box', look({ flatBottom: same(0.3) })),
  on(
    'decoder complains',
    look({ complaints: 3, complaint: 'error while decoding MB 3 7' }),
    'warn decode-pictures torn-picture',
  ),
  on(
    'decoder complains of what was lost on the way',
    video({ lost: 9, packets: 91 }, look({ complaints: 3, complaint: 'error while decoding MB 3 7' })),
    'warn decode packets-lost',
  ),
  on(
    'no picture in it',
    look({ frames: 0, keyFrames: 0, distinctKeyFrames: 0 }),
    'fail decode-pictures no-picture',
  ),
  on('key frames repeat', look(frozen), 'warn decode-pictures frozen-picture'),
  on('key frames repeat, as configured', motion('none', look(frozen))),
  on(
    'key frames repeat where all moves',
    motion('always', look(frozen)),
    'fail decode-pictures frozen-picture',
  ),
  on(
    'key frames repeat and the capture stands still',
    change(look(frozen), 'progress', (progress) => ({ ...progress, cpuMs: 0, switches: 0 }), '500'),
    'fail decode-pictures frozen-picture',
  ),
  on('a drawing comes back', look({ distinctKeyFrames: 1, change: 190 })),
  on('one key frame is too short a look', look({ keyFrames: 1, distinctKeyFrames: 1 })),
  on('no ffmpeg to decode with', withReading(healthyBox(2), 'pictures', PATH, failed('tool-missing'))),
  on(
    'an ffmpeg that cannot decode',
    withReading(healthyBox(2), 'pictures', PATH, failed('tool-failed', 'decode', 'ffmpeg was killed')),
  ),
  on(
    'packets lost over UDP',
    overUdp(0, video({ lost: 9, packets: 91 }, healthyBox(2))),
    'warn decode packets-lost',
  ),
  on(
    'packets lost over UDP while we are starved',
    overUdp(900, video({ lost: 9, packets: 91 }, healthyBox(2))),
  ),
  on(
    'no UDP at the server',
    withReading(healthyBox(2), 'rtsp', PATH, failed('protocol', 'SETUP', '461 Unsupported Transport')),
    'fail decode rtsp-no-udp',
  ),
  on(
    'key frames of a codec that nobody knows',
    video({ keyFrames: null, keyFrameIntervalAtLeastMs: 12_000 }, withoutPictures(healthyBox(2))),
  ),
  on(
    'key frames far apart',
    video({ keyFrameIntervalMs: 9_000, keyFrameIntervalAtLeastMs: 9_000 }, healthyBox(2)),
    'warn decode key-frames-far-apart',
  ),
  on(
    'key frames far apart, as far as seen',
    video({ keyFrameIntervalAtLeastMs: 6_000 }, healthyBox(2)),
    'warn decode key-frames-far-apart',
  ),
];

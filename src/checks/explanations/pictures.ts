import type { pictures } from '../diagnoses/pictures.ts';
import type { ExplanationsOf } from './explained.ts';

const publisher = { pid: 812, unit: 'camera.service' };
const path = 'yard';

/** The codes of what pictures show, or that none are seen. */
export const ofPictures: ExplanationsOf<typeof pictures> = {
  'no-decoder': {
    means: 'Pictures could not be looked at.',
    detected: 'No ffmpeg on PATH or in the configuration, or none that `nobody` may run.',
    example: {},
  },
  'pictures-need-rtsp': {
    means: 'Whether the cameras show anything was not seen.',
    detected: '`rtsp: no` in the configuration of MediaMTX.',
    example: {},
  },
  'decoder-broken': {
    means: 'Pictures could not be looked at: ffmpeg itself does not work here.',
    detected: 'ffmpeg was killed, or gives no picture of the stream nor of one that is known to be good.',
    example: {
      message: '/usr/bin/ffmpeg: error while loading shared libraries: libavdevice.so.59: cannot open',
    },
  },
  'no-picture': {
    means: 'Frames arrive, and no decoder can make a picture of them.',
    detected: 'ffmpeg decoded nothing of a look without a lost packet, though it decodes a known picture.',
    example: { path, complaint: 'no frame!', publisher },
  },
  'corrupt-stream': {
    means: 'The stream flows, but what is in it cannot be read.',
    detected: 'Pictures of one colour, and damage in half of them or more by what the decoder says.',
    example: { path, complaints: 16, frames: 6, complaint: 'error while decoding MB 7 0', publisher },
  },
  'black-picture': {
    means: 'The stream works and shows nothing.',
    detected: 'Every picture of the look: mean brightness up to 6 of 255, standard deviation up to 1.',
    example: { path, mean: 1, device: '/dev/video0' },
  },
  'dark-picture': {
    means: 'So dark that nothing can be seen.',
    detected: 'Mean brightness above 6 and up to 20 of 255, standard deviation up to 1.',
    example: { path, mean: 12, device: '/dev/video0' },
  },
  'single-colour': {
    means: 'The picture is white, grey, blue or green all over.',
    detected: 'Standard deviation of brightness up to 1, of colours up to 2, in every picture of the look.',
    example: { path, mean: 254, device: '/dev/video0' },
  },
  'torn-picture': {
    means: 'Parts of pictures are missing.',
    detected:
      'Flat areas at the bottom that come and go, or complaints of the decoder without a lost packet.',
    example: { path, how: 'in some the lower 40 % is one flat area, in others nothing is' },
  },
  'frozen-picture': {
    means: 'The picture stands still although the stream runs.',
    detected:
      'Key frames that are the same bit by bit; a failure only with a second witness (a capture process without progress, `expect.motion: always`).',
    example: {
      path,
      witness: null,
      camera: { id: path, path, device: '/dev/video0', declared: true },
      publisher,
    },
  },
};

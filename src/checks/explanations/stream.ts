import type { stream } from '../diagnoses/stream.ts';
import type { ExplanationsOf } from './explained.ts';

const path = 'yard';
const url = 'rtsp://127.0.0.1:8554/yard';
const mediamtx = { port: 9997, unit: 'mediamtx.service', pid: 700 };
const camera = { id: path, path, device: '/dev/video0', declared: true };

/** The codes of broken `ready` and `decode` links. */
export const ofStream: ExplanationsOf<typeof stream> = {
  'no-bytes': {
    means: 'The path counts as online, and nothing arrives.',
    detected: 'The byte counter of the path did not grow in max(3 s, three frame intervals).',
    example: {
      path,
      seconds: 3,
      device: '/dev/video0',
      publisher: { pid: 812, unit: 'camera.service' },
      still: 1,
      of: 4,
      mediamtx,
    },
  },
  'packets-lost': {
    means: 'Parts of the stream do not arrive.',
    detected: 'Gaps in RTP sequence numbers, at camproof or in the counters of MediaMTX.',
    example: { path, lost: 30, of: 1000, udp: true, way: 'in' },
  },
  'readers-limited': {
    means: 'A path that lets few readers in did not let camproof in: neither working nor broken.',
    detected: '`maxReaders` of the path, and a reader that was refused.',
    example: { path, limit: 1 },
  },
  'rtsp-refused': {
    means: 'The RTSP server does not listen where it should.',
    detected: 'The connection was refused.',
    example: { url },
  },
  'rtsp-needs-user': {
    means: 'Streams are protected, and camproof has no user to read them.',
    detected: 'RTSP answers 401.',
    example: { url },
  },
  'rtsp-broken': {
    means: 'The stream could not be opened like a viewer does.',
    detected: 'OPTIONS, DESCRIBE, SETUP or PLAY failed.',
    example: { url, phase: 'DESCRIBE', message: '404 Not Found', mediamtx },
  },
  'rtsp-no-udp': {
    means: 'The server takes readers over TCP only.',
    detected: 'SETUP over UDP is answered with 461.',
    example: { url },
  },
  'no-frames': {
    means: 'The stream plays without a single picture.',
    detected: 'No video frame within the look of the RTSP reader.',
    example: { path, seconds: 5, udp: false, camera },
  },
  'no-video': {
    means: 'The stream has sound or data only.',
    detected: 'The SDP has no video.',
    example: { path, media: 'audio (MPEG4-GENERIC)', camera },
  },
  'no-key-frame': {
    means: 'A viewer waits long for the first picture.',
    detected: 'No key frame in the look of the RTSP reader.',
    example: { path, seconds: 12, fps: 15 },
  },
  'wrong-codec': {
    means: 'The stream has another codec than was agreed.',
    detected: '`expect.codec` of the camera against the SDP.',
    example: { path, expected: 'H264', actual: 'JPEG', camera },
  },
  'wrong-size': {
    means: 'The pictures have another size than was agreed: cameras fall back to what they can.',
    detected: '`expect.width` and `expect.height` against the parameter sets of the stream.',
    example: { path, expected: '1920x1080', actual: '640x480', device: '/dev/video0' },
  },
  'low-frame-rate': {
    means: 'Fewer frames arrive than were agreed.',
    detected: 'Frames counted by the RTSP reader against `expect.fps`; below half it fails.',
    example: { path, expected: 25, actual: 7.5, device: '/dev/video0', dark: 12, others: 3, busy: null },
  },
  'stream-stalls': {
    means: 'The stream comes in bursts, with standstills between them.',
    detected:
      'No frame for 3 s or more within the look, and for the time of five frames. `check --look 10` looks longer.',
    example: { path, seconds: 4, of: 10 },
  },
  'clock-off': {
    means: 'The stream says of its frames that they are shown at other times than they come at.',
    detected: 'RTP timestamps against arrival over the look, more than four times too fast or too slow.',
    example: { path: 'yard', words: '10 times too fast', slow: false },
  },
  'key-frames-far-apart': {
    means: 'A viewer waits long for the first picture.',
    detected: 'More than 4 s between key frames, or until the first one came.',
    example: { path, seconds: 10, seen: true, fps: 15 },
  },
};

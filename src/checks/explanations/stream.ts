import type { stream } from '../diagnoses/stream.ts';
import type { ExplanationsOf } from './explained.ts';

const path = 'yard';
const url = 'rtsp://127.0.0.1:8554/yard';

/** The codes of broken `publish`, `ready` and `decode` links. */
export const ofStream: ExplanationsOf<typeof stream> = {
  'path-missing': {
    means: 'The path that should carry the camera does not exist in MediaMTX.',
    detected: 'The path is neither in /v3/paths/list nor in /v3/config/paths/list.',
    example: { path, existing: ['gate'] },
  },
  'path-name-differs': {
    means: 'The camera is published, under another name than it is expected.',
    detected: "The address in the publisher's command line against the expected path.",
    example: { path, published: 'yard1', pid: 812, unit: 'camera.service' },
  },
  'nobody-publishes': {
    means: 'The path exists and is empty.',
    detected: 'No source of the path in /v3/paths/list.',
    example: { path, unit: 'mediamtx.service', taker: null, publisher: null },
  },
  'publisher-left': {
    means: 'The stream ended while it was being looked at.',
    detected:
      'The paths are listed again where a stream failed: this one had a publisher at first, and has none now.',
    example: { path, unit: 'camera.service' },
  },
  'publisher-reconnected': {
    means: 'The stream was interrupted while it was being looked at.',
    detected:
      'The paths are listed again where a stream failed: this one has another publisher, or a later start.',
    example: { path },
  },
  'false-green': {
    means: 'MediaMTX shows a stand-in picture and calls it ready.',
    detected: '`ready` is true, while `online` is false or there is no source.',
    example: { path },
  },
  'no-camera-path': {
    means: 'A camera is there that no path carries.',
    detected: 'No path is joined to the device by process, hook or configuration.',
    example: { device: '/dev/video0' },
  },
  'source-unreachable': {
    means: 'MediaMTX pulls this camera over the network and gets nothing.',
    detected: 'A path with a source that is not ready.',
    example: { path, source: 'rtsp://192.0.2.7/stream' },
  },
  'on-demand-idle': {
    means: 'The stream starts only when somebody watches it, and nobody does.',
    detected: 'A path with runOnDemand or sourceOnDemand that is not ready.',
    example: { camera: 'yard' },
  },
  'on-demand-failed': {
    means: 'The command that should publish the stream on demand did not.',
    detected: 'The RTSP reader was refused after MediaMTX had waited for the command.',
    example: { path, command: 'ffmpeg -f v4l2 -i /dev/video0 …', unit: 'mediamtx.service' },
  },
  'not-ready': {
    means: 'A publisher is connected and has not begun to send.',
    detected: '`ready` is false while the path has a source.',
    example: { path },
  },
  'no-bytes': {
    means: 'The path counts as online, and nothing arrives.',
    detected: 'The byte counter of the path did not grow in max(3 s, three frame intervals).',
    example: { path, seconds: 3, pid: 812, device: '/dev/video0' },
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
    example: { url, phase: 'DESCRIBE', message: '404 Not Found' },
  },
  'rtsp-no-udp': {
    means: 'The server takes readers over TCP only.',
    detected: 'SETUP over UDP is answered with 461.',
    example: { url },
  },
  'no-frames': {
    means: 'The stream plays without a single picture.',
    detected: 'No video frame within the look of the RTSP reader.',
    example: { path, seconds: 5, udp: false },
  },
  'no-video': {
    means: 'The stream has sound or data only.',
    detected: 'The SDP has no video.',
    example: { path, media: 'audio (MPEG4-GENERIC)' },
  },
  'no-key-frame': {
    means: 'A viewer waits long for the first picture.',
    detected: 'No key frame in the look of the RTSP reader.',
    example: { path, seconds: 12, fps: 15 },
  },
  'wrong-codec': {
    means: 'The stream has another codec than was agreed.',
    detected: '`expect.codec` of the camera against the SDP.',
    example: { path, expected: 'H264', actual: 'JPEG' },
  },
  'wrong-size': {
    means: 'The pictures have another size than was agreed: cameras fall back to what they can.',
    detected: '`expect.width` and `expect.height` against the parameter sets of the stream.',
    example: { path, expected: '1920x1080', actual: '640x480', device: '/dev/video0' },
  },
  'low-frame-rate': {
    means: 'Fewer frames arrive than were agreed.',
    detected: 'Frames counted by the RTSP reader against `expect.fps`; below half it fails.',
    example: { path, expected: 25, actual: 7.5, busy: null },
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
    example: { path, complaint: 'no frame!' },
  },
  'corrupt-stream': {
    means: 'The stream flows, but what is in it cannot be read.',
    detected: 'Pictures of one colour, and damage in half of them or more by what the decoder says.',
    example: { path, complaints: 16, frames: 6, complaint: 'error while decoding MB 7 0' },
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
    example: { path, witness: null },
  },
};

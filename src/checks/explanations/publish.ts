import type { publish } from '../diagnoses/publish.ts';
import type { ExplanationsOf } from './explained.ts';

const path = 'yard';
const camera = { id: path, path, device: '/dev/video0', declared: true };

/** The codes of a broken `publish` link, and of a stream that has not begun. */
export const ofPublish: ExplanationsOf<typeof publish> = {
  'path-missing': {
    means: 'The path that should carry the camera does not exist in MediaMTX.',
    detected: 'The path is neither in /v3/paths/list nor in /v3/config/paths/list.',
    example: { path, existing: ['gate'], published: false, phantom: null },
  },
  'path-name-differs': {
    means: 'The camera is published, under another name than it is expected.',
    detected: "The address in the publisher's command line against the expected path.",
    example: { path, published: 'yard1', pid: 812, unit: 'camera.service' },
  },
  'nobody-publishes': {
    means: 'The path exists and is empty.',
    detected: 'No source of the path in /v3/paths/list.',
    example: { path, unit: 'mediamtx.service', taker: null, publisher: null, isAddressed: false },
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
    example: { camera: { ...camera, id: 'spare', path: 'spare', declared: false }, device: '/dev/video0' },
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
    example: { path, publisher: { pid: 812, unit: 'camera.service' } },
  },
};

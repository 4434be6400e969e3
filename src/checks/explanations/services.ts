import type { services } from '../diagnoses/services.ts';
import type { ExplanationsOf } from './explained.ts';

const url = 'ws://127.0.0.1:8002/ws';
const owner = { port: 8002, comm: 'nginx', pid: 77, unit: 'nginx.service', stopped: false };
const server = { port: 8002, unit: 'camera-service.service', pid: 640 };

/** The codes of the camera service. */
export const ofServices: ExplanationsOf<typeof services> = {
  'service-down': {
    means: 'The camera service is not running.',
    detected: 'Its WebSocket address refuses connections; systemd is asked for its unit.',
    example: {
      url,
      unit: { unit: 'camera-service.service', activeState: 'failed', result: 'exit-code' },
      port: 8002,
    },
  },
  'upgrade-refused': {
    means: 'Something listens there, but opens no WebSocket.',
    detected: 'The answer to the upgrade request.',
    example: { url, message: 'HTTP 404 instead of a WebSocket', owner, server: owner },
  },
  'json-rpc-mute': {
    means: 'The connection opens, requests are not answered.',
    detected: 'No answer to `ping`; whether ping frames are answered tells where it hangs.',
    example: { url, pongs: true, server },
  },
  'ping-wrong': {
    means: 'The service behind the address answers the simplest request wrongly.',
    detected: 'The answer to `ping` is not "pong".',
    example: { expected: '"pong"', actual: '"PONG?"', server },
  },
  'unknown-method-wrong': {
    means: 'Clients cannot tell a missing method from a fault.',
    detected: 'The answer to a method that cannot exist is not error -32601.',
    example: { actual: 'error -32000' },
  },
  'not-json-rpc': {
    means: 'The service strays from JSON-RPC 2.0 in a way that most clients bear.',
    detected: 'The cases of the specification on a connection of their own.',
    example: { message: 'a notification was answered' },
  },
  'service-limited': {
    means: 'The service says that too much is asked of it.',
    detected: 'Its own words: rate limit, or no free connection.',
    example: { message: 'rate limit exceeded', port: 8002 },
  },
  'service-locked': {
    means: 'The service wants a token.',
    detected: 'Error -32001, or a refused upgrade.',
    example: { gave: false },
  },
  'service-slow': {
    means: 'The service answers late.',
    detected: 'The median of several pings against `thresholds.pingMs`.',
    example: { ms: 250, limit: 100, server },
  },
  'service-misses-camera': {
    means: 'A camera of this box is unknown to the service.',
    detected: 'Its camera list, compared by node, name and stream addresses.',
    example: { camera: 'yard', listed: ['/dev/video2'], broken: null, server },
  },
  'service-says-alive': {
    means: 'The service calls a camera alive that is proved dead.',
    detected: 'Its camera list against links 1 to 6.',
    example: { camera: 'yard', status: 'CONNECTED', link: 'capture' },
  },
  'service-says-dead': {
    means: 'The service calls a camera dead that is proved alive.',
    detected: 'Its camera list against links 1 to 6.',
    example: { camera: 'yard', status: 'DISCONNECTED', server },
  },
  'service-stream-missing': {
    means: 'Viewers are given an address that does not exist.',
    detected: 'The stream addresses of the camera list against the paths of MediaMTX.',
    example: {
      camera: 'yard',
      url: 'rtsp://box:8554/yard1',
      path: 'yard1',
      carries: 'yard',
      phantom: false,
      server,
    },
  },
  'service-stream-swapped': {
    means: "The camera service hands out another camera's stream.",
    detected:
      'The path of an address that it hands out for one camera belongs to another one that it lists too.',
    example: { camera: 'yard', other: 'gate', url: 'rtsp://127.0.0.1:8554/gate', server },
  },
  'service-address-dead': {
    means: 'The camera service hands out an address where nobody listens.',
    detected:
      'The address is one of this box, and its port is in no table of listeners while MediaMTX answers.',
    example: { url: 'rtsp://127.0.0.1:9554/yard', off: null },
  },
  'service-word-unknown': {
    means: 'The camera service has a word of its own for the state of a camera.',
    detected: 'The status in its list is none that means working or broken.',
    example: { camera: 'yard', status: 'PENDING' },
  },
  'component-unwell': {
    means: 'A part of the camera service is in trouble, and the service says that all is well.',
    detected: 'The words of the whole and of its components, in `get_status` or in a health endpoint.',
    example: { endpoint: 'get_status', word: 'healthy', parts: 'camera_monitor error', server },
  },
  'service-counts-differ': {
    means: 'The list of cameras does not add up: clients that show its counts are misled.',
    detected: '`total` and `connected` of the list of cameras against its entries.',
    example: { counts: '0 connected', listed: '2 connected', server },
  },
  'service-list-failed': {
    means: 'The service could not say which cameras it has.',
    detected: 'Its answer to the method that lists cameras.',
    example: { message: 'error -32601 Method not found', why: 'another-name', server },
  },
};

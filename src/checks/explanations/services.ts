import type { services } from '../diagnoses/services.ts';
import type { ExplanationsOf } from './explained.ts';

const api = 'http://127.0.0.1:9997';
const url = 'ws://127.0.0.1:8002/ws';
const health = 'http://127.0.0.1:8003';
const owner = { port: 8002, comm: 'nginx', pid: 77, stopped: false };

/** The codes of MediaMTX's API, of the camera service and of the health endpoints. */
export const ofServices: ExplanationsOf<typeof services> = {
  'mediamtx-down': {
    means: 'MediaMTX is not running: no camera can be seen.',
    detected: 'Its API refuses connections, and no process of it serves this box.',
    example: { url: api, unit: 'mediamtx.service' },
  },
  'mediamtx-starting': {
    means: 'MediaMTX is just being started, by hand, by systemd or again and again.',
    detected: 'Its API refuses connections, and its process is younger than ten seconds.',
    example: { url: api, unit: 'mediamtx.service', seconds: 1 },
  },
  'mediamtx-failed': {
    means: 'systemd has given MediaMTX up.',
    detected: 'ActiveState=failed of its unit.',
    example: { unit: 'mediamtx.service', result: 'exit-code', restart: false },
  },
  'mediamtx-api-off': {
    means: 'MediaMTX runs without the API that camproof asks.',
    detected: 'The API refuses connections while MediaMTX runs.',
    example: { url: api, file: '/etc/mediamtx.yml' },
  },
  'mediamtx-api-elsewhere': {
    means: 'The API listens at another address than camproof was told.',
    detected: '`apiAddress` in the configuration file of the running MediaMTX.',
    example: { url: api, address: ':19997', file: '/etc/mediamtx.yml' },
  },
  'certificate-not-trusted': {
    means: 'A server shows a certificate that this box has no reason to trust.',
    detected: 'The TLS handshake: unknown authority, another host name, or out of date.',
    example: { what: 'the API of MediaMTX', message: 'its certificate is not trusted (SELF_SIGNED_CERT)' },
  },
  'name-not-resolved': {
    means: 'An address in the configuration has a host name that nobody can resolve.',
    detected: "The resolver's answer (ENOTFOUND, EAI_AGAIN): no connection was ever tried.",
    example: { what: 'the API of MediaMTX', message: 'getaddrinfo EAI_AGAIN media.example' },
  },
  'wrong-scheme': {
    means: 'The address that camproof was given says http where it should say https, or the other way.',
    detected: 'What the server answers to the wrong one.',
    example: { url: api, message: 'it wants HTTPS and was asked over HTTP', key: 'mediamtx.url' },
  },
  'mediamtx-api-locked': {
    means: 'The API wants a user.',
    detected: 'HTTP 401 or 403.',
    example: { url: api, gave: false },
  },
  'port-taken': {
    means: 'Another program has the port.',
    detected: 'What answers is not the server, and the listening socket belongs to another program.',
    example: { port: 9997, comm: 'nginx', pid: 77, wants: 'the API of MediaMTX' },
  },
  'not-the-api': {
    means: 'Something answers, but not as MediaMTX does.',
    detected: 'The answer is no JSON of the known shape.',
    example: { url: api, message: 'not JSON' },
  },
  'server-hangs-up': {
    means: 'A server takes connections and closes them without a word.',
    detected: 'The connection ends before any answer; one that is restarted does so for a moment.',
    example: { url: api, unit: null, owner },
  },
  'server-mute': {
    means: 'A server takes connections and says nothing.',
    detected: 'No answer within the deadline; the state of its process tells whether it was stopped.',
    example: { url: api, phase: 'GET /v3/paths/list', unit: null, owner: { ...owner, stopped: true } },
  },
  'service-down': {
    means: 'The camera service is not running.',
    detected: 'Its WebSocket address refuses connections; systemd is asked for its unit.',
    example: { url, unit: { unit: 'camera-service.service', activeState: 'failed', result: 'exit-code' } },
  },
  'upgrade-refused': {
    means: 'Something listens there, but opens no WebSocket.',
    detected: 'The answer to the upgrade request.',
    example: { url, message: 'HTTP 404 instead of 101', owner },
  },
  'json-rpc-mute': {
    means: 'The connection opens, requests are not answered.',
    detected: 'No answer to `ping`; whether ping frames are answered tells where it hangs.',
    example: { url, pongs: true, unit: null },
  },
  'ping-wrong': {
    means: 'The service behind the address answers the simplest request wrongly.',
    detected: 'The answer to `ping` is not "pong".',
    example: { expected: '"pong"', actual: '"PONG?"' },
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
    example: { message: 'rate limit exceeded' },
  },
  'service-locked': {
    means: 'The service wants a token.',
    detected: 'Error -32001, or a refused upgrade.',
    example: { gave: false },
  },
  'service-slow': {
    means: 'The service answers late.',
    detected: 'The median of several pings against `thresholds.pingMs`.',
    example: { ms: 250, limit: 100 },
  },
  'service-misses-camera': {
    means: 'A camera of this box is unknown to the service.',
    detected: 'Its camera list, compared by node, name and stream addresses.',
    example: { camera: 'yard', listed: ['/dev/video2'] },
  },
  'service-says-alive': {
    means: 'The service calls a camera alive that is proved dead.',
    detected: 'Its camera list against links 1 to 6.',
    example: { camera: 'yard', status: 'CONNECTED', link: 'capture' },
  },
  'service-says-dead': {
    means: 'The service calls a camera dead that is proved alive.',
    detected: 'Its camera list against links 1 to 6.',
    example: { camera: 'yard', status: 'DISCONNECTED' },
  },
  'service-stream-missing': {
    means: 'Viewers are given an address that does not exist.',
    detected: 'The stream addresses of the camera list against the paths of MediaMTX.',
    example: { url: 'rtsp://box:8554/yard', path: 'yard' },
  },
  'service-stream-swapped': {
    means: "The camera service hands out another camera's stream.",
    detected:
      'The path of an address that it hands out for one camera belongs to another one that it lists too.',
    example: { camera: 'yard', other: 'gate', url: 'rtsp://127.0.0.1:8554/gate' },
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
    example: { endpoint: 'get_status', word: 'healthy', components: ['camera_monitor error'] },
  },
  'service-list-failed': {
    means: 'The service could not say which cameras it has.',
    detected: 'Its answer to the method that lists cameras.',
    example: { message: 'error -32601 Method not found' },
  },
  'health-down': {
    means: 'The health endpoints are down.',
    detected: 'Their address refuses connections.',
    example: { url: health, unit: null },
  },
  'health-no-endpoint': {
    means: 'Something answers, but has no health endpoint.',
    detected: 'HTTP 404 for every known endpoint.',
    example: { url: health, owner: { ...owner, port: 8003 } },
  },
  'health-broken-answer': {
    means: 'An endpoint does not answer as one should.',
    detected: 'Status, type and shape of the answer.',
    example: { url: `${health}/health/ready`, message: 'not JSON', owner: null },
  },
  'health-contradicts-itself': {
    means: 'Whoever looks at the status only, or at the body only, is misled.',
    detected: 'HTTP status against the word in the body.',
    example: { url: `${health}/health/ready`, status: 503, word: 'ready' },
  },
  'health-endpoints-disagree': {
    means: 'Two endpoints tell two truths.',
    detected: 'The answers of all endpoints, compared.',
    example: { one: '/health/ready says ready', other: '/health/live says not-ok' },
  },
  'status-contradicts-health': {
    means: "The service's own status and its health endpoint differ.",
    detected: 'get_status against the health endpoints.',
    example: { status: 'degraded', health: 'ready' },
  },
  'health-says-ok': {
    means: 'Health says that all is well while a camera is proved dead: alarms that rest on it stay silent.',
    detected: 'The health endpoints against links 1 to 6.',
    example: { camera: 'yard', endpoint: '/health/ready', word: 'ready', link: 'capture' },
  },
  'health-says-bad': {
    means: 'Health complains while every camera is proved to work.',
    detected: 'The health endpoints against links 1 to 6.',
    example: { url: `${health}/health/ready`, endpoint: '/health/ready', word: 'not ready' },
  },
  'health-degraded': {
    means: 'Health complains of something that is no camera, and every camera is proved to work.',
    detected: 'The components that the health endpoint names.',
    example: {
      url: `${health}/health/system`,
      endpoint: '/health/system',
      word: 'degraded',
      components: ['storage degraded'],
    },
  },
  'health-stale': {
    means: 'The health report is old.',
    detected: 'Its own time stamp against the clock, and `thresholds.healthAgeSeconds`.',
    example: { endpoint: '/health/detailed', seconds: 3600 },
  },
  'health-slow': {
    means: 'The endpoint is slow under a small load.',
    detected: 'A bounded burst of requests; p95 against `thresholds.healthLatencyMs`.',
    example: { url: `${health}/health/ready`, ms: 800, limit: 500 },
  },
  'health-drops': {
    means: 'The endpoint does not bear a few requests at a time.',
    detected: 'Failures in a bounded burst of requests.',
    example: { url: `${health}/health/ready`, failures: '3 × refused' },
  },
};

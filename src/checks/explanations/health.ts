import type { health as codes } from '../diagnoses/health.ts';
import type { ExplanationsOf } from './explained.ts';

const health = 'http://127.0.0.1:8003';
const owner = { port: 8003, comm: 'nginx', pid: 77, unit: null, stopped: false };
const server = { port: 8003, unit: 'camera-service.service', pid: 640 };

/** The codes of the health endpoints. */
export const ofHealth: ExplanationsOf<typeof codes> = {
  'health-down': {
    means: 'The health endpoints are down.',
    detected: 'Their address refuses connections.',
    example: { url: health, unit: null, port: 8003 },
  },
  'health-no-endpoint': {
    means: 'Something answers, but has no health endpoint.',
    detected: 'HTTP 404 for every known endpoint.',
    example: { url: health, owner, server: owner },
  },
  'health-broken-answer': {
    means: 'An endpoint does not answer as one should.',
    detected: 'Status, type and shape of the answer.',
    example: { url: `${health}/health/ready`, message: 'not JSON', owner: null, server },
  },
  'health-contradicts-itself': {
    means: 'Whoever looks at the status only, or at the body only, is misled.',
    detected: 'HTTP status against the word in the body.',
    example: { url: `${health}/health/ready`, status: 503, word: 'ready' },
  },
  'health-endpoints-disagree': {
    means: 'Two endpoints tell two truths.',
    detected: 'The answers of all endpoints, compared.',
    example: { one: '/health/ready says ready', other: '/health/live says not-ok', server },
  },
  'status-contradicts-health': {
    means: "The service's own status and its health endpoint differ.",
    detected: 'get_status against the health endpoints.',
    example: { status: 'degraded', endpoint: '/health', health: 'healthy', server },
  },
  'health-says-ok': {
    means: 'Health says that all is well while a camera is proved dead: alarms that rest on it stay silent.',
    detected: 'The health endpoints against links 1 to 6.',
    example: { camera: 'yard', endpoint: '/health/ready', word: 'ready', link: 'capture' },
  },
  'health-says-bad': {
    means: 'Health complains while every camera is proved to work.',
    detected: 'The health endpoints against links 1 to 6.',
    example: {
      url: `${health}/health/ready`,
      endpoint: '/health/ready',
      word: 'not ready',
      parts: 'camera_monitor unhealthy',
      server,
    },
  },
  'health-word-unknown': {
    means: 'The health endpoint answers, and in a word that nobody knows.',
    detected: '`status` of the body against the words that services use.',
    example: { endpoint: '/health/ready', word: 'mauve' },
  },
  'health-counts-fewer': {
    means: 'The health endpoint has lost sight of cameras that work.',
    detected: 'The number of connected cameras in the body against the cameras that were proved.',
    example: { endpoint: '/health/detailed', counted: 0, run: 2, server },
  },
  'health-clock-ahead': {
    means: 'Whoever watches by the timestamp of the endpoint can never see that it is old.',
    detected: '`timestamp` of the body is later than now by more than `thresholds.healthAgeSeconds`.',
    example: { endpoint: '/health/ready', seconds: 18_000 },
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
    example: { url: `${health}/health/detailed`, endpoint: '/health/detailed', seconds: 940, server },
  },
  'health-slow': {
    means: 'The endpoint is slow under a small load.',
    detected: 'A bounded burst of requests; p95 against `thresholds.healthLatencyMs`.',
    example: { url: `${health}/health/ready`, ms: 800, limit: 500, server },
  },
  'health-drops': {
    means: 'The endpoint does not bear a few requests at a time.',
    detected: 'Failures in a bounded burst of requests.',
    example: { url: `${health}/health/ready`, failures: '3 × refused' },
  },
};

import { counted } from '../../model/index.ts';
import type { Behaviour } from './behaviour.ts';
import type { CameraFact } from './methods.ts';

/** An HTTP answer of a health endpoint; null for a path that does not exist. */
export interface HealthReply {
  readonly status: number;
  readonly body: unknown;
}

interface HealthFacts {
  readonly generation: 'old' | 'new';
  readonly behaviour: Behaviour;
  readonly cameras: readonly CameraFact[];
  readonly startedAt: number;
}

/** Endpoints that say nothing about cameras. */
const ABOUT_OTHERS: ReadonlySet<string> = new Set(['/health/live', '/health/mediamtx']);

/** The health endpoints of either generation, made of the same facts as the camera list. */
export function healthReply(path: string, facts: HealthFacts): HealthReply | null {
  const { behaviour, cameras, generation } = facts;
  const well =
    !behaviour.criesWolf &&
    (behaviour.lies || behaviour.degradedStatus || cameras.every(({ connected }) => connected));
  const timestamp = new Date(Date.now() - behaviour.healthAgeSeconds * 1000).toISOString();
  const body = (generation === 'old' ? oldBody : newBody)(path, well, timestamp, facts);
  const status = well || ABOUT_OTHERS.has(path) ? 200 : 503;
  return body === null ? null : { status: behaviour.healthStatus ?? status, body };
}

function oldBody(path: string, well: boolean, timestamp: string, { cameras }: HealthFacts): unknown {
  const word = well ? 'healthy' : 'unhealthy';
  const details = `${cameras.filter(({ connected }) => connected).length} of ${counted(cameras.length, 'camera')}`;
  switch (path) {
    case '/health/system':
      return {
        status: word,
        timestamp,
        components: {
          cameras: { status: word, details, timestamp },
          mediamtx: { status: 'healthy', details: '', timestamp },
        },
      };
    case '/health/cameras':
      return { status: word, timestamp, details };
    case '/health/mediamtx':
      return { status: 'healthy', timestamp };
    case '/health/ready':
      return { status: well ? 'ready' : 'not_ready', timestamp, details: { cameras: details } };
    default:
      return null;
  }
}

function newBody(
  path: string,
  well: boolean,
  timestamp: string,
  { startedAt, cameras }: HealthFacts,
): unknown {
  const status = well ? 'healthy' : 'unhealthy';
  switch (path) {
    case '/health':
      return { status, timestamp };
    case '/health/ready':
      return { ready: well, timestamp, message: well ? 'ready' : 'a camera is not connected' };
    case '/health/live':
      return { alive: true, timestamp, message: 'alive' };
    case '/health/detailed':
      return {
        status,
        version: '2.0.0',
        uptime: `${Math.round((Date.now() - startedAt) / 1000)}s`,
        timestamp,
        metrics: { cameras_connected: cameras.filter(({ connected }) => connected).length },
        environment: 'demo',
      };
    default:
      return null;
  }
}

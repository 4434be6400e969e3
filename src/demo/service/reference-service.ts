import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Behaviour, goodBehaviour } from './behaviour.ts';
import { healthReply } from './health-endpoints.ts';
import { type Dispatch, reply } from './json-rpc.ts';
import { type CameraFact, type MethodContext, methods, RpcError } from './methods.ts';
import { roleOf } from './token.ts';

export interface ReferenceServiceOptions {
  /** Which of the two generations in the field it speaks; default `new`. */
  readonly generation?: 'old' | 'new';
  /** What is true of the cameras at the moment; default: none. */
  readonly cameras?: () => readonly CameraFact[];
  /** Base of the stream addresses it hands out. */
  readonly rtspUrl?: string;
  /** Requests per minute and connection; default 240. */
  readonly requestsPerMinute?: number;
  /** Connections at once; default 50. */
  readonly maxClients?: number;
  /** Secret of the tokens (HS256). */
  readonly secret?: string;
  /** Ports; default: free ones. */
  readonly wsPort?: number;
  readonly healthPort?: number;
}

/** A running camera service: JSON-RPC over WebSocket, and health over HTTP, on 127.0.0.1. */
export interface ReferenceService extends AsyncDisposable {
  readonly wsUrl: string;
  readonly healthUrl: string;
  /** Change its members to make it misbehave, from the next request on. */
  readonly behaviour: Behaviour;
  /** How many JSON-RPC messages have come so far. */
  readonly requests: number;
  /** Hangs up on all who are connected. */
  hangUp(): void;
  /** Stops one of its two servers, as if that part of the service had died, or starts it again at its port. */
  stopWebSocket(): Promise<void>;
  startWebSocket(): Promise<void>;
  stopHealth(): Promise<void>;
  startHealth(): Promise<void>;
  stop(): Promise<void>;
}

const MAX_MESSAGE = 1024 * 1024;

/** Starts the service; resolves when both servers listen. */
export async function startReferenceService(
  options: ReferenceServiceOptions = {},
): Promise<ReferenceService> {
  const {
    generation = 'new',
    cameras = () => [],
    rtspUrl = 'rtsp://127.0.0.1:8554',
    maxClients = 50,
  } = options;
  const behaviour = goodBehaviour();
  const startedAt = Date.now();
  const state = { requests: 0 };

  const health = createServer((request, response) => {
    const answer = healthReply(new URL(request.url ?? '/', 'http://localhost').pathname, {
      generation,
      behaviour,
      cameras: cameras(),
      startedAt,
    });
    response.writeHead(answer?.status ?? 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer?.body ?? { error: 'not found' }));
  });
  const upgrades = createServer((_request, response) => response.writeHead(426).end());
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE });
  upgrades.on('upgrade', (request, socket, head) => {
    const refuse = (status: string) =>
      socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    if (new URL(request.url ?? '/', 'http://localhost').pathname !== '/ws') return refuse('404 Not Found');
    if (behaviour.connectionsFull || sockets.clients.size >= maxClients)
      return refuse('503 Service Unavailable');
    return sockets.handleUpgrade(request, socket, head, (client) => serve(client));
  });

  function serve(client: WebSocket): void {
    const session: Session = { role: null, requests: [] };
    client.on('error', () => client.terminate());
    client.on('message', (data) => {
      state.requests++;
      if (behaviour.muteRequests) return;
      const context: MethodContext = {
        generation,
        behaviour,
        cameras: cameras(),
        rtspUrl,
        startedAt,
        clients: sockets.clients.size,
        maxClients,
        requests: state.requests,
      };
      const answer = reply(String(data), dispatcher(context, session, options));
      // One generation ends its frames with a newline.
      if (answer !== null) client.send(generation === 'old' ? `${answer}\n` : answer);
    });
  }

  await Promise.all([listen(upgrades, options.wsPort ?? 0), listen(health, options.healthPort ?? 0)]);
  const port = (server: Server) => (server.address() as AddressInfo).port;
  const [wsPort, healthPort] = [port(upgrades), port(health)];
  const hangUp = () => {
    for (const client of sockets.clients) client.terminate();
  };
  const stopWebSocket = async () => {
    hangUp();
    await close(upgrades);
  };
  const stopHealth = () => close(health);
  const stop = async () => {
    await Promise.all([stopWebSocket(), stopHealth()]);
  };
  return {
    wsUrl: `ws://127.0.0.1:${wsPort}/ws`,
    healthUrl: `http://127.0.0.1:${healthPort}`,
    behaviour,
    get requests() {
      return state.requests;
    },
    hangUp,
    stopWebSocket,
    startWebSocket: () => listen(upgrades, wsPort),
    stopHealth,
    startHealth: () => listen(health, healthPort),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

interface Session {
  role: string | null;
  /** Times of the requests of the last minute, ms. */
  requests: number[];
}

function dispatcher(context: MethodContext, session: Session, options: ReferenceServiceOptions): Dispatch {
  const { behaviour } = context;
  return (method, parameters) => {
    const now = Date.now();
    session.requests = [...session.requests.filter((at) => at > now - 60_000), now];
    if (behaviour.limited || session.requests.length > (options.requestsPerMinute ?? 240))
      throw new RpcError(-32002, 'Rate limit exceeded');
    if (method === 'authenticate')
      return authenticate(session, String(parameters['auth_token'] ?? ''), options.secret ?? '');
    if (behaviour.locked && session.role === null) throw new RpcError(-32001, 'Authentication required');
    const known = methods[method];
    if (!known) throw new RpcError(behaviour.unknownMethodCode, 'Method not found');
    return known(context, parameters);
  };
}

function authenticate(session: Session, token: string, secret: string): unknown {
  const role = roleOf(token, secret);
  if (role === null) throw new RpcError(-32001, 'Authentication failed');
  session.role = role;
  return {
    authenticated: true,
    role,
    permissions: ['view'],
    expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    session_id: 'demo',
  };
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

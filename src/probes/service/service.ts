import type { Fault, RpcOutcome, ServiceState } from '../../model/index.ts';
import { isRecord } from '../http.ts';
import type { Probe, ProbeContext } from '../probe.ts';
import { faultOf } from '../run.ts';
import { clean, maskSecrets, maskUrls } from '../text.ts';
import { repliesTo, ServiceConnection } from './connection.ts';
import { camerasOf, countsOf, factsOf, statusOf, streamsOf } from './shapes.ts';

/** A method may take a second (it samples the CPU); a mute service must not hold the check for longer. */
export const REPLY_MS = 3_000;
const PINGS = 5;
const NEEDS_AUTHENTICATION = -32001;
export const METHOD_NOT_FOUND = -32601;
export const UNKNOWN_METHOD = 'camproof_no_such_method';

/** The camera service as a client meets it: one connection, at most a dozen messages, a clean close. */
export const service: Probe<'service'> = {
  kind: 'service',
  title: 'talking to the camera service',
  deadlineMs: 10_000,
  maxAgeMs: 60_000,
  active: false,
  source: (_subject, { config }) => `WebSocket ${maskUrls(config.service.url)}`,
  async observe(_subject, context) {
    const start = performance.now();
    const connection = await ServiceConnection.open(context.config.service, context.signal);
    const connectMs = performance.now() - start;
    try {
      const state = await converse({ connection, connectMs, call: caller(connection) }, context, PINGS);
      return { ...state, closeCode: await connection.close(1_000) };
    } finally {
      await connection.close(500);
    }
  },
};

export const NOT_ASKED: RpcOutcome<never> = {
  kind: 'none',
  fault: { code: 'unsupported', phase: 'method', message: 'not asked' },
};

/** An open connection, and the one who counts its requests. */
export interface Dialogue {
  readonly connection: ServiceConnection;
  readonly connectMs: number;
  readonly call: Call;
}

/** Asks everything once, and `ping` so many times: at most `pings` + 7 messages. Leaves the connection open. */
export async function converse(
  { connection, connectMs, call }: Dialogue,
  { config }: ProbeContext,
  pings: number,
): Promise<ServiceState> {
  const { methods, token, url } = config.service;
  const pongFrameMs = await connection.pingFrame(REPLY_MS / 2);
  let ping = await call(methods.ping);
  const locked = ping.kind === 'error' && ping.code === NEEDS_AUTHENTICATION;
  const authentication = await authenticate(call, methods.authenticate, token);
  if (locked && authentication === 'accepted') ping = await call(methods.ping);
  const pingMs = ping.kind === 'none' ? [] : [ping.ms];
  // A service that does not answer ping would only make every further question wait.
  const ask = async (method: string | null): Promise<RpcOutcome<unknown>> =>
    ping.kind === 'none' || method === null ? NOT_ASKED : call(method);
  for (let more = 1; more < pings && ping.kind === 'result'; more++) {
    const again = await call(methods.ping);
    if (again.kind !== 'none') pingMs.push(again.ms);
  }
  const unknownMethod = await ask(UNKNOWN_METHOD);
  const listed = listedIn(await ask(methods.cameras));
  const streams = shaped(await ask(methods.streams), streamsOf);
  const status = shaped(await ask(methods.status), statusOf);
  const server = shaped(await ask(methods.server), factsOf);
  const metrics = shaped(await ask(methods.metrics), factsOf);
  const wanted = [ping, listed.cameras].some(
    (one) => one.kind === 'error' && one.code === NEEDS_AUTHENTICATION,
  );
  return {
    url: maskUrls(url),
    connectMs,
    pingMs,
    ping,
    unknownMethod,
    pongFrameMs,
    authentication: authentication ?? (wanted ? 'required' : 'open'),
    ...listed,
    streams,
    status,
    server,
    metrics,
    messagesSent: connection.sent,
    closeCode: null,
    limited: limitIn([ping, unknownMethod, listed.cameras, status]),
  };
}

/** One JSON-RPC request and what became of it; never rejects. */
export type Call = (method: string, parameters?: Record<string, unknown>) => Promise<RpcOutcome<unknown>>;

/** Numbers the requests of one connection, so that a late reply is not taken for the next one's. */
export function caller(connection: ServiceConnection): Call {
  let id = 0;
  return async (method, parameters) => {
    const own = ++id;
    const start = performance.now();
    const request = { jsonrpc: '2.0', id: own, method, ...(parameters && { params: parameters }) };
    try {
      const { value } = await connection.exchange(JSON.stringify(request), repliesTo(own), method, REPLY_MS);
      return outcomeOf(value, performance.now() - start);
    } catch (error) {
      return { kind: 'none', fault: faultOf(error, method) };
    }
  };
}

function outcomeOf(reply: unknown, ms: number): RpcOutcome<unknown> {
  if (!isRecord(reply)) return { kind: 'none', fault: protocol('the reply is no object') };
  const { error } = reply;
  if (isRecord(error) && typeof error['code'] === 'number') {
    return {
      kind: 'error',
      code: error['code'],
      message: clean(maskSecrets(String(error['message'] ?? ''))),
      ms,
    };
  }
  if ('result' in reply && !error) return { kind: 'result', value: reply['result'], ms };
  return { kind: 'none', fault: protocol('the reply has neither a result nor an error with a code') };
}

const protocol = (message: string): Fault => ({ code: 'protocol', phase: 'reply', message });

/** Null when there is nothing to authenticate with. */
async function authenticate(
  call: Call,
  method: string | null,
  token: string | null,
): Promise<'accepted' | 'rejected' | null> {
  if (method === null || token === null) return null;
  const outcome = await call(method, { auth_token: token });
  // A service without the method is an open one.
  if (outcome.kind === 'error' && outcome.code === METHOD_NOT_FOUND) return null;
  const accepted =
    outcome.kind === 'result' && isRecord(outcome.value) && outcome.value['authenticated'] === true;
  return accepted ? 'accepted' : 'rejected';
}

/** A result brought into our shape; one of another shape is no answer. */
export function shaped<T>(outcome: RpcOutcome<unknown>, shape: (value: unknown) => T | null): RpcOutcome<T> {
  if (outcome.kind !== 'result') return outcome;
  const value = shape(outcome.value);
  return value === null
    ? { kind: 'none', fault: protocol('the result has another shape') }
    : { ...outcome, value };
}

/** The list of cameras, and what it counts. */
export const listedIn = (outcome: RpcOutcome<unknown>): Pick<ServiceState, 'cameras' | 'counts'> => ({
  cameras: shaped(outcome, camerasOf),
  ...(outcome.kind === 'result' && { counts: countsOf(outcome.value) }),
});

/** The words of the first reply that says that we, or others, ask too much. */
export function limitIn(outcomes: readonly RpcOutcome<unknown>[]): string | null {
  for (const one of outcomes) {
    if (one.kind === 'none' && one.fault.code === 'limited') return one.fault.message;
    if (one.kind === 'error' && /rate.?limit|too many|limit exceeded/i.test(one.message))
      return `error ${one.code} ${one.message}`;
  }
  return null;
}

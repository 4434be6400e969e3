import type { ComplianceCase } from '../../model/index.ts';
import { isRecord } from '../http.ts';
import { type Probe, ProbeFault } from '../probe.ts';
import { clean, maskSecrets, maskUrls } from '../text.ts';
import { type Incoming, repliesTo, ServiceConnection } from './connection.ts';

/** A correct service answers at once, ms. */
const REPLY_MS = 1_000;
/** Silence is the right answer to a notification: it is one after this time, and three times the slowest reply so far, ms. */
const SILENCE_MS = 180;

interface Case {
  readonly id: string;
  readonly title: string;
  readonly sent: string;
  readonly expected: string;
  /** Which message is the answer; the default is any. */
  readonly accepts?: (incoming: Incoming) => boolean;
  /** True when no answer is the right answer. */
  readonly silent?: boolean;
  conforms(value: unknown): boolean;
}

const errorCode = (value: unknown): unknown =>
  isRecord(value) && isRecord(value['error']) ? value['error']['code'] : undefined;
const idOf = (value: unknown): unknown => (isRecord(value) ? value['id'] : undefined);

/** The cases of the JSON-RPC 2.0 specification; those that may end the connection come last. */
function cases(ping: string): readonly Case[] {
  const request = (id: unknown, more: object = {}) =>
    JSON.stringify({ jsonrpc: '2.0', id, method: ping, ...more });
  const exactlyOne = (value: unknown) =>
    isRecord(value) &&
    'result' in value !== 'error' in value &&
    value['jsonrpc'] === '2.0' &&
    value['id'] === 1;
  return [
    {
      id: 'reply-members',
      title: "exactly one of result and error, with the request's id",
      sent: request(1),
      expected: 'jsonrpc "2.0", id 1, result',
      accepts: repliesTo(1),
      conforms: exactlyOne,
    },
    {
      id: 'id-string',
      title: 'id of type string',
      sent: request('camproof-a'),
      expected: 'id "camproof-a"',
      conforms: (value) => idOf(value) === 'camproof-a',
    },
    {
      id: 'id-null',
      title: 'id null',
      sent: request(null),
      expected: 'id null',
      conforms: (value) => idOf(value) === null,
    },
    {
      id: 'notification',
      title: 'notification',
      sent: JSON.stringify({ jsonrpc: '2.0', method: ping }),
      expected: 'no reply',
      silent: true,
      conforms: () => false,
    },
    {
      id: 'invalid-params',
      title: 'parameters of a wrong type',
      sent: request(5, { params: 'bar' }),
      expected: 'error -32600 or -32602',
      accepts: repliesTo(5),
      conforms: (value) => [-32600, -32602].includes(Number(errorCode(value))),
    },
    {
      id: 'invalid-request',
      title: 'invalid request',
      sent: JSON.stringify({ jsonrpc: '2.0', id: 6, method: 1 }),
      expected: 'error -32600',
      conforms: (value) => errorCode(value) === -32600,
    },
    {
      id: 'batch',
      title: 'batch',
      sent: `[${request(7)},${request(8)}]`,
      expected: 'an array of two replies',
      conforms: (value) => Array.isArray(value) && value.length === 2,
    },
    {
      id: 'empty-batch',
      title: 'empty batch',
      sent: '[]',
      expected: 'error -32600',
      conforms: (value) => errorCode(value) === -32600,
    },
    {
      id: 'parse-error',
      title: 'parse error',
      sent: '{"jsonrpc": "2.0", "method"',
      expected: 'error -32700 with id null',
      conforms: (value) => errorCode(value) === -32700 && idOf(value) === null,
    },
  ];
}

/** Tries the cases on a connection of their own. None of them has a side effect. */
export const compliance: Probe<'service.compliance'> = {
  kind: 'service.compliance',
  title: 'trying the cases of JSON-RPC 2.0',
  deadlineMs: 12_000,
  maxAgeMs: 3_600_000,
  active: false,
  source: (_subject, { config }) => `WebSocket ${maskUrls(config.service.url)}`,
  async observe(_subject, { config, signal }) {
    const { url, methods, token } = config.service;
    const connection = await ServiceConnection.open(config.service, signal);
    const results: ComplianceCase[] = [];
    let limited: string | null = null;
    try {
      if (methods.authenticate !== null && token !== null) {
        const login = { jsonrpc: '2.0', id: 0, method: methods.authenticate, params: { auth_token: token } };
        await connection
          .exchange(JSON.stringify(login), repliesTo(0), 'authenticate', REPLY_MS)
          .catch(() => null);
      }
      let slowest = 0;
      for (const one of cases(methods.ping)) {
        const patience = one.silent ? Math.min(REPLY_MS, Math.max(SILENCE_MS, 3 * slowest)) : REPLY_MS;
        const start = performance.now();
        const result: Attempt | null = limited === null ? await attempt(connection, one, patience) : null;
        if (!one.silent) slowest = Math.max(slowest, performance.now() - start);
        limited = result?.limited ?? limited;
        results.push(result?.case ?? { ...told(one), outcome: 'not-tried', received: 'not tried' });
      }
    } finally {
      await connection.close(500);
    }
    return { url: maskUrls(url), cases: results, messagesSent: connection.sent, limited };
  },
};

interface Attempt {
  /** Null when the service said that too much is asked of it. */
  readonly case: ComplianceCase | null;
  readonly limited: string | null;
}

const told = ({ id, title, sent, expected }: Case) => ({ id, title, sent, expected });

async function attempt(connection: ServiceConnection, one: Case, patience: number): Promise<Attempt> {
  try {
    const { text, value } = await connection.exchange(one.sent, one.accepts ?? isReply, one.id, patience);
    if (/rate.?limit|too many requests|limit exceeded/i.test(text))
      return { case: null, limited: clean(maskSecrets(text), 120) };
    return {
      case: {
        ...told(one),
        outcome: one.conforms(value) ? 'conforms' : 'deviates',
        received: clean(maskSecrets(text), 200),
      },
      limited: null,
    };
  } catch (error) {
    if (!(error instanceof ProbeFault)) throw error;
    if (error.code === 'limited') return { case: null, limited: error.message };
    if (error.code === 'timeout')
      return {
        case: { ...told(one), outcome: one.silent ? 'conforms' : 'deviates', received: 'no reply' },
        limited: null,
      };
    // Closing on nonsense is a deviation; what comes after it could not be tried.
    const gone = connection.sent > 0 && connection.closed !== null;
    return {
      case: { ...told(one), outcome: gone ? 'deviates' : 'not-tried', received: error.message },
      limited: null,
    };
  }
}

/** Events that a service sends by itself have a method and no result: they answer nothing. */
const isReply = ({ value }: Incoming): boolean =>
  !isRecord(value) || 'result' in value || 'error' in value || !('method' in value);

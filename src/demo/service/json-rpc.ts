import { isRecord } from '../../probes/http.ts';
import { RpcError } from './methods.ts';

/** Answers one method call; throws an RpcError for the error object of the reply. */
export type Dispatch = (method: string, parameters: Readonly<Record<string, unknown>>) => unknown;

type Id = string | number | null;

const failure = (id: Id, code: number, message: string) => ({ jsonrpc: '2.0', id, error: { code, message } });
const isId = (value: unknown): value is Id =>
  value === null || typeof value === 'string' || typeof value === 'number';

/** The reply to a message by the letter of JSON-RPC 2.0; null where none is due. */
export function reply(text: string, dispatch: Dispatch): string | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return JSON.stringify(failure(null, -32700, 'Parse error'));
  }
  if (!Array.isArray(message)) {
    const answer = replyToOne(message, dispatch);
    return answer === null ? null : JSON.stringify(answer);
  }
  if (message.length === 0) return JSON.stringify(failure(null, -32600, 'Invalid Request'));
  const answers = message.map((one: unknown) => replyToOne(one, dispatch)).filter((one) => one !== null);
  return answers.length === 0 ? null : JSON.stringify(answers);
}

function replyToOne(request: unknown, dispatch: Dispatch): object | null {
  const id = isRecord(request) && isId(request['id']) ? request['id'] : null;
  if (
    !isRecord(request) ||
    request['jsonrpc'] !== '2.0' ||
    typeof request['method'] !== 'string' ||
    ('id' in request && !isId(request['id']))
  ) {
    return failure(id, -32600, 'Invalid Request');
  }
  const wanted = 'id' in request;
  const { params = {} } = request;
  if (!isRecord(params) && !Array.isArray(params))
    return wanted ? failure(id, -32602, 'Invalid params') : null;
  try {
    const result = dispatch(request['method'], isRecord(params) ? params : {});
    return wanted ? { jsonrpc: '2.0', id, result } : null;
  } catch (error) {
    const code = error instanceof RpcError ? error.code : -32603;
    return wanted ? failure(id, code, error instanceof Error ? error.message : 'Internal error') : null;
  }
}

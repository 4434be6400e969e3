import type { RpcOutcome, ServiceState } from '../model/index.ts';
import type { Look } from './look.ts';
import { type Outcome, type SmokeStep, skip, step, talks, words } from './steps.ts';

/** Connects, asks for a ping and an unknown method, and closes. */
export async function webSocket(look: Look): Promise<Outcome> {
  const made = await look('service');
  const advice = 'start the camera service, or set service.url (CAMPROOF_SERVICE_URL) to where it listens';
  if (!made.ok) return { steps: [step('connect', talks(made), `${made.source}: ${words(made)}`)], advice };
  const { value } = made;
  const unknown = value.unknownMethod;
  // Whoever has no token, or has asked too much, is told nothing of whether the rest is right.
  const shut = value.limited !== null || ['required', 'rejected'].includes(value.authentication);
  const right = (holds: boolean, outcome: RpcOutcome<unknown>) =>
    !holds && shut && outcome.kind !== 'result' ? null : holds;
  return {
    steps: [
      step('connect', true, `${value.connectMs.toFixed(1)} ms`),
      step(
        'ping',
        right(value.ping.kind === 'result' && value.ping.value === 'pong', value.ping),
        told(value.ping),
      ),
      step(
        'unknown method',
        right(unknown.kind === 'error' && unknown.code === -32601, unknown),
        told(unknown),
      ),
      statistics(value),
      step(
        'close',
        value.closeCode !== null,
        value.closeCode === null ? 'the close handshake was not answered' : `code ${value.closeCode}`,
      ),
    ],
    advice:
      value.authentication === 'required' || value.authentication === 'rejected'
        ? 'give camproof a token: service.tokenFile'
        : 'camproof check says what is wrong with the service',
  };
}

function statistics({ server }: ServiceState): SmokeStep {
  if (server.kind !== 'result')
    return skip('server statistics', `the service does not tell (${told(server)})`);
  const { running, connected_clients: clients, max_connections: max } = server.value;
  return step(
    'server statistics',
    true,
    `running ${running ?? '?'}, ${clients ?? '?'} of ${max ?? '?'} clients`,
  );
}

function told(outcome: RpcOutcome<unknown>): string {
  if (outcome.kind === 'none') return `no answer: ${outcome.fault.message}`;
  return outcome.kind === 'error'
    ? `error ${outcome.code} ${outcome.message}`
    : JSON.stringify(outcome.value).slice(0, 60);
}

import {
  BOX,
  type Finding,
  type Reading,
  reading,
  type ServiceState,
  type Sweep,
} from '../../model/index.ts';
import type { Check } from '../check.ts';
import { unwell } from '../components.ts';
import { diagnose } from '../diagnoses/table.ts';
import { about, isOverloaded, lookAt, overloaded, saw, sawFault, wasLate } from '../finding.ts';
import { cameraService, listenerOf, portOf, serviceUnit, unitEvidence } from '../mediamtx-facts.ts';

/** Does the camera service speak JSON-RPC: is `ping` answered, and an unknown method refused as it must be? */
export const jsonRpc: Check = {
  id: 'json-rpc',
  title: 'WebSocket JSON-RPC',
  link: null,
  weight: 'essential',
  needs: ['service', 'processes', 'units'],
  judge: ({ sweep }) => [judge(sweep)],
};

function judge(sweep: Sweep): Finding {
  const make = about('json-rpc', BOX);
  const { url, enabled } = sweep.expectations.service;
  if (!enabled) return make.off('no camera service is configured', 'not-configured');
  const from = reading(sweep.readings, 'service');
  if (from && !from.ok && !isOverloaded(sweep, from)) {
    const finding = unreachable(sweep, from);
    if (finding) return finding;
  }
  const sight = lookAt(sweep, 'service', make, 'the camera service');
  return sight.clear ? answers(sweep, sight.reading, url) : sight.unknown;
}

function unreachable(sweep: Sweep, from: Reading<unknown> & { readonly ok: false }): Finding | null {
  const make = about('json-rpc', BOX);
  const { url } = sweep.expectations.service;
  const { code, message } = from.fault;
  const evidence = [sawFault(from, 'WebSocket')];
  const unit = serviceUnit(sweep, portOf(url));
  const owner = listenerOf(sweep, url);
  const server = cameraService(sweep);
  switch (code) {
    case 'limited':
      return make.unknown(
        `limited: ${message}`,
        'probe-failed',
        evidence,
        diagnose('service-limited', { message, port: portOf(url) }),
      );
    case 'unauthorized':
      return make.unknown(
        'the service wants a token',
        'needs-authentication',
        evidence,
        diagnose('service-locked', { gave: false }),
      );
    case 'refused':
      return make.fail(
        unit ? `${unit.unit} is ${unit.activeState}` : 'the service is not running',
        [...evidence, ...unitEvidence(sweep, unit)],
        diagnose('service-down', { url, unit, port: portOf(url) }),
      );
    case 'timeout':
      return make.fail(
        'the WebSocket does not open',
        evidence,
        diagnose('server-mute', { url, phase: from.fault.phase, owner, server }),
      );
    case 'reset':
      return make.fail('the service hangs up', evidence, diagnose('server-hangs-up', { url, owner, server }));
    case 'not-found':
    case 'protocol':
    case 'too-large':
      return make.fail(
        owner ? `no WebSocket there: port ${owner.port} belongs to ${owner.comm}` : 'no WebSocket there',
        evidence,
        diagnose('upgrade-refused', { url, message, owner, server }),
      );
    default:
      return null;
  }
}

const SAYS_WELL = /^(?:healthy|ok|running|ready|up)$/i;

function answers(sweep: Sweep, from: Reading<ServiceState> & { readonly ok: true }, url: string): Finding {
  const make = about('json-rpc', BOX);
  const { ping, unknownMethod, authentication, limited, pongFrameMs, pingMs, status } = from.value;
  const server = cameraService(sweep);
  if (limited) {
    return make.unknown(
      `limited: ${limited}`,
      'probe-failed',
      [saw('service', limited, from)],
      diagnose('service-limited', { message: limited, port: portOf(url) }),
    );
  }
  const unheard = [ping, unknownMethod].find((one) => one.kind === 'none' && one.fault.code === 'timeout');
  if (unheard?.kind === 'none' && wasLate(sweep, from)) {
    const { message } = unheard.fault;
    return overloaded(sweep, make, message, from.loopDelayMs, [saw('JSON-RPC', message, from)]);
  }
  if (ping.kind === 'none') {
    const evidence = [
      saw('ping', `${ping.fault.code}: ${ping.fault.message}`, from, '"pong"'),
      saw('ping frame', pongFrameMs === null ? 'no pong' : `pong after ${Math.round(pongFrameMs)} ms`, from),
    ];
    const facts = { url, pongs: pongFrameMs !== null, server };
    return make.fail('JSON-RPC requests get no answer', evidence, diagnose('json-rpc-mute', facts));
  }
  const locked = authentication === 'required' || authentication === 'rejected';
  if (ping.kind === 'error' && locked) {
    const evidence = [saw('ping', `error ${ping.code} ${ping.message}`, from, '"pong"')];
    return make.unknown(
      'the service wants a token',
      'needs-authentication',
      evidence,
      diagnose('service-locked', { gave: authentication === 'rejected' }),
    );
  }
  const said = ping.kind === 'error' ? `error ${ping.code} ${ping.message}` : JSON.stringify(ping.value);
  if (ping.kind === 'error' || ping.value !== 'pong') {
    return make.fail(
      `ping gives ${said}`,
      [saw('ping', said, from, '"pong"')],
      diagnose('ping-wrong', { expected: '"pong"', actual: said, server }),
    );
  }
  const unknown = describe(unknownMethod);
  const authFirst = locked && unknownMethod.kind === 'error';
  if (!authFirst && (unknownMethod.kind !== 'error' || unknownMethod.code !== -32601)) {
    return make.fail(
      `an unknown method gives ${unknown}`,
      [saw('unknown method', unknown, from, 'error -32601')],
      diagnose('unknown-method-wrong', { actual: unknown }),
    );
  }
  const middle = pingMs.toSorted((a, b) => a - b)[Math.floor(pingMs.length / 2)] ?? 0;
  const evidence = [
    saw('ping', `median ${middle.toFixed(1)} ms of ${pingMs.length}`, from),
    saw('unknown method', unknown, from, 'error -32601'),
  ];
  const limit = sweep.expectations.thresholds.pingMs;
  if (middle > limit && !wasLate(sweep, from))
    return make.warn(
      `ping takes ${Math.round(middle)} ms`,
      evidence,
      diagnose('service-slow', { ms: Math.round(middle), limit, server }),
    );
  const told = status.kind === 'result' ? status.value : null;
  const parts = told && SAYS_WELL.test(told.status) ? unwell(told.components).join(', ') : '';
  if (told && parts !== '') {
    return make.warn(
      `says "${told.status}", but ${parts}`,
      [...evidence, saw('components', parts, from)],
      diagnose('component-unwell', { endpoint: 'get_status', word: told.status, parts, server }),
    );
  }
  const miscount = miscounted(from.value);
  if (miscount) {
    return make.warn(
      `counts ${miscount.counts}, lists ${miscount.listed}`,
      [...evidence, saw('camera list', miscount.counts, from, miscount.listed)],
      diagnose('service-counts-differ', { ...miscount, server }),
    );
  }
  const version = told?.version ? `, version ${told.version}` : '';
  return make.pass(`pong in ${middle.toFixed(1)} ms${version}`, evidence);
}

/** Where the counts of the list are not those of its entries, both in words; null where they are. */
function miscounted({ cameras, counts }: ServiceState): { counts: string; listed: string } | null {
  if (cameras.kind !== 'result' || !counts) return null;
  const connected = cameras.value.filter(({ status }) => status === 'CONNECTED').length;
  const pairs = [
    ['cameras', counts.total, cameras.value.length],
    // Other words for a camera that works may or may not be counted.
    [
      'connected',
      cameras.value.every(({ status }) => /^(?:DIS)?CONNECTED$/.test(status)) ? counts.connected : null,
      connected,
    ],
  ] as const;
  const wrong = pairs.filter(([, counted, listed]) => counted !== null && counted !== listed);
  const words = (of: 1 | 2) => wrong.map((pair) => `${pair[of]} ${pair[0]}`).join(', ');
  return wrong.length === 0 ? null : { counts: words(1), listed: words(2) };
}

function describe(outcome: ServiceState['unknownMethod']): string {
  if (outcome.kind === 'none') return `no answer (${outcome.fault.message})`;
  return outcome.kind === 'error' ? `error ${outcome.code}` : `result ${JSON.stringify(outcome.value)}`;
}

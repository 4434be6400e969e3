import { faultIn, known, type RpcOutcome } from '../../index.ts';
import { type Line, label, line, span } from '../line.ts';
import { glyph } from '../theme.ts';
import { boxFindings, fact, findingLines, type PanelLines, type View, withoutReading } from './panel.ts';

/** The camera service: its connection, what it answers, and the cases of JSON-RPC 2.0. */
export const websocketPanel: PanelLines = (view) => [
  ...boxFindings(view, 'json-rpc', 'json-rpc-compliance').flatMap((finding) => findingLines(finding, view)),
  ...connectionLines(view),
  ...caseLines(view),
];

function connectionLines({ sweep }: View): readonly Line[] {
  if (!sweep.expectations.service.enabled)
    return [label('off', '  no camera service is configured here', 'plain')];
  const service = known(sweep.readings, 'service');
  if (!service)
    return withoutReading('service', 'connection', faultIn(sweep.readings, 'service')?.message ?? null);
  const { url, connectMs, pingMs, pongFrameMs, authentication, cameras, status, limited } = service;
  const pings = pingMs.map((ms) => ms.toFixed(1)).join(' ');
  return [
    fact('url', 'address', url),
    fact(
      'connect',
      'connected in',
      `${connectMs.toFixed(1)} ms, pong frame ${pongFrameMs === null ? 'none' : `${pongFrameMs.toFixed(1)} ms`}`,
    ),
    fact('ping', 'ping, ms', pings || 'no answer'),
    fact('auth', 'authentication', limited ? `${authentication}, limited: ${limited}` : authentication),
    fact(
      'status',
      'status',
      said(status, ({ status: word, version }) => [word, version].filter(Boolean).join(', version ')),
    ),
    fact(
      'cameras',
      'cameras',
      said(
        cameras,
        (list) => list.map(({ device, status: word }) => `${device} ${word}`).join(', ') || 'none',
      ),
    ),
  ];
}

function said<T>(outcome: RpcOutcome<T>, words: (value: T) => string): string {
  if (outcome.kind === 'result') return words(outcome.value);
  return outcome.kind === 'error'
    ? `error ${outcome.code} ${outcome.message}`
    : `no answer: ${outcome.fault.message}`;
}

function caseLines({ sweep, screen }: View): readonly Line[] {
  const compliance = known(sweep.readings, 'service.compliance');
  if (!compliance)
    return [label('cases', '  the cases of JSON-RPC 2.0 are tried by a deep check (d)', 'dim')];
  return compliance.cases.map(({ id, title, outcome, received, expected }) => {
    const state = outcome === 'conforms' ? 'pass' : outcome === 'deviates' ? 'warn' : 'unknown';
    return line(`case ${id}`, [
      span(`${glyph(state, screen)} `, state),
      span(`${title.padEnd(32)} `),
      span(outcome === 'conforms' ? received : `${received}, expected ${expected}`, 'dim'),
    ]);
  });
}

import { faultIn, known, type RpcOutcome, reading, type ServiceState } from '../../index.ts';
import { moment } from '../clock.ts';
import { fit, type Line, label, line, span } from '../line.ts';
import { glyph, sparkline } from '../theme.ts';
import { boxFindings, cameraTroubles, findingLines } from './finding.ts';
import { fact, type PanelLines, staleLines, type View, withoutReading } from './panel.ts';

/** The camera service: its connection, what it answered last and how fast, and the cases of JSON-RPC 2.0. */
export const websocketPanel: PanelLines = (view) => [
  ...staleLines(view, 'service'),
  ...boxFindings(view, 'json-rpc', 'json-rpc-compliance').flatMap((finding) => findingLines(finding, view)),
  ...cameraTroubles(view, 'service'),
  ...connectionLines(view),
  ...caseLines(view),
];

function connectionLines({ sweep, pings, screen }: View): readonly Line[] {
  if (!sweep.expectations.service.enabled)
    return [label('off', '  no camera service is configured here', 'plain')];
  const service = known(sweep.readings, 'service');
  if (!service)
    return withoutReading('service', 'connection', faultIn(sweep.readings, 'service')?.message ?? null);
  const { url, connectMs, pingMs, pongFrameMs, authentication, limited } = service;
  const frame = pongFrameMs === null ? 'no pong frame' : `pong frame ${ms(pongFrameMs)}`;
  // A recording has no more than the round trips of its one look.
  const trips = pings.length > 1 ? pings : pingMs;
  const last = pingMs.at(-1);
  return [
    fact('url', 'address', url),
    fact('connect', 'connected in', `${ms(connectMs)}, ${frame}`),
    fact('ping', 'ping', last === undefined ? 'no answer' : `${ms(last)}  ${sparkline(trips, screen)}`),
    fact('auth', 'authentication', limited ? `${authentication}, limited: ${limited}` : authentication),
    label('messages', '  last messages'),
    // What a mute service answered before is not what it answers.
    ...MESSAGES.slice(0, last === undefined ? 1 : MESSAGES.length).map(([name, answer]) =>
      messageLine(name, answer(service)),
    ),
  ];
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;

interface Answer {
  readonly words: string;
  readonly ms: number | null;
}

function messageLine(name: string, { words, ms: took }: Answer): Line {
  return line(`message ${name}`, [
    span(`  ${fit(name, 16)}`, 'dim'),
    span(`${fit(took === null ? '–' : ms(took), 10)} `, 'dim'),
    span(words),
  ]);
}

/** What was asked of the service, and its answer in words. */
const MESSAGES: readonly (readonly [string, (service: ServiceState) => Answer])[] = [
  ['ping', ({ ping }) => said(ping, (value) => JSON.stringify(value) ?? 'nothing')],
  ['unknown method', ({ unknownMethod }) => said(unknownMethod, () => 'a result')],
  [
    'cameras',
    ({ cameras }) =>
      said(cameras, (all) => all.map(({ device, status }) => `${device} ${status}`).join(', ') || 'none'),
  ],
  [
    'streams',
    ({ streams }) =>
      said(
        streams,
        (all) =>
          all.map(({ name, ready }) => `${name}${ready === false ? ' (not ready)' : ''}`).join(', ') ||
          'none',
      ),
  ],
  [
    'status',
    ({ status }) =>
      said(status, ({ status: word, version }) => [word, version].filter(Boolean).join(', version ')),
  ],
  ['server info', ({ server }) => said(server, keysOf)],
  ['metrics', ({ metrics }) => said(metrics, keysOf)],
];

const keysOf = (value: Readonly<Record<string, unknown>>): string => Object.keys(value).join(', ') || 'empty';

function said<T>(outcome: RpcOutcome<T>, words: (value: T) => string): Answer {
  if (outcome.kind === 'none') return { words: `no answer: ${outcome.fault.message}`, ms: null };
  return {
    words: outcome.kind === 'result' ? words(outcome.value) : `error ${outcome.code} ${outcome.message}`,
    ms: outcome.ms,
  };
}

function caseLines({ sweep, screen }: View): readonly Line[] {
  if (!sweep.expectations.service.enabled) return [];
  const from = reading(sweep.readings, 'service.compliance');
  if (!from?.ok) return [label('cases', '  the cases of JSON-RPC 2.0 are tried by a deep check (d)', 'dim')];
  // They are tried when somebody asks for it, and are as old as that.
  const head = label('cases', `  cases of JSON-RPC 2.0, tried ${moment(from.at)}`);
  const cases = from.value.cases.map(({ id, title, outcome, received, expected }) => {
    const state = outcome === 'conforms' ? 'pass' : outcome === 'deviates' ? 'warn' : 'unknown';
    return line(`case ${id}`, [
      span(`${glyph(state, screen)} `, state),
      span(`${title.padEnd(32)} `),
      span(outcome === 'conforms' ? received : `${received}, expected ${expected}`, 'dim'),
    ]);
  });
  return [head, ...cases];
}

import { faultIn, known, type MediamtxConfig, reading } from '../../index.ts';
import { fit, type Line, label, line, span } from '../line.ts';
import { glyph, sparkline } from '../theme.ts';
import { boxFindings, findingLines } from './finding.ts';
import {
  longFact,
  overdue,
  type PanelLines,
  rateWords,
  staleLines,
  type View,
  withoutReading,
} from './panel.ts';

/** MediaMTX: its version and ports, paths with readers and rates, sessions. */
export const mediamtxPanel: PanelLines = (view) => [
  ...staleLines(view, 'mediamtx.paths', 'mediamtx.sessions'),
  ...boxFindings(view, 'mediamtx-api', 'ports').flatMap((finding) => findingLines(finding, view)),
  ...portLines(view),
  ...pathLines(view),
  ...sessionLines(view),
];

function portLines(view: View): readonly Line[] {
  const config = known(view.sweep.readings, 'mediamtx.config');
  if (!config) return [];
  const ports = PORTS.flatMap(([name, of]) => {
    const address = of(config);
    return address ? [`${name} ${address}`] : [];
  });
  return longFact(view, 'ports', 'listens', ports.join('  '));
}

const PORTS: readonly (readonly [string, (config: MediamtxConfig) => string | null])[] = [
  ['RTSP', ({ rtsp, rtspAddress }) => (rtsp ? rtspAddress : null)],
  ['HLS', ({ hls, hlsAddress }) => (hls ? hlsAddress : null)],
  ['WebRTC', ({ webrtc, webrtcAddress }) => (webrtc ? webrtcAddress : null)],
  ['API', ({ apiAddress }) => apiAddress],
];

function pathLines({ sweep, rates, screen }: View): readonly Line[] {
  const paths = known(sweep.readings, 'mediamtx.paths');
  if (!paths)
    return withoutReading('paths', 'paths', faultIn(sweep.readings, 'mediamtx.paths')?.message ?? null);
  if (paths.length === 0) return [label('paths', '  no path is there now', 'plain')];
  const isOld = overdue(sweep, reading(sweep.readings, 'mediamtx.paths')) > 0;
  const width = Math.min(24, Math.max(4, ...paths.map(({ name }) => name.length)));
  return [
    label(
      'paths',
      `  ${fit('path', width)} ${fit('state', 10)} ${fit('source', 16)} ${fit('readers', 8)} rate`,
    ),
    ...paths.map(({ name, ready, online, source, readers, tracks }) => {
      const state = isOld ? 'unknown' : ready && online !== false ? 'pass' : source ? 'warn' : 'off';
      const of = rates[name] ?? [];
      return line(`path ${name}`, [
        span(`${glyph(state, screen)} `, state),
        span(`${fit(name, width)} ${fit(ready ? (online === false ? 'stand-in' : 'ready') : 'idle', 10)} `),
        span(`${fit(source?.type ?? 'none', 16)} ${fit(String(readers.length), 8)} `, 'dim'),
        span(`${fit(rateWords(of.at(-1)), 10)}${sparkline(of.slice(-12), screen)}  `),
        span(
          tracks.map(({ codec, width: w, height }) => `${codec}${w ? ` ${w}x${height}` : ''}`).join(', '),
          'dim',
        ),
      ]);
    }),
  ];
}

function sessionLines({ sweep }: View): readonly Line[] {
  const sessions = known(sweep.readings, 'mediamtx.sessions');
  if (!sessions)
    return withoutReading(
      'sessions',
      'sessions',
      faultIn(sweep.readings, 'mediamtx.sessions')?.message ?? null,
    );
  if (sessions.length === 0) return [label('sessions', '  no session', 'dim')];
  return [
    label('sessions', `  ${fit('session', 10)} ${fit('does', 8)} ${fit('path', 16)} ${fit('from', 22)} lost`),
    ...sessions.map(({ id, protocol, state, path, remoteAddr, packetsLost, transport }) =>
      line(`session ${id}`, [
        span(`  ${fit(protocol, 10)} ${fit(state, 8)} ${fit(path, 16)} ${fit(remoteAddr, 22)} `),
        span([packetsLost === null ? '' : `${packetsLost}`, transport].filter(Boolean).join('  '), 'dim'),
      ]),
    ),
  ];
}

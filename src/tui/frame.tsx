import { Text } from 'ink';
import type { Report } from '../index.ts';
import { KEYS } from './keys.ts';
import { type Line, label, line, span } from './line.ts';
import { OneLine } from './lines.tsx';
import { matches } from './palette.ts';
import { commandOf } from './panels/panel.ts';
import { panels } from './panels/table.ts';
import type { UiState } from './state.ts';
import type { Snapshot } from './store.ts';
import { glyph, type Screen } from './theme.ts';

/** Older than this while nothing is paused, the picture is called stale, ms. */
const STALE_MS = 10_000;

/** Which box, who asks, what runs now and how old the picture is; then the verdict and what more root would see. */
export function headerLines(
  snapshot: Snapshot,
  replay: boolean,
  now: number,
  screen: Screen,
): readonly Line[] {
  const { report, running } = snapshot;
  if (report === null) {
    const what = running.length === 0 ? '' : `: ${running.slice(0, 4).join(', ')}`;
    return [label('looking', `camproof is looking at this box${what} …`, 'plain'), label('gap', '')];
  }
  const { box, verdict, headline, couldProveMore, startedAt } = report;
  const active = running.filter((key) =>
    /^(?:rtsp|hls|webrtc|capabilities|service\.compliance|health\.burst):/.test(key),
  );
  return [
    line('box', [
      span(box.hostname, 'bold'),
      ...(box.simulated ? [span('  simulated devices', 'warn')] : []),
      span(`  as ${box.user}`, 'dim'),
      ...(active.length > 0 ? [span(`  proving ${active.slice(0, 2).join(', ')}`, 'dim')] : []),
      ...ageSpans(snapshot, replay ? startedAt : null, now),
    ]),
    line('verdict', [
      span(`${glyph(verdict, screen)} ${verdict.toUpperCase()} `, verdict),
      span(headline),
      ...(couldProveMore === null ? [] : [span(`  ${couldProveMore}`, 'dim')]),
    ]),
  ];
}

function ageSpans({ at, paused }: Snapshot, recordedAt: string | null, now: number) {
  if (recordedAt !== null)
    return [span(`  RECORDED ${recordedAt.slice(0, 16).replace('T', ' ')} UTC: nothing is probed`, 'warn')];
  if (paused) return [span('  PAUSED', 'warn')];
  const age = at === null ? 0 : now - at;
  return age > STALE_MS
    ? [span(`  STALE: ${Math.round(age / 1000)} s old`, 'warn')]
    : [span('  live', 'dim')];
}

/** The panels with their digits; a mark where something in one is broken. */
export function tabLine(state: UiState, report: Report | null, screen: Screen): Line {
  const trouble = (checks: readonly string[]) =>
    report?.findings.some(({ checkId, status }) => status === 'fail' && checks.includes(checkId)) ?? false;
  const all = [{ id: 'cameras' as const, title: 'Cameras', checks: [] as readonly string[] }, ...panels];
  return line(
    'tabs',
    all.flatMap(({ id, title, checks }, index) => {
      const key = id === 'help' ? '?' : String(index + 1);
      const here = id === state.panel;
      return [
        span(here ? '[' : ' '),
        span(`${key} ${title}`, here ? 'bold' : 'dim'),
        ...(trouble(checks) ? [span(glyph('fail', screen), 'fail')] : []),
        span(here ? ']' : ' '),
      ];
    }),
  );
}

/** What is being typed or asked, else what the last key had to say, else the keys. */
export function footerLine(state: UiState, replay: boolean, user: string): Line {
  const { confirming, typing, message, filter } = state;
  if (confirming)
    return line('confirm', [
      span(' run ', 'warn'),
      span(commandOf(confirming, user), 'bold'),
      span(' ?  y: yes   any other key: no'),
    ]);
  if (typing?.what === 'filter')
    return line('filter', [
      span('/', 'bold'),
      span(`${typing.text}▏`),
      span('   Enter keeps it, Esc drops it', 'dim'),
    ]);
  if (typing) {
    const found = matches(typing.text).slice(0, 6).join('  ');
    return line('palette', [
      span(':', 'bold'),
      span(`${typing.text}▏  `),
      span(found || 'no such command', 'dim'),
    ]);
  }
  if (message !== null) return line('message', [span(message)]);
  const keys = KEYS.filter(({ footer, live }) => footer && !(replay && live));
  const words = keys.map(({ shown, does }) => `${shown} ${does}`).join('  ');
  return line('keys', [...(filter === '' ? [] : [span(`/${filter}  `, 'bold')]), span(words, 'dim')]);
}

/** A terminal in which nothing would be whole. */
export function TooSmall({ columns, rows }: { readonly columns: number; readonly rows: number }) {
  return (
    <Text>{`${columns}x${rows} is too small: camproof needs 60x16 (camproof check fits anywhere)`}</Text>
  );
}

export function FrameLines({ lines, screen }: { readonly lines: readonly Line[]; readonly screen: Screen }) {
  return lines.map((one) => <OneLine key={one.key} of={one} chosen={false} screen={screen} />);
}

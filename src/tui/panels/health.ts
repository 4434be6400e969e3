import { type HealthAnswer, known, type Reading, type Status, type Sweep } from '../../index.ts';
import { fit, type Line, label, line, span } from '../line.ts';
import { glyph } from '../theme.ts';
import { boxFindings, cameraTroubles, findingLines } from './finding.ts';
import { fact, overdue, type PanelLines, staleLines, type View } from './panel.ts';

/** The health endpoints: what each says and how fast, and where they contradict one another. */
export const healthPanel: PanelLines = (view) => [
  ...staleLines(view, 'health'),
  ...boxFindings(view, 'health-endpoints', 'health-load').flatMap((finding) => findingLines(finding, view)),
  ...cameraTroubles(view, 'health'),
  ...endpointLines(view),
  ...burstLines(view),
];

function endpointLines({ sweep, screen }: View): readonly Line[] {
  if (!sweep.expectations.health.enabled)
    return [label('off', '  no health endpoint is configured here', 'plain')];
  const readings = Object.entries(sweep.readings.health ?? {});
  if (readings.length === 0) return [label('none', '  not looked at yet')];
  return readings.map(([path, from]) => {
    const missing = !from.ok && from.fault.code === 'not-found';
    const state = stateOf(sweep, from);
    const words = from.ok
      ? `HTTP ${from.value.httpStatus}  ${fit(from.value.word ?? from.value.says, 12)} ${from.value.latencyMs.toFixed(1)} ms`
      : missing
        ? 'not there (the other generation has it)'
        : from.fault.message;
    return line(
      `endpoint ${path}`,
      [span(`${glyph(state, screen)} `, state), span(`${fit(path, 20)} `), span(words, 'dim')],
      {
        source: from.source,
      },
    );
  });
}

/** The mark of an endpoint; whether silence is its fault or ours, the finding above it tells. */
function stateOf(sweep: Sweep, from: Reading<HealthAnswer>): Status {
  if (overdue(sweep, from) > 0) return 'unknown';
  if (from.ok) return from.value.says === 'not-ok' ? 'warn' : 'pass';
  if (from.fault.code === 'not-found') return 'off';
  return from.fault.code === 'refused' || from.fault.code === 'protocol' ? 'fail' : 'unknown';
}

function burstLines({ sweep }: View): readonly Line[] {
  const burst = known(sweep.readings, 'health.burst');
  if (!burst) return [label('burst', '  a small burst of requests is part of a deep check (d)')];
  const ms = (value: number | null) => (value === null ? '–' : `${value.toFixed(1)} ms`);
  return [
    fact(
      'burst',
      'under load',
      `${burst.answered} of ${burst.requests} answered, p50 ${ms(burst.p50)}, p95 ${ms(burst.p95)}, max ${ms(burst.max)}`,
    ),
  ];
}

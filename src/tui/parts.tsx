import { Box, Text } from 'ink';
import { type JudgedFinding, LINKS, type NextStep, type Report, type Status } from '../model/index.ts';
import { KEYS } from './keys.ts';
import type { CameraRow } from './rows.ts';
import type { Snapshot } from './store.ts';
import { LOOKS } from './theme.ts';

export function Cell({ status }: { readonly status: Status }) {
  const { glyph, color, dim } = LOOKS[status];
  return (
    <Text color={color} dimColor={dim}>
      {glyph}
    </Text>
  );
}

export function Header({ snapshot, now }: { readonly snapshot: Snapshot; readonly now: number }) {
  const { report, running, at, paused, failure } = snapshot;
  if (report === null)
    return (
      <Text>camproof is looking at this box … {running.length > 0 ? `${running.length} probes` : ''}</Text>
    );
  const age = at === null ? '' : `${Math.round((now - at) / 1000)} s old`;
  const state = failure ?? (paused ? 'paused' : running.length > 0 ? 'proving' : age);
  return (
    <Box flexDirection="column">
      <Text wrap="truncate" bold>
        {report.box.hostname}
        {report.box.simulated ? '  simulated devices' : ''} as {report.box.user} {state}
      </Text>
      <Text wrap="truncate">
        <Cell status={report.verdict} /> {report.verdict} {report.headline}
      </Text>
      {report.couldProveMore === null ? null : <Text dimColor>{report.couldProveMore}</Text>}
    </Box>
  );
}

export function CameraLine({
  row,
  chosen,
  name,
}: {
  readonly row: CameraRow;
  readonly chosen: boolean;
  readonly name: number;
}) {
  return (
    <Text wrap="truncate" inverse={chosen}>
      <Cell status={row.state} /> {row.id.slice(0, name).padEnd(name)}{' '}
      {row.cells.map((status, index) => (
        <Text key={LINKS[index]}>
          <Cell status={status} />{' '}
        </Text>
      ))}
      {row.words}
    </Text>
  );
}

const command = ({ argv, privilege }: NextStep, root: boolean): string =>
  `${privilege === 'root' && !root ? 'sudo ' : ''}${(argv ?? []).join(' ')}`;

/** A finding: one line when there is nothing to do, else with what was seen, the cause and what to do. */
export function Trouble({ finding, report }: { readonly finding: JudgedFinding; readonly report: Report }) {
  const root = report.box.user === 'root';
  const { evidence, diagnosis, status } = finding;
  const inOrder = status === 'pass' || status === 'off' || status === 'blocked';
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Text wrap={inOrder ? 'truncate' : 'wrap'}>
        <Cell status={status} /> {finding.checkId}: {finding.summary}
      </Text>
      {(inOrder ? [] : evidence.slice(0, 3)).map(({ label, actual, expected }) => (
        <Text key={`${label}${actual}`} dimColor wrap="wrap">
          {`    saw ${label}: ${actual}${expected === undefined ? '' : `, expected ${expected}`}`}
        </Text>
      ))}
      {diagnosis ? <Text wrap="wrap">{`    ${diagnosis.cause}`}</Text> : null}
      {(diagnosis?.nextSteps ?? []).map((step) => (
        <Text key={step.text} wrap="wrap">
          {'  → '}
          {step.argv ? <Text bold>{`${command(step, root)}  `}</Text> : null}
          {step.text}
        </Text>
      ))}
    </Box>
  );
}

export function Footer() {
  const words = KEYS.filter(({ shown }) => shown !== '').map(({ shown, does }) => `${shown} ${does}`);
  return (
    <Text dimColor wrap="truncate">
      {words.join('  ')}
    </Text>
  );
}

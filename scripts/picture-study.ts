// The confusion matrix of docs/pictures.md: generated sources, encoded, decoded and judged by the code that `check` uses.
// usage: node scripts/picture-study.ts FIRST-SEED [SHARE]     (the whole study takes about ten minutes on two cores)
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { about } from '../src/checks/finding.ts';
import { judgePictures } from '../src/checks/judge-pictures.ts';
import type { Finding } from '../src/model/index.ts';
import { decode } from '../src/probes/pictures/decoder.ts';
import { measure } from '../src/probes/pictures/measure.ts';
import { elementary } from '../src/probes/rtsp/elementary.ts';
import { HEALTHY, KINDS, type Kind, lookAt, makeSource, type Source } from './picture-sources.ts';

/** What `check` finds by default (a second), and what a look at four key frames finds. */
export const LOOKS = { 'one second': 1, 'four key frames': null } as const;
export type Look = keyof typeof LOOKS;

export interface Judged {
  readonly finding: Finding;
  /** Two of its key frames are the same bit by bit: what tells a frozen picture. */
  readonly repeats: boolean;
}

/** The verdict on a source after a look. */
export async function judged(source: Source, look: Look, signal: AbortSignal): Promise<Judged> {
  const clip = lookAt(source, LOOKS[look]);
  const stream = elementary(clip);
  const value = measure(await decode('ffmpeg', stream, signal), stream.frames, clip.clockRate);
  const from = {
    source: 'study',
    at: '',
    mono: 0,
    tookMs: 0,
    loopDelayMs: 0,
    maxAgeMs: 0,
    ok: true,
    value,
  } as const;
  const witnesses = {
    path: 'study',
    camera: { id: '', path: '', device: null, declared: false },
    publisher: null,
    motion: undefined,
    stalled: null,
    device: null,
    lost: 0,
  };
  const repeats = value.distinctKeyFrames < value.keyFrames;
  return { finding: judgePictures(from, witnesses, about('decode-pictures', 'study')), repeats };
}

/** Why a verdict is not what its kind has to get; null where it is. A frozen picture that never repeats cannot be told. */
export function mistake(kind: Kind, { finding: { status, diagnosis }, repeats }: Judged): string | null {
  if (HEALTHY.has(kind)) return status === 'fail' ? 'a healthy one fails' : null;
  if (kind === 'frozen')
    return repeats && diagnosis?.code !== 'frozen-picture' ? 'a frozen one is no warning' : null;
  return status === 'pass' ? 'a broken one is green' : null;
}

interface Row extends Judged {
  readonly kind: Kind;
  readonly seed: number;
  readonly look: Look;
  readonly source: Source;
}

async function study(first: number, share: number): Promise<readonly Row[]> {
  const jobs = (Object.keys(KINDS) as Kind[]).flatMap((kind) =>
    Array.from({ length: Math.ceil(KINDS[kind] * share) }, (_, index) => ({ kind, seed: first + index })),
  );
  const rows: Row[] = [];
  const worker = async (): Promise<void> => {
    for (let job = jobs.pop(); job; job = jobs.pop()) {
      const signal = AbortSignal.timeout(120_000);
      const source = await makeSource(job.kind, job.seed, signal);
      for (const look of Object.keys(LOOKS) as Look[])
        rows.push({ ...job, look, source, ...(await judged(source, look, signal)) });
    }
  };
  await Promise.all([worker(), worker()]);
  return rows;
}

const verdict = ({ finding: { status, diagnosis } }: Row): string =>
  diagnosis ? `${status} ${diagnosis.code}` : status;

function matrix(rows: readonly Row[], look: Look): string {
  const seen = rows.filter((row) => row.look === look);
  const verdicts = [...new Set(seen.map(verdict))].toSorted();
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [
    line(['source', 'how many', ...verdicts]),
    line(['---', ...['how many', ...verdicts].map(() => '---:')]),
    ...(Object.keys(KINDS) as Kind[]).map((kind) => {
      const own = seen.filter((row) => row.kind === kind);
      const counts = verdicts.map((one) => own.filter((row) => verdict(row) === one).length || '');
      return line([kind, own.length, ...counts]);
    }),
  ].join('\n');
}

if (import.meta.main) {
  const [first = '', share = '1'] = process.argv.slice(2);
  if (!/^\d+$/.test(first)) throw new Error('usage: node scripts/picture-study.ts FIRST-SEED [SHARE]');
  const rows = await study(Number(first), Number(share));
  const mistakes = rows.flatMap((row) => {
    const wrong = mistake(row.kind, row);
    return wrong
      ? [`${row.kind} ${row.seed}, ${row.look}: ${wrong}: ${row.finding.summary} (${row.source.describes})`]
      : [];
  });
  const warned = rows.filter((row) => HEALTHY.has(row.kind) && row.finding.status !== 'pass');
  for (const row of warned)
    process.stderr.write(
      `${row.kind} ${row.seed} ${row.look}: ${verdict(row)}: ${row.finding.evidence.map(({ actual }) => actual).join('; ')} (${row.source.describes})\n`,
    );
  for (const text of mistakes) process.stderr.write(`MISTAKE ${text}\n`);
  const sources = rows.length / 2;
  const parts = (Object.keys(LOOKS) as Look[]).map((look) => `After ${look}:\n\n${matrix(rows, look)}\n`);
  const text = `\`node scripts/picture-study.ts ${process.argv.slice(2).join(' ')}\`: ${sources} sources, ${mistakes.length} mistakes.\n\n${parts.join('\n')}`;
  writeFileSync('/dev/stdout', text);
  process.exitCode = mistakes.length === 0 ? 0 : 1;
}

import type { Server, Watched } from './walked-box.ts';

/** How a fault was seen to come and to go. */
export interface Walked {
  readonly id: string;
  readonly link: string;
  readonly came: Watched;
  readonly went: Watched;
  /** What was not as it has to be, in words. */
  readonly wrong: readonly string[];
}

const seconds = (ms: number | null): string => (ms === null ? '–' : (ms / 1000).toFixed(1));

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const causesIn = (troubles: string): readonly string[] =>
  troubles
    .split(' | ')
    .flatMap((one) => (one.startsWith('✘') ? (/[a-z-]+: .*/.exec(one)?.slice(0, 1) ?? []) : []));

/** Red causes that stood on the way and are not those at the end, and for how long, s. */
function detours({ trail }: Watched): string {
  const last = causesIn(trail.at(-1)?.[1] ?? '');
  const times = new Map<string, number>();
  for (const [index, [at, troubles]] of trail.slice(0, -1).entries()) {
    const ms = (trail[index + 1]?.[0] ?? at) - at;
    for (const cause of new Set(causesIn(troubles)))
      if (!last.includes(cause)) times.set(cause, (times.get(cause) ?? 0) + ms);
  }
  return [...times].map(([cause, ms]) => `${cause} (${seconds(ms)} s)`).join(', ');
}

/** A table of all that was walked through: seconds from the deed until the screen showed it. */
export function figures(walked: readonly Walked[], { generation, mediamtx }: Server): string {
  const of = (side: 'came' | 'went') => {
    const times = walked.flatMap((one) => one[side].ms ?? []);
    return `median ${seconds(median(times))} s, worst ${seconds(Math.max(...times))} s`;
  };
  return [
    `${walked.length} faults on ${mediamtx ?? `the stand-in, ${generation}`}: seen ${of('came')}; healed ${of('went')}`,
    '| fault | link | seen, s | healed, s | red on the way |',
    '|---|---|--:|--:|---|',
    ...walked.map(
      ({ id, link, came, went, wrong }) =>
        `| \`${id}\` | ${link} | ${seconds(came.ms)} | ${seconds(went.ms)} | ${[detours(came), ...wrong.map((one) => `**${one.split('\n')[0]}**`)].filter(Boolean).join('; ')} |`,
    ),
  ].join('\n');
}

import { createHash } from 'node:crypto';

export type Labels = Readonly<Record<string, string>>;

/** One gauge with its series: a set of labels and a value each. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly (readonly [Labels, number])[];
}

/** Metrics in Prometheus' text format; one without a series is left out. */
export function exposition(metrics: readonly Metric[]): string {
  return metrics
    .filter(({ samples }) => samples.length > 0)
    .flatMap(({ name, help, samples }) => [
      `# HELP ${name} ${help}\n`,
      `# TYPE ${name} gauge\n`,
      // A series may stand here once; names that differ only in what had to be cleaned would be one.
      ...[...new Map(samples.map(([labels, value]) => [labelText(labels), value]))].map(
        ([labels, value]) => `${name}${labels} ${value}\n`,
      ),
    ])
    .join('');
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(bounded(value))}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const LONGEST = 120;

/** A value that is too long keeps its beginning, and a digest that tells it from its twins. */
function bounded(value: string): string {
  const chars = [...value];
  if (chars.length <= LONGEST) return value;
  return `${chars.slice(0, LONGEST - 9).join('')}~${createHash('sha256').update(value).digest('hex').slice(0, 8)}`;
}

const escaped = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

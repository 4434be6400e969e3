import { clean, maskSecrets } from '../probes/text.ts';

/** A shorter one would take half the words of a log with it. */
const SHORTEST_IN_LOG = 4;
/** What camproof made has no secrets in it, but names of paths and cameras that a poor password may be part of. */
const SHORTEST = 8;

/** Takes known secrets out of a text that camproof made, wherever they stand: plain, in a URL, in JSON. */
export const withoutSecrets = (text: string, secrets: readonly string[], shortest = SHORTEST): string =>
  secrets.filter(({ length }) => length >= shortest).reduce(without, text);

function without(text: string, secret: string): string {
  const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
  return forms.reduce((left, form) => left.replaceAll(form, '***'), text);
}

/** A log, line by line, without control characters, known secrets and what looks like one. */
export const redactLog = (text: string, secrets: readonly string[]): string =>
  text
    .split('\n')
    .map((line) => withoutSecrets(maskSecrets(clean(line, 1000)), secrets, SHORTEST_IN_LOG))
    .join('\n');

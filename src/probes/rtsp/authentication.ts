import { createHash } from 'node:crypto';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

const digest = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');

/**
 * The Authorization header for what a server asked (its WWW-Authenticate lines): Digest before Basic, SHA-256
 * before MD5 (RFC 7616). Null when it asks for nothing that is known.
 */
export function authorizationFor(
  challenges: readonly string[],
  { user, password }: Credentials,
  method: string,
  uri: string,
): string | null {
  const digests = challenges.filter((line) => /^digest\s/i.test(line));
  const best = digests.find((line) => /sha-256/i.test(line)) ?? digests[0];
  if (best) return digestHeader(best, user, password, method, uri);
  if (!challenges.some((line) => /^basic(\s|$)/i.test(line))) return null;
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function digestHeader(
  challenge: string,
  user: string,
  password: string,
  method: string,
  uri: string,
): string {
  const parameter = (name: string) =>
    new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|([^\\s,]+))`, 'i').exec(challenge);
  const value = (name: string) => parameter(name)?.[1] ?? parameter(name)?.[2] ?? '';
  const algorithm = /sha-256/i.test(value('algorithm')) ? 'sha256' : 'md5';
  const [realm, nonce] = [value('realm'), value('nonce')];
  const secret = digest(algorithm, `${user}:${realm}:${password}`);
  const request = digest(algorithm, `${method}:${uri}`);
  const withQop = value('qop') !== '';
  const [count, client] = ['00000001', digest('sha256', nonce + uri).slice(0, 16)];
  const response = withQop
    ? digest(algorithm, `${secret}:${nonce}:${count}:${client}:auth:${request}`)
    : digest(algorithm, `${secret}:${nonce}:${request}`);
  const parts = [
    `username="${user}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${uri}"`,
    `response="${response}"`,
    ...(algorithm === 'sha256' ? ['algorithm=SHA-256'] : []),
    ...(value('opaque') !== '' ? [`opaque="${value('opaque')}"`] : []),
    ...(withQop ? ['qop=auth', `nc=${count}`, `cnonce="${client}"`] : []),
  ];
  return `Digest ${parts.join(', ')}`;
}

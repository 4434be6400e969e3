import { createHash, timingSafeEqual } from 'node:crypto';
import type { PathSettings, User } from './settings.ts';

export type Action = 'publish' | 'read' | 'api';

/** What a client gave to prove who it is; null where it gave nothing. */
export type Credentials =
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'digest'; readonly user: string; readonly uri: string; readonly response: string };

/** How digest responses are checked: made anew for each connection. */
export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly method: string;
}

/** Reads an `Authorization` header. */
export function parseAuthorization(header: string | undefined): Credentials | null {
  const [, basic] = /^basic (\S+)$/i.exec(header ?? '') ?? [];
  if (basic !== undefined) {
    const text = Buffer.from(basic, 'base64').toString();
    const colon = text.indexOf(':');
    return { kind: 'basic', user: text.slice(0, colon), password: text.slice(colon + 1) };
  }
  if (!/^digest /i.test(header ?? '')) return null;
  const field = (name: string) => new RegExp(`[ ,]${name}="([^"]*)"`, 'i').exec(header ?? '')?.[1] ?? '';
  return { kind: 'digest', user: field('username'), uri: field('uri'), response: field('response') };
}

/** The users that count for a path: `authInternalUsers`, or on the old generation those of the path itself. */
export function usersFor(users: readonly User[], path: PathSettings | null): readonly User[] {
  if (path === null) return users;
  const own = (action: 'publish' | 'read', user: string, pass: string): User[] =>
    user === '' ? [] : [{ user, pass, permissions: [{ action, path: '' }] }];
  const publishers = own('publish', path.publishUser, path.publishPass);
  const readers = own('read', path.readUser, path.readPass);
  const closed = [publishers.length > 0 && 'publish', readers.length > 0 && 'read'];
  const rest = users.map((user) => ({
    ...user,
    permissions: user.permissions.filter(({ action }) => !closed.includes(action)),
  }));
  return [...publishers, ...readers, ...rest];
}

/** May somebody with these credentials do this? */
export function allowed(
  users: readonly User[],
  action: Action,
  path: string,
  credentials: Credentials | null,
  challenge: Challenge,
): boolean {
  return users.some(
    ({ user, pass, permissions }) =>
      permissions.some((one) => one.action === action && (one.path === '' || one.path === path)) &&
      (user === 'any' || (credentials?.user === user && matches(credentials, pass, challenge))),
  );
}

function matches(credentials: Credentials, password: string, { realm, nonce, method }: Challenge): boolean {
  if (credentials.kind === 'basic') return same(credentials.password, password);
  const secret = md5(`${credentials.user}:${realm}:${password}`);
  return same(credentials.response, md5(`${secret}:${nonce}:${md5(`${method}:${credentials.uri}`)}`));
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** Compares digests, so that lengths need not be equal. */
const same = (a: string, b: string): boolean => timingSafeEqual(sha256(a), sha256(b));
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

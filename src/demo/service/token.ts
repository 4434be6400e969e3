import { createHmac, timingSafeEqual } from 'node:crypto';
import { isRecord } from '../../probes/http.ts';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const sign = (text: string, secret: string): Buffer => createHmac('sha256', secret).update(text).digest();

/** A JSON Web Token (HS256) of a role, good until `expiresAt` (s since 1970). */
export function makeToken(secret: string, role: 'viewer' | 'operator' | 'admin', expiresAt: number): string {
  const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: 'camproof', role, exp: expiresAt })}`;
  return `${body}.${sign(body, secret).toString('base64url')}`;
}

/** The role of a token, or null when it is not ours or no longer good. */
export function roleOf(token: string, secret: string): string | null {
  const [head = '', payload = '', signature = ''] = token.split('.');
  const given = Buffer.from(signature, 'base64url');
  const own = sign(`${head}.${payload}`, secret);
  if (given.length !== own.length || !timingSafeEqual(given, own)) return null;
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  if (!isRecord(claims) || typeof claims['role'] !== 'string') return null;
  return Number(claims['exp']) > Date.now() / 1000 ? claims['role'] : null;
}

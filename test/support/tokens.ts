import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import type { TokenKeyOptions } from '../../src/node/relay/access/token-key.js';

/** A time at which the tests' tokens are checked: ms since 1970. */
export const TOKEN_NOW_MS = Date.UTC(2030, 0, 1);

export const SHARED_SECRET = 'a shared secret of 32 bytes and more';

const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }) as string;
export const ED25519 = generateKeyPairSync('ed25519');
export const ECDSA = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
export const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Three keys of three kinds, as a configuration has them. */
export const TOKEN_KEYS: readonly TokenKeyOptions[] = [
  { id: 'shared', algorithm: 'HS256', secret: SHARED_SECRET },
  { id: 'edwards', algorithm: 'EdDSA', publicKey: pem(ED25519.publicKey) },
  { id: 'rsa', algorithm: 'RS256', publicKey: pem(RSA.publicKey) },
];

/** What differs from a token that is valid for an hour and grants everything. */
export interface TokenVariant {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly key?: KeyObject | Uint8Array;
  /** s from the time of the check. @default 3600 */
  readonly expiresIn?: number | null;
  readonly nowMs?: number;
}

const secret = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A token, by default signed with the shared secret. */
export function signToken(variant: TokenVariant = {}): Promise<string> {
  const { claims = {}, header = {}, key = secret(SHARED_SECRET), expiresIn = 3600, nowMs = TOKEN_NOW_MS } = variant;
  const all = { latentcast: { publish: ['*'], listen: ['*'], admin: true }, ...claims };
  const jwt = new SignJWT(all).setProtectedHeader({ alg: 'HS256', kid: 'shared', ...header });
  if (expiresIn !== null) jwt.setExpirationTime(Math.floor(nowMs / 1000) + expiresIn);
  return jwt.sign(key);
}

/** A token with any header and signature, which no library would make. */
export function forgeToken(header: object, payload: object, signature = ''): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(payload)}.${signature}`;
}

export { pem as publicPem, secret as secretBytes };

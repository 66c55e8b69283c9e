import { createPrivateKey, type KeyObject, randomBytes } from 'node:crypto';
import type * as Jose from 'jose';
import { CodecError, requireInteger, requireNumber } from '../../../core/errors.js';
import { type OptionKinds, requireOneOf, requireOptions } from '../../../core/options.js';
import { loadOptional } from '../../optional-package.js';
import type { ChannelPermissionOptions } from './access-options.js';
import { ChannelPermissions } from './channel-permissions.js';
import { requireKeyType, sharedSecret, TOKEN_ALGORITHMS, type TokenAlgorithm } from './token-key.js';

/** What a token states, and the key that signs it. */
export interface IssueTokenOptions extends ChannelPermissionOptions {
  /** A private key, PEM (PKCS 8) or JWK as JSON; or the shared secret of HS256, HS384 and HS512. */
  readonly key: string;
  /** @default HS256 for a shared secret; EdDSA, ES256 to ES512 or RS256 by the type of a private key */
  readonly algorithm?: TokenAlgorithm;
  /** Names the key, as the relay's configuration does. @default none: the relay tries all keys of the algorithm */
  readonly keyId?: string;
  /** Whether the holder administers the whole relay, or on which channels. @default false */
  readonly admin?: boolean | readonly string[];
  /** Validity from `notBeforeMs` on, 1000..10^12 ms; Infinity for a token without end. @default 43200000, 12 hours */
  readonly expiresInMs?: number;
  /** ms since 1970 before which it is not valid. @default now, which is not stated in the token */
  readonly notBeforeMs?: number;
  /** Who holds it, for logs and bans, at most 256 characters. @default none */
  readonly subject?: string;
  /** `iss` @default none */
  readonly issuer?: string;
  /** `aud` @default none */
  readonly audience?: string;
  /** `jti`, by which this token alone can be banned. @default random */
  readonly tokenId?: string;
}

/** Validity of a token that states none. */
export const TOKEN_EXPIRES_IN_MS = 43_200_000;

const KINDS: OptionKinds<IssueTokenOptions> = {
  key: 'string',
  algorithm: 'string',
  keyId: 'string',
  publish: 'any',
  listen: 'any',
  admin: 'any',
  expiresInMs: 'any',
  notBeforeMs: 'any',
  subject: 'string',
  issuer: 'string',
  audience: 'string',
  tokenId: 'string',
};

/**
 * Signs a token for sources, listeners or administrators.
 *
 * @param wallMs ms since 1970
 * @throws TypeError, RangeError naming a wrong option, never the key; CodecError NOT_INSTALLED where jose is missing
 */
export async function issueToken(options: IssueTokenOptions, wallMs: number = Date.now()): Promise<string> {
  requireOptions('', options, KINDS, ['key']);
  const { publish = [], listen = [], admin = false, notBeforeMs, expiresInMs = TOKEN_EXPIRES_IN_MS } = options;
  const permissions = new ChannelPermissions('token', { publish, listen }, admin);
  if (!(['publish', 'listen', 'administer'] as const).some((permission) => permissions.hasAny(permission)))
    throw new TypeError('a token must grant something: publish, listen or admin');
  if (expiresInMs !== Number.POSITIVE_INFINITY) requireNumber('expiresInMs', expiresInMs, 1000, 1e12);
  if (notBeforeMs !== undefined) requireInteger('notBeforeMs', notBeforeMs, 0, 8.64e15);
  const { key, algorithm } = signingKey(options.key, options.algorithm);
  const { SignJWT } = await loadOptional('jose', 'signing tokens', () => import('jose'));
  const { keyId, subject, issuer, audience, tokenId = randomBytes(12).toString('base64url') } = options;
  const claim = { ...(publish.length && { publish }), ...(listen.length && { listen }), ...(admin && { admin }) };
  const token: Jose.SignJWT = new SignJWT({ latentcast: claim })
    .setProtectedHeader({ alg: algorithm, typ: 'JWT', ...(keyId !== undefined && { kid: keyId }) })
    .setIssuedAt(Math.floor(wallMs / 1000))
    .setJti(tokenId);
  if (subject !== undefined) token.setSubject(subject);
  if (issuer !== undefined) token.setIssuer(issuer);
  if (audience !== undefined) token.setAudience(audience);
  if (notBeforeMs !== undefined) token.setNotBefore(Math.floor(notBeforeMs / 1000));
  if (Number.isFinite(expiresInMs)) token.setExpirationTime(Math.floor(((notBeforeMs ?? wallMs) + expiresInMs) / 1000));
  return token.sign(key);
}

function signingKey(text: string, asked: TokenAlgorithm | undefined): { key: KeyObject; algorithm: TokenAlgorithm } {
  if (asked !== undefined) requireOneOf('algorithm', asked, TOKEN_ALGORITHMS);
  const isAsymmetric = /-----BEGIN /.test(text) || text.trimStart().startsWith('{');
  if (!isAsymmetric) {
    const algorithm = asked ?? 'HS256';
    if (!algorithm.startsWith('HS')) throw new RangeError(`key must be a private key for ${algorithm}, got a secret`);
    return { key: sharedSecret('key', algorithm, text), algorithm };
  }
  const key = privateKey(text);
  const algorithm = asked ?? algorithmOf(key);
  if (algorithm.startsWith('HS'))
    throw new RangeError(`key must be a shared secret for ${algorithm}, got a private key`);
  requireKeyType('key', algorithm, key);
  return { key, algorithm };
}

function privateKey(text: string): KeyObject {
  if (/BEGIN PUBLIC KEY/.test(text)) throw new RangeError('key must be the private key, got the public one');
  try {
    return text.trimStart().startsWith('{')
      ? createPrivateKey({ key: JSON.parse(text), format: 'jwk' })
      : createPrivateKey(text);
  } catch {
    throw new RangeError('key must be a private key without passphrase, PEM (PKCS 8) or JWK');
  }
}

const CURVES: Readonly<Record<string, TokenAlgorithm>> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
};

function algorithmOf({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): TokenAlgorithm {
  const algorithm =
    type === 'ed25519'
      ? 'EdDSA'
      : type === 'rsa'
        ? 'RS256'
        : type === 'ec'
          ? CURVES[details?.namedCurve ?? '']
          : undefined;
  if (algorithm === undefined)
    throw new CodecError('FILE_HEADER', `no algorithm signs tokens with a key of type ${type}`);
  return algorithm;
}

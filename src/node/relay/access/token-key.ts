import { createHash, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { type OptionKinds, requireOneOf, requireOptions } from '../../../core/options.js';
import { shown } from '../../../core/shown.js';

/** Algorithms that sign tokens (RFC 7518, RFC 8037). */
export const TOKEN_ALGORITHMS = [
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;

/** One of {@link TOKEN_ALGORITHMS}. */
export type TokenAlgorithm = (typeof TOKEN_ALGORITHMS)[number];

/** A key that tokens may be signed with. It fixes its algorithm: a token cannot choose another. */
export interface TokenKeyOptions {
  /** The `kid` that tokens name it by, 1 to 128 characters. */
  readonly id: string;
  /** One of HS256, HS384, HS512, RS…, PS…, ES256, ES384, ES512, EdDSA. */
  readonly algorithm: TokenAlgorithm;
  /** For HS…: the shared secret, at least 32, 48 or 64 bytes of UTF-8 for 256, 384 or 512. */
  readonly secret?: string;
  /** For the other algorithms: the public key, PEM (SPKI) or JWK as JSON. */
  readonly publicKey?: string;
}

/** A key of {@link TokenKeyOptions}, checked. */
export interface TokenKey {
  readonly id: string;
  readonly algorithm: TokenAlgorithm;
  readonly key: KeyObject;
  /** The same for the same material and algorithm; tells whether a key was replaced under the same id. */
  readonly fingerprint: string;
}

const KINDS: OptionKinds<TokenKeyOptions> = {
  id: 'string',
  algorithm: 'string',
  secret: 'string',
  publicKey: 'string',
};
const CURVES: Readonly<Record<string, string>> = { ES256: 'prime256v1', ES384: 'secp384r1', ES512: 'secp521r1' };
const MIN_RSA_BITS = 2048;

/** @throws TypeError, RangeError naming the field and what is allowed; never quotes a secret */
export function parseTokenKey(field: string, options: TokenKeyOptions): TokenKey {
  requireOptions(field, options, KINDS, ['id', 'algorithm']);
  const { id, algorithm, secret, publicKey } = options;
  if (id.length < 1 || id.length > 128)
    throw new RangeError(`${field}.id must be 1 to 128 characters, got ${shown(id)}`);
  requireOneOf(`${field}.algorithm`, algorithm, TOKEN_ALGORITHMS);
  const isShared = algorithm.startsWith('HS');
  const [needed, unused] = isShared ? (['secret', 'publicKey'] as const) : (['publicKey', 'secret'] as const);
  if (options[needed] === undefined) throw new TypeError(`${field}.${needed} must be given for ${algorithm}`);
  if (options[unused] !== undefined) throw new TypeError(`${field}.${unused} does not apply to ${algorithm}`);
  const key = isShared
    ? sharedSecret(`${field}.secret`, algorithm, secret!)
    : verifyingKey(`${field}.publicKey`, algorithm, publicKey!);
  const material = isShared ? key.export() : key.export({ type: 'spki', format: 'der' });
  return { id, algorithm, key, fingerprint: createHash('sha256').update(algorithm).update(material).digest('base64') };
}

/** The secret of an HS… key, without the newline at the end of a file. @throws RangeError when it is too short */
export function sharedSecret(field: string, algorithm: TokenAlgorithm, text: string): KeyObject {
  const bytes = Buffer.from(text.replace(/\r?\n$/, ''), 'utf8');
  const minBytes = Number(algorithm.slice(2)) / 8;
  if (bytes.length < minBytes)
    throw new RangeError(`${field} must be at least ${minBytes} bytes for ${algorithm}, got ${bytes.length}`);
  return createSecretKey(bytes);
}

function verifyingKey(field: string, algorithm: TokenAlgorithm, text: string): KeyObject {
  const allowed = 'a public key, PEM (BEGIN PUBLIC KEY) or JWK';
  if (/PRIVATE KEY/.test(text)) throw new RangeError(`${field} must be ${allowed}, got a private key`);
  let key: KeyObject;
  try {
    const jwk = text.trimStart().startsWith('{') ? JSON.parse(text) : null;
    if (jwk && 'd' in jwk) throw new RangeError(`${field} must be ${allowed}, got a private key`);
    key = jwk ? createPublicKey({ key: jwk, format: 'jwk' }) : createPublicKey(text);
  } catch (cause) {
    if (cause instanceof RangeError && cause.message.startsWith(field)) throw cause;
    throw new RangeError(`${field} must be ${allowed}: ${(cause as Error).message.slice(0, 120)}`);
  }
  requireKeyType(field, algorithm, key);
  return key;
}

/** Each algorithm works with one type of key, and ES… with one curve. @throws RangeError naming both */
export function requireKeyType(field: string, algorithm: TokenAlgorithm, key: KeyObject): void {
  const { asymmetricKeyType: type = 'no public or private key', asymmetricKeyDetails: details } = key;
  const needed = algorithm === 'EdDSA' ? 'ed25519' : algorithm.startsWith('ES') ? 'ec' : 'rsa';
  if (type !== needed) throw new RangeError(`${field} must be of type ${needed} for ${algorithm}, got ${type}`);
  const curve = CURVES[algorithm];
  if (curve !== undefined && details?.namedCurve !== curve)
    throw new RangeError(`${field} must be on the curve ${curve} for ${algorithm}, got ${details?.namedCurve}`);
  if (needed === 'rsa' && (details?.modulusLength ?? 0) < MIN_RSA_BITS)
    throw new RangeError(`${field} must have at least ${MIN_RSA_BITS} bits, got ${details?.modulusLength}`);
}

import type * as Jose from 'jose';
import { requireInteger } from '../../../core/errors.js';
import { type OptionKinds, requireOptions } from '../../../core/options.js';
import { loadOptional } from '../../optional-package.js';
import { AccessError, type AccessFailure } from './access-error.js';
import { ACCESS_DEFAULTS, type TokenOptions } from './access-options.js';
import { ChannelPermissions } from './channel-permissions.js';
import { sha256 } from './key-hash.js';
import { parseTokenKey, type TokenKey } from './token-key.js';

/** Keys that tokens may be signed with at the same time. */
export const MAX_TOKEN_KEYS = 16;

/** A token that was valid when it was checked. */
export interface CheckedToken {
  /** Tells its holder from others: the key's id with the subject, or with a hash of the token where it has none. */
  readonly identity: string;
  readonly subject: string | undefined;
  /** `jti` */
  readonly tokenId: string | undefined;
  readonly permissions: ChannelPermissions;
  /** ms since 1970, with the tolerance; Infinity for a token without `exp`. */
  readonly endMs: number;
  /** {@link TokenKey.fingerprint} of the key that has signed it. */
  readonly keyFingerprint: string;
  readonly claims: Pick<Jose.JWTPayload, 'iss' | 'aud' | 'exp'>;
}

const KINDS: OptionKinds<TokenOptions> = {
  keys: { name: 'a list of keys', matches: (value) => Array.isArray(value) },
  issuer: 'any',
  audience: 'any',
  clockToleranceMs: 'any',
  requiresExpiry: 'boolean',
};

const TOKEN_SHAPE = /^eyJ[\w-]*\.[\w-]*\.[\w-]*$/;

/** Whether credentials are meant as a JWT, valid or not. */
export const isTokenShaped = (credentials: string): boolean => TOKEN_SHAPE.test(credentials);

/** Checks JWTs against keys of which each fixes its algorithm. */
export class TokenVerifier {
  readonly #jose: typeof Jose;
  readonly #keys: readonly TokenKey[];
  readonly #issuers: readonly string[] | null;
  readonly #audiences: readonly string[] | null;
  readonly #toleranceMs: number;
  readonly #requiresExpiry: boolean;

  private constructor(jose: typeof Jose, options: TokenOptions) {
    this.#jose = jose;
    this.#keys = parseKeys(options.keys);
    this.#issuers = texts('tokens.issuer', options.issuer);
    this.#audiences = texts('tokens.audience', options.audience);
    const { clockToleranceMs = ACCESS_DEFAULTS.clockToleranceMs } = options;
    this.#toleranceMs = requireInteger('tokens.clockToleranceMs', clockToleranceMs, 0, 300_000);
    this.#requiresExpiry = options.requiresExpiry ?? ACCESS_DEFAULTS.requiresExpiry;
  }

  /** @throws TypeError, RangeError naming a wrong field, CodecError NOT_INSTALLED where jose is missing */
  static async create(options: TokenOptions): Promise<TokenVerifier> {
    requireOptions('tokens', options, KINDS, ['keys']);
    return new TokenVerifier(await loadOptional('jose', 'access by tokens', () => import('jose')), options);
  }

  /** @throws AccessError naming what is wrong with the token */
  async verify(token: string, nowMs: number): Promise<CheckedToken> {
    const candidates = this.#candidates(token);
    const options: Jose.JWTVerifyOptions = {
      currentDate: new Date(nowMs),
      clockTolerance: this.#toleranceMs / 1000,
      requiredClaims: this.#requiresExpiry ? ['exp'] : [],
      ...(this.#issuers && { issuer: [...this.#issuers] }),
      ...(this.#audiences && { audience: [...this.#audiences] }),
    };
    let failure: unknown;
    for (const { key, algorithm, id, fingerprint } of candidates) {
      try {
        const { payload } = await this.#jose.jwtVerify(token, key, { ...options, algorithms: [algorithm] });
        return this.#checked(token, payload, id, fingerprint);
      } catch (error) {
        failure = error;
        if ((error as { code?: unknown }).code !== 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED') break;
      }
    }
    throw asAccessError(failure);
  }

  /** Whether a token that was accepted under other options would be accepted under these. */
  accepts({ keyFingerprint, claims: { iss, aud, exp } }: CheckedToken, nowMs: number): boolean {
    const named = aud === undefined ? [] : [aud].flat();
    return (
      this.#keys.some(({ fingerprint }) => fingerprint === keyFingerprint) &&
      (this.#issuers === null || (iss !== undefined && this.#issuers.includes(iss))) &&
      (this.#audiences === null || named.some((name) => this.#audiences!.includes(name))) &&
      (exp === undefined ? !this.#requiresExpiry : exp * 1000 + this.#toleranceMs > nowMs)
    );
  }

  /** The keys that the token's header allows: the one that it names, or all of its algorithm. */
  #candidates(token: string): readonly TokenKey[] {
    let header: { readonly alg?: unknown; readonly kid?: unknown };
    try {
      header = this.#jose.decodeProtectedHeader(token);
    } catch (error) {
      throw new AccessError('malformed', `the token cannot be read: ${(error as Error).message}`);
    }
    const { alg, kid } = header;
    const named = kid === undefined ? this.#keys : this.#keys.filter(({ id }) => id === kid);
    if (named.length === 0)
      throw new AccessError('unknown-key', `the token names the key ${quoted(kid)}, which is none of the relay's`);
    const fitting = named.filter(({ algorithm }) => algorithm === alg);
    if (fitting.length === 0) {
      const allowed = [...new Set(named.map(({ algorithm }) => algorithm))].join(', ');
      throw new AccessError('algorithm', `the token states the algorithm ${quoted(alg)}; its key is for ${allowed}`);
    }
    return fitting;
  }

  #checked(token: string, payload: Jose.JWTPayload, keyId: string, keyFingerprint: string): CheckedToken {
    const { iss, aud, exp, sub, jti } = payload;
    const tokenId = typeof jti === 'string' ? jti : undefined;
    return {
      identity: sub === undefined ? `token:${sha256(token).toString('base64url')}` : `subject:${keyId}:${sub}`,
      subject: sub,
      tokenId,
      permissions: claimedPermissions(payload.latentcast),
      endMs: exp === undefined ? Number.POSITIVE_INFINITY : exp * 1000 + this.#toleranceMs,
      keyFingerprint,
      claims: {
        ...(iss !== undefined && { iss }),
        ...(aud !== undefined && { aud }),
        ...(exp !== undefined && { exp }),
      },
    };
  }
}

/** @throws AccessError claims naming what is wrong with the claim `latentcast` */
function claimedPermissions(claim: unknown): ChannelPermissions {
  if (typeof claim !== 'object' || claim === null || Array.isArray(claim))
    throw new AccessError('claims', 'the token must have a claim latentcast: an object of publish, listen and admin');
  const { publish = [], listen = [], admin = false } = claim as Readonly<Record<string, unknown>>;
  try {
    return new ChannelPermissions('latentcast', { publish: publish as string[], listen: listen as string[] }, admin);
  } catch (error) {
    throw new AccessError('claims', `the token's claim ${(error as Error).message}`);
  }
}

const FAILURES: Readonly<Record<string, AccessFailure>> = {
  ERR_JWT_EXPIRED: 'expired',
  ERR_JWT_CLAIM_VALIDATION_FAILED: 'claims',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'signature',
  ERR_JOSE_ALG_NOT_ALLOWED: 'algorithm',
};

/** The messages of jose name claims and never quote the token. */
function asAccessError(error: unknown): AccessError {
  if (error instanceof AccessError) return error;
  const { code = '', claim, message } = error as { code?: string; claim?: string; message: string };
  const failure = claim === 'nbf' ? 'not-yet-valid' : (FAILURES[code] ?? 'malformed');
  return new AccessError(failure, `the token is not accepted: ${message}`);
}

const quoted = (value: unknown): string => (typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : 'none');

function parseKeys(options: TokenOptions['keys']): TokenKey[] {
  if (options.length < 1 || options.length > MAX_TOKEN_KEYS)
    throw new RangeError(`tokens.keys must be 1 to ${MAX_TOKEN_KEYS} keys, got ${options.length}`);
  const keys = options.map((key, i) => parseTokenKey(`tokens.keys[${i}]`, key));
  keys.forEach(({ id }, i) => {
    if (keys.findIndex((other) => other.id === id) < i)
      throw new RangeError(`tokens.keys[${i}].id must differ from the other keys', got ${JSON.stringify(id)} again`);
  });
  return keys;
}

/** One text or several, as a list; null where none are stated. */
function texts(field: string, value: string | readonly string[] | undefined): readonly string[] | null {
  if (value === undefined) return null;
  const list = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(list) || list.length === 0 || !list.every((text) => typeof text === 'string' && text !== ''))
    throw new TypeError(`${field} must be a text or a list of texts`);
  return list;
}

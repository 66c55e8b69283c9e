import { type OptionKinds, requireOptions } from '../../../core/options.js';
import { shown } from '../../../core/shown.js';
import { AccessError } from './access-error.js';
import { ACCESS_DEFAULTS, type AccessOptions, type StaticKeyOptions } from './access-options.js';
import { AuthHook } from './auth-hook.js';
import { ChannelPermissions, parsePermissions } from './channel-permissions.js';
import type { Holder, HolderSource } from './holder.js';
import { isSameDigest, KEY_PREFIX, type KeyHash, parseKeyHash, sha256 } from './key-hash.js';
import { parseOrigin } from './origin.js';
import type { PasswordChecks } from './password-checks.js';
import { type CheckedToken, isTokenShaped, TokenVerifier } from './token-verifier.js';

/** Static keys at most, and passwords among them: each wrong password is checked against all of these. */
export const STATIC_KEY_LIMITS = { keys: 256, passwords: 16 } as const;

/** Characters of credentials at most; a header of HTTP holds 16 KiB in all. */
export const MAX_CREDENTIALS = 8192;

const KINDS: OptionKinds<AccessOptions> = {
  anonymous: 'object',
  keys: { name: 'a list of keys', matches: (value) => Array.isArray(value) },
  tokens: 'object',
  hook: 'object',
  origins: { name: 'a list of origins', matches: (value) => Array.isArray(value) },
  acceptsForeignListeners: 'boolean',
  bans: 'any',
};
const KEY_KINDS: OptionKinds<StaticKeyOptions> = {
  name: 'string',
  hash: 'string',
  publish: 'any',
  listen: 'any',
  admin: 'any',
};

interface StaticKey {
  readonly hash: KeyHash;
  readonly holder: Holder;
}

/** Who is known and what each may do: {@link AccessOptions} checked, and never changed. */
export class AccessRules implements HolderSource {
  readonly anonymous: Holder;
  readonly #keys: readonly StaticKey[];
  readonly #tokens: TokenVerifier | null;
  readonly #origins: ReadonlySet<string>;
  readonly #acceptsForeignListeners: boolean;
  readonly #wallMs: () => number;
  /** Asked about those whom these rules do not know; null: nobody is. */
  readonly hook: AuthHook | null;

  private constructor(options: AccessOptions, tokens: TokenVerifier | null, wallMs: () => number) {
    const permissions = parsePermissions('anonymous', options.anonymous ?? ACCESS_DEFAULTS.anonymous);
    this.anonymous = {
      permissions,
      candidate: {},
      endMs: Number.POSITIVE_INFINITY,
      renewed: (rules) => rules.anonymous,
    };
    this.#keys = parseKeys(options.keys ?? []);
    this.#tokens = tokens;
    this.#origins = new Set((options.origins ?? []).map((origin, i) => parseOrigin(`origins[${i}]`, origin)));
    this.#acceptsForeignListeners = options.acceptsForeignListeners ?? ACCESS_DEFAULTS.acceptsForeignListeners;
    this.#wallMs = wallMs;
    this.hook = options.hook ? new AuthHook(options.hook, { wallMs }) : null;
  }

  get hasHook(): boolean {
    return this.hook !== null;
  }

  /** @throws TypeError, RangeError naming a wrong field, CodecError NOT_INSTALLED */
  static async create(options: AccessOptions, wallMs: () => number): Promise<AccessRules> {
    requireOptions('', options, KINDS);
    const tokens = options.tokens === undefined ? null : await TokenVerifier.create(options.tokens);
    return new AccessRules(options, tokens, wallMs);
  }

  /**
   * Who presents these credentials.
   *
   * @throws AccessError when they are none of the relay's, CodecError CHANNEL_LIMIT when too many are being checked
   */
  async recognise(credentials: string, passwords: PasswordChecks, address: string): Promise<Holder> {
    if (credentials.length > MAX_CREDENTIALS)
      throw new AccessError(
        'malformed',
        `credentials must be at most ${MAX_CREDENTIALS} characters, got ${credentials.length}`,
      );
    if (isTokenShaped(credentials)) {
      if (!this.#tokens)
        throw new AccessError('unknown-key', 'a token was presented, and the relay has no keys for tokens');
      return tokenHolder(await this.#tokens.verify(credentials, this.#wallMs()));
    }
    const digest = sha256(credentials);
    // Compared with every key, so that the time does not tell how far it was from which.
    const known = this.#keys.filter(({ hash }) => hash.kind === 'sha256' && isSameDigest(hash.digest, digest));
    if (known.length > 0) return known[0]!.holder;
    if (!credentials.startsWith(KEY_PREFIX))
      for (const { hash, holder } of this.#keys)
        if (hash.kind === 'scrypt' && (await passwords.check(credentials, hash, address))) return holder;
    throw new AccessError('wrong-key', "the key that was presented is none of the relay's");
  }

  /** Whether pages of this origin may publish; undefined is the relay's own and whatever is no browser. */
  acceptsPublisher(foreignOrigin: string | undefined): boolean {
    return foreignOrigin === undefined || this.#origins.has('*') || this.#origins.has(foreignOrigin);
  }

  /** Whether pages of this origin may listen. */
  acceptsListener(foreignOrigin: string | undefined): boolean {
    return this.#acceptsForeignListeners || this.acceptsPublisher(foreignOrigin);
  }

  keyHolder(name: string, digest: Buffer): Holder | null {
    return (
      this.#keys.find(({ hash, holder }) => holder.subject === name && isSameDigest(hash.digest, digest))?.holder ??
      null
    );
  }

  tokenHolder(holder: Holder, token: CheckedToken): Holder | null {
    return this.#tokens?.accepts(token, this.#wallMs()) ? holder : null;
  }
}

function tokenHolder(token: CheckedToken): Holder {
  const { identity, subject, tokenId, permissions, endMs } = token;
  const holder: Holder = {
    identity,
    subject: subject ?? (tokenId === undefined ? 'a token without subject' : `token ${tokenId}`),
    permissions,
    candidate: { ...(subject !== undefined && { subject }), ...(tokenId !== undefined && { token: tokenId }) },
    endMs,
    renewed: (rules) => rules.tokenHolder(holder, token),
  };
  return holder;
}

function parseKeys(options: readonly StaticKeyOptions[]): StaticKey[] {
  const { keys: most, passwords } = STATIC_KEY_LIMITS;
  if (options.length > most) throw new RangeError(`keys must be at most ${most}, got ${options.length}`);
  const keys = options.map((key, i) => parseKey(`keys[${i}]`, key));
  const slow = keys.filter(({ hash }) => hash.kind === 'scrypt').length;
  if (slow > passwords) throw new RangeError(`keys must have at most ${passwords} hashes of passwords, got ${slow}`);
  keys.forEach(({ hash }, i) => {
    if (keys.findIndex((other) => other.hash.digest.equals(hash.digest)) < i)
      throw new RangeError(`keys[${i}].hash must differ from the other keys'`);
  });
  return keys;
}

function parseKey(field: string, options: StaticKeyOptions): StaticKey {
  requireOptions(field, options, KEY_KINDS, ['name', 'hash']);
  const { name, publish, listen, admin } = options;
  if (name.length < 1 || name.length > 64)
    throw new RangeError(`${field}.name must be 1 to 64 characters, got ${shown(name)}`);
  const hash = parseKeyHash(`${field}.hash`, options.hash);
  const lists = { ...(publish && { publish }), ...(listen && { listen }) };
  const holder: Holder = {
    identity: `key:${name}`,
    subject: name,
    permissions: new ChannelPermissions(field, lists, admin),
    candidate: { key: name },
    endMs: Number.POSITIVE_INFINITY,
    renewed: (rules) => rules.keyHolder(name, hash.digest),
  };
  return { hash, holder };
}

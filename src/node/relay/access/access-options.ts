import type { AuthHookOptions } from './auth-hook-options.js';
import type { BanList } from './ban-list.js';
import type { TokenKeyOptions } from './token-key.js';

/** Channels on which something is allowed: names in which `*` stands for any characters, at most 64 of them a list. */
export interface ChannelPermissionOptions {
  /** Channels whose source one may be. @default [] */
  readonly publish?: readonly string[];
  /** Channels that one may receive. @default [] */
  readonly listen?: readonly string[];
}

/** A static key: a long random text that `latentcast token --static` makes, or a password. */
export interface StaticKeyOptions extends ChannelPermissionOptions {
  /** For logs and bans, 1 to 64 characters. Two keys may have one name, so that one can replace the other. */
  readonly name: string;
  /** `sha256:HEX` of a generated key, or `scrypt:…` of a password; never the key itself. */
  readonly hash: string;
  /** Whether it administers the whole relay, or on which channels. @default false */
  readonly admin?: boolean | readonly string[];
}

/** Tokens that are accepted: JWTs (RFC 7519) whose claim `latentcast` states what their holder may do. */
export interface TokenOptions {
  /** Keys that may have signed one, 1 to 16: while keys are changed, the old and the new one. */
  readonly keys: readonly TokenKeyOptions[];
  /** Accepted `iss`, one or several. @default not checked */
  readonly issuer?: string | readonly string[];
  /** Accepted `aud`, one or several. @default not checked */
  readonly audience?: string | readonly string[];
  /** Difference of clocks that is forgiven for `exp` and `nbf`, 0..300000 ms. @default 30000 */
  readonly clockToleranceMs?: number;
  /** Whether a token without `exp` is refused. @default true */
  readonly requiresExpiry?: boolean;
}

/** Who may publish, listen and administer. Plain data but for a `bans` of the caller's own. */
export interface AccessOptions {
  /** What one may do without any key or token, and whoever has one may do as well. @default { listen: ['*'] } */
  readonly anonymous?: ChannelPermissionOptions;
  /** At most 256. @default [] */
  readonly keys?: readonly StaticKeyOptions[];
  /** @default none are accepted */
  readonly tokens?: TokenOptions;
  /** A server that is asked about those whom no key and no token knows, and who may not do all as `anonymous`. @default none */
  readonly hook?: AuthHookOptions;
  /** Origins of other sites whose pages may publish, such as `https://radio.example`; `*` for any. @default [] */
  readonly origins?: readonly string[];
  /** Whether the pages of other sites may listen. @default true */
  readonly acceptsForeignListeners?: boolean;
  /** A JSON file of bans, which need not exist yet, or a list that is open. @default in memory only */
  readonly bans?: string | BanList;
}

/** Of {@link AccessOptions} and {@link TokenOptions}. */
export const ACCESS_DEFAULTS = {
  anonymous: { publish: [], listen: ['*'] },
  clockToleranceMs: 30_000,
  requiresExpiry: true,
  acceptsForeignListeners: true,
} as const;

/** Everything is allowed to everybody but to administer: what a relay without configuration does. */
export const OPEN_ACCESS: AccessOptions = { anonymous: { publish: ['*'], listen: ['*'] } };

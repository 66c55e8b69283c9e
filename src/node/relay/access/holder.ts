import type { BanCandidate } from './ban-list.js';
import type { ChannelPermissions } from './channel-permissions.js';
import type { CheckedToken } from './token-verifier.js';

/** Whoever was recognised by what it has presented; one object for everybody who presents nothing. */
export interface Holder {
  /** See `Grant.identity`. */
  readonly identity?: string;
  /** See `Grant.subject`. */
  readonly subject?: string;
  readonly permissions: ChannelPermissions;
  /** What a ban may name of it, besides its address. */
  readonly candidate: BanCandidate;
  /** ms since 1970 at which it ends; Infinity for never. */
  readonly endMs: number;
  /** The same holder under other options; null where they do not know it. */
  renewed(rules: HolderSource): Holder | null;
}

/** Recognises holders again after a change of options. */
export interface HolderSource {
  readonly anonymous: Holder;
  /** Whether somebody else is asked about those whom the options do not know. */
  readonly hasHook: boolean;
  /** @param digest hash of the key, as the configuration has it */
  keyHolder(name: string, digest: Buffer): Holder | null;
  /** The holder of a token, if these options would accept it. */
  tokenHolder(holder: Holder, token: CheckedToken): Holder | null;
}

import type { AuthorizationRequest, Authorizer, Grant, Permission } from '../../../ports/authorizer.js';
import { AccessError } from './access-error.js';
import type { AccessOptions } from './access-options.js';
import { AccessRules } from './access-rules.js';
import type { Ban } from './ban.js';
import { BanList } from './ban-list.js';
import type { Holder } from './holder.js';
import { type GrantKeeper, LiveGrant } from './live-grant.js';
import { PasswordChecks } from './password-checks.js';

/** Decides who may publish, listen and administer, by options that may change while connections last. */
export interface Access extends Authorizer {
  /** Whether anybody may publish on some channel without a key or token. */
  readonly isOpen: boolean;
  /** Who is banned; a change is applied to whoever is connected at once. */
  readonly bans: BanList;
  /** The same for a caller that keeps it: always of the list in force, which other options may replace. */
  readonly currentBans: Pick<BanList, 'list' | 'add' | 'remove'>;
  /** Calls `listener` when other options have put another list in the place of {@link bans}; the result ends that. */
  onBansReplaced(listener: () => void): () => void;
  /**
   * Checks other options and resolves to a function that applies them: whoever may do under them what it does stays, the
   * others are closed.
   * @throws TypeError, RangeError, CodecError as {@link createAccess}: nothing has changed
   */
  prepare(options: AccessOptions): Promise<() => void>;
  /** {@link prepare}, and applies at once. */
  update(options: AccessOptions): Promise<void>;
}

/**
 * Reads the options, keys and bans.
 *
 * @param wallMs ms since 1970, for `exp` and bans
 * @throws TypeError, RangeError naming a wrong field, CodecError FILE_IO or FILE_HEADER for the file of bans,
 *   NOT_INSTALLED where tokens are configured and their package is missing
 */
export async function createAccess(options: AccessOptions = {}, wallMs: () => number = Date.now): Promise<Access> {
  return new LiveAccess(
    await AccessRules.create(options, wallMs),
    await openBans(options.bans, wallMs),
    options,
    wallMs,
  );
}

/** Whether it is an access in force, not the options of one. */
export const isAccess = (access: AccessOptions | Access): access is Access =>
  typeof (access as Partial<Access>).authorize === 'function' &&
  typeof (access as Partial<Access>).prepare === 'function';

class LiveAccess implements Access, GrantKeeper {
  readonly #wallMs: () => number;
  readonly #passwords = new PasswordChecks();
  readonly currentBans: Access['currentBans'] = {
    list: () => this.#bans.list(),
    add: (request) => this.#bans.add(request),
    remove: (id) => this.#bans.remove(id),
  };
  /** Of connections that last. */
  readonly #grants = new Set<LiveGrant>();
  #rules: AccessRules;
  #bans: BanList;
  #bansOption: AccessOptions['bans'];
  #stopBans: () => void;
  readonly #replaced = new Set<() => void>();

  constructor(rules: AccessRules, bans: BanList, options: AccessOptions, wallMs: () => number) {
    this.#rules = rules;
    this.#bans = bans;
    this.#bansOption = options.bans;
    this.#wallMs = wallMs;
    this.#stopBans = bans.onChange(() => this.#review());
  }

  get isOpen(): boolean {
    return this.#rules.anonymous.permissions.hasAny('publish');
  }

  get bans(): BanList {
    return this.#bans;
  }

  onBansReplaced(listener: () => void): () => void {
    this.#replaced.add(listener);
    return () => void this.#replaced.delete(listener);
  }

  /** @throws AccessError saying why, for the relay's owner; CodecError CHANNEL_LIMIT for whoever may try again */
  authorize(request: AuthorizationRequest): Grant | Promise<Grant> {
    const { address, credentials } = request;
    this.#requireNoBan({ ...(address !== undefined && { address }) });
    const rules = this.#rules;
    if (credentials === undefined)
      return mustAsk(rules, request) ? this.#ask(rules, request) : this.#grant(rules.anonymous, request);
    return rules.recognise(credentials, this.#passwords, address ?? '').then(
      (holder) => this.#grant(holder, request),
      (error: unknown) => {
        const isUnknown = error instanceof AccessError && ['wrong-key', 'unknown-key'].includes(error.failure);
        if (isUnknown && rules.hook && request.channel !== '*') return this.#ask(rules, request);
        throw error;
      },
    );
  }

  /** What the hook allows; where it refuses or fails, what everybody may do, if that is anything. */
  async #ask(rules: AccessRules, request: AuthorizationRequest): Promise<Grant> {
    const { anonymous, hook } = rules;
    try {
      return this.#grant(await hook!.ask(request), request);
    } catch (error) {
      const isKnown = request.credentials !== undefined;
      if (isKnown || !PEER_PERMISSIONS.some((one) => anonymous.permissions.allow(one, request.channel))) throw error;
      return this.#grant(anonymous, request);
    }
  }

  async prepare(options: AccessOptions): Promise<() => void> {
    const rules = await AccessRules.create(options, this.#wallMs);
    const isSameFile = options.bans === this.#bansOption;
    if (isSameFile) await this.#bans.reload();
    const bans = isSameFile ? this.#bans : await openBans(options.bans, this.#wallMs);
    return () => {
      this.#rules = rules;
      this.#bansOption = options.bans;
      if (bans !== this.#bans) {
        this.#stopBans();
        this.#bans = bans;
        this.#stopBans = bans.onChange(() => this.#review());
        for (const listener of [...this.#replaced]) listener();
      }
      this.#review();
    };
  }

  async update(options: AccessOptions): Promise<void> {
    (await this.prepare(options))();
  }

  denial({ channel, foreignOrigin, reboundOrigin, holder }: LiveGrant, permission: Permission): Error | null {
    const rules = this.#rules;
    const isFromForeignPage =
      (permission === 'publish' && !rules.acceptsPublisher(foreignOrigin)) ||
      (permission === 'listen' && !rules.acceptsListener(foreignOrigin));
    if (isFromForeignPage)
      return new AccessError(
        'origin',
        `pages of ${foreignOrigin} may not ${permission}: it is none of access.origins`,
        {
          peerMessage: `pages of ${foreignOrigin} may not ${permission} here`,
          needsToken: false,
        },
      );
    if (holder !== rules.anonymous && holder.permissions.allow(permission, channel)) return null;
    if (rules.anonymous.permissions.allow(permission, channel)) {
      const isAccepted =
        permission === 'publish' ? rules.acceptsPublisher(reboundOrigin) : rules.acceptsListener(reboundOrigin);
      if (isAccepted) return null;
      return new AccessError(
        'origin',
        `the page of ${reboundOrigin} reaches the loopback under a name that is not the relay's, and may not ${permission} without a key: access.origins or listen.names can allow it`,
        {
          peerMessage: `the page uses a name that is not the relay's, under which nobody may ${permission} without a key`,
        },
      );
    }
    const who = holder.subject === undefined ? 'without a key or token one' : holder.subject;
    return new AccessError('not-granted', `${who} may not ${permission} on ${channel}`);
  }

  watch(grant: LiveGrant): void {
    this.#grants.add(grant);
    // The options may have changed since it was given.
    this.#reviewOne(grant);
  }

  unwatch(grant: LiveGrant): void {
    this.#grants.delete(grant);
  }

  #grant(holder: Holder, request: AuthorizationRequest): Grant {
    this.#requireNoBan(holder.candidate);
    return new LiveGrant(this, holder, request, this.#wallMs);
  }

  #requireNoBan(who: Parameters<BanList['find']>[0]): void {
    const ban = this.#bans.find(who);
    if (ban) throw bannedError(ban);
  }

  #review(): void {
    for (const grant of [...this.#grants]) this.#reviewOne(grant);
  }

  #reviewOne(grant: LiveGrant): void {
    const { address, used } = grant;
    const holder = grant.holder.renewed(this.#rules);
    const who = { ...holder?.candidate, ...(address !== undefined && { address }) };
    if (holder) grant.holder = holder;
    const ban = this.#bans.find(who);
    if (ban) grant.withdraw(bannedError(ban));
    else if (!holder) grant.withdraw();
    else if (used !== null) {
      const denial = this.denial(grant, used);
      if (denial) grant.withdraw(denial);
    }
  }
}

/** Who is banned is told so, with the reason that the ban states. */
function bannedError({ id, kind, reason, expiresAt }: Ban): AccessError {
  const what = { address: 'this address', key: 'this key', token: 'this token', subject: "this token's holder" }[kind];
  const until = `is banned ${expiresAt === null ? 'for ever' : `until ${expiresAt}`}${reason && `: ${reason}`}`;
  // Another key does not help an address.
  return new AccessError('banned', `${id} ${until}`, {
    peerMessage: `${what} ${until}`,
    needsToken: kind !== 'address',
  });
}

const PEER_PERMISSIONS = ['publish', 'listen'] as const;

/** Whether the hook may allow more than everybody may do. */
const mustAsk = ({ hook, anonymous }: AccessRules, { channel }: AuthorizationRequest): boolean =>
  hook !== null && channel !== '*' && !PEER_PERMISSIONS.every((one) => anonymous.permissions.allow(one, channel));

const openBans = async (bans: AccessOptions['bans'], wallMs: () => number): Promise<BanList> =>
  bans instanceof BanList ? bans : BanList.open(bans, wallMs);

import { createHash } from 'node:crypto';
import { CodecError, requireInteger } from '../../../core/errors.js';
import { type OptionKinds, requireOptions } from '../../../core/options.js';
import type { AuthorizationRequest } from '../../../ports/authorizer.js';
import { type Post, type PostAnswer, postJson, requireHttpUrl } from '../post.js';
import { SIGNATURE_HEADER, signRequest } from '../webhooks/signature.js';
import { requireSigningSecret } from '../webhooks/webhook-options.js';
import { AccessError } from './access-error.js';
import { AUTH_HOOK_DEFAULTS, AUTH_HOOK_LIMITS, type AuthHookOptions } from './auth-hook-options.js';
import { ChannelPermissions } from './channel-permissions.js';
import type { Holder } from './holder.js';

/** What of the surroundings a hook needs. */
export interface AuthHookContext {
  /** ms since 1970. */
  readonly wallMs: () => number;
  /** Sends questions. @default by HTTP */
  readonly post?: Post;
}

const KINDS: OptionKinds<AuthHookOptions> = { url: 'string', secret: 'string', timeoutMs: 'any', cacheMs: 'any' };
const ANSWER_KINDS = {
  publish: 'boolean',
  listen: 'boolean',
  subject: 'string',
  expiresInMs: 'any',
  reason: 'string',
} as const;

interface Remembered {
  readonly holder: Promise<Holder>;
  untilMs: number;
}

/**
 * Asks a server about those whom no key and no token of the relay knows. An answer of 200 with a JSON object states what is
 * allowed, `publish` and `listen`; without a body all that was asked for. 401 and 403 refuse. Whatever else comes, or
 * nothing in time, refuses, too.
 */
export class AuthHook {
  readonly #options: Required<Omit<AuthHookOptions, 'secret'>> & Pick<AuthHookOptions, 'secret'>;
  readonly #wallMs: () => number;
  readonly #post: Post;
  /** By question, the oldest first. */
  readonly #answers = new Map<string, Remembered>();
  #pending = 0;

  /** @throws TypeError, RangeError naming the option of `hook`, its value and what is allowed */
  constructor(options: AuthHookOptions, { wallMs, post = postJson }: AuthHookContext) {
    requireOptions('hook', options, KINDS, ['url']);
    requireHttpUrl('hook.url', options.url);
    requireSigningSecret('hook.secret', options.secret);
    this.#options = { ...AUTH_HOOK_DEFAULTS, ...options };
    requireInteger('hook.timeoutMs', this.#options.timeoutMs, 100, 30_000);
    requireInteger('hook.cacheMs', this.#options.cacheMs, 0, 600_000);
    this.#wallMs = wallMs;
    this.#post = post;
  }

  /**
   * Who the server says that this is.
   * @throws AccessError (by rejection) where it refuses, or gives no right answer; CodecError CHANNEL_LIMIT where too many
   *   ask at once
   */
  ask({ channel, role, address, foreignOrigin, credentials }: AuthorizationRequest): Promise<Holder> {
    const nowMs = this.#wallMs();
    const question = JSON.stringify({
      channel,
      role: role ?? null,
      address: address ?? null,
      origin: foreignOrigin ?? null,
      credentials: credentials ?? null,
    });
    // Credentials are kept as a digest only.
    const key = createHash('sha256').update(question).digest('base64');
    const known = this.#answers.get(key);
    if (known && nowMs < known.untilMs) return known.holder;
    if (this.#pending >= AUTH_HOOK_LIMITS.pending)
      return Promise.reject(new CodecError('CHANNEL_LIMIT', 'too many connections ask to be let in at the moment'));
    this.#pending++;
    const holder = this.#ask(question, channel, role).finally(() => this.#pending--);
    this.#remember(key, { holder, untilMs: Number.POSITIVE_INFINITY });
    return holder;
  }

  #remember(key: string, remembered: Remembered): void {
    this.#answers.delete(key);
    this.#answers.set(key, remembered);
    if (this.#answers.size > AUTH_HOOK_LIMITS.remembered) this.#answers.delete(this.#answers.keys().next().value!);
    const forget = (): void => {
      if (this.#answers.get(key) === remembered) this.#answers.delete(key);
    };
    const keep = (endMs: number): void => {
      remembered.untilMs = Math.min(this.#wallMs() + this.#options.cacheMs, endMs);
      if (this.#options.cacheMs === 0) forget();
    };
    remembered.holder.then(
      ({ endMs }) => keep(endMs),
      // A refusal is an answer; a failure is asked again by the next one.
      (error: unknown) => (error instanceof AccessError && error.failure === 'hook' ? forget() : keep(Infinity)),
    );
  }

  async #ask(question: string, channel: string, role: AuthorizationRequest['role']): Promise<Holder> {
    const { url, timeoutMs, secret } = this.#options;
    const headers = secret === undefined ? {} : { [SIGNATURE_HEADER]: signRequest(secret, question, this.#wallMs()) };
    let answer: PostAnswer;
    try {
      answer = await this.#post(url, question, { headers, timeoutMs });
    } catch (cause) {
      throw failure(`cannot be asked: ${(cause as Error).message}`);
    }
    const { status, body } = answer;
    if (status === 401 || status === 403) throw new AccessError('not-granted', `the hook has refused${reasonIn(body)}`);
    if (status !== 200) throw failure(`answered ${status}`);
    return this.#holder(readAnswer(body, role), channel);
  }

  #holder({ publish, listen, subject, expiresInMs }: Answer, channel: string): Holder {
    const lists = { ...(publish && { publish: [channel] }), ...(listen && { listen: [channel] }) };
    const holder: Holder = {
      ...(subject !== undefined && { identity: `hook:${subject}` }),
      subject: subject ?? 'the hook',
      permissions: new ChannelPermissions('hook', lists),
      candidate: { ...(subject !== undefined && { subject }) },
      endMs: this.#wallMs() + (expiresInMs ?? Number.POSITIVE_INFINITY),
      renewed: (rules) => (rules.hasHook ? holder : null),
    };
    return holder;
  }
}

interface Answer {
  readonly publish: boolean;
  readonly listen: boolean;
  readonly subject?: string;
  readonly expiresInMs?: number;
}

/** @throws AccessError for anything but a right answer */
function readAnswer(body: string, role: AuthorizationRequest['role']): Answer {
  if (body.trim() === '') return { publish: role === 'source', listen: role !== 'source' };
  let stated: Readonly<Record<string, unknown>>;
  try {
    stated = JSON.parse(body) as Readonly<Record<string, unknown>>;
    for (const [name, kind] of Object.entries(ANSWER_KINDS))
      if (stated[name] !== undefined && kind !== 'any' && typeof stated[name] !== kind)
        throw new TypeError(`${name} must be a ${kind}`);
    const { expiresInMs, subject = '' } = stated as { expiresInMs?: number; subject?: string };
    if (expiresInMs !== undefined && !(typeof expiresInMs === 'number' && expiresInMs >= 0))
      throw new RangeError('expiresInMs must be a number from 0');
    if (subject.length > AUTH_HOOK_LIMITS.subject)
      throw new RangeError(`subject must be at most ${AUTH_HOOK_LIMITS.subject} characters`);
  } catch (cause) {
    throw failure(
      `gave no right answer: ${cause instanceof SyntaxError ? 'it is not JSON' : (cause as Error).message}`,
    );
  }
  const { publish = false, listen = false, ...rest } = stated as unknown as Answer;
  return { ...rest, publish, listen };
}

/** Shortest and longest wait of a peer about which the hook could not be asked: not all come back at once. */
const RETRY_AFTER_MS = [2_000, 10_000] as const;

/** Nothing is wrong with the peer: it comes back. */
function failure(why: string): AccessError {
  const [min, max] = RETRY_AFTER_MS;
  return new AccessError('hook', `the hook ${why}`, {
    peerMessage: 'the relay cannot find out at the moment who may connect',
    retryAfterMs: Math.round(min + Math.random() * (max - min)),
  });
}

/** What a refusal states, for the relay's owner. */
function reasonIn(body: string): string {
  try {
    const { reason } = JSON.parse(body) as { reason?: unknown };
    return typeof reason === 'string' ? `: ${reason.slice(0, 200)}` : '';
  } catch {
    return '';
  }
}

import { CodecError, requireInteger } from '../../core/errors.js';
import { isModelId, MODEL_ID_RULE } from '../../core/latent/model-identity.js';
import { type OptionKinds, requireOneOf, requireOptions } from '../../core/options.js';
import { shown } from '../../core/shown.js';
import { shownUrl } from '../../core/shown-url.js';
import { type ChannelInfo, isPageAddress } from '../../core/wire/channel-info.js';
import { HELLO_LIMITS, type ListenerHello, type StreamHello } from '../../core/wire/hello.js';
import { MAX_PLANES } from '../../core/wire/packet.js';
import type { RelayLimits } from '../limits.js';
import {
  CHANNEL_DEFAULTS,
  CHANNEL_OPTION_LIMITS,
  type ChannelOptions,
  type TakeoverRule,
  type UpstreamChannelOptions,
} from './channel-options.js';
import { ChannelTable } from './channel-table.js';
import { type FallbackOptions, requireFallback, requireNoLoop } from './fallback-options.js';

const LIST = { name: 'a list', matches: (value: Record<PropertyKey, unknown>) => Array.isArray(value) };
const KINDS: OptionKinds<ChannelOptions> = {
  name: 'string',
  pattern: 'string',
  title: 'string',
  description: 'string',
  genre: 'string',
  url: 'string',
  hidden: 'boolean',
  burstMs: 'any',
  maxBurstMs: 'any',
  maxListeners: 'any',
  planes: 'any',
  models: LIST,
  takeover: 'string',
  maxQueuedSources: 'any',
  fallback: 'object',
  upstream: 'object',
};

/** What holds for one channel: {@link ChannelOptions} with their defaults. Never changed; another one takes its place. */
export interface ChannelPolicy {
  /** Whether the channel is there without anybody who uses it. */
  readonly isNamed: boolean;
  /** What it is, for people, as far as it is stated. */
  readonly info: ChannelInfo;
  readonly isHidden: boolean;
  readonly burstMs: number;
  readonly maxBurstMs: number;
  /** Infinity where only the relay's limit holds. */
  readonly maxListeners: number;
  readonly planes: number;
  /** Ids and sha256; null for any model. */
  readonly models: ReadonlySet<string> | null;
  readonly takeover: TakeoverRule;
  readonly maxQueuedSources: number;
  /** Null for none. */
  readonly fallback: FallbackOptions | null;
  readonly upstream: UpstreamChannelOptions | null;
}

/** Of a channel for which nothing is stated. */
export const DEFAULT_CHANNEL_POLICY: ChannelPolicy = policyOf({}, false);

/** What holds for each channel of a relay. */
export class ChannelPolicies {
  readonly #table: ChannelTable<ChannelOptions>;
  readonly #made = new Map<ChannelOptions, ChannelPolicy>();

  /** @throws TypeError, RangeError naming the entry of `channels`, its field, value and what is allowed */
  constructor(options: readonly ChannelOptions[] = []) {
    this.#table = new ChannelTable('channels', options);
    options.forEach((entry, i) => {
      requireChannelOptions(`channels[${i}]`, entry);
      this.#made.set(entry, policyOf(entry, entry.name !== undefined));
    });
    const fallbackOf = (channel: string): string | undefined => this.of(channel).fallback?.channel;
    requireNoLoop([...this.names, ...options.flatMap(({ fallback }) => fallback?.channel ?? [])], fallbackOf);
  }

  of(channel: string): ChannelPolicy {
    const entry = this.#table.of(channel);
    return (entry && this.#made.get(entry)) ?? DEFAULT_CHANNEL_POLICY;
  }

  /** Channels that there are without anybody who uses them. */
  get names(): string[] {
    return this.#table.names;
  }
}

/** @throws CodecError MODEL_MISMATCH | NOT_ALLOWED for a source that the channel does not take */
export function requireAllowedSource(channel: string, { models, planes }: ChannelPolicy, hello: StreamHello): void {
  if (models && !models.has(hello.modelId) && !models.has(hello.modelSha256))
    throw new CodecError(
      'MODEL_MISMATCH',
      `channel ${channel} takes only ${[...models].join(', ')}; the source has model ${hello.modelId} (sha256 ${hello.modelSha256})`,
    );
  if (hello.planes > planes)
    throw new CodecError(
      'NOT_ALLOWED',
      `channel ${channel} takes at most ${planes} ${planes === 1 ? 'plane' : 'planes'}; the source encodes ${hello.planes}`,
    );
}

/** A listener's hello with the past audio that the channel gives it. What it has missed of a stream has no other bound. */
export function withBurst(hello: ListenerHello, policy: ChannelPolicy): ListenerHello & { readonly burstMs: number } {
  const { burstMs = policy.burstMs } = hello;
  return { ...hello, burstMs: hello.from ? burstMs : Math.min(burstMs, policy.maxBurstMs) };
}

/** @throws CodecError CHANNEL_LIMIT where so many listeners are all that the channel may have */
export function requireRoom(
  { name, policy }: { readonly name: string; readonly policy: ChannelPolicy },
  { maxListenersPerChannel }: Pick<RelayLimits, 'maxListenersPerChannel'>,
  listeners: number,
): void {
  const most = Math.min(maxListenersPerChannel, policy.maxListeners);
  if (listeners >= most) throw new CodecError('CHANNEL_LIMIT', `channel ${name} may have ${most} listeners`);
}

function policyOf(options: ChannelOptions, isNamed: boolean): ChannelPolicy {
  const { models, maxListeners } = options;
  const { hidden, burstMs, maxBurstMs, planes, takeover, maxQueuedSources } = {
    ...CHANNEL_DEFAULTS,
    ...stated(options),
  };
  return {
    isNamed,
    info: infoOf(options),
    isHidden: hidden,
    burstMs,
    maxBurstMs,
    maxListeners: maxListeners ?? Number.POSITIVE_INFINITY,
    planes,
    models: models ? new Set(models) : null,
    takeover,
    maxQueuedSources,
    fallback: options.fallback ?? null,
    upstream: options.upstream ?? null,
  };
}

/** What is empty counts as left out. */
function infoOf({ title, description, genre, url, hidden }: ChannelOptions): ChannelInfo {
  return {
    ...(title && { title }),
    ...(description && { description }),
    ...(genre && { genre }),
    ...(url && { url }),
    ...(hidden && { isPublic: false }),
  };
}

/** Undefined counts as left out. */
function stated(options: ChannelOptions): ChannelOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function requireChannelOptions(field: string, options: ChannelOptions): void {
  requireOptions(field, options, KINDS);
  const { title, description, genre, url, models, takeover = CHANNEL_DEFAULTS.takeover } = options;
  requireText(`${field}.title`, title, CHANNEL_OPTION_LIMITS.title);
  requireText(`${field}.description`, description, CHANNEL_OPTION_LIMITS.description);
  requireText(`${field}.genre`, genre, CHANNEL_OPTION_LIMITS.genre);
  requireText(`${field}.url`, url, CHANNEL_OPTION_LIMITS.url);
  if (url && !isPageAddress(url))
    throw new RangeError(
      `${field}.url must be the address of a page, http:// or https:// in ASCII without a user, got ${shown(shownUrl(url))}`,
    );
  const integer = (name: keyof ChannelOptions, min: number, max: number): void => {
    if (options[name] !== undefined) requireInteger(`${field}.${name}`, options[name] as number, min, max);
  };
  integer('burstMs', ...HELLO_LIMITS.burstMs);
  integer('maxBurstMs', ...HELLO_LIMITS.burstMs);
  integer('maxListeners', 0, CHANNEL_OPTION_LIMITS.maxListeners);
  integer('planes', 1, MAX_PLANES);
  if (options.fallback) requireFallback(`${field}.fallback`, options.fallback);
  if (options.upstream) {
    requireOptions(`${field}.upstream`, options.upstream, { url: 'string', token: 'string' }, ['url']);
    if (!/^wss?:\/\/[^\s/@]+\/\S+$/.test(options.upstream.url))
      throw new RangeError(
        `${field}.upstream.url must be ws:// or wss:// with a host and a channel, and no user, got ${shown(shownUrl(options.upstream.url))}`,
      );
    if (options.name === undefined) throw new TypeError(`${field}.upstream needs a channel with a name, got a pattern`);
  }
  integer('maxQueuedSources', 1, CHANNEL_OPTION_LIMITS.queuedSources);
  requireOneOf(`${field}.takeover`, takeover, ['refuse', 'replace', 'queue'] satisfies TakeoverRule[]);
  if (!models) return;
  if (models.length < 1 || models.length > CHANNEL_OPTION_LIMITS.models)
    throw new RangeError(`${field}.models must be 1 to ${CHANNEL_OPTION_LIMITS.models} models, got ${models.length}`);
  models.forEach((model, i) => {
    // A sha256 has the form of an id, too.
    if (!isModelId(model))
      throw new RangeError(`${field}.models[${i}] must be a sha256 or an id, ${MODEL_ID_RULE}, got ${shown(model)}`);
  });
}

function requireText(field: string, text: string | undefined, maxLength: number): void {
  if (text !== undefined && text.length > maxLength)
    throw new RangeError(`${field} must be at most ${maxLength} characters, got ${text.length}`);
}

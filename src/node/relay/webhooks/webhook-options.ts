import { requireInteger } from '../../../core/errors.js';
import { type OptionKinds, requireKind, requireOneOf, requireOptions } from '../../../core/options.js';
import { shown } from '../../../core/shown.js';
import { shownUrl } from '../../../core/shown-url.js';
import type { LogAddresses } from '../operations/options.js';
import { requireHttpUrl } from '../post.js';

/** What a relay tells others of. */
export const WEBHOOK_EVENTS = [
  'source.on',
  'source.off',
  'listener.on',
  'listener.off',
  'fallback.on',
  'fallback.off',
  'recording.on',
  'recording.rotated',
  'recording.failed',
  'recording.off',
] as const;

/** One of {@link WEBHOOK_EVENTS}. */
export type WebhookEventName = (typeof WEBHOOK_EVENTS)[number];

/** Where a relay posts what happens on it. */
export interface WebhookOptions {
  /** Addresses that are sent every event, 1..8, http or https. */
  readonly urls: readonly string[];
  /** With which requests are signed, 16 to 1024 characters. @default they are not signed */
  readonly secret?: string;
  /** Events that are sent. @default all */
  readonly events?: readonly WebhookEventName[];
  /** How much of a peer's address is sent. @default 'none' */
  readonly addresses?: LogAddresses;
  /** Time for one attempt, 100..60000 ms. @default 5000 */
  readonly timeoutMs?: number;
  /** Attempts for one event, 1..20: after 1 s, 2 s, 4 s, … and at most 5 min. @default 8 */
  readonly maxAttempts?: number;
  /** Events that may wait for one address, 1..100000; beyond it the oldest is dropped. @default 1000 */
  readonly maxQueued?: number;
}

/** Defaults of {@link WebhookOptions}. */
export const WEBHOOK_DEFAULTS = { addresses: 'none', timeoutMs: 5_000, maxAttempts: 8, maxQueued: 1_000 } as const;

/** Lengths of secrets with which requests are signed. */
export const SIGNING_SECRET_LENGTHS = [16, 1_024] as const;

const LIST = { name: 'a list', matches: (value: Record<PropertyKey, unknown>) => Array.isArray(value) };
const KINDS: OptionKinds<WebhookOptions> = {
  urls: LIST,
  secret: 'string',
  events: LIST,
  addresses: 'string',
  timeoutMs: 'any',
  maxAttempts: 'any',
  maxQueued: 'any',
};

/** @throws TypeError, RangeError naming the option of `webhooks`, its value and what is allowed */
export function requireWebhookOptions(options: WebhookOptions): void {
  requireKind('webhooks', options, 'object');
  requireOptions('webhooks', options, KINDS, ['urls']);
  const { urls, secret, events = [], addresses } = options;
  if (urls.length < 1 || urls.length > 8)
    throw new RangeError(`webhooks.urls must be 1 to 8 addresses, got ${urls.length}`);
  urls.forEach((url, i) => {
    requireHttpUrl(`webhooks.urls[${i}]`, url);
    if (urls.indexOf(url) < i)
      throw new RangeError(`webhooks.urls[${i}] must differ from the others, got ${shown(shownUrl(url))}`);
  });
  requireSigningSecret('webhooks.secret', secret);
  events.forEach((event, i) => {
    requireOneOf(`webhooks.events[${i}]`, event, WEBHOOK_EVENTS);
  });
  const { timeoutMs, maxAttempts, maxQueued } = { ...WEBHOOK_DEFAULTS, ...options };
  requireOneOf('webhooks.addresses', addresses ?? 'none', ['full', 'truncated', 'none']);
  requireInteger('webhooks.timeoutMs', timeoutMs, 100, 60_000);
  requireInteger('webhooks.maxAttempts', maxAttempts, 1, 20);
  requireInteger('webhooks.maxQueued', maxQueued, 1, 100_000);
}

/** @throws RangeError naming the field and the length, never the secret */
export function requireSigningSecret(field: string, secret: string | undefined): void {
  const [min, max] = SIGNING_SECRET_LENGTHS;
  if (secret !== undefined && (secret.length < min || secret.length > max))
    throw new RangeError(`${field} must be a text of ${min} to ${max} characters, got ${secret.length}`);
}

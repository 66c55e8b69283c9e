import { randomUUID } from 'node:crypto';
import { callGuarded } from '../../../core/guarded.js';
import type { Clock } from '../../../ports/clock.js';
import type { RelayPeer } from '../../../relay/relay-peer.js';
import { nodeClock } from '../../clock.js';
import { loggedAddress } from '../operations/log/log-text.js';
import { type Post, postJson } from '../post.js';
import type { RelayServerOptions } from '../server-options.js';
import { SIGNATURE_HEADER, signRequest } from './signature.js';
import {
  requireWebhookOptions,
  WEBHOOK_DEFAULTS,
  type WebhookEventName,
  type WebhookOptions,
} from './webhook-options.js';
import { type DeliveryResult, WebhookQueue, type WebhookQueueStats } from './webhook-queue.js';

/** What has happened on a channel; further fields follow in the body of the request. */
export interface WebhookEvent {
  readonly event: WebhookEventName;
  readonly channel: string;
  readonly [field: string]: unknown;
}

/** What of the surroundings webhooks need. */
export interface WebhookContext {
  /** Called with one line for each event that is given up, the address included and no secret. @default none */
  readonly onProblem?: (line: string) => void;
  /** Times the waits between attempts. @default the system's */
  readonly clock?: Clock;
  /** ms since 1970. @default Date.now */
  readonly wallMs?: () => number;
  /** Numbers in [0, 1). @default Math.random */
  readonly random?: () => number;
  /** Sends requests. @default by HTTP */
  readonly post?: Post;
}

interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly body: string;
}

/** Time that {@link Webhooks.close} leaves for what has just happened. */
const CLOSE_MS = 2_000;

/** Posts what happens on a relay to the addresses of its owner. Nothing of the relay ever waits for them. */
export class Webhooks {
  readonly #context: Required<WebhookContext>;
  #options: WebhookOptions | null = null;
  #queues = new Map<string, WebhookQueue<Delivery>>();
  readonly #ended = new AbortController();

  /** @throws TypeError, RangeError naming a wrong option; null: nobody is told */
  constructor(options: WebhookOptions | null, context: WebhookContext = {}) {
    this.#context = {
      onProblem: () => {},
      clock: nodeClock,
      wallMs: Date.now,
      random: Math.random,
      post: postJson,
      ...context,
    };
    this.setOptions(options);
  }

  /** Handlers of a relay's server: spread them into its options. */
  readonly handlers: {
    readonly [Name in 'onJoined' | 'onLeft' | 'onChannelEvent']: NonNullable<RelayServerOptions[Name]>;
  } = {
    onChannelEvent: (event) => this.emit({ ...event }),
    onJoined: (peer) =>
      this.emit({ event: peer.role === 'source' ? 'source.on' : 'listener.on', ...this.#fields(peer) }),
    onLeft: (peer, error) =>
      this.emit({
        event: peer.role === 'source' ? 'source.off' : 'listener.off',
        ...this.#fields(peer),
        reason: error?.code ?? null,
      }),
  };

  /** Other options from now on; what waits for an address that stays is sent there. @throws as the constructor */
  setOptions(options: WebhookOptions | null): void {
    if (options) requireWebhookOptions(options);
    const { maxAttempts, maxQueued } = { ...WEBHOOK_DEFAULTS, ...options };
    const { maxAttempts: attemptsBefore, maxQueued: queuedBefore } = { ...WEBHOOK_DEFAULTS, ...this.#options };
    const isSame = maxAttempts === attemptsBefore && maxQueued === queuedBefore;
    this.#options = options;
    const before = this.#queues;
    this.#queues = new Map(
      (options?.urls ?? []).map((url) => [
        url,
        (isSame && before.get(url)) || this.#queue(url, maxAttempts, maxQueued),
      ]),
    );
    for (const [url, queue] of before) if (this.#queues.get(url) !== queue) queue.close();
  }

  /** Tells all addresses, unless the options leave this event out. Never throws. */
  emit(event: WebhookEvent): void {
    const { events } = this.#options ?? {};
    if (this.#queues.size === 0 || (events && !events.includes(event.event))) return;
    const id = randomUUID();
    const body = JSON.stringify({ id, at: new Date(this.#context.wallMs()).toISOString(), ...event });
    for (const queue of this.#queues.values()) queue.push({ id, event: event.event, body });
  }

  /** Counters by address, which is not for showing: it may hold a secret. */
  stats(): ReadonlyMap<string, WebhookQueueStats> {
    return new Map(Array.from(this.#queues, ([url, queue]) => [url, queue.stats]));
  }

  /** Waits up to two seconds for what is under way, and gives up the rest. */
  async close(): Promise<void> {
    const { clock } = this.#context;
    let cancel = (): void => {};
    const late = new Promise<void>((resolve) => (cancel = clock.schedule(CLOSE_MS, resolve)));
    await Promise.race([Promise.all(Array.from(this.#queues.values(), (queue) => queue.settled())), late]);
    cancel();
    for (const queue of this.#queues.values()) queue.close();
    this.#ended.abort();
  }

  #fields({ channel, id, subject, address }: RelayPeer) {
    const shownAddress = loggedAddress(address, this.#options?.addresses ?? WEBHOOK_DEFAULTS.addresses);
    return {
      channel,
      connection: id,
      ...(subject !== undefined && { subject }),
      ...(shownAddress !== undefined && { address: shownAddress }),
    };
  }

  #queue(url: string, maxAttempts: number, maxQueued: number): WebhookQueue<Delivery> {
    const { clock, random, onProblem } = this.#context;
    return new WebhookQueue({
      clock,
      random,
      maxAttempts,
      maxQueued,
      deliver: (delivery, attempt) => this.#deliver(url, delivery, attempt),
      onDropped: ({ event }, reason) =>
        void callGuarded(
          () => onProblem(`webhook ${new URL(url).origin} was not told of ${event}: ${reason}`),
          () => {},
        ),
    });
  }

  async #deliver(url: string, { id, event, body }: Delivery, attempt: number): Promise<DeliveryResult> {
    const { secret, timeoutMs = WEBHOOK_DEFAULTS.timeoutMs } = this.#options ?? {};
    const headers = {
      'latentcast-event': event,
      'latentcast-delivery': id,
      'latentcast-attempt': String(attempt),
      ...(secret !== undefined && { [SIGNATURE_HEADER]: signRequest(secret, body, this.#context.wallMs()) }),
    };
    try {
      const { status } = await this.#context.post(url, body, { headers, timeoutMs, signal: this.#ended.signal });
      return resultOf(status);
    } catch (error) {
      return { kind: 'failed', reason: (error as Error).message };
    }
  }
}

/** An answer of 2xx has taken it; redirects are not followed; of 4xx another attempt would have the same. */
function resultOf(status: number): DeliveryResult {
  const isRedirect = status >= 300 && status < 400;
  const reason = `it answered ${status}${isRedirect ? ', and redirects are not followed' : ''}`;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const isFinal = status >= 300 && status < 500 && ![408, 425, 429].includes(status);
  return { kind: isFinal ? 'refused' : 'failed', reason };
}

import { requireInteger } from '../../../core/errors.js';
import { type OptionKinds, requireOptions } from '../../../core/options.js';
import { type AddressPeers, addCount } from '../../../relay/address-peers.js';
import { addressKey, isLoopback } from './address-key.js';

/** What one address may have and do; an IPv6 address counts by its first 64 bits. Plain data. */
export interface AddressLimitOptions {
  /** Connections that are open at the same time, 1..1000000. @default 64 */
  readonly maxConnectionsPerAddress?: number;
  /** Attempts to connect within one minute; as many may come at once, 1..1000000. @default 120 */
  readonly connectionAttemptsPerMinute?: number;
}

/** Of {@link AddressLimitOptions}. */
export const ADDRESS_LIMIT_DEFAULTS = { maxConnectionsPerAddress: 64, connectionAttemptsPerMinute: 120 } as const;

/** Addresses that are remembered at most; beyond it the one that has been silent for longest is forgotten. */
export const MAX_REMEMBERED_ADDRESSES = 65_536;

const MINUTE_MS = 60_000;

const KINDS: OptionKinds<AddressLimitOptions> = { maxConnectionsPerAddress: 'any', connectionAttemptsPerMinute: 'any' };

/** Nothing is to be done when a connection has gone that is not counted. */
export const NOT_COUNTED = (): void => {};

/** Releases when the socket has closed; one that is not counted keeps no function. */
export function releaseOnClose(
  socket: { on(event: 'close', listener: () => void): unknown },
  release: () => void,
): void {
  if (release !== NOT_COUNTED) socket.on('close', release);
}

/** Attempts of one address: a bucket that holds a minute's worth and fills evenly. */
interface Bucket {
  tokens: number;
  lastMs: number;
}

/**
 * @throws TypeError naming an unknown option, RangeError naming one outside its range, as in
 * `listen.maxConnectionsPerAddress`
 */
export function requireAddressLimits(
  options: AddressLimitOptions | undefined,
  field = '',
): Required<AddressLimitOptions> {
  requireOptions(field, options, KINDS);
  const at = (name: keyof AddressLimitOptions): number =>
    requireInteger(field ? `${field}.${name}` : name, options?.[name] ?? ADDRESS_LIMIT_DEFAULTS[name], 1, 1_000_000);
  return {
    maxConnectionsPerAddress: at('maxConnectionsPerAddress'),
    connectionAttemptsPerMinute: at('connectionAttemptsPerMinute'),
  };
}

/**
 * Counts connections and attempts by address, after proxies: the caller passes the address of the client, not of a proxy
 * in front of the relay. Time is an argument.
 *
 * The machine's own addresses are exempt unless the constructor is told otherwise: an unlisted proxy on the same
 * machine would share one allowance among all its listeners.
 */
export class AddressLimits {
  readonly #isExempt: (address: string) => boolean;
  /** By key; only addresses that have a connection. */
  readonly #connections = new Map<string, number>();
  /** By key, the one that has been silent for longest first; a full bucket is not kept. */
  readonly #attempts = new Map<string, Bucket>();
  /** By key: connections at other processes. */
  readonly #elsewhere = new Map<string, number>();
  readonly #peers: AddressPeers | undefined;
  #options: Required<AddressLimitOptions>;
  #nextSweepMs = 0;

  /**
   * @param isExempt addresses without limits @default loopback
   * @param peers processes that share the limits
   * @throws TypeError, RangeError naming a wrong option
   */
  constructor(
    options: AddressLimitOptions = {},
    isExempt: (address: string) => boolean = isLoopback,
    peers?: { readonly others: AddressPeers; nowMs(): number },
  ) {
    this.#options = requireAddressLimits(options);
    this.#isExempt = isExempt;
    this.#peers = peers?.others;
    peers?.others.listen(({ key, connections = 0, attempts = 0 }) => {
      if (connections !== 0) addCount(this.#elsewhere, key, connections);
      if (attempts > 0) this.#take(key, attempts, peers.nowMs());
    });
  }

  /** Other limits from now on; connections that are open stay. @throws TypeError, RangeError naming a wrong option */
  setOptions(options: AddressLimitOptions): void {
    this.#options = requireAddressLimits(options);
  }

  /** Open connections that are counted for this address, at other processes too. */
  connectionsOf(address: string): number {
    return this.#all(addressKey(address));
  }

  /**
   * A connection is opened. Returns what is to be called when it has gone, any number of times; {@link NOT_COUNTED} for an
   * address without limits, null where the address may have no further connection.
   */
  open(address: string): (() => void) | null {
    if (this.#isExempt(address)) return NOT_COUNTED;
    const key = addressKey(address);
    if (this.#all(key) >= this.#options.maxConnectionsPerAddress) return null;
    this.#changeOpen(key, 1);
    let isOpen = true;
    return () => {
      if (isOpen) this.#changeOpen(key, -1);
      isOpen = false;
    };
  }

  /** Counts one attempt to connect; false where the address has made too many. */
  attempt(address: string, nowMs: number): boolean {
    if (this.#isExempt(address)) return true;
    const key = addressKey(address);
    const isAllowed = this.#take(key, 1, nowMs);
    if (isAllowed) this.#peers?.tell({ key, attempts: 1 });
    return isAllowed;
  }

  /** Time until the address may try again, in ms; 0 where it may now. */
  retryAfterMs(address: string, nowMs: number): number {
    const bucket = this.#attempts.get(addressKey(address));
    if (!bucket) return 0;
    const missing = 1 - this.#tokensAt(bucket, nowMs);
    return Math.max(0, Math.ceil((missing * MINUTE_MS) / this.#options.connectionAttemptsPerMinute));
  }

  #all(key: string): number {
    return (this.#connections.get(key) ?? 0) + (this.#elsewhere.get(key) ?? 0);
  }

  #changeOpen(key: string, change: 1 | -1): void {
    addCount(this.#connections, key, change);
    this.#peers?.tell({ key, connections: change });
  }

  /** Takes attempts as far as there are any; false where there is none. */
  #take(key: string, attempts: number, nowMs: number): boolean {
    this.#sweep(nowMs);
    const capacity = this.#options.connectionAttemptsPerMinute;
    const bucket = this.#attempts.get(key) ?? { tokens: capacity, lastMs: nowMs };
    bucket.tokens = this.#tokensAt(bucket, nowMs);
    bucket.lastMs = nowMs;
    const isAllowed = bucket.tokens >= 1;
    if (isAllowed) bucket.tokens = Math.max(0, bucket.tokens - attempts);
    this.#attempts.delete(key);
    this.#attempts.set(key, bucket);
    if (this.#attempts.size > MAX_REMEMBERED_ADDRESSES) this.#attempts.delete(this.#attempts.keys().next().value!);
    return isAllowed;
  }

  #tokensAt({ tokens, lastMs }: Bucket, nowMs: number): number {
    const capacity = this.#options.connectionAttemptsPerMinute;
    return Math.min(capacity, tokens + (Math.max(0, nowMs - lastMs) * capacity) / MINUTE_MS);
  }

  /** Forgets, at most once a minute, whoever has made no attempt for a minute: the bucket would be full. */
  #sweep(nowMs: number): void {
    if (nowMs < this.#nextSweepMs) return;
    this.#nextSweepMs = nowMs + MINUTE_MS;
    for (const [key, { lastMs }] of this.#attempts) {
      if (nowMs - lastMs < MINUTE_MS) break;
      this.#attempts.delete(key);
    }
  }
}

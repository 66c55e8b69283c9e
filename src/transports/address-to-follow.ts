import { shown } from '../core/shown.js';
import { shownUrl } from '../core/shown-url.js';

/** What is known of a stream whose relay has named another one. */
export interface FollowRule {
  /** Whether the stream presents a key or token, which would be sent there. */
  readonly hasToken: boolean;
  /** Relays that may have it beside the one that was asked for: `wss://HOST:PORT`, or `*` for any. @default none */
  readonly tokenOrigins?: readonly string[] | undefined;
}

/**
 * Whether a stream goes to the address that its relay has named: never from a protected connection to an open one, and
 * with a key or token only to the relay that was asked for, under another path, and to those that may have it. A relay that
 * others run, or that somebody has broken into, thus learns no token and sends nobody's elsewhere.
 */
export function mayFollow(url: string, alternativeUrl: string, { hasToken, tokenOrigins = [] }: FollowRule): boolean {
  if (!/^wss:/i.test(alternativeUrl) && /^(wss|https):/i.test(url)) return false;
  if (!hasToken || tokenOrigins.includes('*')) return true;
  const origin = originOf(alternativeUrl);
  return origin !== null && [url, ...tokenOrigins].some((known) => originOf(known) === origin);
}

/**
 * Checks the option `tokenOrigins`.
 *
 * @throws TypeError naming the entry, its value and what is allowed
 */
export function requireTokenOrigins(field: string, origins: unknown): void {
  if (origins === undefined) return;
  const allowed = 'wss://HOST:PORT or ws://HOST:PORT without path, or *';
  if (!Array.isArray(origins)) throw new TypeError(`${field} must be a list of ${allowed}, got ${shown(origins)}`);
  origins.forEach((origin: unknown, i) => {
    const isOrigin =
      typeof origin === 'string' && /^wss?:\/\/[^\s/?#@]+\/?$/i.test(origin) && originOf(origin) !== null;
    if (origin !== '*' && !isOrigin)
      throw new TypeError(
        `${field}[${i}] must be ${allowed}, got ${typeof origin === 'string' ? shown(shownUrl(origin)) : shown(origin)}`,
      );
  });
}

/** Scheme, host and port, with `ws` for `http`; null for what is no address. */
function originOf(address: string): string | null {
  try {
    const { protocol, host } = new URL(address);
    return `${protocol.replace('http', 'ws')}//${host}`;
  } catch {
    return null;
  }
}

import type { StreamConnectOptions } from '../stream/link/options.js';
import { mayFollow, requireTokenOrigins } from '../transports/address-to-follow.js';
import type { TokenSource } from '../transports/token-source.js';
import { connectWebSocket } from './ws-connect.js';

/** With what a stream comes to its relay. */
export interface ConnectingOptions {
  /** Aborts a connection attempt. */
  readonly signal?: AbortSignal | undefined;
  /** Token or key that the relay asks for. @default none */
  readonly token?: TokenSource | undefined;
  /** Relays that may have the token beside that of the URL; see `mayFollow`. @default none */
  readonly tokenOrigins?: readonly string[] | undefined;
}

/** How a stream reaches its relay, and another one that this names. @throws TypeError naming a wrong origin */
export function connecting(
  url: string,
  { signal, token, tokenOrigins }: ConnectingOptions,
): Pick<StreamConnectOptions, 'connect' | 'renewsToken' | 'followsAlternative'> {
  requireTokenOrigins('tokenOrigins', tokenOrigins);
  return {
    connect: (alternativeUrl = url) =>
      connectWebSocket(alternativeUrl, { ...(signal && { signal }), ...(token !== undefined && { token }) }),
    renewsToken: typeof token === 'function',
    followsAlternative: (alternativeUrl) =>
      mayFollow(url, alternativeUrl, { hasToken: token !== undefined, tokenOrigins }),
  };
}

import type { IncomingMessage } from 'node:http';
import type { Authorizer, Grant } from '../../../ports/authorizer.js';
import { HttpError } from '../http-error.js';
import type { Doors } from './doors.js';
import { httpRefusal, isTemporary, tooManyFailures } from './http-refusal.js';

/** Who may listen to a channel by HTTP. */
export interface ListenCheckOptions {
  /** Asked once for each request, as for a listener's connection. */
  readonly authorizer: Authorizer;
  /** Know who asks, and count requests that fail. */
  readonly doors: Pick<Doors, 'retryAfterMs' | 'countFailure' | 'identify'>;
  /** Called for each key or token that is refused, with the reason that the client is not told. @default nothing is told */
  readonly onRefused?: DoorRefused;
}

/** Tells the relay's owner of a key or token that was refused by HTTP. */
export type DoorRefused = (channel: string, cause: unknown, address: string | undefined) => void;

/**
 * Lets a request through that may listen to the channel.
 *
 * @throws HttpError 401 without a valid key or token where one is needed, 403 with one that does not allow it, and with the
 *   reason for whoever is banned or comes from a page that may not, 429 for an address that has failed too often, 503
 *   where the relay cannot decide at the moment
 */
export type ListenCheck = (request: IncomingMessage, channel: string) => Promise<void>;

/** A {@link ListenCheck} by an authorizer. */
export function listenCheck({ authorizer, doors, onRefused }: ListenCheckOptions): ListenCheck {
  return async (request, channel) => {
    const peer = doors.identify(request);
    const { address, credentials } = peer;
    const waitMs = address === undefined ? 0 : doors.retryAfterMs(address);
    if (waitMs > 0) throw tooManyFailures(waitMs);
    const refused = (cause: unknown, otherwise: HttpError): HttpError => {
      if (credentials !== undefined && address !== undefined && !isTemporary(cause)) doors.countFailure(address);
      if (credentials !== undefined) onRefused?.(channel, cause, address);
      return httpRefusal(cause, credentials === undefined ? unauthorized('a bearer token is needed') : otherwise);
    };
    let grant: Grant;
    try {
      grant = await authorizer.authorize({ ...peer, channel });
    } catch (cause) {
      throw refused(cause, unauthorized('the bearer token is not valid'));
    }
    const isOver = grant.expiresInMs === 0 || grant.withdrawal?.aborted;
    if (isOver) throw refused(grant.withdrawal?.reason, unauthorized('the bearer token is not valid'));
    if (!grant.permissions.includes('listen'))
      throw refused(grant.denialOf?.('listen'), new HttpError(403, `the token may not listen to channel ${channel}`));
  };
}

/** The answer to whoever has to present a valid bearer token. */
export const unauthorized = (error: string): HttpError => new HttpError(401, error, { 'www-authenticate': 'Bearer' });

import type { IncomingMessage } from 'node:http';
import { CodecError } from '../../../core/errors.js';
import type { Authorizer } from '../../../ports/authorizer.js';
import { HttpError } from '../http-error.js';
import type { Doors } from './doors.js';

/** Who may listen to a channel by HTTP. */
export interface ListenCheckOptions {
  /** Asked once for each request, as for a listener's connection. */
  readonly authorizer: Authorizer;
  /** Know who asks, and count requests that fail. */
  readonly doors: Pick<Doors, 'retryAfterMs' | 'countFailure' | 'identify'>;
}

/**
 * Lets a request through that may listen to the channel.
 *
 * @throws HttpError 401 without a valid key or token where one is needed, 403 with one that does not allow it, 429 for an
 *   address that has failed too often, 503 where too many passwords are being checked
 */
export type ListenCheck = (request: IncomingMessage, channel: string) => Promise<void>;

/** A {@link ListenCheck} by an authorizer. */
export function listenCheck({ authorizer, doors }: ListenCheckOptions): ListenCheck {
  return async (request, channel) => {
    const peer = doors.identify(request);
    const { address, credentials } = peer;
    const waitMs = address === undefined ? 0 : doors.retryAfterMs(address);
    if (waitMs > 0)
      throw new HttpError(429, 'too many failed attempts', { 'retry-after': String(Math.ceil(waitMs / 1000)) });
    const refused = (): HttpError => {
      if (credentials === undefined)
        return new HttpError(401, 'a bearer token is needed', { 'www-authenticate': 'Bearer' });
      if (address !== undefined) doors.countFailure(address);
      return new HttpError(403, `the token may not listen to channel ${channel}`);
    };
    try {
      const grant = await authorizer.authorize({ ...peer, channel });
      const isOver = grant.expiresInMs === 0 || grant.withdrawal?.aborted;
      if (isOver || !grant.permissions.includes('listen')) throw refused();
    } catch (cause) {
      if (cause instanceof HttpError) throw cause;
      if (cause instanceof CodecError && cause.code === 'CHANNEL_LIMIT')
        throw new HttpError(503, cause.message, { 'retry-after': '1' });
      throw refused();
    }
  };
}

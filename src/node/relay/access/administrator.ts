import type { IncomingMessage } from 'node:http';
import { CodecError } from '../../../core/errors.js';
import type { Authorizer, Grant } from '../../../ports/authorizer.js';
import { HttpError } from '../http-error.js';
import type { AuthorizeAdministrator } from '../router.js';
import type { Doors } from './doors.js';

/** Who administers by HTTP, and what is told of those who may not. */
export interface AdministratorOptions {
  /** Asked once for each request. */
  readonly authorizer: Authorizer;
  /** Tell who has sent a request, and count those that fail. */
  readonly doors: Doors;
  /** Called with the address and the reason, which the client is not told. @default nothing is told */
  readonly onRefused?: (address: string | undefined, cause: unknown) => void;
}

/**
 * Admits requests whose bearer token or key grants `administer`: on the channel that the route names, or on the whole
 * relay. A client that fails too often has to wait.
 */
export function createAdministratorCheck(options: AdministratorOptions): AuthorizeAdministrator {
  return async (request, channel) => {
    const { authorizer, doors, onRefused } = options;
    const identity = doors.identify(request);
    const { address } = identity;
    const waitMs = address === undefined ? 0 : doors.retryAfterMs(address);
    if (waitMs > 0)
      throw new HttpError(429, 'too many failed attempts', { 'retry-after': String(Math.ceil(waitMs / 1000)) });
    const fail = (cause: unknown, error: HttpError): never => {
      if (address !== undefined) doors.countFailure(address);
      onRefused?.(address, cause);
      throw error;
    };
    if (identity.credentials === undefined) return fail(new Error('no token was presented'), unauthorized(request));
    let grant: Grant;
    try {
      grant = await authorizer.authorize({ ...identity, channel: channel ?? '*' });
    } catch (cause) {
      if (cause instanceof CodecError && cause.code === 'CHANNEL_LIMIT')
        throw new HttpError(503, cause.message, { 'retry-after': '1' });
      return fail(cause, unauthorized(request));
    }
    if (!grant.permissions.includes('administer') || grant.withdrawal?.aborted)
      return fail(
        grant.denialOf?.('administer'),
        new HttpError(403, `this token may not administer ${channel ?? 'the relay'}`),
      );
    return { name: grant.subject ?? grant.identity ?? 'administrator' };
  };
}

const unauthorized = ({ url }: IncomingMessage): HttpError =>
  new HttpError(401, `${url?.split('?')[0] ?? 'this'} needs the token of an administrator`, {
    'www-authenticate': 'Bearer',
  });

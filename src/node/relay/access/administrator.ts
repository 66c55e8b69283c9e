import type { Authorizer } from '../../../ports/authorizer.js';
import type { Doors } from './doors.js';
import { isTemporary, tooManyFailures } from './http-refusal.js';

/** Who administers by HTTP, and what is told of those who may not. */
export interface AdministratorOptions {
  /** Asked once for each request that presents a key or token. */
  readonly authorizer: Authorizer;
  /** Count requests that fail. */
  readonly doors: Pick<Doors, 'retryAfterMs' | 'countFailure'>;
  /** Called with the address and the reason, which the client is not told. @default nothing is told */
  readonly onRefused?: (address: string | undefined, cause: unknown) => void;
}

/**
 * The authorizer for requests of administrators: a client that fails too often has to wait, and the relay's owner is told
 * of each failure.
 *
 * @returns one whose `authorize` rejects with HttpError 429 for a client that has to wait, and with what
 *   `options.authorizer` rejects with
 */
export function administratorAuthorizer({ authorizer, doors, onRefused }: AdministratorOptions): Authorizer {
  return {
    authorize: async (request) => {
      const { address } = request;
      const waitMs = address === undefined ? 0 : doors.retryAfterMs(address);
      if (waitMs > 0) throw tooManyFailures(waitMs);
      const countFailure = (cause: unknown): void => {
        if (address !== undefined) doors.countFailure(address);
        onRefused?.(address, cause);
      };
      try {
        const grant = await authorizer.authorize(request);
        if (!grant.permissions.includes('administer')) countFailure(grant.denialOf?.('administer'));
        return grant;
      } catch (cause) {
        if (!isTemporary(cause)) countFailure(cause);
        throw cause;
      }
    },
  };
}

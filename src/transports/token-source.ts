import { CodecError } from '../core/errors.js';
import type { OptionShape } from '../core/options.js';
import { requireBearerToken } from './bearer-token.js';

/** A token, or a function that returns it for each connection, at once or later: one that expires can be renewed. */
export type TokenSource = string | (() => string | PromiseLike<string>);

/** What an option of the kind {@link TokenSource} may be. */
export const TOKEN_SHAPE: OptionShape = {
  name: 'a string or a function',
  matches: (value: unknown) => typeof value === 'string' || typeof value === 'function',
};

/**
 * The token for one connection.
 *
 * @throws TypeError for what is no token; CodecError TRANSPORT_FAILED where the function fails: another try may succeed
 */
export async function tokenOf(source: TokenSource): Promise<string> {
  if (typeof source === 'string') return requireBearerToken('token', source);
  let token: string;
  try {
    token = await source();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CodecError('TRANSPORT_FAILED', `no token for the connection: ${why}`, { cause });
  }
  return requireBearerToken('token', token);
}

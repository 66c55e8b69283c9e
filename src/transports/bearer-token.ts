import { shown } from '../core/shown.js';
import { BEARER_SUBPROTOCOL } from '../core/wire/hello.js';

/** Characters of a token or key at most. */
export const MAX_TOKEN_LENGTH = 8192;

/** Characters that a subprotocol may not have (RFC 9110, 5.6.2), and the one that escapes them. */
const NOT_IN_PROTOCOL = /[^A-Za-z0-9!#$&'*+.^_`|~-]/g;

/**
 * Checks a token or key before it is put into a header.
 *
 * @throws TypeError naming the field; the token is never quoted
 */
export function requireBearerToken(field: string, token: unknown): string {
  if (typeof token !== 'string') throw new TypeError(`${field} must be a string, got ${shown(token)}`);
  if (token.length < 1 || token.length > MAX_TOKEN_LENGTH || !/^[\x21-\x7e]+$/.test(token))
    throw new TypeError(
      `${field} must be 1 to ${MAX_TOKEN_LENGTH} visible ASCII characters without spaces, got ${token.length} characters`,
    );
  return token;
}

/** The subprotocol that carries a token for clients that cannot set headers; escapes are percent-encoded. */
export const bearerSubprotocol = (token: string): string =>
  BEARER_SUBPROTOCOL +
  token.replace(NOT_IN_PROTOCOL, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);

import type { Connection } from '../../ports/transport.js';
import type { StreamConnectOptions } from '../../stream/link/options.js';
import { mayFollow } from '../../transports/address-to-follow.js';
import type { AccessRequest } from './messages.js';

/**
 * How a stream of this worker reaches its relay, and another one that this names.
 *
 * @param open makes one connection
 * @param askToken asks the page, where it has a function for it
 */
export function connectFromWorker(
  { url, token, tokenOrigins }: AccessRequest & { readonly url: string },
  open: (url: string, token?: string) => Promise<Connection>,
  askToken: () => Promise<string>,
): Pick<StreamConnectOptions, 'connect' | 'renewsToken' | 'followsAlternative'> {
  return {
    connect: async (alternativeUrl = url) => open(alternativeUrl, token === null ? await askToken() : token),
    renewsToken: token === null,
    followsAlternative: (alternativeUrl) =>
      mayFollow(url, alternativeUrl, { hasToken: token !== undefined, tokenOrigins }),
  };
}

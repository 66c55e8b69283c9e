import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isLoopback } from '../access/address-key.js';
import { RELAY_SERVER_DEFAULTS } from '../defaults.js';
import type { SourceMap } from './positions.js';
import type { FoundProblem } from './problems.js';
import type { RelayConfig } from './types.js';

/** Whether only this machine reaches a server on this host; false for a name that cannot be looked up. */
export async function isLocalHost(host: string): Promise<boolean> {
  if (isIP(host) > 0) return isLoopback(host);
  try {
    const found = await lookup(host, { all: true });
    return found.length > 0 && found.every(({ address }) => isLoopback(address));
  } catch {
    return false;
  }
}

/** Whether somebody must present a key or a token to publish. */
export const hasPublisherCredentials = ({ access }: RelayConfig): boolean =>
  (access?.keys ?? []).some(({ publish }) => (publish ?? []).length > 0) ||
  access?.tokens !== undefined ||
  access?.hook !== undefined;

/**
 * A relay that other machines reach needs a key or a token for sources, or a statement that everybody may publish: an
 * open relay on the internet carries anybody's stream in its operator's name.
 */
export async function checkBinding(
  config: RelayConfig,
  sources: SourceMap,
  { isHostFromFlags }: { readonly isHostFromFlags: boolean },
): Promise<FoundProblem[]> {
  const { host = RELAY_SERVER_DEFAULTS.host, open } = config.listen ?? {};
  if (open || hasPublisherCredentials(config) || (await isLocalHost(host))) return [];
  const isClosed = config.access !== undefined && (config.access.anonymous?.publish ?? []).length === 0;
  // Nobody may publish: useless, and no danger.
  if (isClosed) return [];
  const name = isHostFromFlags ? 'host' : 'listen.host';
  const position = isHostFromFlags ? undefined : sources.get(['listen', 'host'])?.valuePosition;
  return [
    {
      ...(position && { position }),
      path: 'listen.host',
      at: ['listen', 'host'],
      message: `${name} ${host} is reached from other machines, and anybody could publish: state a key or token in access (serve --init writes an example), or allow it with --open or listen.open: true`,
    },
  ];
}

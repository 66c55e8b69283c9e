import { callGuarded } from '../../../core/guarded.js';
import type { RelayServerOptions } from '../server.js';

const NAMES = ['onRefused', 'onJoined', 'onLeft', 'onMoved', 'onTurnedAway', 'onChannelEvent'] as const;

/** What the owner of a relay is told of. */
export type OwnerHandlers = Pick<RelayServerOptions, (typeof NAMES)[number]>;

/** Handlers that call those of each of several owners; what one throws is no concern of the others. */
export function joinHandlers(owners: readonly OwnerHandlers[]): OwnerHandlers {
  const joined: Record<string, (...args: unknown[]) => void> = {};
  for (const name of NAMES) {
    const all = owners.flatMap((owner) => (owner[name] ? [owner[name] as (...args: unknown[]) => void] : []));
    if (all.length > 0)
      joined[name] = (...args) => {
        for (const handler of all)
          callGuarded(
            () => handler(...args),
            () => {},
          );
      };
  }
  return joined;
}

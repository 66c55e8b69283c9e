import type { ChannelOptions } from '../../../relay/channel/channel-options.js';
import type { RelaySessionsOptions } from '../rooms/options.js';

/** @throws TypeError naming an entry that several workers cannot carry out */
export function requireClusterChannels(channels: readonly ChannelOptions[] | undefined, workers: number): void {
  if (workers === 1) return;
  (channels ?? []).forEach(({ takeover = 'refuse', upstream }, i) => {
    if (upstream)
      throw new TypeError(`channels[${i}].upstream is available with one worker only, got workers ${workers}`);
    if (takeover !== 'refuse')
      throw new TypeError(
        `channels[${i}].takeover ${takeover} is available with one worker only, got workers ${workers}`,
      );
  });
}

/** The same for listening sessions: the peers of one meet in one process. @throws TypeError */
export function requireClusterSessions(sessions: RelaySessionsOptions | undefined, workers: number): void {
  if (workers === 1 || sessions?.stunPort === undefined) return;
  throw new TypeError(`sessions.stunPort is available with one worker only, got workers ${workers}`);
}

import type { ListenerHello } from '../core/wire/hello.js';
import type { Channel } from './channel/channel.js';
import type { ChannelSource } from './channel/source.js';
import type { SourceClaim } from './channel/source-seat.js';

/** How sources and listeners come to the channels of a relay: at once, or after the other relays of a cluster were asked. */
export interface ChannelDesk {
  /** Seats a source now or later, or closes it. @throws CodecError as {@link Channel.attachSource} */
  attachSource(channel: Channel, claim: SourceClaim, nowMs: number): void;
  /** A source has gone, whether it was seated or not. */
  detachSource(channel: Channel, source: ChannelSource, nowMs: number, isLost: boolean): void;
  /**
   * Settles when a listener may join: the channel's stream is known then, if there is one. Null: now. Never rejects.
   * @param from what the listener was sent last, as its hello states it
   * @throws CodecError CHANNEL_LIMIT
   */
  prepare(channel: Channel, from?: ListenerHello['from']): Promise<void> | null;
}

/** Of a relay that stands alone. */
export const localDesk: ChannelDesk = {
  attachSource: (channel, { source, hello, identity, onTaken }, nowMs) =>
    channel.attachSource(source, hello, nowMs, { identity, onTaken }),
  detachSource: (channel, source, nowMs, isLost) => channel.detachSource(source, nowMs, isLost),
  prepare: () => null,
};

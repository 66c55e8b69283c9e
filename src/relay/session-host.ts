import type { CodecError } from '../core/errors.js';
import type { Hello } from '../core/wire/hello.js';
import type { Authorizer } from '../ports/authorizer.js';
import type { RunningTotals } from './administration/relay-totals.js';
import type { Channel } from './channel/channel.js';
import type { ChannelDesk } from './channel-desk.js';
import type { SharedCounts } from './peer-allowance.js';
import type { RelayPeer } from './relay-peer.js';

/** What a session needs of the relay. */
export interface SessionHost<Session> extends SharedCounts {
  readonly desk: ChannelDesk;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly authorizer: Authorizer;
  readonly totals: RunningTotals;
  /** Time in which the relay runs; see {@link RelayTime}. */
  nowMs(): number;
  /** Time as it passes, for grants. */
  clockMs(): number;
  /** Numbers of connections: 1, 2, 3, … */
  nextId(): number;
  /**
   * The channel of this name, made where there is none, for who has sent this hello.
   * @throws CodecError CHANNEL_LIMIT; NOT_ALLOWED for a relay that would listen to itself
   */
  channel(name: string, hello: Hello): Channel;
  /** Called once, when the connection has become a source or a listener. */
  onJoined(peer: RelayPeer): void;
  /** Called when a listener was moved to another channel. */
  onMoved(from: RelayPeer, to: RelayPeer): void;
  /** Called once, when the connection has gone or has been refused. */
  onGone(session: Session, error: CodecError | null, closeCode?: number): void;
}

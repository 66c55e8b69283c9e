import { seededRandom } from '../../core/random.js';
import type { ListenerHello } from '../../core/wire/hello.js';
import type { TargetAddress } from './listener-socket.js';

/**
 * What a listener does: `healthy` ones read and stay; `stalled` ones join and never read; `trickle` ones read a byte at a
 * time; `churn` ones join and leave every second.
 */
export type ListenerKind = 'healthy' | 'stalled' | 'trickle' | 'churn';

/** All kinds, in the order of reports. */
export const LOAD_KINDS: readonly ListenerKind[] = ['healthy', 'stalled', 'trickle', 'churn'];

/** A listener of the test, over all its connections. */
export interface Seat {
  readonly kind: ListenerKind;
  /** Index into the plan's channels. */
  readonly channel: number;
  /** When it is to join, in ms after the first one. */
  readonly joinMs: number;
  /** Its number among all listeners, which chooses the source address. */
  readonly index: number;
}

/** When packets are due on a channel, on the clock of {@link monotonicMs}; plain data. */
export interface ChannelSchedule {
  readonly channel: string;
  /** Frame 0 begins here; null where another source than the tool's own publishes. */
  readonly startMs: number | null;
  readonly frameMs: number;
  /** Frames in a packet as the source sends it. */
  readonly framesPerPacket: number;
}

/** Bit planes and length of packets, as a listener's hello asks for them. */
export type ListenerRequest = Pick<ListenerHello, 'planes' | 'framesPerMessage' | 'maxFramesPerMessage'>;

/** Work of one process: its seats, and all that they need. Plain data. */
export interface CrowdPlan {
  readonly target: TargetAddress;
  readonly channels: readonly ChannelSchedule[];
  readonly seats: readonly Seat[];
  /** Source addresses, used in turn; none leaves the choice to the system. */
  readonly localAddresses: readonly string[];
  /** Pause between two bytes of a trickle listener. */
  readonly trickleMs: number;
  /** How long a churn listener stays. */
  readonly churnMs: number;
  /** Whether a healthy listener that is refused or loses its connection comes back. */
  readonly reconnect: boolean;
  /** What the listeners ask for in their hello, beside the channel. */
  readonly request: ListenerRequest;
  readonly seed: number;
}

/** Shares of the listeners, 0..1, that are not healthy. */
export interface KindShares {
  readonly stalled: number;
  readonly trickle: number;
  readonly churn: number;
}

/** The clock of the test: the system's monotonic one, the same in every process of a machine. In ms. */
export const monotonicMs = (): number => {
  const [seconds, nanos] = process.hrtime();
  return seconds * 1000 + nanos / 1e6;
};

/**
 * All listeners, in the order in which they join: their kinds drawn by a seed, their channels in turn, so that every
 * channel has as many.
 * @param joinsPerSecond 0 for all at once
 */
export function planSeats(
  listeners: number,
  channels: number,
  shares: KindShares,
  joinsPerSecond: number,
  seed: number,
): Seat[] {
  const random = seededRandom(seed);
  const kinds: ListenerKind[] = [];
  for (const kind of ['stalled', 'trickle', 'churn'] as const)
    for (let left = Math.round(shares[kind] * listeners); left > 0 && kinds.length < listeners; left--)
      kinds.push(kind);
  while (kinds.length < listeners) kinds.push('healthy');
  for (let i = kinds.length - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    [kinds[i], kinds[other]] = [kinds[other]!, kinds[i]!];
  }
  return kinds.map((kind, index) => ({
    kind,
    channel: index % channels,
    joinMs: joinsPerSecond > 0 ? (index * 1000) / joinsPerSecond : 0,
    index,
  }));
}

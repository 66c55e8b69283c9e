import type { ErrorCode } from '../../core/errors.js';
import { CLOSE_CODES } from '../../core/wire/control.js';
import type { ConnectionCounters } from '../../ports/transport.js';
import { LagHistogram, type LagHistogramStats } from './lag-histogram.js';

/** Roles of connections; `pending` is one that is neither yet. */
export type ConnectionRole = 'source' | 'listener' | 'pending';

/** Messages and bytes of all connections so far, in one direction; plain JSON. */
export interface TrafficTotals {
  /** Packets: one a message. */
  readonly packets: number;
  /** Of the packets, with their headers. */
  readonly packetBytes: number;
  /** Estimated, with the overhead of the transport. */
  readonly wireBytes: number;
}

/** What has happened at a relay since it was started, and who is connected; plain JSON. Totals never decrease. */
export interface RelayTotals {
  readonly connections: Readonly<Record<ConnectionRole, number>>;
  readonly joined: Readonly<Record<'source' | 'listener', number>>;
  /** Connections that were refused before they were a source or a listener, by error code. */
  readonly refused: Readonly<Partial<Record<ErrorCode, number>>>;
  /** Sources and listeners whose connection the relay has closed, by error code. */
  readonly closed: Readonly<Partial<Record<ErrorCode, number>>>;
  /** Of these, listeners that were too slow. */
  readonly evicted: number;
  readonly received: TrafficTotals;
  readonly sent: TrafficTotals;
  /** Bit planes and spatial parameters that came from sources, without any header. */
  readonly receivedPayloadBytes: number;
  /** The same that listeners were sent. */
  readonly sentPayloadBytes: number;
  /** Bursts of past audio that listeners asked for beyond what is allowed: they got live audio alone. */
  readonly refusedBursts: number;
  readonly lag: LagHistogramStats;
}

/** A connection as the totals see it. */
export interface CountedConnection {
  readonly connection: { readonly counters: ConnectionCounters };
  readonly peer: { readonly role: 'source' | 'listener' } | null;
  /** Bit planes and spatial parameters that it was sent. */
  readonly sentPayloadBytes: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Counts up what would be forgotten with a connection or a channel. */
export class RunningTotals {
  readonly lag = new LagHistogram();
  readonly #joined = { source: 0, listener: 0 };
  readonly #refused: Partial<Record<ErrorCode, number>> = {};
  readonly #closed: Partial<Record<ErrorCode, number>> = {};
  #evicted = 0;
  /** Of connections and channels that have gone. */
  readonly #received = noTraffic();
  readonly #sent = noTraffic();
  #payloadBytes = 0;
  #sentPayloadBytes = 0;

  joined(role: 'source' | 'listener'): void {
    this.#joined[role]++;
  }

  refused(code: ErrorCode): void {
    this.#refused[code] = (this.#refused[code] ?? 0) + 1;
  }

  closed(code: ErrorCode, closeCode: number | undefined): void {
    this.#closed[code] = (this.#closed[code] ?? 0) + 1;
    if (closeCode === CLOSE_CODES.tooSlow) this.#evicted++;
  }

  /** A connection has gone. */
  retireConnection({ connection, sentPayloadBytes }: Omit<CountedConnection, 'peer'>): void {
    add(this.#received, this.#sent, connection.counters);
    this.#sentPayloadBytes += sentPayloadBytes;
  }

  /** A channel was forgotten. */
  retireChannel(payloadBytes: number): void {
    this.#payloadBytes += payloadBytes;
  }

  /**
   * @param present the connections that there are: their own counters are read
   * @param counts `payloadBytes` of the channels that there are
   */
  stats(
    present: Iterable<CountedConnection>,
    { payloadBytes, refusedBursts }: { readonly payloadBytes: number; readonly refusedBursts: number },
  ): RelayTotals {
    const connections = { source: 0, listener: 0, pending: 0 };
    const received = { ...this.#received };
    const sent = { ...this.#sent };
    let sentPayloadBytes = this.#sentPayloadBytes;
    for (const session of present) {
      connections[session.peer?.role ?? 'pending']++;
      add(received, sent, session.connection.counters);
      sentPayloadBytes += session.sentPayloadBytes;
    }
    return {
      connections,
      joined: { ...this.#joined },
      refused: { ...this.#refused },
      closed: { ...this.#closed },
      evicted: this.#evicted,
      received,
      sent,
      receivedPayloadBytes: this.#payloadBytes + payloadBytes,
      sentPayloadBytes,
      refusedBursts,
      lag: this.lag.stats(),
    };
  }
}

const noTraffic = (): Mutable<TrafficTotals> => ({ packets: 0, packetBytes: 0, wireBytes: 0 });

function add(received: Mutable<TrafficTotals>, sent: Mutable<TrafficTotals>, counters: ConnectionCounters): void {
  received.packets += counters.receivedMessages;
  received.packetBytes += counters.receivedBytes;
  received.wireBytes += counters.receivedWireBytes;
  sent.packets += counters.sentMessages;
  sent.packetBytes += counters.sentBytes;
  sent.wireBytes += counters.sentWireBytes;
}

import { CodecError } from '../../core/errors.js';
import { RoundTrip } from '../../core/round-trip.js';
import { parseMetadata } from '../../core/wire/hello.js';
import type { Packet } from '../../core/wire/packet.js';
import type { Connection } from '../../ports/transport.js';
import type { Channel } from '../channel/channel.js';
import type { ChannelSource } from '../channel/source.js';
import { encodeControlPacket } from '../control-packet.js';
import type { RelayLimits } from '../limits.js';
import { MIN_PING_INTERVAL_MS } from '../message-budget.js';
import { passRateGate, RATE_GATE_FULL } from '../rate-gate.js';
import type { SourceIntake } from './source-intake.js';

/** One source's connection, and the channel that its packets go to. */
export interface SocketSourceOptions {
  /** Its messages are handed over through `receive`; pings and the answer to its hello go out on it. */
  readonly connection: Connection;
  /** Takes the packets, and checks them against the stream's hello. */
  readonly channel: Channel;
  /** Of these: the interval of pings and the time after which a silent source is dead. */
  readonly limits: RelayLimits;
  /** The relay's clock at this moment: the source counts as alive from here. */
  readonly nowMs: number;
  /** Called once, when this side ends it: tells the peer and closes the connection. Must not throw. */
  readonly onClose: (error: CodecError, closeCode?: number) => void;
}

/** Interval at which a source that sends is pinged all the same, so that its round trip is known. */
const MEASURE_INTERVAL_MS = 60_000;
/**
 * How often a source is asked whether it is alive, however many others want its channel: it is closed where it sends more
 * pongs than `PACKET_BUDGETS` allow.
 */
const PROBES = { perSecond: 1, atOnce: 4 } as const;
/** Longest time for which a question has to wait for those before it. */
export const PROBE_INTERVAL_MS = 1000 / PROBES.perSecond;

/** A broadcaster at the far end of a connection: passes its packets to the channel, and notices when it is dead. */
export class SocketSource implements ChannelSource {
  readonly #connection: Connection;
  readonly #channel: Channel;
  readonly #limits: RelayLimits;
  readonly #onClose: SocketSourceOptions['onClose'];
  /** The first ping has token 0. */
  readonly #roundTrip = new RoundTrip(2 ** 32 - 1);
  #lastReceivedMs: number;
  #nextPingMs: number;
  #lastPingMs: number;
  /** State of the rate gate of {@link PROBES}. */
  #probes: number = RATE_GATE_FULL;
  #roundTripMs: number | null = null;
  #isClosed = false;
  /** Reads its messages; null before it has the channel. */
  intake: SourceIntake | null = null;

  constructor({ connection, channel, limits, nowMs, onClose }: SocketSourceOptions) {
    this.#connection = connection;
    this.#channel = channel;
    this.#limits = limits;
    this.#onClose = onClose;
    this.#lastReceivedMs = nowMs;
    this.#nextPingMs = nowMs + limits.pingIntervalMs;
    this.#lastPingMs = nowMs;
  }

  get roundTripMs(): number | null {
    return this.#roundTripMs;
  }

  get isBehind(): boolean {
    return this.intake?.isWaiting ?? false;
  }

  probe(nowMs: number): boolean {
    // One ping at a time: pongs that were held up on the way come together, and count as so many at once.
    if (this.#roundTrip.isOutstanding) return true;
    const probes = passRateGate(this.#probes, PROBES.perSecond, PROBES.atOnce, nowMs);
    if (probes === null) return false;
    this.#probes = probes;
    this.#ping(nowMs);
    return true;
  }

  get receivedWireBytes(): number {
    return this.#connection.counters.receivedWireBytes;
  }

  queued(place: number): void {
    try {
      this.#connection.send(encodeControlPacket({ type: 'control', body: { queuePlace: place } }));
    } catch (cause) {
      this.close(new CodecError('TRANSPORT_FAILED', 'the connection threw', { cause }));
    }
  }

  welcome(helloMessage: Uint8Array): void {
    this.#connection.send(helloMessage);
  }

  close(error: CodecError, closeCode?: number): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onClose(error, closeCode);
  }

  /** The connection has delivered a message, of any type: the source is alive. */
  onAlive(nowMs: number): void {
    this.#lastReceivedMs = nowMs;
    this.#channel.seat.onAlive(this);
  }

  /**
   * Takes a packet; false for a type that a source must not send.
   * @param message its bytes, a view that is valid only during the call
   * @throws CodecError PACKET_FIELD when a field does not fit to the stream
   */
  receive(packet: Packet, message: Uint8Array, nowMs: number): boolean {
    switch (packet.type) {
      case 'pong':
        this.#roundTripMs = this.#roundTrip.pong(packet.token, nowMs) ?? this.#roundTripMs;
        return true;
      case 'audio':
      case 'silence':
        // One copy per message for the ring and all subscribers: the transport's view ends with this call.
        this.#channel.onAudio(new Uint8Array(message), packet, nowMs);
        return true;
      case 'metadata':
        this.#channel.onMetadata(parseMetadata(packet.body));
        return true;
      case 'end':
        this.#channel.onEnd(packet, nowMs);
        return true;
      default:
        return false;
    }
  }

  /** Called every tick: closes a source that is dead and pings one that is silent. */
  tick(nowMs: number): void {
    const { sourceTimeoutMs } = this.#limits;
    const pingIntervalMs = Math.max(this.#limits.pingIntervalMs, MIN_PING_INTERVAL_MS);
    // It is not silent while what it has sent waits here, and nothing more is read.
    if (this.isBehind) this.#lastReceivedMs = nowMs;
    const silentMs = nowMs - this.#lastReceivedMs;
    if (silentMs > sourceTimeoutMs) {
      this.close(new CodecError('TRANSPORT_CLOSED', `the source has been silent for ${sourceTimeoutMs} ms`));
    } else if (nowMs >= this.#nextPingMs) {
      this.#nextPingMs = nowMs + pingIntervalMs;
      // Audio shows that a source is alive; only a silent one is asked, and any other now and then for its round trip.
      if (silentMs >= pingIntervalMs / 2 || nowMs - this.#lastPingMs >= MEASURE_INTERVAL_MS) this.#ping(nowMs);
    }
  }

  #ping(nowMs: number): void {
    this.#lastPingMs = nowMs;
    this.#connection.send(encodeControlPacket({ type: 'ping', token: this.#roundTrip.ping(nowMs) }));
  }
}

import { RateMeter } from '../../core/rate-meter.js';
import type { ConnectionCounters } from '../../ports/transport.js';

/** Rates over the last seconds and counts since the start; plain JSON. */
export interface StreamStatsSnapshot {
  /** Bit planes and spatial parameters only, without any header; what arrived twice counts once. */
  readonly payloadKbps: number;
  /** Every message of this direction with its packet, WebSocket, TCP and IP headers; an estimate. */
  readonly wireKbps: number;
  readonly payloadBytes: number;
  readonly wireBytes: number;
  /** Audio packets; received ones only where they added to the packets before them. */
  readonly blocks: number;
  /** Latent frames in them, each counted once. */
  readonly frames: number;
  /** Frames that the source left out because they are silent. Receiver: less those of which sound came after all. */
  readonly silentFrames: number;
  readonly reconnects: number;
  /** Sender: frames dropped because the link was too slow. Receiver: frames that arrived again and were no better. */
  readonly droppedFrames: number;
  /** Messages that did not parse, or did not belong to the stream. */
  readonly badMessages: number;
}

/** Counts one stream in one direction, over all its connections. Time is an argument. */
export class StreamStats {
  readonly #direction: 'sent' | 'received';
  readonly #windowMs: number;
  #payload: RateMeter;
  #wire: RateMeter;
  #counters: ConnectionCounters | null = null;
  /** Wire bytes of the present connection that are counted already. */
  #wireSeen = 0;
  #payloadBytes = 0;
  #wireBytes = 0;
  #blocks = 0;
  #frames = 0;
  silentFrames = 0;
  reconnects = 0;
  droppedFrames = 0;
  badMessages = 0;

  /** @param windowMs time over which the rates are averaged */
  constructor(direction: 'sent' | 'received', windowMs = 10_000) {
    this.#direction = direction;
    this.#windowMs = windowMs;
    this.#payload = new RateMeter(windowMs);
    this.#wire = new RateMeter(windowMs);
  }

  /** Counts the wire bytes of this connection from now on. */
  attach(counters: ConnectionCounters, nowMs: number): void {
    this.#countWire(nowMs);
    this.#counters = counters;
    this.#wireSeen = 0;
  }

  /** The source has gone or has ended its stream: the rates begin anew from 0, the totals stay. */
  sourceGone(nowMs: number): void {
    this.#countWire(nowMs);
    this.#payload = new RateMeter(this.#windowMs);
    this.#wire = new RateMeter(this.#windowMs);
  }

  onBlock(nowMs: number, payloadBytes: number, frames: number): void {
    this.#payloadBytes += payloadBytes;
    this.#blocks++;
    this.#frames += frames;
    this.#payload.add(nowMs, payloadBytes);
    this.#countWire(nowMs);
  }

  snapshot(nowMs: number): StreamStatsSnapshot {
    this.#countWire(nowMs);
    return {
      payloadKbps: this.#payload.kbitPerSecond(nowMs),
      wireKbps: this.#wire.kbitPerSecond(nowMs),
      payloadBytes: this.#payloadBytes,
      wireBytes: this.#wireBytes,
      blocks: this.#blocks,
      frames: this.#frames,
      silentFrames: this.silentFrames,
      reconnects: this.reconnects,
      droppedFrames: this.droppedFrames,
      badMessages: this.badMessages,
    };
  }

  #countWire(nowMs: number): void {
    if (!this.#counters) return;
    const bytes = this.#direction === 'sent' ? this.#counters.sentWireBytes : this.#counters.receivedWireBytes;
    const added = bytes - this.#wireSeen;
    this.#wireSeen = bytes;
    if (added === 0) return;
    this.#wireBytes += added;
    this.#wire.add(nowMs, added);
  }
}

import { RateMeter } from '../../core/rate-meter.js';
import type { AudioPacket, SilencePacket } from '../../core/wire/packet.js';
import type { ChannelSource } from './source.js';

/** What has come from the sources of a channel, over all its streams. */
export class SourceTraffic {
  #payload = new RateMeter();
  #wire = new RateMeter();
  /** Of the present source, at the last tick. */
  #wireBytesBefore = 0;
  #audioMessages = 0;
  #payloadBytes = 0;
  #silentFrames = 0;
  #staleMessages = 0;

  /** A source has come: its wire bytes count from its first. */
  attach(): void {
    this.#wireBytesBefore = 0;
  }

  /** The source has gone or has ended its stream: its rates are 0 at once, the totals stay. */
  detach(): void {
    this.#payload = new RateMeter();
    this.#wire = new RateMeter();
  }

  /**
   * One message of audio or silence.
   * @param isNew false for one that was dropped because its frames had come before, or came too late
   */
  passed(packet: AudioPacket | SilencePacket, isNew: boolean, nowMs: number): void {
    if (!isNew) this.#staleMessages++;
    else if (packet.type === 'silence') this.#silentFrames += packet.frames;
    else {
      // Bit planes and spatial parameters, without any header.
      const payloadBytes = packet.payload.length + (packet.spatial?.length ?? 0);
      this.#audioMessages++;
      this.#payloadBytes += payloadBytes;
      this.#payload.add(nowMs, payloadBytes);
    }
  }

  tick(source: ChannelSource, nowMs: number): void {
    this.#wire.add(nowMs, source.receivedWireBytes - this.#wireBytesBefore);
    this.#wireBytesBefore = source.receivedWireBytes;
  }

  stats(nowMs: number): SourceTrafficStats {
    return {
      sourcePayloadKbps: this.#payload.kbitPerSecond(nowMs),
      sourceWireKbps: this.#wire.kbitPerSecond(nowMs),
      audioMessages: this.#audioMessages,
      payloadBytes: this.#payloadBytes,
      silentFrames: this.#silentFrames,
      staleMessages: this.#staleMessages,
    };
  }
}

/** Rates of the last seconds in kbit/s, and totals over all streams of the channel; plain JSON. */
export interface SourceTrafficStats {
  /** Bit planes and spatial parameters, without any header. */
  readonly sourcePayloadKbps: number;
  readonly sourceWireKbps: number;
  readonly audioMessages: number;
  /** Of bit planes and spatial parameters. */
  readonly payloadBytes: number;
  /** Latent frames that the sources declared silent. */
  readonly silentFrames: number;
  /** Messages of audio and silence that were dropped because their frames had come before, or came too late. */
  readonly staleMessages: number;
}

import { bytesPerFramePlane, framesPerSecond } from '../../core/latent/format.js';
import type { StreamHello } from '../../core/wire/hello.js';
import { AUDIO_HEADER_BYTES } from '../../core/wire/packet.js';
import type { RelayLimits } from '../limits.js';
import { TokenBucket } from '../token-bucket.js';

/** How many times as fast as live a source may send: a recording, or what an outage has left behind. */
export const SOURCE_SPEED = 8;
/** Audio that a source may send at once, before that speed holds. */
export const SOURCE_BURST_SECONDS = 60;
/** Messages that any source may send at once, however few its format needs: silence is cut finer than sound. */
const MIN_BURST_MESSAGES = 256;

/** What a format needs, live: messages and bytes of packets a second. */
export function sourceNeeds(hello: Pick<StreamHello, 'format' | 'planes' | 'framesPerPacket' | 'stereo'>): {
  readonly messagesPerSecond: number;
  readonly bytesPerSecond: number;
} {
  const frames = framesPerSecond(hello.format);
  const messagesPerSecond = frames / hello.framesPerPacket;
  const frameBytes = hello.planes * bytesPerFramePlane(hello.format) + (hello.stereo ? 1 : 0);
  return { messagesPerSecond, bytesPerSecond: frames * frameBytes + messagesPerSecond * AUDIO_HEADER_BYTES };
}

/**
 * How fast the sources of one channel may send: {@link SOURCE_SPEED} times what the format of the stream needs, and never
 * more than the relay's limits. It belongs to the channel, so that connecting again brings nothing. Time is an argument.
 */
export class SourcePace {
  readonly #limits: RelayLimits;
  #messages: TokenBucket | null = null;
  #bytes: TokenBucket | null = null;

  constructor(limits: RelayLimits) {
    this.#limits = limits;
  }

  /** A stream begins or is resumed. */
  begin(hello: Parameters<typeof sourceNeeds>[0], nowMs: number): void {
    const { maxSourceMessagesPerSecond, maxSourceKbps } = this.#limits;
    const { messagesPerSecond, bytesPerSecond } = sourceNeeds(hello);
    const messages = rateOf(messagesPerSecond, maxSourceMessagesPerSecond, MIN_BURST_MESSAGES);
    const bytes = rateOf(bytesPerSecond, (maxSourceKbps * 1000) / 8, 0);
    if (this.#messages && this.#bytes) {
      this.#messages.setRate(...messages, nowMs);
      this.#bytes.setRate(...bytes, nowMs);
    } else {
      this.#messages = new TokenBucket(...messages, nowMs);
      this.#bytes = new TokenBucket(...bytes, nowMs);
    }
  }

  /** Whether another message may come now. */
  isReady(nowMs: number): boolean {
    return (this.#messages?.isReady(nowMs) ?? true) && (this.#bytes?.isReady(nowMs) ?? true);
  }

  /** A message has been taken. */
  spend(bytes: number): void {
    this.#messages?.spend(1);
    this.#bytes?.spend(bytes);
  }
}

/** [a second, at once] of what a format needs a second; beyond the limit the store is ten seconds of it. */
const rateOf = (needed: number, limit: number, minBurst: number): [number, number] => [
  Math.min(SOURCE_SPEED * Math.max(needed, 1), limit),
  Math.max(Math.min(SOURCE_BURST_SECONDS * needed, 10 * limit), minBurst),
];

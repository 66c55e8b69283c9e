import { dropFirstFrames, MAX_PLANES, type PacketContext, thinAudio } from '../../core/wire/packet.js';
import type { SharedMessage } from '../../ports/transport.js';

/** One message of audio or silence in all its thinnings, each cut once however many subscribers want it. */
export class ThinnedMessage {
  readonly #cuts: (SharedMessage | undefined)[] = new Array(2 * MAX_PLANES);
  #whole!: SharedMessage;
  #planes = 0;
  #context!: PacketContext;

  /**
   * Takes the next message in place of the one before.
   * @param message must have passed `parsePacket` in this context
   * @param planes bit planes in the message; 0 for silence, which is never cut
   */
  set(message: Uint8Array, planes: number, context: PacketContext): void {
    this.#cuts.fill(undefined);
    this.#whole = sharedMessage(message);
    this.#planes = planes;
    this.#context = context;
  }

  /** Bit planes in the whole message; 0 for silence. */
  get planes(): number {
    return this.#planes;
  }

  /**
   * The message with at most `planes` bit planes (1..8), and with the spatial parameters behind them or without: the same
   * object for all subscribers that are sent the same bytes.
   */
  get(planes: number, withSpatialParameters: boolean): SharedMessage {
    const isWhole = withSpatialParameters || !this.#context.hasSpatialParameters || this.#planes === 0;
    if (isWhole && planes >= this.#planes) return this.#whole;
    const kept = Math.min(planes, this.#planes);
    const index = 2 * (kept - 1) + (withSpatialParameters ? 1 : 0);
    this.#cuts[index] ??= sharedMessage(thinAudio(this.#whole.bytes, kept, this.#context, withSpatialParameters));
    return this.#cuts[index];
  }

  /**
   * The same without its first frames, for one subscriber that has them already.
   * @param skipped fewer than the message has
   */
  getWithout(skipped: number, planes: number, withSpatialParameters: boolean): SharedMessage {
    return sharedMessage(dropFirstFrames(this.get(planes, withSpatialParameters).bytes, skipped, this.#context));
  }
}

/** @param bytes must not change any more */
export const sharedMessage = (bytes: Uint8Array): SharedMessage => ({ bytes, webSocketFrame: null });

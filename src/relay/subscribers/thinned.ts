import { MAX_PLANES, type PacketContext, thinAudio } from '../../core/wire/packet.js';

/** One message of audio or silence in all its thinnings, each cut once however many subscribers want it. */
export class ThinnedMessage {
  readonly #views: (Uint8Array | undefined)[] = new Array(2 * MAX_PLANES);
  #message!: Uint8Array;
  #planes = 0;
  #context!: PacketContext;

  /**
   * Takes the next message in place of the one before.
   * @param message must have passed `parsePacket` in this context
   * @param planes bit planes in the message; 0 for silence, which is never cut
   */
  set(message: Uint8Array, planes: number, context: PacketContext): void {
    this.#views.fill(undefined);
    this.#message = message;
    this.#planes = planes;
    this.#context = context;
  }

  /** The message with at most `planes` bit planes (1..8), and with the spatial parameters behind them or without. */
  get(planes: number, withSpatialParameters: boolean): Uint8Array {
    const isWhole = withSpatialParameters || !this.#context.hasSpatialParameters || this.#planes === 0;
    if (isWhole && planes >= this.#planes) return this.#message;
    const kept = Math.min(planes, this.#planes);
    const index = 2 * (kept - 1) + (withSpatialParameters ? 1 : 0);
    this.#views[index] ??= thinAudio(this.#message, kept, this.#context, withSpatialParameters);
    return this.#views[index];
  }
}

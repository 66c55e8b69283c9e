import { MAX_PLANES, type PacketContext, thinAudio } from '../../core/wire/packet.js';

/** One audio message in all its thinnings, each cut once per message however many listeners want it. */
export class ThinnedMessage {
  readonly #views: (Uint8Array | undefined)[] = new Array(2 * MAX_PLANES);
  #message!: Uint8Array;
  #planes = 0;
  #context!: PacketContext;

  /** @param planes planes that the message holds, 0 for silence, which is never cut; it must have passed `parsePacket`. */
  set(message: Uint8Array, planes: number, context: PacketContext): void {
    this.#views.fill(undefined);
    this.#message = message;
    this.#planes = planes;
    this.#context = context;
  }

  /** The message with at most `planes` planes, and with the spatial parameters behind them or without. */
  get(planes: number, withSpatialParameters: boolean): Uint8Array {
    const isWhole = withSpatialParameters || !this.#context.hasSpatialParameters || this.#planes === 0;
    if (isWhole && planes >= this.#planes) return this.#message;
    const most = Math.min(planes, this.#planes);
    const index = 2 * (most - 1) + (withSpatialParameters ? 1 : 0);
    this.#views[index] ??= thinAudio(this.#message, most, this.#context, withSpatialParameters);
    return this.#views[index];
  }
}

import { MAX_PLANES, type PacketContext, thinAudio } from '../core/packet.js';

/** One audio message in all its thinnings, each cut once per message however many listeners want it. */
export class ThinnedMessage {
  readonly #views: (Uint8Array | undefined)[] = new Array(MAX_PLANES);
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

  /** A view of the message with at most `planes` planes. */
  get(planes: number): Uint8Array {
    if (planes >= this.#planes) return this.#message;
    const view = this.#views[planes];
    if (view) return view;
    const cut = thinAudio(this.#message, planes, this.#context);
    this.#views[planes] = cut;
    return cut;
  }
}

/** What decoders from WebAssembly have in common. */
interface WasmDecoder {
  free(): void;
}

/** Packets in a row at which a decoder throws before nothing more is given to it. */
const MAX_FAILURES = 32;

/**
 * A decoder from WebAssembly that is replaced by a new one where it throws, as at a packet longer than its memory: what has
 * stopped in the middle may have left its memory damaged.
 */
export class ReplacedDecoder<T extends WasmDecoder> {
  #decoder: T;
  #failures = 0;
  readonly #make: () => Promise<T>;

  private constructor(decoder: T, make: () => Promise<T>) {
    this.#decoder = decoder;
    this.#make = make;
  }

  /** @param make starts a decoder that can take the first packet */
  static async open<T extends WasmDecoder>(make: () => Promise<T>): Promise<ReplacedDecoder<T>> {
    return new ReplacedDecoder(await make(), make);
  }

  /** What `decode` makes with the decoder; undefined where the decoder has thrown. Its words on the console are left out. */
  async use<R>(decode: (decoder: T) => R | Promise<R>): Promise<R | undefined> {
    if (this.#failures >= MAX_FAILURES) return undefined;
    const { error } = console;
    console.error = () => {};
    let answer: R | Promise<R>;
    try {
      answer = decode(this.#decoder);
    } catch {
      answer = Promise.reject(new Error('the decoder has thrown'));
    } finally {
      console.error = error;
    }
    try {
      const decoded = await answer;
      this.#failures = 0;
      return decoded;
    } catch {
      this.#failures++;
      await this.restart();
      return undefined;
    }
  }

  /** A new decoder, which knows nothing of packets before. */
  async restart(): Promise<void> {
    this.free();
    this.#decoder = await this.#make();
  }

  free(): void {
    try {
      this.#decoder.free();
    } catch {
      // Its memory is damaged, and goes with it.
    }
  }
}

/**
 * Adaptive binary range coder, after G. N. N. Martin (1979), with carry propagation as in LZMA (I. Pavlov). It uses
 * integers below 2^33 only, so that every machine decodes the same bits.
 *
 * Probabilities are those of a 0, in units of 2^−15; {@link BitModels} holds them.
 */
const PROBABILITY_BITS = 15;
const ONE = 1 << PROBABILITY_BITS;
const TOP = 2 ** 24;
/** After n bits a probability moves by 2^−min(n + 1, this) of the way to the next bit: fast at first, then slowly. */
const MAX_SHIFT = 5;

/** Probabilities of a number of contexts, each adapted to the bits that were coded in it. */
export class BitModels {
  readonly #zero: Uint16Array;
  readonly #seen: Uint8Array;

  constructor(contexts: number) {
    this.#zero = new Uint16Array(contexts).fill(ONE / 2);
    this.#seen = new Uint8Array(contexts);
  }

  /** Probability of a 0, 32..2^15 − 32 in units of 2^−15. */
  probability(context: number): number {
    return this.#zero[context]!;
  }

  /** Adapts the context to a bit that was coded in it. */
  learn(context: number, bit: number): void {
    const seen = this.#seen[context]!;
    const shift = Math.min(seen + 1, MAX_SHIFT);
    if (seen < MAX_SHIFT) this.#seen[context] = seen + 1;
    const p = this.#zero[context]!;
    const next = bit === 0 ? p + ((ONE - p) >> shift) : p - (p >> shift);
    this.#zero[context] = Math.min(ONE - 32, Math.max(32, next));
  }
}

/** Encodes bits, each with the probability of its context. */
export class RangeEncoder {
  readonly #out: number[] = [];
  #low = 0;
  #range = 0xffffffff;
  /** The last byte that a carry may still change, and the number of bytes up to the end of the 0xff after it. */
  #cache = 0;
  #cacheSize = 1;

  encode(bit: number, models: BitModels, context: number): void {
    const bound = (this.#range >>> PROBABILITY_BITS) * models.probability(context);
    if (bit === 0) this.#range = bound;
    else {
      this.#low += bound;
      this.#range -= bound;
    }
    models.learn(context, bit);
    while (this.#range < TOP) {
      this.#range = (this.#range << 8) >>> 0;
      this.#shift();
    }
  }

  /** Ends the message. Zeros at its end are left out, because the decoder reads zeros beyond the end. */
  finish(): Uint8Array {
    // Any number from low to low + range ends the message: take the one with the most zeros at its end.
    this.#low = Math.ceil(this.#low / TOP) * TOP;
    for (let i = 0; i < 5; i++) this.#shift();
    let length = this.#out.length;
    while (length > 0 && this.#out[length - 1] === 0) length--;
    // The first byte is always 0: no carry reaches it.
    return Uint8Array.from(this.#out.slice(1, Math.max(1, length)));
  }

  #shift(): void {
    if (this.#low < 0xff000000 || this.#low >= 2 ** 32) {
      const carry = this.#low >= 2 ** 32 ? 1 : 0;
      for (let byte = this.#cache; this.#cacheSize > 0; this.#cacheSize--, byte = 0xff)
        this.#out.push((byte + carry) & 0xff);
      this.#cache = Math.floor(this.#low / TOP) & 0xff;
    }
    this.#cacheSize++;
    this.#low = (this.#low % TOP) * 256;
  }
}

/**
 * Decodes the bits of a {@link RangeEncoder}, given the same contexts; any other bytes decode to some bits, never an
 * error.
 */
export class RangeDecoder {
  #at = 0;
  #code = 0;
  #range = 0xffffffff;

  constructor(readonly bytes: Uint8Array) {
    for (let i = 0; i < 4; i++) this.#next();
  }

  decode(models: BitModels, context: number): 0 | 1 {
    const bound = (this.#range >>> PROBABILITY_BITS) * models.probability(context);
    const bit = this.#code < bound ? 0 : 1;
    if (bit === 0) this.#range = bound;
    else {
      this.#code -= bound;
      this.#range -= bound;
    }
    models.learn(context, bit);
    while (this.#range < TOP) {
      this.#range = (this.#range << 8) >>> 0;
      this.#next();
    }
    return bit;
  }

  #next(): void {
    this.#code = ((this.#code << 8) | (this.bytes[this.#at++] ?? 0)) >>> 0;
  }
}

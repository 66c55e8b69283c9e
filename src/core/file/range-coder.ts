/**
 * Adaptive binary range coder, after G. N. N. Martin (1979) with the carry of LZMA's (I. Pavlov). Integers below 2^33
 * only, so that every machine decodes alike.
 *
 * A probability is that of a 0, in units of 2^−15, and lives in a {@link BitModels}.
 */
const PROBABILITY_BITS = 15;
const ONE = 1 << PROBABILITY_BITS;
const TOP = 2 ** 24;
/** A context that has seen n bits moves by 2^−min(n + 1, this) of the way: fast at first, then slow. */
const SLOWEST = 5;

/** The probabilities of any number of contexts, each learned from what it sees. */
export class BitModels {
  readonly #zero: Uint16Array;
  readonly #seen: Uint8Array;

  constructor(contexts: number) {
    this.#zero = new Uint16Array(contexts).fill(ONE / 2);
    this.#seen = new Uint8Array(contexts);
  }

  /** Of a 0, from 1 to 2^15 − 1. */
  probability(context: number): number {
    return this.#zero[context]!;
  }

  learn(context: number, bit: number): void {
    const seen = this.#seen[context]!;
    const shift = Math.min(seen + 1, SLOWEST);
    if (seen < SLOWEST) this.#seen[context] = seen + 1;
    const p = this.#zero[context]!;
    const next = bit === 0 ? p + ((ONE - p) >> shift) : p - (p >> shift);
    this.#zero[context] = Math.min(ONE - 32, Math.max(32, next));
  }
}

/** Writes bits, each under the probability of its context. */
export class RangeEncoder {
  readonly #out: number[] = [];
  #low = 0;
  #range = 0xffffffff;
  /** The last byte that a carry may still change, and how many there are with the 0xff after it. */
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

  /** Ends the message; zeros at its end are left out, since a reader takes what is not there for zeros. */
  finish(): Uint8Array {
    // Any number from low to low + range will do: the one with the most zeros at its end.
    this.#low = Math.ceil(this.#low / TOP) * TOP;
    for (let i = 0; i < 5; i++) this.#shift();
    let length = this.#out.length;
    while (length > 0 && this.#out[length - 1] === 0) length--;
    // The first byte could only have caught a carry that never comes.
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

/** Reads what {@link RangeEncoder} wrote, given the same contexts; any other bytes give some bits, never an error. */
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

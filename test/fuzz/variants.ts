import { crc32c } from '../../src/core/crc32c.js';
import { xorshift } from './random-bytes.js';

type Random = () => number;

/** What readers compare with: the ends of signed and unsigned numbers. */
const LIMITS = [0, 1, 127, 128, 255, 256, 32_767, 32_768, 65_535, 65_536, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

/** Where numbers are text, what changes their value or their kind. */
const CHARACTERS = '0123456789-+.eE"{}[],:/%&=#\\ \r\n';

/** Most changes of one mutation, one after the other. */
const MAX_CHANGES = 4;

/**
 * Mutations of inputs for a reader: bits, bytes, numbers, digits, parts that are cut, doubled, moved or taken from another
 * input, and words of the format.
 */
export class Mutations {
  readonly #words: readonly Uint8Array[];
  readonly #others: readonly Uint8Array[];
  readonly #maxBytes: number;
  #bytes: Uint8Array;
  #length = 0;

  /**
   * @param words of the format
   * @param others inputs of which parts are taken
   */
  constructor(words: readonly Uint8Array[], others: readonly Uint8Array[], maxBytes: number) {
    this.#words = words.filter(({ length }) => length > 0);
    this.#others = others.filter(({ length }) => length > 0);
    this.#maxBytes = maxBytes;
    this.#bytes = new Uint8Array(2 * maxBytes);
  }

  /** A mutation of an input, in memory of its own: one byte beyond its end is none. */
  of(input: Uint8Array, random: Random): Uint8Array {
    this.#length = Math.min(input.length, this.#maxBytes);
    this.#bytes.set(input.subarray(0, this.#length));
    for (let changes = 1 + (random() % MAX_CHANGES); changes > 0; changes--) this.#change(random);
    return this.#bytes.slice(0, this.#length);
  }

  #change(random: Random): void {
    const bytes = this.#bytes;
    const length = this.#length;
    if (length === 0) {
      this.#insert(0, this.#words.length > 0 ? this.#words[random() % this.#words.length]! : randomPart(random));
      return;
    }
    const at = random() % length;
    const part = 1 + (random() % Math.min(length - at, 16));
    switch (random() % 12) {
      case 0:
        bytes[at]! ^= 1 << (random() & 7);
        return;
      case 1:
        bytes[at] = random() & 255;
        return;
      case 2:
        bytes[at]! += (random() % 9) - 4;
        return;
      case 3:
        this.#setNumber(at, LIMITS[random() % LIMITS.length]!, random());
        return;
      case 4:
        bytes[at] = CHARACTERS.charCodeAt(random() % CHARACTERS.length);
        return;
      case 5:
        bytes.copyWithin(at, at + part, length);
        this.#length -= part;
        return;
      case 6:
        this.#insert(at, bytes.slice(at, at + part));
        return;
      case 7:
        bytes.copyWithin(random() % length, at, at + part);
        return;
      case 8:
        this.#insert(at, randomPart(random));
        return;
      case 9:
        if (this.#words.length > 0) this.#insert(at, this.#words[random() % this.#words.length]!);
        return;
      case 10:
        if (random() % 4 === 0) this.#length = at;
        return;
      default:
        if (this.#others.length > 0) this.#splice(at, this.#others[random() % this.#others.length]!, random);
    }
  }

  /** Writes a number of 1, 2 or 4 bytes, in either order. */
  #setNumber(at: number, value: number, form: number): void {
    const size = [1, 2, 4][form % 3]!;
    for (let i = 0; i < size && at + i < this.#length; i++)
      this.#bytes[at + i] = (value >>> (8 * ((form & 8) === 0 ? i : size - 1 - i))) & 255;
  }

  #insert(at: number, part: Uint8Array): void {
    const size = Math.min(part.length, this.#maxBytes - this.#length);
    this.#bytes.copyWithin(at + size, at, this.#length);
    this.#bytes.set(part.subarray(0, size), at);
    this.#length += size;
  }

  /** What follows a place comes from another input. */
  #splice(at: number, other: Uint8Array, random: Random): void {
    const rest = other.subarray(random() % other.length, other.length);
    const size = Math.min(rest.length, this.#maxBytes - at);
    this.#bytes.set(rest.subarray(0, size), at);
    this.#length = at + size;
  }
}

const randomPart = (random: Random): Uint8Array =>
  Uint8Array.from({ length: 1 + (random() & 7) }, () => random() & 255);

function named(cause: unknown, variant: Uint8Array): Error {
  const message = `${(cause as Error).message}: mutation ${Buffer.from(variant).toString('base64')}`;
  return new Error(message, { cause });
}

/**
 * Reads with each input `count` mutations of it, the same ones whenever it is read again: what the fuzzer does for an input
 * of its own takes longer than most readers. An error names the mutation, as base64. `onVariants` is called before them.
 */
export function withVariants(
  run: (bytes: Uint8Array) => unknown,
  mutations: Mutations,
  count: number,
  onVariants: () => void,
): (bytes: Uint8Array) => unknown {
  const randomOf = (bytes: Uint8Array): Random => xorshift(crc32c(bytes) || 1);
  if (run.constructor.name === 'Function')
    return (input) => {
      const bytes = Uint8Array.from(input);
      run(bytes.slice());
      onVariants();
      const random = randomOf(bytes);
      for (let i = 0; i < count; i++) {
        const variant = mutations.of(bytes, random);
        try {
          run(variant);
        } catch (cause) {
          throw named(cause, variant);
        }
      }
    };
  return async (input) => {
    const bytes = Uint8Array.from(input);
    await run(bytes.slice());
    onVariants();
    const random = randomOf(bytes);
    for (let i = 0; i < count; i++) {
      const variant = mutations.of(bytes, random);
      try {
        await run(variant);
      } catch (cause) {
        throw named(cause, variant);
      }
    }
  };
}

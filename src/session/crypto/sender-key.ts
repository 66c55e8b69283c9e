import type { KeyBytes, SessionCrypto } from '../../ports/session-crypto.js';
import { concat, utf8 } from './bytes.js';
import { createSframeCipher, SFRAME_BASE_KEY_BYTES, type SframeCipher, type SframeSuite } from './sframe.js';

/** Generations of a sender's key that its messages tell apart; a message states the rest of the division by this. */
export const KEY_GENERATIONS = 4;

/** Messages under one key: beyond them comes the next, so that a message's number takes two bytes at most. */
export const MESSAGES_PER_KEY = 65_536;

/** Which key of which sender: the number in SFrame's header. @param seat 0..63 */
export const keyIdOf = (seat: number, generation: number): number =>
  seat * KEY_GENERATIONS + (generation % KEY_GENERATIONS);

/** The seat and the generation modulo {@link KEY_GENERATIONS} of a key id. */
export const ofKeyId = (keyId: number): { readonly seat: number; readonly generation: number } => ({
  seat: Math.floor(keyId / KEY_GENERATIONS),
  generation: keyId % KEY_GENERATIONS,
});

/** The key that follows by itself: whoever has this one can make the next, and nobody the one before. */
export const nextSenderKey = (crypto: SessionCrypto, key: KeyBytes): Promise<KeyBytes> =>
  crypto.deriveBytes(key, new Uint8Array(0), utf8('latentcast next sender key'), SFRAME_BASE_KEY_BYTES);

/** Number of a message of one sender, in the order in which they were sent. */
export interface MessageNumber {
  /** From 0. */
  readonly generation: number;
  /** 0..{@link MESSAGES_PER_KEY} − 1. */
  readonly counter: number;
}

/** One key of a sender, as it is given to the other peers. */
export interface SenderKeyGrant {
  readonly generation: number;
  readonly key: KeyBytes;
}

/**
 * The key with which a peer protects what it sends to all others, one generation after the other. Numbers are taken in
 * order and at once, the encryption follows.
 */
export class SenderKey {
  readonly #crypto: SessionCrypto;
  readonly #suite: SframeSuite;
  #seat: number;
  #generation = 0;
  #grant: Promise<SenderKeyGrant>;
  #cipher: Promise<SframeCipher>;
  /** Of the next message under this key. */
  #counter = 0;

  /** @param seat this peer's, 0..63 */
  constructor(crypto: SessionCrypto, suite: SframeSuite, seat: number) {
    this.#crypto = crypto;
    this.#suite = suite;
    this.#seat = seat;
    this.#grant = Promise.resolve({ generation: 0, key: crypto.randomBytes(SFRAME_BASE_KEY_BYTES) });
    this.#cipher = this.#makeCipher();
  }

  get seat(): number {
    return this.#seat;
  }

  get generation(): number {
    return this.#generation;
  }

  /** Whether a message has this key. */
  get isUsed(): boolean {
    return this.#counter > 0;
  }

  /** What a peer needs to read the messages from now on. */
  grant(): Promise<SenderKeyGrant> {
    return this.#grant;
  }

  /** A key that has nothing to do with the one before; it is used once {@link use} is called with it. */
  fresh(): SenderKeyGrant {
    return { generation: this.generation + 1, key: this.#crypto.randomBytes(SFRAME_BASE_KEY_BYTES) };
  }

  /** From the next message on. A seat of another number needs a key of its own, too. */
  use(grant: SenderKeyGrant, seat = this.#seat): void {
    this.#seat = seat;
    this.#begin(grant.generation, Promise.resolve(grant));
  }

  /** The key that follows from this one, from the next message on: whoever comes now cannot read what was sent before. */
  advance(): void {
    const generation = this.generation + 1;
    const next = this.#grant.then(async ({ key }) => ({ generation, key: await nextSenderKey(this.#crypto, key) }));
    this.#begin(generation, next);
  }

  /** The number of the next message, and the cipher that protects it. */
  next(): { readonly number: MessageNumber; readonly cipher: Promise<SframeCipher> } {
    if (this.#counter === MESSAGES_PER_KEY) this.advance();
    return { number: { generation: this.generation, counter: this.#counter++ }, cipher: this.#cipher };
  }

  #begin(generation: number, grant: Promise<SenderKeyGrant>): void {
    this.#generation = generation;
    this.#grant = grant;
    this.#counter = 0;
    this.#cipher = this.#makeCipher();
  }

  #makeCipher(): Promise<SframeCipher> {
    const seat = this.#seat;
    return this.#grant.then(({ generation, key }) =>
      createSframeCipher(this.#crypto, this.#suite, keyIdOf(seat, generation), concat(key)),
    );
  }
}

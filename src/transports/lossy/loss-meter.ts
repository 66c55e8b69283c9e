import { SEQUENCE_MODULUS } from '../../core/wire/lossy-message.js';
import { extendIndex } from '../../core/wire/sequence.js';

/** Messages over which loss is measured. */
const WINDOW = 64;
/** Messages at the end of the window that may still be on their way. */
const UNDECIDED = 2;
/** A jump of more messages is another sender, or this one anew. */
const MAX_JUMP = 4096;

/** Counts, by the numbers of messages, which have not arrived. */
export class LossMeter {
  /** Whether each of the last messages has come: message n at n mod WINDOW × 2. */
  readonly #seen = new Uint8Array(2 * WINDOW);
  #first = 0;
  /** One after the newest message; 0 before the first. */
  #end = 0;
  duplicates = 0;

  /** Number of the newest message, extended; −1 before the first. */
  get newest(): number {
    return this.#end - 1;
  }

  /** A message has come. Returns its number, extended beyond 16 bits, or −1 for one that has come before. */
  add(sequence: number): number {
    // Far from 0, so that what was sent before the first that came has a place.
    if (this.#end === 0) this.#restart(sequence + SEQUENCE_MODULUS);
    let number = extendIndex(sequence, SEQUENCE_MODULUS, this.#end - 1);
    if (Math.abs(number - this.#end) > MAX_JUMP) {
      this.#restart(sequence + SEQUENCE_MODULUS);
      number = sequence + SEQUENCE_MODULUS;
    }
    const size = this.#seen.length;
    for (let at = Math.max(this.#end, number - size); at <= number; at++) this.#seen[at % size] = 0;
    this.#end = Math.max(this.#end, number + 1);
    if (number < this.#end - size) return number;
    if (this.#seen[number % size]) {
      this.duplicates++;
      return -1;
    }
    this.#seen[number % size] = 1;
    return number;
  }

  /** Over the last 64 messages but the newest two. */
  measure(): { readonly messages: number; readonly lossShare: number; readonly meanBurst: number } {
    const end = this.#end - UNDECIDED;
    const start = Math.max(this.#first, end - WINDOW);
    let lost = 0;
    let bursts = 0;
    let wasLost = false;
    for (let at = start; at < end; at++) {
      const isLost = this.#seen[at % this.#seen.length] === 0;
      if (isLost) lost++;
      if (isLost && !wasLost) bursts++;
      wasLost = isLost;
    }
    const messages = Math.max(0, end - start);
    return { messages, lossShare: messages > 0 ? lost / messages : 0, meanBurst: bursts > 0 ? lost / bursts : 1 };
  }

  #restart(number: number): void {
    this.#seen.fill(0);
    this.#first = number;
    this.#end = number;
  }
}

/** Messages behind the newest one that may still arrive, once each. */
export const REPLAY_WINDOW_MESSAGES = 1024;

/** Tells the numbers that came already from those that are new: RFC 4303, 3.4.3, with a window of 1024 messages. */
export class ReplayWindow {
  /** Bit `n mod 1024` for the number n of the window. */
  readonly #seen = new Uint32Array(REPLAY_WINDOW_MESSAGES / 32);
  /** −1 before the first. */
  #newest = -1;

  /** The largest number that was added; −1 before the first. */
  get newest(): number {
    return this.#newest;
  }

  /** Whether the number is neither too old nor among those that were added. @param number an integer from 0 */
  isNew(number: number): boolean {
    if (number > this.#newest) return true;
    if (number <= this.#newest - REPLAY_WINDOW_MESSAGES) return false;
    return (this.#seen[this.#word(number)]! & (1 << (number & 31))) === 0;
  }

  /** Adds a number that is new; false where it is not. Only for messages whose authenticity is known. */
  add(number: number): boolean {
    if (!this.isNew(number)) return false;
    if (number - this.#newest >= REPLAY_WINDOW_MESSAGES) this.#seen.fill(0);
    else for (let n = this.#newest + 1; n < number; n++) this.#seen[this.#word(n)]! &= ~(1 << (n & 31));
    this.#seen[this.#word(number)]! |= 1 << (number & 31);
    this.#newest = Math.max(this.#newest, number);
    return true;
  }

  #word(number: number): number {
    return (number % REPLAY_WINDOW_MESSAGES) >> 5;
  }
}

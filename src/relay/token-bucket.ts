/**
 * An amount that may be used at a rate, with a store for bursts. It may be overdrawn once at a time: what is used beyond
 * the store has to be refilled first. Time is an argument.
 */
export class TokenBucket {
  #perMs = 0;
  #capacity = 0;
  /** At most the capacity; negative while it is overdrawn. */
  #tokens = 0;
  #lastMs: number;

  /** Full. @param capacity what may be used at once */
  constructor(perSecond: number, capacity: number, nowMs: number) {
    this.#lastMs = nowMs;
    this.setRate(perSecond, capacity, nowMs);
    this.#tokens = capacity;
  }

  /** Another rate and capacity; what has been used stays used. */
  setRate(perSecond: number, capacity: number, nowMs: number): void {
    this.#refill(nowMs);
    this.#tokens += capacity - this.#capacity;
    this.#perMs = perSecond / 1000;
    this.#capacity = capacity;
  }

  /** Whether anything is left. */
  isReady(nowMs: number): boolean {
    this.#refill(nowMs);
    return this.#tokens > 0;
  }

  /** Uses an amount, whether it is there or not. */
  spend(amount: number): void {
    this.#tokens -= amount;
  }

  /** Uses an amount if it is there. */
  take(amount: number, nowMs: number): boolean {
    this.#refill(nowMs);
    if (this.#tokens < amount) return false;
    this.#tokens -= amount;
    return true;
  }

  #refill(nowMs: number): void {
    this.#tokens = Math.min(this.#capacity, this.#tokens + Math.max(0, nowMs - this.#lastMs) * this.#perMs);
    this.#lastMs = nowMs;
  }
}

import type { Clock } from '../../src/ports/clock.js';

/** A clock that advances only when the test calls it. Timers of the same time run in the order they were made. */
export class FakeClock implements Clock {
  #nowMs = 0;
  #timers: { dueMs: number; fn: () => void }[] = [];

  constructor(startMs = 0) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, fn: () => void): () => void {
    const timer = { dueMs: this.#nowMs + Math.max(0, delayMs), fn };
    let at = this.#timers.length;
    while (at > 0 && this.#timers[at - 1].dueMs > timer.dueMs) at--;
    this.#timers.splice(at, 0, timer);
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  }

  get pendingTimers(): number {
    return this.#timers.length;
  }

  /** Runs what falls due within `ms`, in order. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    while (this.#step(endMs)) {}
    this.#nowMs = endMs;
  }

  /** Time passes while the thread is busy: what falls due meanwhile runs later. */
  advanceBlocked(ms: number): void {
    this.#nowMs += ms;
  }

  /** The same for code that awaits promises between timers. */
  async advanceAsync(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await settle();
    while (this.#step(endMs)) await settle();
    this.#nowMs = endMs;
    await settle();
  }

  #step(endMs: number): boolean {
    const next = this.#timers[0];
    if (!next || next.dueMs > endMs) return false;
    this.#timers.shift();
    this.#nowMs = Math.max(this.#nowMs, next.dueMs);
    next.fn();
    return true;
  }
}

/** Lets promise callbacks run; no chain in this project is longer than twenty. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

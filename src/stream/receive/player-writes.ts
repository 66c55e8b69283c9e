import { Interruption } from '../../core/interruption.js';
import type { Clock } from '../../ports/clock.js';

/** After a player's `close` each write may take this long; what follows one that takes longer is left out. */
export const CLOSE_WRITE_MS = 10_000;

/** The writes of a player, one at a time: a consumer that takes no more audio does not keep it open for ever. */
export class PlayerWrites {
  readonly #clock: Clock;
  readonly #interruption = new Interruption();
  #isClosing = false;
  #isWriting = false;
  #hasFailed = false;
  #cancelTimeout: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether nothing more is written. */
  get isStopped(): boolean {
    return this.#interruption.isStopped;
  }

  /** Whether a write has failed. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Writes, unless nothing more is written. @throws what the write throws */
  async write(call: () => Promise<void> | void): Promise<void> {
    if (this.isStopped) return;
    this.#isWriting = true;
    try {
      const writing = call();
      if (this.#isClosing) this.#limit();
      if (writing) await this.#interruption.wait(writing);
    } catch (error) {
      this.#hasFailed = true;
      throw error;
    } finally {
      this.#isWriting = false;
      this.#cancelTimeout?.();
    }
  }

  /** From now on each write, also the present one, may take {@link CLOSE_WRITE_MS}. */
  close(): void {
    this.#isClosing = true;
    if (this.#isWriting) this.#limit();
  }

  /** Waits for no write any more, and makes none. */
  stop(): void {
    this.#interruption.stop();
  }

  #limit(): void {
    this.#cancelTimeout?.();
    this.#cancelTimeout = this.#clock.schedule(CLOSE_WRITE_MS, this.#interruption.stop);
  }
}

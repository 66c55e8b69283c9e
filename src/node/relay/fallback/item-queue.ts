import type { Clock } from '../../../ports/clock.js';
import { waitUntil } from '../../../stream/wait-until.js';
import type { ProgramItem } from './files-program.js';

/** How items are handed on. */
export interface ItemQueueOptions {
  /** Keeps the pace. */
  readonly clock: Clock;
  /** Audio that may wait, in ms: whoever makes more has to wait. */
  readonly aheadMs: number;
  /** Audio that is handed on at once at the beginning, and from then on before its time. */
  readonly leadMs: number;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Items in order, each handed on when its time has come: made ahead, and held back. */
export class ItemQueue {
  readonly #options: ItemQueueOptions;
  readonly #items: ProgramItem[] = [];
  #waitingMs = 0;
  /** When the next packet is due. */
  #nextMs = Number.NEGATIVE_INFINITY;
  #hasEnded = false;
  #error: unknown;
  #wake: (() => void)[] = [];

  constructor(options: ItemQueueOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => this.#change(), { once: true });
  }

  /** Adds what was made before, whatever waits. */
  put(item: ProgramItem): void {
    this.#items.push(item);
    if (item.kind === 'packet') this.#waitingMs += item.ms;
    this.#change();
  }

  /** Adds an item when there is room for it; resolves to false when nobody takes any more. */
  async push(item: ProgramItem): Promise<boolean> {
    while (this.#waitingMs >= this.#options.aheadMs && !this.#options.signal.aborted) await this.#changed();
    if (this.#options.signal.aborted) return false;
    this.put(item);
    return true;
  }

  /** Nothing follows; what waits is handed on first. */
  end(error?: unknown): void {
    this.#hasEnded = true;
    this.#error = error;
    this.#change();
  }

  /** The next item, where its time has come; null where it has not, or nothing waits. */
  takeDue(): ProgramItem | null {
    const item = this.#items[0];
    if (!item || (item.kind === 'packet' && this.#dueMs() > this.#options.clock.nowMs())) return null;
    this.#items.shift();
    if (item.kind === 'packet') {
      this.#nextMs = this.#dueMs() + item.ms;
      this.#waitingMs -= item.ms;
      this.#change();
    }
    return item;
  }

  /** Every item when its time has come. @throws what the queue was ended with */
  async *items(): AsyncGenerator<ProgramItem> {
    const { clock, signal } = this.#options;
    while (!signal.aborted) {
      const item = this.takeDue();
      if (item) yield item;
      else if (this.#items.length > 0) await waitUntil(clock, this.#dueMs(), signal);
      else if (this.#error !== undefined) throw this.#error;
      else if (this.#hasEnded) return;
      else await this.#changed();
    }
  }

  /** Whoever could not keep up begins anew: what is late is handed on, and no more at once than at the beginning. */
  #dueMs(): number {
    return Math.max(this.#nextMs, this.#options.clock.nowMs() - this.#options.leadMs);
  }

  #changed(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  #change(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

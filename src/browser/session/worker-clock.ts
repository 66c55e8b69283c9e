import type { Clock } from '../../ports/clock.js';
import { browserClock } from '../clock.js';

const CODE = 'onmessage=({data:[id,ms]})=>setTimeout(()=>postMessage(id),ms)';

/**
 * A clock whose timers run in a worker: a page in the background is woken once a second at most, which would let sound run
 * dry. Where no worker can be started, its timers are the page's own.
 */
export class WorkerClock implements Clock {
  readonly #calls = new Map<number, () => void>();
  #worker: Worker | null = null;
  #nextId = 0;

  /** Starts the worker. */
  constructor() {
    try {
      const url = URL.createObjectURL(new Blob([CODE], { type: 'text/javascript' }));
      const worker = new Worker(url, { name: 'latentcast timers' });
      URL.revokeObjectURL(url);
      worker.onmessage = ({ data }: MessageEvent<number>) => this.#call(data);
      worker.onerror = (event) => {
        event.preventDefault();
        this.#fail();
      };
      this.#worker = worker;
    } catch {
      // The page's own timers do.
    }
  }

  nowMs(): number {
    return performance.now();
  }

  schedule(delayMs: number, fn: () => void): () => void {
    if (!this.#worker) return browserClock.schedule(delayMs, fn);
    const id = this.#nextId++;
    this.#calls.set(id, fn);
    this.#worker.postMessage([id, Math.max(0, delayMs)]);
    return () => void this.#calls.delete(id);
  }

  #call(id: number): void {
    const fn = this.#calls.get(id);
    this.#calls.delete(id);
    fn?.();
  }

  /** The page's policy forbids such a worker: what waits for it is called at once. */
  #fail(): void {
    this.#worker?.terminate();
    this.#worker = null;
    for (const id of [...this.#calls.keys()]) this.#call(id);
  }
}

let shared: WorkerClock | undefined;

/** The page's one {@link WorkerClock}. */
export function workerClock(): WorkerClock {
  shared ??= new WorkerClock();
  return shared;
}

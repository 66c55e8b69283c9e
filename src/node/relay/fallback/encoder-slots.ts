import { CodecError } from '../../../core/errors.js';
import type { AbortSignalLike } from '../../../ports/audio.js';

interface Waiting {
  readonly isUrgent: boolean;
  readonly take: () => void;
}

/** How many of a kind may encode at a time. */
export class EncoderSlots {
  readonly #most: () => number;
  /** In the order in which they came. */
  readonly #waiting: Waiting[] = [];
  #used = 0;

  /** @param most asked for each time */
  constructor(most: () => number) {
    this.#most = most;
  }

  get used(): number {
    return this.#used;
  }

  /** Those that wait for one. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Whether one would have to be waited for. */
  get areTaken(): boolean {
    return this.#used >= this.#most();
  }

  /**
   * Takes one, now or when one is given back; returns what gives it back.
   * @param isUrgent whether listeners wait for it: these come before those that only make something ready
   * @throws CodecError ABORTED
   */
  take(signal: AbortSignalLike, isUrgent: boolean): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        isUrgent,
        take: () => {
          signal.removeEventListener('abort', abort);
          resolve(this.#takeNow());
        },
      };
      const abort = (): void => {
        signal.removeEventListener('abort', abort);
        const at = this.#waiting.indexOf(waiting);
        if (at >= 0) this.#waiting.splice(at, 1);
        reject(new CodecError('ABORTED', 'the encoder is wanted no more'));
      };
      if (signal.aborted) abort();
      else {
        signal.addEventListener('abort', abort, { once: true });
        this.#waiting.push(waiting);
        this.update();
      }
    });
  }

  /** Gives out what is free; called as well when more of them are allowed. */
  update(): void {
    while (this.#waiting.length > 0 && !this.areTaken) {
      const urgent = this.#waiting.findIndex(({ isUrgent }) => isUrgent);
      const [next] = this.#waiting.splice(Math.max(0, urgent), 1);
      next!.take();
    }
  }

  #takeNow(): () => void {
    this.#used++;
    let isTaken = true;
    return () => {
      if (isTaken) this.#used--;
      isTaken = false;
      this.update();
    };
  }
}

import { CodecError } from '../../../core/errors.js';
import type { AbortSignalLike } from '../../../ports/audio.js';

interface Waiting {
  readonly isUrgent: boolean;
  readonly take: () => void;
}

/** A slot of one that may have to encode soon: it gives way to whoever encodes now. */
export interface SpareSlot {
  /** Makes it an ordinary one, and returns what gives it back; null where it had to give way. */
  use(): (() => void) | null;
  /** May be called twice. */
  release(): void;
}

/** How many of a kind may encode at a time. */
export class EncoderSlots {
  readonly #most: () => number;
  /** Called when they give way; in the order in which they came. */
  readonly #spare = new Set<() => void>();
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

  /**
   * Takes one that is not needed yet; null where none is free.
   * @param onWanted called where somebody else needs it, who has it from then on
   */
  takeSpare(onWanted: () => void): SpareSlot | null {
    if (this.#used + this.#spare.size >= this.#most() || this.#waiting.length > 0) return null;
    const giveWay = (): void => onWanted();
    this.#spare.add(giveWay);
    return {
      use: () => (this.#spare.delete(giveWay) ? this.#takeNow() : null),
      release: () => {
        if (this.#spare.delete(giveWay)) this.update();
      },
    };
  }

  /** Gives out what is free; called as well when more or fewer of them are allowed. */
  update(): void {
    while (this.#waiting.length > 0 && !this.areTaken) {
      this.#makeRoom(1);
      const urgent = this.#waiting.findIndex(({ isUrgent }) => isUrgent);
      const [next] = this.#waiting.splice(Math.max(0, urgent), 1);
      next!.take();
    }
    this.#makeRoom(0);
  }

  /** Ends spare slots, the newest first, until so many further ones are free. */
  #makeRoom(wanted: number): void {
    while (this.#spare.size > 0 && this.#used + this.#spare.size + wanted > this.#most()) {
      const giveWay = [...this.#spare].at(-1)!;
      this.#spare.delete(giveWay);
      giveWay();
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

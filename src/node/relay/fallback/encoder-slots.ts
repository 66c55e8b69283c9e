import { CodecError } from '../../../core/errors.js';

/** How many of a kind may encode at a time. */
export class EncoderSlots {
  readonly #most: () => number;
  #used = 0;

  /** @param most asked for each time */
  constructor(most: () => number) {
    this.#most = most;
  }

  get used(): number {
    return this.#used;
  }

  /** Takes one; returns what gives it back. @throws CodecError CHANNEL_LIMIT where all are taken */
  take(): () => void {
    const most = this.#most();
    if (this.#used >= most)
      throw new CodecError('CHANNEL_LIMIT', `the relay encodes files for ${most} channels already, its limit`);
    this.#used++;
    let isTaken = true;
    return () => {
      if (isTaken) this.#used--;
      isTaken = false;
    };
  }
}

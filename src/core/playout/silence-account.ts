import { msToSamples } from './units.js';

/** A continuing silence of which nothing was received for this time is over: a source repeats it every second. */
export const OPEN_SILENCE_MS = 5000;
/**
 * A silence that the source has ended is over when the sound after it has not arrived within this time: it is still to
 * be decoded.
 */
const CLOSING_MS = 250;

/**
 * Keeps count of comfort noise that was played before the source had signalled it. A source that leaves silence out
 * sends nothing while it lasts, so noise is played on; what is signalled later for the same time is not played again,
 * and the sound that follows is in its place to the sample.
 */
export class SilenceAccount {
  readonly #sampleRateHz: number;
  /** Whether the source is silent and noise may be played on. */
  #isOpen = false;
  /** Whether the last push was silence. */
  #isLast = false;
  /** Output samples of noise played and not signalled yet; negative for queued silence that was replaced by noise. */
  #ahead = 0;
  /** Output samples that `#ahead` may reach before the silence is over all the same, ≥ 0. */
  #maxAhead = 0;

  constructor(sampleRateHz: number) {
    this.#sampleRateHz = sampleRateHz;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get isLast(): boolean {
    return this.#isLast;
  }

  /** Output samples of noise played beyond what the source has signalled. */
  get ahead(): number {
    return this.#ahead;
  }

  /**
   * The source signals `samples` of silence.
   * @param continues whether more of it is to come
   * @returns how many of them have been played already, 0..samples
   */
  signal(samples: number, continues: boolean): number {
    this.#isOpen = true;
    const played = Math.max(0, Math.min(Math.round(this.#ahead), samples));
    this.#ahead -= played;
    this.#maxAhead = continues
      ? msToSamples(OPEN_SILENCE_MS, this.#sampleRateHz)
      : this.#ahead + msToSamples(CLOSING_MS, this.#sampleRateHz);
    return played;
  }

  /** What was signalled has been queued. */
  queued(): void {
    this.#isLast = true;
  }

  /** `samples` of noise were played while nothing was queued. @returns whether the silence has lasted too long */
  played(samples: number): boolean {
    if (!this.#isOpen) return false;
    this.#ahead += samples;
    if (this.#ahead < this.#maxAhead) return false;
    this.#isOpen = this.#isLast = false;
    this.#ahead = 0;
    return true;
  }

  /**
   * `samples` of queued silence were dropped; noise is played in their place, so that the timing of what follows is
   * kept.
   */
  discount(samples: number): void {
    if (this.#isOpen) this.#ahead -= samples;
  }

  /** Sound follows. @returns noise played beyond what was signalled */
  finish(): number {
    const ahead = this.#ahead;
    this.#isOpen = false;
    this.#ahead = 0;
    return ahead;
  }

  /** Sound has been queued. */
  soundQueued(): void {
    this.#isLast = false;
  }

  /** The stream has ended: noise is played on no longer. */
  close(): void {
    this.#isOpen = false;
  }
}

import { requireInteger } from '../errors.js';
import { MAX_CHANNELS } from './channels.js';

/** Length of the fades when the gate opens and closes. */
const OPEN_MS = 5;
const CLOSE_MS = 80;

/** Silences audio in place while it is closed; it opens in 5 ms and closes in 80 ms, so that neither clicks. */
export class Gate {
  readonly #channels: number;
  readonly #opening: number;
  readonly #closing: number;
  #level: number;

  /** @param initialLevel 1 to start open, 0 to start closed */
  constructor(sampleRateHz: number, channels: number, initialLevel: 0 | 1 = 0) {
    this.#level = initialLevel;
    requireInteger('sampleRateHz', sampleRateHz, 1000, 192_000);
    this.#channels = requireInteger('channels', channels, 1, MAX_CHANNELS);
    this.#opening = 1 / ((sampleRateHz * OPEN_MS) / 1000);
    this.#closing = 1 / ((sampleRateHz * CLOSE_MS) / 1000);
  }

  /** @param pcm [n × channels], interleaved; changed in place */
  process(pcm: Float32Array, isOpen: boolean): void {
    if (isOpen ? this.#level === 1 : this.#level === 0) {
      if (!isOpen) pcm.fill(0);
      return;
    }
    for (let i = 0; i < pcm.length; i += this.#channels) {
      this.#level = isOpen ? Math.min(1, this.#level + this.#opening) : Math.max(0, this.#level - this.#closing);
      for (let c = 0; c < this.#channels; c++) pcm[i + c]! *= this.#level;
    }
  }
}

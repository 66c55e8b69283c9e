import type { StatusSample, StatusTotals } from './api.js';

type History = StatusTotals['history'];

/** As many as the relay keeps. */
const MAX_SAMPLES = 360;

/** The relay's last hour: read once, and continued by what the page is told. */
export class ListenerSamples {
  #history: History = { intervalMs: 10_000, samples: [] };

  get now(): History {
    return this.#history;
  }

  /** As the relay has kept it. */
  begin(history: History): void {
    this.#history = history;
  }

  /** One more, where it is time for it. */
  add(sample: StatusSample): void {
    const { intervalMs, samples } = this.#history;
    if (samples.length > 0 && sample.atMs - samples.at(-1)!.atMs < intervalMs) return;
    this.#history = { intervalMs, samples: [...samples, sample].slice(-MAX_SAMPLES) };
  }
}

import type { Clock } from '../../../ports/clock.js';
import type { RelayStats } from '../../../relay/relay-stats.js';

/** Listeners at one moment. */
export interface HistorySample {
  /** ms since 1970. */
  readonly atMs: number;
  readonly listeners: number;
  /** Channels whose source is live. */
  readonly sources: number;
  readonly maxLagMs: number;
}

const INTERVAL_MS = 10_000;
/** One hour. */
const MAX_SAMPLES = 360;

/** Sums over all channels. */
export const sumChannels = ({ channels }: RelayStats): Omit<HistorySample, 'atMs'> => ({
  listeners: channels.reduce((sum, { listeners }) => sum + listeners, 0),
  sources: channels.filter(({ isLive }) => isLive).length,
  maxLagMs: Math.max(0, ...channels.map(({ maxLagMs }) => maxLagMs)),
});

/** The last hour of a relay, one sample every ten seconds, for the operator's page. */
export class ListenerHistory {
  readonly #stats: () => RelayStats;
  readonly #clock: Clock;
  readonly #wallMs: () => number;
  readonly #samples: HistorySample[] = [];
  #cancel: (() => void) | null = null;

  /** @param wallMs ms since 1970 */
  constructor(stats: () => RelayStats, clock: Clock, wallMs: () => number = Date.now) {
    this.#stats = stats;
    this.#clock = clock;
    this.#wallMs = wallMs;
    this.#sample();
  }

  get intervalMs(): number {
    return INTERVAL_MS;
  }

  /** Oldest first. */
  get samples(): readonly HistorySample[] {
    return this.#samples;
  }

  close(): void {
    this.#cancel?.();
  }

  #sample(): void {
    this.#samples.push({ atMs: Math.round(this.#wallMs()), ...sumChannels(this.#stats()) });
    if (this.#samples.length > MAX_SAMPLES) this.#samples.shift();
    this.#cancel = this.#clock.schedule(INTERVAL_MS, () => this.#sample());
  }
}

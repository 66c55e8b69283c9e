import type { LiveAudioSink, LiveSinkStatus } from '../ports/audio.js';
import type { Clock } from '../ports/clock.js';

/**
 * A device is kept filled with this many times its latency. What is above one latency waits before the device, in a
 * pipe: it allows the caller to be late, while the latency itself allows for the program that feeds the device.
 */
export const FILL_FACTOR = 1.5;
/** Time that a device may take to start, beyond the time for which it has to run well. */
const START_MS = 5000;
const FADE_MS = 5;

/** Hands out the samples to be played next: [samples × channels] interleaved, all of them. */
export type PullSamples = (samples: number) => Float32Array;

/**
 * A device that is opened beside the one that plays, because another latency is wanted: it plays silence until it runs
 * well, and takes over without a gap.
 */
export class NextDevice {
  readonly latencyMs: number;
  readonly #sink: LiveAudioSink;
  readonly #clock: Clock;
  readonly #trialMs: number;
  readonly #openedMs: number;
  /** Since when it has not run dry, in ms. */
  #stableSinceMs: number;
  /** Underruns that it has had so far, ≥ 0. */
  #underruns = 0;
  /** Whether a write is under way. */
  #isWriting = false;
  #error: unknown;

  /** @param trialMs time for which it has to play silence without running dry; by then its clock is known too */
  constructor(sink: LiveAudioSink, latencyMs: number, clock: Clock, trialMs: number) {
    this.#sink = sink;
    this.latencyMs = latencyMs;
    this.#clock = clock;
    this.#trialMs = trialMs;
    this.#openedMs = this.#stableSinceMs = clock.nowMs();
  }

  /** Fills it with silence up to its latency and a half; to be called every few milliseconds. Never waits. */
  supply(): void {
    const { underruns, bufferedMs } = this.#sink.status();
    if (underruns > this.#underruns) this.#stableSinceMs = this.#clock.nowMs();
    this.#underruns = underruns;
    const missingMs = FILL_FACTOR * this.latencyMs - bufferedMs;
    if (this.#isWriting || missingMs < 1) return;
    this.#isWriting = true;
    void this.#sink
      .write(this.#silence(missingMs))
      .catch((error: unknown) => {
        this.#error ??= error;
      })
      .finally(() => {
        this.#isWriting = false;
      });
  }

  /** Whether it has run well for the time of the trial. */
  get isReady(): boolean {
    return this.#error === undefined && this.#isStable;
  }

  /** Whether it cannot be used, or still runs dry long after its start. */
  get hasFailed(): boolean {
    const isLate = this.#clock.nowMs() - this.#openedMs > this.#trialMs + START_MS;
    return this.#error !== undefined || (isLate && !this.#isStable);
  }

  get #isStable(): boolean {
    return this.#clock.nowMs() - this.#stableSinceMs >= this.#trialMs;
  }

  /**
   * Takes over from `old`, which plays what it holds to its end: what is pulled from now on is played here, just when
   * the old device runs out, with a crossfade of 5 ms.
   *
   * @returns the device, and its status: the underruns that it had while it played silence, which was not audible
   */
  async takeOver(old: LiveAudioSink, pull: PullSamples): Promise<{ sink: LiveAudioSink; unheard: LiveSinkStatus }> {
    const sink = this.#sink;
    const aheadMs = old.status().bufferedMs - sink.status().bufferedMs;
    if (aheadMs > 0) await sink.write(this.#silence(aheadMs));
    else await old.write(pull(this.#samples(-aheadMs)));
    const last = pull(this.#samples(FADE_MS));
    const { channels } = sink;
    const steps = last.length / channels;
    const fadeIn = last.map((x, i) => (x * (Math.floor(i / channels) + 1)) / (steps + 1));
    await Promise.all([old.write(last.map((x, i) => x - fadeIn[i]!)), sink.write(fadeIn)]);
    void old.close().catch(() => {});
    return { sink, unheard: sink.status() };
  }

  async close(): Promise<void> {
    await this.#sink.close();
  }

  #samples(ms: number): number {
    return Math.round((ms / 1000) * this.#sink.sampleRateHz);
  }

  #silence(ms: number): Float32Array {
    return new Float32Array(this.#samples(ms) * this.#sink.channels);
  }
}

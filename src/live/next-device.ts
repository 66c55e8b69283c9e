import type { LiveAudioSink, LiveSinkStatus } from '../ports/audio.js';
import type { Clock } from '../ports/clock.js';

/** A device is kept supplied with so much of its latency; see LivePlayout. */
export const SUPPLY = 1.5;
/** What it is given to start in, beyond what it has to run well for. */
const START_MS = 5000;
const FADE_MS = 5;

/** What hands out the samples that are to be heard next: a playout buffer. */
export type Pull = (samples: number) => Float32Array;

/**
 * A device that is opened beside the one that plays, because another latency is wanted: it runs on silence until it
 * runs well, and takes over without a gap.
 */
export class NextDevice {
  readonly latencyMs: number;
  readonly #sink: LiveAudioSink;
  readonly #clock: Clock;
  readonly #warmMs: number;
  readonly #openedMs: number;
  #warmSinceMs: number;
  #underruns = 0;
  #isSupplying = false;
  #error: unknown;

  /** @param warmMs it has to run on silence for so long without running dry; by then its clock is known too */
  constructor(sink: LiveAudioSink, latencyMs: number, clock: Clock, warmMs: number) {
    this.#sink = sink;
    this.latencyMs = latencyMs;
    this.#clock = clock;
    this.#warmMs = warmMs;
    this.#openedMs = this.#warmSinceMs = clock.nowMs();
  }

  /** Brings it up to what it should hold; to be called every few milliseconds. Never waits. */
  supply(): void {
    const { underruns, bufferedMs } = this.#sink.status();
    if (underruns > this.#underruns) this.#warmSinceMs = this.#clock.nowMs();
    this.#underruns = underruns;
    const lacksMs = SUPPLY * this.latencyMs - bufferedMs;
    if (this.#isSupplying || lacksMs < 1) return;
    this.#isSupplying = true;
    void this.#sink
      .write(this.#silence(lacksMs))
      .catch((error: unknown) => {
        this.#error ??= error;
      })
      .finally(() => {
        this.#isSupplying = false;
      });
  }

  get isReady(): boolean {
    return this.#error === undefined && this.#isWarm;
  }

  get hasFailed(): boolean {
    const isLate = this.#clock.nowMs() - this.#openedMs > this.#warmMs + START_MS;
    return this.#error !== undefined || (isLate && !this.#isWarm);
  }

  get #isWarm(): boolean {
    return this.#clock.nowMs() - this.#warmSinceMs >= this.#warmMs;
  }

  /**
   * Takes over from `old`, which plays what it holds to its end: what is pulled from now on is heard here, just when
   * the old one has come to it, with a crossfade of 5 ms.
   *
   * @returns the device, and underruns that it had on silence, which nobody has heard
   */
  async takeOver(old: LiveAudioSink, pull: Pull): Promise<{ sink: LiveAudioSink; unheard: LiveSinkStatus }> {
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

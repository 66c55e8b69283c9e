import type { LiveAudioSink, LiveSinkStatus } from '../../src/ports/audio.js';
import type { FakeClock } from './fake-clock.js';

/** A sound device whose sample clock runs fast or slow: it records what is heard, by the test's clock. */
export class DriftingSink implements LiveAudioSink {
  readonly sampleRateHz: number;
  readonly channels = 1;
  readonly #world: FakeClock;
  readonly #perMs: number;
  readonly #latencyMs: number;
  /** What it tells is wrong by up to this much, a sawtooth. */
  readonly #jitterMs: number;
  readonly #samples: number[] = [];
  #startMs: number | undefined;
  #looks = 0;
  underruns = 0;

  /** @param latencyMs from the play position to the ear, which the device does know of */
  constructor(world: FakeClock, sampleRateHz: number, ppm: number, latencyMs = 0, jitterMs = 0) {
    this.#world = world;
    this.sampleRateHz = sampleRateHz;
    this.#perMs = (sampleRateHz / 1000) * (1 + ppm * 1e-6);
    this.#latencyMs = latencyMs;
    this.#jitterMs = jitterMs;
  }

  status(): LiveSinkStatus {
    const jitterMs = this.#jitterMs * (((this.#looks++ * 7) % 11) / 5 - 1);
    const left = this.#samples.length - this.#played();
    return { bufferedMs: (Math.max(0, left) / this.sampleRateHz) * 1000 + jitterMs, isMeasured: true, underruns: 0 };
  }

  async write(block: Float32Array): Promise<void> {
    this.#startMs ??= this.#world.nowMs() + this.#latencyMs;
    for (const sample of block) this.#samples.push(sample);
  }

  async close(): Promise<void> {}

  /** What is heard at a time of the test's clock; undefined before anything is, or where it has run dry. */
  heardAt(worldMs: number): number | undefined {
    const at = (worldMs - (this.#startMs ?? Number.POSITIVE_INFINITY)) * this.#perMs;
    return at < 0 ? undefined : this.#samples[Math.round(at)];
  }

  get samples(): readonly number[] {
    return this.#samples;
  }

  #played(): number {
    return Math.max(0, (this.#world.nowMs() - (this.#startMs ?? this.#world.nowMs())) * this.#perMs);
  }
}

import type { LiveAudioSink, LiveSinkStatus } from '../../../ports/audio.js';
import type { Clock } from '../../../ports/clock.js';

/** A sink that plays by a clock: what is written is handed on at once, and counts as played when its time has passed. */
export class ClockSink implements LiveAudioSink {
  readonly #clock: Clock;
  readonly #beginMs: number;
  readonly #onAudio: (pcm: Float32Array) => void;
  #samples = 0;

  constructor(
    clock: Clock,
    readonly sampleRateHz: number,
    readonly channels: number,
    onAudio: (pcm: Float32Array) => void,
  ) {
    this.#clock = clock;
    this.#beginMs = clock.nowMs();
    this.#onAudio = onAudio;
  }

  async write(block: Float32Array): Promise<void> {
    this.#samples += block.length / this.channels;
    this.#onAudio(block);
  }

  /** Below 0 after a pause of the process: what it has missed is made up for, so that the stream keeps its length. */
  status(): LiveSinkStatus {
    const writtenMs = (this.#samples / this.sampleRateHz) * 1000;
    return { bufferedMs: writtenMs - (this.#clock.nowMs() - this.#beginMs), isMeasured: true, underruns: 0 };
  }

  async close(): Promise<void> {}
}

import { PcmRing } from '../pcm-ring.js';
import { PLAYBACK_PROCESSOR, type PlaybackMessage, type PlaybackOptions, type PlaybackReport } from './messages.js';

/** Length of the fades that begin and end a stretch of playing, so that neither clicks. */
const FADE_SAMPLES = 256;
/** Blocks between two reports where the worker cannot see the ring. */
const REPORT_BLOCKS = 8;

/**
 * Plays what the worker has decoded. It reads a ring in shared memory, or, where pages may not share any, one of its
 * own that messages fill. A block allocates nothing.
 */
class PlaybackProcessor extends AudioWorkletProcessor {
  readonly #ring: PcmRing;
  readonly #isShared: boolean;
  #port: MessagePort | null = null;
  #gain = 0;
  #readSamples = 0;
  #readFrame = 0;
  #blocks = 0;

  constructor(options: { processorOptions?: unknown }) {
    super(options);
    const { buffer, channels, capacitySamples } = options.processorOptions as PlaybackOptions;
    this.#isShared = buffer !== null;
    this.#ring = buffer ? new PcmRing(buffer, channels) : PcmRing.allocate(capacitySamples, channels, false);
    this.port.onmessage = ({ data }: MessageEvent<PlaybackMessage>) => this.#onMessage(data);
  }

  override process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0]!;
    const samples = output[0]?.length ?? 0;
    const ring = this.#ring;
    if (ring.isPlaying) this.#play(output, samples);
    else this.#gain = 0;
    if (!this.#isShared && ++this.#blocks % REPORT_BLOCKS === 0) this.#report();
    return true;
  }

  #play(output: Float32Array[], samples: number): void {
    const ring = this.#ring;
    // Without a whole block after this one, this one is the last and fades out.
    const isLast = ring.availableSamples < 2 * samples;
    ring.readFrame = currentFrame;
    const n = ring.readInto(output, 0, samples);
    this.#readSamples += n;
    this.#readFrame = currentFrame + n;
    const step = isLast ? -this.#gain / Math.max(1, n) : 1 / FADE_SAMPLES;
    for (let c = 0; c < output.length; c++) {
      const out = output[c]!;
      let gain = this.#gain;
      for (let i = 0; i < n; i++) {
        gain = Math.min(1, Math.max(0, gain + step));
        out[i]! *= gain;
      }
    }
    this.#gain = isLast ? 0 : Math.min(1, this.#gain + step * n);
    if (!isLast) return;
    ring.isPlaying = false;
    ring.countUnderrun();
    if (!this.#isShared) this.#report();
  }

  #onMessage(message: PlaybackMessage): void {
    switch (message.type) {
      case 'port':
        this.#port = message.port;
        message.port.onmessage = ({ data }: MessageEvent<PlaybackMessage>) => this.#onMessage(data);
        break;
      case 'pcm':
        this.#ring.write(message.pcm);
        break;
      case 'playing':
        this.#ring.isPlaying = message.isPlaying;
        break;
      case 'clear':
        this.#readSamples += this.#ring.availableSamples;
        this.#ring.clear();
        break;
    }
  }

  #report(): void {
    const report: PlaybackReport = {
      readSamples: this.#readSamples,
      underruns: this.#ring.underruns,
      isPlaying: this.#ring.isPlaying,
      readFrame: this.#readFrame,
    };
    this.#port?.postMessage(report);
  }
}

registerProcessor(PLAYBACK_PROCESSOR, PlaybackProcessor);

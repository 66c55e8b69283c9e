import { PcmRing } from '../pcm-ring.js';
import { CAPTURE_PROCESSOR, type CaptureMessage, type CaptureOptions } from './messages.js';

/** Samples per channel of one message where there is no shared memory: 43 ms at 48 kHz. */
const MESSAGE_SAMPLES = 2048;

/**
 * Hands captured audio to the worker: into a ring in shared memory without any allocation, or, where there is none, in
 * one message for every sixteen blocks.
 */
class CaptureProcessor extends AudioWorkletProcessor {
  readonly #channels: number;
  readonly #ring: PcmRing | null;
  #port: MessagePort | null = null;
  #message: Float32Array;
  #filled = 0;

  constructor(options: { processorOptions?: unknown }) {
    super(options);
    const { buffer, channels } = options.processorOptions as CaptureOptions;
    this.#channels = channels;
    this.#ring = buffer ? new PcmRing(buffer, channels) : null;
    this.#message = new Float32Array(buffer ? 0 : MESSAGE_SAMPLES * channels);
    this.port.onmessage = ({ data }: MessageEvent<CaptureMessage>) => {
      this.#port = data.port;
    };
  }

  override process(inputs: Float32Array[][]): boolean {
    const input = inputs[0]!;
    const samples = input[0]?.length ?? 0;
    if (samples === 0) return true;
    if (this.#ring) this.#ring.writeFrom(input, samples);
    else this.#collect(input, samples);
    return true;
  }

  #collect(input: Float32Array[], samples: number): void {
    for (let i = 0; i < samples; i++)
      for (let c = 0; c < this.#channels; c++)
        this.#message[this.#filled++] = input[Math.min(c, input.length - 1)]![i]!;
    if (this.#filled < this.#message.length) return;
    this.#port?.postMessage(this.#message, [this.#message.buffer]);
    this.#message = new Float32Array(MESSAGE_SAMPLES * this.#channels);
    this.#filled = 0;
  }
}

registerProcessor(CAPTURE_PROCESSOR, CaptureProcessor);

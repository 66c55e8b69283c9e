import type { CodecFormat, ReceptiveField } from '../../src/core/latent/format.js';
import type { Direction, LatentModel, ModelInfo, ModelState } from '../../src/ports/model.js';

export interface FakeModelOptions {
  /** Samples per frame; the latent holds them one by one, so that 8 planes reproduce the audio. */
  readonly hopSamples?: number;
  readonly encoder?: Partial<ReceptiveField>;
  readonly decoder?: Partial<ReceptiveField>;
  readonly crossfadeSamples?: number;
  readonly sampleRateHz?: number;
  readonly channels?: number;
  readonly sha256?: string;
}

/** Every form that a model may have, with delays in samples of the causal one. */
export const modelForms = (encoderDelay: number, decoderDelay: number): [string, FakeModelOptions][] => [
  [
    'a causal model with delays',
    {
      encoder: { delaySamples: encoderDelay, stateSize: 1 },
      decoder: { delaySamples: decoderDelay, stateSize: 1 },
    },
  ],
  ['a causal model without delay', { encoder: { stateSize: 1 }, decoder: { stateSize: 1 } }],
  [
    'a stateless model with context',
    { encoder: { leftFrames: 3, rightFrames: 2 }, decoder: { leftFrames: 2, rightFrames: 1 } },
  ],
];

const NONE: ReceptiveField = { leftFrames: 0, rightFrames: 0, delaySamples: 0, stateSize: 0 };

class DelayLine implements ModelState {
  line: Float32Array;
  constructor(
    readonly direction: Direction,
    readonly samples: number,
  ) {
    this.line = new Float32Array(samples);
  }
  reset(): void {
    this.line = new Float32Array(this.samples);
  }
  /** [channels × n] through the delay; one channel only. */
  run(input: Float32Array): Float32Array {
    const all = new Float32Array(this.line.length + input.length);
    all.set(this.line);
    all.set(input, this.line.length);
    this.line = all.slice(input.length);
    return all.subarray(0, input.length);
  }
}

/**
 * A model whose latent is the audio itself: value c of a frame is its sample c. With a `stateSize` it is a causal graph
 * that lags by `delaySamples`; without one each call starts cold and every frame depends on those `leftFrames` before
 * and `rightFrames` after it, so that context which is missing or not discarded shows.
 */
export class FakeModel implements LatentModel {
  readonly info: ModelInfo;
  calls = { encode: 0, decode: 0, frames: 0 };

  constructor(options: FakeModelOptions = {}) {
    const hopSamples = options.hopSamples ?? 64;
    const format: CodecFormat = {
      sampleRateHz: options.sampleRateHz ?? 44100,
      channels: options.channels ?? 1,
      hopSamples,
      latentSize: hopSamples * (options.channels ?? 1),
      maxPlanes: 8,
      crossfadeSamples: options.crossfadeSamples ?? 0,
      encoder: { ...NONE, ...options.encoder },
      decoder: { ...NONE, ...options.decoder },
    };
    this.info = { id: 'fake', sha256: options.sha256 ?? 'f'.repeat(64), compatibleWith: [], format, normalizer: null };
  }

  createState(direction: Direction): ModelState {
    const field = direction === 'encode' ? this.info.format.encoder : this.info.format.decoder;
    return new DelayLine(direction, field.stateSize > 0 ? field.delaySamples : 0);
  }

  encode(pcm: Float32Array, frames: number, state: ModelState): Promise<Float32Array> {
    this.calls.encode++;
    this.calls.frames += frames;
    const { hopSamples, channels, encoder } = this.info.format;
    const n = frames * hopSamples;
    const out = new Float32Array(pcm.length);
    for (let c = 0; c < channels; c++) {
      const x = channels === 1 ? (state as DelayLine).run(pcm) : pcm.subarray(c * n, (c + 1) * n);
      for (let t = 0; t < frames; t++)
        for (let i = 0; i < hopSamples; i++) out[(c * hopSamples + i) * frames + t] = x[t * hopSamples + i]!;
    }
    if (encoder.stateSize === 0) blur(out, frames, encoder, 1);
    return Promise.resolve(out);
  }

  decode(latents: Float32Array, frames: number, _firstFrame: number, state: ModelState): Promise<Float32Array> {
    this.calls.decode++;
    this.calls.frames += frames;
    const { hopSamples, channels, decoder } = this.info.format;
    const out = new Float32Array(latents.length);
    for (let c = 0; c < channels; c++)
      for (let t = 0; t < frames; t++)
        for (let i = 0; i < hopSamples; i++)
          out[c * frames * hopSamples + t * hopSamples + i] = latents[(c * hopSamples + i) * frames + t]!;
    if (decoder.stateSize === 0) blur(out, frames, decoder, hopSamples);
    return Promise.resolve(channels === 1 ? (state as DelayLine).run(out).slice() : out);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Mixes each frame with those at the ends of its context, silence beyond the window: [rows × frames·width]. */
function blur(matrix: Float32Array, frames: number, field: ReceptiveField, width: number): void {
  const columns = frames * width;
  const at = (row: number, column: number): number =>
    column < 0 || column >= columns ? 0 : matrix[row * columns + column]!;
  const out = matrix.map((value, i) => {
    const row = Math.floor(i / columns);
    const column = i % columns;
    return (
      0.5 * value +
      0.25 * at(row, column - field.leftFrames * width) +
      0.25 * at(row, column + field.rightFrames * width)
    );
  });
  matrix.set(out);
}

import { concatFloats } from '../core/buffers.js';
import { MAX_CHANNELS } from '../core/dsp/channels.js';
import { RESAMPLER_RATES_HZ } from '../core/dsp/resampler.js';
import { requireInteger } from '../core/errors.js';
import { bytesPerFramePlane } from '../core/latent/format.js';
import type { DecoderItem, FrameBlock, SilentBlock } from '../core/latent/frames.js';
import { MAX_BITS } from '../core/latent/quantizer.js';
import { type OptionKinds, requireKind, requireOptions, SHAPES } from '../core/options.js';
import type { Kernels } from '../ports/kernels.js';
import type { LatentModel } from '../ports/model.js';
import { DecoderOutput, FADE_OUT_FRAMES, fadeOutEnd } from './decoder-output.js';
import { blockToLatents } from './latent-block.js';
import { Serial } from './serial.js';
import { sliceColumns } from './slice-columns.js';
import { typescriptKernels } from './typescript-kernels.js';
import { WindowDecoder } from './window-decoder.js';

/**
 * The form of a {@link Decoder}'s output and how it bridges losses; the constructor throws RangeError naming what is
 * outside its range.
 */
export interface DecoderOptions {
  /**
   * Rate of the audio that is returned, 8000..192000 Hz.
   * @default the model's
   */
  readonly sampleRateHz?: number;
  /**
   * Channels of the audio that is returned, 1..32. Two channels of a mono model are stereo where the blocks have spatial
   * parameters, and copies of each other where they have none.
   * @default the model's
   */
  readonly channels?: number;
  /**
   * Frames, 0..1024, of a loss that are concealed by repeating the last latents; the rest of a longer loss is silence,
   * and the model starts cold after it.
   * @default 8
   */
  readonly concealFrames?: number;
  /** Implementation of the inner loops; all give the same bits. @default the TypeScript kernels */
  readonly kernels?: Kernels;
}

/** Counters since the decoder was made; plain JSON. */
export interface DecoderStats {
  readonly frames: number;
  readonly lostFrames: number;
  /** Frames that the source did not send because they are silent. */
  readonly silentFrames: number;
  readonly restarts: number;
  /** Time spent in the model, in ms: as the model states it, or by the constructor's clock `now`. */
  readonly modelMs: number;
}

const KINDS: OptionKinds<DecoderOptions> = {
  sampleRateHz: 'any',
  channels: 'any',
  concealFrames: 'any',
  kernels: SHAPES.kernels,
};

/**
 * Blocks of bit planes, or the fact that they are lost → audio. One decoder serves one stream.
 *
 * For every frame that goes in, lost or not, hop samples at the codec's rate come out. The audio lags the frames by the
 * model's delay; `flush` returns the rest.
 */
export class Decoder {
  readonly model: LatentModel;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly #concealFrames: number;
  readonly #kernels: Kernels;
  readonly #windows: WindowDecoder;
  readonly #output: DecoderOutput;
  readonly #serial = new Serial();
  readonly #now: () => number;
  #expected: number | undefined;
  /** [latentSize] of the last frame decoded, which concealment repeats. */
  #lastLatents: Float32Array | undefined;
  /** Consecutive frames concealed so far, 0..concealFrames; concealFrames + 1 once the model is drained. */
  #lostInARow = 0;
  /** Frames of the current silence for which the last latents were repeated. */
  #fadedFrames = 0;
  #stats = { frames: 0, lostFrames: 0, silentFrames: 0, restarts: 0, modelMs: 0 };

  /**
   * @param now a clock in ms, for the statistics only
   * @throws TypeError, RangeError naming a wrong option
   */
  constructor(model: LatentModel, options: DecoderOptions = {}, now: () => number = () => 0) {
    requireKind('model', model, SHAPES.model);
    requireOptions('', options, KINDS);
    const { format } = model.info;
    this.model = model;
    this.#now = now;
    this.sampleRateHz = requireInteger(
      'sampleRateHz',
      options.sampleRateHz ?? format.sampleRateHz,
      ...RESAMPLER_RATES_HZ,
    );
    this.channels = requireInteger('channels', options.channels ?? format.channels, 1, MAX_CHANNELS);
    this.#concealFrames = requireInteger('concealFrames', options.concealFrames ?? 8, 0, 1024);
    this.#kernels = options.kernels ?? typescriptKernels;
    this.#output = new DecoderOutput(format, this.sampleRateHz, this.channels, this.#kernels);
    this.#windows = new WindowDecoder(model, this.#kernels);
  }

  /** Whether blocks with spatial parameters are played in stereo. */
  get isStereo(): boolean {
    return this.#output.isStereo;
  }

  get stats(): DecoderStats {
    return { ...this.#stats, modelMs: this.#windows.computeMs ?? this.#stats.modelMs };
  }

  /** The index that the next block must start with; undefined before the first one. */
  get expectedFrame(): number | undefined {
    return this.#expected;
  }

  /**
   * Decodes the next item of the stream.
   *
   * @returns interleaved audio, [n × channels], which lags by the model's delay
   * @throws RangeError when the item does not continue the one before it, CodecError MODEL_FAILED
   */
  push(item: DecoderItem): Promise<Float32Array> {
    return this.#serial.run(async () => {
      const first = item.kind === 'lost' ? item.firstFrame : item.block.firstFrame;
      const frames = requireInteger('frames', item.kind === 'lost' ? item.frames : item.block.frames, 1, 2 ** 31);
      if (this.#expected === undefined) this.#begin(requireInteger('firstFrame', first, 0, Number.MAX_SAFE_INTEGER));
      requireInteger('firstFrame', first, this.#expected!, this.#expected!);
      const started = this.#now();
      const parts =
        item.kind === 'lost'
          ? await this.#conceal(frames)
          : item.kind === 'silent'
            ? await this.#decodeSilence(item.block)
            : [await this.#decode(item.block)];
      this.#stats.modelMs += this.#now() - started;
      this.#expected = first + frames;
      return this.#output.process(parts);
    });
  }

  /** Returns everything that is still held back: hop samples per frame in all. To decode more, call `restart`. */
  flush(): Promise<Float32Array> {
    return this.#serial.run(async () => {
      const rest = this.#output.process([await this.#windows.flush()]);
      return concatFloats([rest, this.#output.flush()]);
    });
  }

  /**
   * Ends the stream because its source has restarted: the rest of it is returned, faded out. The next item begins a new
   * stream, which is faded in.
   * @param extendFrames frames by which the stream is continued beyond its end first, as a loss is concealed, where it has
   *   not been silent or lost at its end: something to crossfade with what follows. They are counted as no loss.
   */
  restart(extendFrames = 0): Promise<Float32Array> {
    return this.#serial.run(async () => {
      if (this.#expected === undefined) return new Float32Array(0);
      const { hopSamples, channels } = this.model.info.format;
      const isSounding = this.#lastLatents && this.#lostInARow === 0 && this.#fadedFrames === 0;
      const parts: Float32Array[] = [];
      if (isSounding && extendFrames > 0) {
        this.#output.mark(extendFrames, true);
        parts.push(await this.#repeatLatents(extendFrames));
      }
      const rest = await this.#windows.flush();
      fadeOutEnd(rest, channels, hopSamples);
      // The upmix delays: its output still has sound where its input is faded out, and is faded out again.
      const extended = this.#output.process(parts);
      const end = this.#output.process([rest], hopSamples);
      this.#expected = undefined;
      this.#stats.restarts++;
      return parts.length === 0 ? end : concatFloats([extended, end]);
    });
  }

  #begin(first: number): void {
    this.#expected = first;
    this.#windows.restart(first);
    // Frame 0 of the first stream is its own beginning; a late join or a restart must not start with a jump.
    this.#output.begin(first, first > 0 || this.#stats.restarts > 0);
    this.#lastLatents = undefined;
    this.#lostInARow = 0;
    this.#fadedFrames = 0;
  }

  async #decode(block: FrameBlock): Promise<Float32Array> {
    const { format, normalizer } = this.model.info;
    const { frames, planes } = block;
    requireInteger('planes', planes, 1, MAX_BITS);
    const size = planes * frames * bytesPerFramePlane(format);
    requireInteger('payload.length', block.payload.length, size, size);
    if (block.spatial) {
      requireInteger('spatial.length', block.spatial.length, frames, frames);
      this.#output.setSpatialParameters(block.firstFrame, block.spatial);
    }
    const latents = blockToLatents(block, format.latentSize, normalizer, this.#kernels);
    this.#lastLatents = sliceColumns(latents, format.latentSize, frames, frames - 1, 1);
    this.#stats.frames += frames;
    if (this.#lostInARow > this.#concealFrames) this.#windows.restart(block.firstFrame);
    this.#lostInARow = 0;
    this.#fadedFrames = 0;
    this.#output.mark(frames, false);
    return this.#windows.decode(latents, frames);
  }

  /**
   * Repeats the last latents until they are faded out into comfort noise. Then the model is not called any more and keeps
   * its state, so that the next sound continues from the background before the silence.
   */
  async #decodeSilence({ frames, noise }: SilentBlock): Promise<Float32Array[]> {
    const { hopSamples, channels, decoder } = this.model.info.format;
    this.#stats.silentFrames += frames;
    this.#output.setComfortNoise(noise);
    this.#output.mark(frames, true);
    const parts: Float32Array[] = [];
    const fadeFrames = FADE_OUT_FRAMES + Math.ceil(decoder.delaySamples / hopSamples) + decoder.rightFrames;
    // After a long loss the model is drained already.
    const canFade = this.#lastLatents && this.#lostInARow <= this.#concealFrames;
    const faded = canFade ? Math.max(0, Math.min(frames, fadeFrames - this.#fadedFrames)) : 0;
    if (faded > 0) parts.push(await this.#repeatLatents(faded));
    this.#fadedFrames += faded;
    if (frames > faded) {
      const isResting = this.#lostInARow <= this.#concealFrames;
      const samples = isResting ? this.#windows.skip(frames - faded) : (frames - faded) * hopSamples;
      parts.push(new Float32Array(samples * channels));
    }
    return parts;
  }

  /** Decodes the last latents for `frames` more frames. */
  #repeatLatents(frames: number): Promise<Float32Array> {
    const { latentSize } = this.model.info.format;
    const latents = new Float32Array(latentSize * frames);
    for (let c = 0; c < latentSize; c++) latents.fill(this.#lastLatents![c]!, c * frames, (c + 1) * frames);
    return this.#windows.decode(latents, frames);
  }

  /** Repeats the last latents for `concealFrames`; then the model is drained, and silence follows without calling it. */
  async #conceal(frames: number): Promise<Float32Array[]> {
    const { hopSamples, channels } = this.model.info.format;
    this.#stats.lostFrames += frames;
    this.#output.mark(frames, true);
    const parts: Float32Array[] = [];
    const concealed = this.#lastLatents ? Math.max(0, Math.min(frames, this.#concealFrames - this.#lostInARow)) : 0;
    if (concealed > 0) {
      parts.push(await this.#repeatLatents(concealed));
      this.#lostInARow += concealed;
    }
    if (frames > concealed) {
      if (this.#lostInARow <= this.#concealFrames) parts.push(await this.#windows.flush());
      this.#lostInARow = this.#concealFrames + 1;
      parts.push(new Float32Array((frames - concealed) * hopSamples * channels));
    }
    return parts;
  }
}

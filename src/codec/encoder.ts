import { MAX_CHANNELS } from '../core/dsp/channels.js';
import { requireSamples, sanitize } from '../core/dsp/pcm.js';
import { RESAMPLER_RATES_HZ, Resampler } from '../core/dsp/resampler.js';
import { requireFloat32, requireInteger } from '../core/errors.js';
import type { CodecFormat } from '../core/latent/format.js';
import type { FrameBlock } from '../core/latent/frames.js';
import { PRESETS } from '../core/latent/presets.js';
import { MAX_BITS } from '../core/latent/quantizer.js';
import { canCarrySpatialParameters } from '../core/latent/spatial-parameters.js';
import { type EncodeWindow, MAX_FRAMES_PER_WINDOW, Windower } from '../core/latent/windower.js';
import { requireKind, requireOneOf, requireOptions, SHAPES } from '../core/options.js';
import type { Kernels } from '../ports/kernels.js';
import type { LatentModel, ModelState } from '../ports/model.js';
import { ENCODER_OPTION_KINDS, type EncoderOptions, type EncoderStats } from './encoder-options.js';
import { latentsToBlock } from './latent-block.js';
import { Serial } from './serial.js';
import { sliceColumns } from './slice-columns.js';
import { StereoAnalyser } from './stereo-analyser.js';
import { MAX_SEARCH_AHEAD_FRAMES, type StreamSearch, searchOf } from './stream-search.js';
import { typescriptKernels } from './typescript-kernels.js';

/**
 * Audio of any rate and channel count → blocks of bit planes. One encoder serves one stream.
 *
 * `push` and `flush` may be called without awaiting the call before; they are executed in order.
 */
export class Encoder {
  readonly model: LatentModel;
  readonly planes: number;
  readonly framesPerBlock: number;
  readonly #inputRateHz: number;
  readonly #inputChannels: number;
  readonly #kernels: Kernels;
  readonly #resampler: Resampler;
  readonly #windower: Windower;
  readonly #stereo: StereoAnalyser | undefined;
  readonly #search: StreamSearch | undefined;
  readonly #state: ModelState;
  readonly #serial = new Serial();
  readonly #now: () => number;
  readonly #onAudio: EncoderOptions['onAudio'];
  readonly #onLatents: EncoderOptions['onLatents'];
  /** Frames that are encoded, and have no latents yet. */
  readonly #waiting: { readonly firstFrame: number; readonly frames: number; readonly spatial?: Uint8Array }[] = [];
  #pushed = 0;
  #invalid = 0;
  #frames = 0;
  #modelMs = 0;
  #flushed = false;
  #channelMask: number | undefined;

  /**
   * @param now a clock in ms, for the statistics and for `searchSteps: 'auto'`
   * @throws TypeError, RangeError naming a wrong option
   */
  constructor(model: LatentModel, options: EncoderOptions, now: () => number = () => 0) {
    requireKind('model', model, SHAPES.model);
    requireOptions('', options, ENCODER_OPTION_KINDS);
    if (options.windowing !== undefined) requireOneOf('windowing', options.windowing, ['state', 'windows']);
    const { format } = model.info;
    this.model = model;
    this.#now = now;
    this.#inputChannels = requireInteger('channels', options.channels, 1, MAX_CHANNELS);
    if (options.channelMask !== undefined)
      this.#channelMask = requireInteger('channelMask', options.channelMask, 0, 2 ** 32 - 1);
    this.planes = requireInteger('planes', options.planes ?? 1, 1, MAX_BITS);
    this.framesPerBlock = requireInteger(
      'framesPerBlock',
      options.framesPerBlock ?? PRESETS.normal,
      1,
      MAX_FRAMES_PER_WINDOW,
    );
    const ahead = requireInteger('searchAheadFrames', options.searchAheadFrames ?? 0, 0, MAX_SEARCH_AHEAD_FRAMES);
    this.#search = searchOf(model, options.searchSteps ?? 0, ahead, this.planes, now);
    this.#kernels = options.kernels ?? typescriptKernels;
    if (options.stereo) {
      requireStereo(format, options.channels);
      this.#stereo = new StereoAnalyser(format);
    }
    this.#inputRateHz = requireInteger('sampleRateHz', options.sampleRateHz, ...RESAMPLER_RATES_HZ);
    this.#resampler = new Resampler({
      inputRateHz: this.#inputRateHz,
      outputRateHz: format.sampleRateHz,
      channels: this.#channels,
      kernels: this.#kernels,
    });
    this.#windower = new Windower({
      field: format.encoder,
      hopSamples: format.hopSamples,
      channels: format.channels,
      framesPerWindow: this.framesPerBlock,
      carryState: format.encoder.stateSize > 0 && options.windowing !== 'windows',
    });
    this.#state = model.createState('encode');
    this.#onAudio = options.onAudio;
    this.#onLatents = options.onLatents;
  }

  get stats(): EncoderStats {
    return {
      samples: this.#windower.totalSamples,
      invalidSamples: this.#invalid,
      frames: this.#frames,
      modelMs: (this.#state.computeMs ?? this.#modelMs) + (this.#search?.spentMs ?? 0),
    };
  }

  /** Samples per channel at the codec's rate that wait for their block to fill. */
  get pendingSamples(): number {
    return this.#windower.pendingSamples;
  }

  /**
   * With `searchSteps: 'auto'`: loads the search's graph and measures what a step takes, so that the first block need not
   * wait for it. Otherwise there is nothing to do.
   *
   * @throws CodecError MODEL_FAILED
   */
  async prepare(): Promise<void> {
    await this.#search?.prepare(this.framesPerBlock);
  }

  /**
   * Encodes audio that follows the audio pushed before.
   *
   * @param pcm [samples × channels], interleaved; copied before the call returns
   * @returns the blocks that are complete now, often none
   * @throws TypeError or RangeError for a wrong argument, CodecError AUDIO_FORMAT for a sample beyond ±1,000,000 (full scale
   * is 1), MODEL_FAILED
   */
  push(pcm: Float32Array): Promise<FrameBlock[]> {
    requireFloat32('pcm', pcm);
    if (pcm.length % this.#inputChannels !== 0)
      throw new RangeError(`pcm.length must be a multiple of channels (${this.#inputChannels}), got ${pcm.length}`);
    if (this.#flushed) throw new RangeError('push must not be called after flush');
    requireSamples(pcm, {
      name: 'pcm',
      firstSample: this.#pushed,
      sampleRateHz: this.#inputRateHz,
      channels: this.#inputChannels,
    });
    this.#pushed += pcm.length / this.#inputChannels;
    const copy = pcm.slice();
    return this.#serial.run(() => {
      this.#invalid += sanitize(copy);
      const mixed = this.#kernels.mixChannels(copy, this.#inputChannels, this.#channels, this.#channelMask);
      return this.#encode(this.#windows(this.#resampler.push(mixed)));
    });
  }

  /** Encodes the rest, the last frame padded with silence. `push` throws afterwards. */
  flush(): Promise<FrameBlock[]> {
    if (this.#flushed) return Promise.resolve([]);
    this.#flushed = true;
    return this.#serial.run(async () => {
      const windows = this.#windows(this.#resampler.flush());
      const blocks = await this.#encode([...windows, ...this.#windower.flush()]);
      return this.#search ? [...blocks, ...this.#settled(await this.#search.flush())] : blocks;
    });
  }

  /** Channels of the audio before the windower: two for the stereo analysis, else the model's. */
  get #channels(): number {
    return this.#stereo ? 2 : this.model.info.format.channels;
  }

  /** @param resampled [n × channels], interleaved, at the codec's rate */
  #windows(resampled: Float32Array): EncodeWindow[] {
    const channels = this.#kernels.deinterleave(resampled, this.#channels);
    if (!this.#stereo) return this.#windower.push(channels);
    const [left, right] = channels as [Float32Array, Float32Array];
    this.#stereo.push(left, right);
    return this.#windower.push([this.#kernels.mixChannels(resampled, 2, 1)]);
  }

  async #encode(windows: readonly EncodeWindow[]): Promise<FrameBlock[]> {
    const blocks: FrameBlock[] = [];
    for (const window of windows) blocks.push(...(await this.#block(window)));
    return blocks;
  }

  /** @returns the blocks that are complete now: one, unless the search waits for what follows */
  async #block(window: EncodeWindow): Promise<FrameBlock[]> {
    const { format } = this.model.info;
    const { firstFrame, frames, skipFrames, totalFrames } = window;
    if (window.reset) this.#state.reset();
    const { channels, hopSamples } = format;
    const width = totalFrames * hopSamples;
    this.#onAudio?.(sliceColumns(window.pcm, channels, width, skipFrames * hopSamples, frames * hopSamples));
    const started = this.#now();
    const all = await this.model.encode(window.pcm, totalFrames, this.#state);
    this.#modelMs += this.#now() - started;
    const latents = sliceColumns(all, format.latentSize, totalFrames, skipFrames, frames);
    this.#onLatents?.(latents, frames);
    const spatial = this.#stereo?.take(firstFrame, frames);
    this.#waiting.push({ firstFrame, frames, ...(spatial && { spatial }) });
    if (!this.#search) return this.#settled([latents]);
    return this.#settled(await this.#search.push({ latents, fed: window.pcm, frames, firstFrame, started }));
  }

  /** Blocks of the oldest frames that wait for their latents. */
  #settled(found: readonly Float32Array[]): FrameBlock[] {
    const { format, normalizer } = this.model.info;
    return found.map((latents) => {
      const { spatial, ...place } = this.#waiting.shift()!;
      this.#frames += place.frames;
      const at = { ...place, latentSize: format.latentSize };
      const block = latentsToBlock(latents, at, this.planes, normalizer, this.#kernels);
      return spatial ? { ...block, spatial } : block;
    });
  }
}

/** @throws RangeError when the audio has no two channels, or the format no room for spatial parameters */
function requireStereo(format: CodecFormat, channels: number): void {
  if (channels < 2) throw new RangeError(`channels must be 2 to 32 for stereo, got ${channels}`);
  if (!canCarrySpatialParameters(format))
    throw new RangeError(
      `stereo needs a model of 1 channel and more than 8 latents, got ${format.channels} and ${format.latentSize}`,
    );
}

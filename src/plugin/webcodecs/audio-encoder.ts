import { Encoder } from '../../codec/encoder.js';
import { withNormalizer } from '../../codec/with-normalizer.js';
import { encodeLcHeader, lcHeaderOf } from '../../core/file/lc-header.js';
import { bytesPerFramePlane, payloadBitsPerSecond } from '../../core/latent/format.js';
import type { FrameBlock } from '../../core/latent/frames.js';
import { PRESETS } from '../../core/latent/presets.js';
import { streamNormalizer } from '../../core/latent/quantiser-scale.js';
import { EPOCH_MODULUS, encodePacket, FRAME_INDEX_MODULUS } from '../../core/wire/packet.js';
import type { LatentModel } from '../../ports/model.js';
import { type AudioDataLike, interleavedSamples, requireAudioData } from '../audio-data-like.js';
import { domException } from '../dom-exception.js';
import { CodecBase, type CodecInit, requireModel } from './codec-base.js';
import { type LatentcastDecoderConfig, type LatentcastEncoderConfig, requireConfig, unsupported } from './config.js';
import { type EncodedAudioChunkLike, LatentcastAudioChunk, type LatentcastAudioChunkInit } from './encoded-chunk.js';
import type { PlatformClass } from './event-target.js';

/** What a {@link LatentcastAudioEncoder} is made with, as WebCodecs' `AudioEncoderInit`, and the model. */
export interface LatentcastAudioEncoderInit extends CodecInit {
  /** Given each chunk, and with the first one of a configuration what a decoder is configured with. */
  readonly output: (
    chunk: EncodedAudioChunkLike,
    metadata: { readonly decoderConfig?: Required<LatentcastDecoderConfig> },
  ) => void;
}

/** One run of the encoder, from `configure` or `flush` to the next. */
interface Run {
  readonly config: LatentcastEncoderConfig;
  readonly model: LatentModel;
  readonly planes: number;
  readonly epoch: number;
  /** Undefined until its first data. */
  encoder: Encoder | undefined;
  /** Of the first data, in microseconds. */
  startUs: number;
  /** Samples per channel that were given, at the rate of the audio. */
  samples: number;
  decoderConfig: Required<LatentcastDecoderConfig> | undefined;
}

/**
 * WebCodecs' `AudioEncoder` for this codec: the same methods, states, events and errors. It runs where the model runs, in a
 * page or in Node, and takes the platform's `AudioData` or {@link LatentcastAudioData}.
 *
 * The audio between two calls of `flush` is one stretch: timestamps count from that of its first data, and its last chunk
 * has the duration of what is left.
 */
export class LatentcastAudioEncoder extends CodecBase<LatentcastEncoderConfig> {
  readonly #output: LatentcastAudioEncoderInit['output'];
  #run: Run | undefined;
  #epoch = 0;

  /** @throws TypeError naming a member of `init` that is missing */
  constructor(init: LatentcastAudioEncoderInit) {
    super(init);
    this.#output = init.output;
  }

  /**
   * The class with its model: made with `output` and `error` alone, it can stand where `AudioEncoder` stood.
   *
   * @param model may still be loading
   * @throws TypeError for what is neither a model nor a promise
   */
  static withModel(
    model: CodecInit['model'],
  ): (new (
    init: Omit<LatentcastAudioEncoderInit, 'model'>,
  ) => LatentcastAudioEncoder) &
    typeof LatentcastAudioEncoder &
    PlatformClass<'AudioEncoder'> {
    requireModel('model', model);
    return class extends LatentcastAudioEncoder {
      constructor(init: Omit<LatentcastAudioEncoderInit, 'model'>) {
        super({ ...init, model });
      }
    } as never;
  }

  /** Whether `configure` would be successful with a model that has room for it. @throws TypeError for an invalid configuration */
  static async isConfigSupported(
    config: LatentcastEncoderConfig,
  ): Promise<{ readonly supported: boolean; readonly config: LatentcastEncoderConfig }> {
    requireConfig(config);
    return { supported: unsupported(config) === undefined, config: known(config) };
  }

  /** Data that wait for their turn. */
  get encodeQueueSize(): number {
    return this.queueSize;
  }

  /** @throws TypeError for an invalid configuration, DOMException InvalidStateError when it is closed */
  configure(config: LatentcastEncoderConfig): void {
    requireConfig(config);
    this.configureWith(known(config), unsupported(config));
  }

  /**
   * @param data of the configuration's rate and channels; read before this returns, and not closed
   * @throws TypeError for what is no `AudioData` or is closed, DOMException InvalidStateError unless it is configured
   */
  encode(data: AudioDataLike): void {
    requireAudioData('data', data);
    this.requireConfigured('encode');
    const pcm = interleavedSamples(data);
    const { sampleRate, numberOfChannels, timestamp } = data;
    this.enqueueData(() => this.#encode(pcm, { sampleRate, numberOfChannels, timestamp }));
  }

  protected async open(config: LatentcastEncoderConfig, model: LatentModel): Promise<void> {
    const generation = this.generation;
    await this.drain();
    if (!this.isCurrent(generation)) return;
    const planes = planesFor(config.bitrate, model);
    const own = streamNormalizer(model.info.normalizer, planes);
    const run = {
      config,
      planes,
      model: own ? withNormalizer(model, own) : model,
      epoch: this.#epoch++ % EPOCH_MODULUS,
      startUs: 0,
      samples: 0,
    };
    const { codec, sampleRate, numberOfChannels } = config;
    const description = encodeLcHeader(
      lcHeaderOf(
        model.info,
        { sampleRateHz: sampleRate, channels: numberOfChannels },
        {
          planes,
          ...(own && { normalizer: own }),
          ...(config.latentcast?.stereo && { hasSpatialParameters: true as const }),
        },
      ),
    );
    this.#run = {
      ...run,
      encoder: encoderOf(run),
      decoderConfig: { codec, sampleRate, numberOfChannels, description },
    };
  }

  protected async drain(): Promise<void> {
    const run = this.#run;
    if (!run || run.samples === 0) return;
    const generation = this.generation;
    const blocks = await run.encoder!.flush();
    // The receiver of a chunk may reset or close the codec.
    for (const [i, block] of blocks.entries())
      if (this.isCurrent(generation)) this.#give(run, block, i === blocks.length - 1);
    if (!this.isCurrent(generation)) return;
    this.#run = { ...run, epoch: this.#epoch++ % EPOCH_MODULUS, encoder: undefined, samples: 0 };
  }

  protected discard(): void {
    this.#run = undefined;
  }

  protected onFlush(): void {}

  async #encode(
    pcm: Float32Array,
    form: { readonly sampleRate: number; readonly numberOfChannels: number; readonly timestamp: number },
  ): Promise<void> {
    const run = this.#run!;
    const { sampleRate, numberOfChannels } = run.config;
    if (form.sampleRate !== sampleRate || form.numberOfChannels !== numberOfChannels)
      throw domException(
        'EncodingError',
        `data must have ${sampleRate} Hz and ${numberOfChannels} channels as configured, got ${form.sampleRate} and ${form.numberOfChannels}`,
      );
    run.encoder ??= encoderOf(run);
    if (run.samples === 0) run.startUs = form.timestamp;
    run.samples += pcm.length / numberOfChannels;
    const generation = this.generation;
    for (const block of await run.encoder.push(pcm)) if (this.isCurrent(generation)) this.#give(run, block, false);
  }

  #give(run: Run, block: FrameBlock, isLast: boolean): void {
    const { format } = run.model.info;
    const { firstFrame, frames, planes, payload, spatial } = block;
    const timeUs = (frame: number): number => Math.round((frame * format.hopSamples * 1e6) / format.sampleRateHz);
    const fromUs = timeUs(firstFrame);
    const toUs = isLast ? Math.round((run.samples * 1e6) / run.config.sampleRate) : timeUs(firstFrame + frames);
    const data = encodePacket(
      {
        type: 'audio',
        epoch: run.epoch,
        firstFrame: firstFrame % FRAME_INDEX_MODULUS,
        frames,
        encodedPlanes: planes,
        planes,
        payload,
        ...(spatial && { spatial }),
      },
      { bytesPerFramePlane: bytesPerFramePlane(format), hasSpatialParameters: spatial !== undefined },
    );
    const init = { type: 'key' as const, timestamp: run.startUs + fromUs, duration: Math.max(0, toUs - fromUs), data };
    const metadata = run.decoderConfig ? { decoderConfig: run.decoderConfig } : {};
    run.decoderConfig = undefined;
    this.callOut((chunk) => this.#output(chunk, metadata), newChunk(init));
  }
}

/** The members that this codec knows, copied. */
function known(config: LatentcastEncoderConfig): LatentcastEncoderConfig {
  const { codec, sampleRate, numberOfChannels, bitrate, bitrateMode, latentcast } = config;
  return {
    codec,
    sampleRate,
    numberOfChannels,
    ...(bitrate !== undefined && { bitrate }),
    ...(bitrateMode !== undefined && { bitrateMode }),
    ...(latentcast !== undefined && { latentcast: knownOwn(latentcast) }),
  };
}

const knownOwn = ({
  framesPerChunk,
  stereo,
  searchSteps,
}: NonNullable<LatentcastEncoderConfig['latentcast']>): LatentcastEncoderConfig['latentcast'] & object => ({
  ...(framesPerChunk !== undefined && { framesPerChunk }),
  ...(stereo !== undefined && { stereo }),
  ...(searchSteps !== undefined && { searchSteps }),
});

const encoderOf = ({ config, model, planes }: Pick<Run, 'config' | 'model' | 'planes'>): Encoder =>
  new Encoder(model, {
    sampleRateHz: config.sampleRate,
    channels: config.numberOfChannels,
    planes,
    framesPerBlock: config.latentcast?.framesPerChunk ?? PRESETS.normal,
    stereo: config.latentcast?.stereo ?? false,
    searchSteps: config.latentcast?.searchSteps ?? 0,
  });

/** Bit planes nearest to a rate. */
function planesFor(bitrate: number | undefined, { info }: LatentModel): number {
  if (bitrate === undefined) return 1;
  const planes = Math.round(bitrate / payloadBitsPerSecond(info.format, 1));
  return Math.min(Math.max(planes, 1), info.format.maxPlanes);
}

/** The platform's chunk where it has one. */
function newChunk(init: LatentcastAudioChunkInit): EncodedAudioChunkLike {
  const { EncodedAudioChunk } = globalThis as {
    EncodedAudioChunk?: new (init: LatentcastAudioChunkInit) => EncodedAudioChunkLike;
  };
  return EncodedAudioChunk ? new EncodedAudioChunk(init) : new LatentcastAudioChunk(init);
}

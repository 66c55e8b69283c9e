import { Decoder } from '../../codec/decoder.js';
import { withNormalizer } from '../../codec/with-normalizer.js';
import { concatFloats } from '../../core/buffers.js';
import { CodecError } from '../../core/errors.js';
import { type LcHeader, parseLcHeader } from '../../core/file/lc-header.js';
import { bytesPerFramePlane } from '../../core/latent/format.js';
import { type AudioPacket, FRAME_INDEX_MODULUS, parsePacket } from '../../core/wire/packet.js';
import type { LatentModel } from '../../ports/model.js';
import { bytesOf, LatentcastAudioData, type LatentcastAudioDataInit } from '../audio-data.js';
import type { AudioDataLike } from '../audio-data-like.js';
import { domException } from '../dom-exception.js';
import { requireLcModel } from '../lc-decoding.js';
import { CodecBase, type CodecInit, requireModel } from './codec-base.js';
import { type LatentcastDecoderConfig, requireConfig, unsupported } from './config.js';
import { type EncodedAudioChunkLike, requireChunk } from './encoded-chunk.js';
import type { PlatformClass } from './event-target.js';

/** What a {@link LatentcastAudioDecoder} is made with, as WebCodecs' `AudioDecoderInit`, and the model. */
export interface LatentcastAudioDecoderInit extends CodecInit {
  /** Given the audio, `f32-planar`: the platform's `AudioData` where it has one. The receiver closes it. */
  readonly output: (data: AudioDataLike) => void;
}

/** A longer gap between two chunks is no loss: another part of the audio begins. */
const MAX_LOST_FRAMES = 1024;

/** What has been decoded since `configure`. */
interface Run {
  readonly config: LatentcastDecoderConfig;
  readonly decoder: Decoder;
  readonly hasSpatialParameters: boolean;
  epoch: number | undefined;
  /** Of the first chunk since the start or a jump, in microseconds. */
  startUs: number;
  /** Samples per channel that came out since. */
  samples: number;
  /** Frames that were decoded or concealed since. */
  frames: number;
  /** Samples per channel by which the last chunk is shorter than its frames: padding, unless another chunk follows. */
  padding: number;
  /** Audio that may be padding, interleaved. */
  held: Float32Array;
}

/**
 * WebCodecs' `AudioDecoder` for this codec: the same methods, states, events and errors. It runs where the model runs, in a
 * page or in Node, and takes the platform's `EncodedAudioChunk` or {@link LatentcastAudioChunk}.
 *
 * A chunk that is missing is concealed. Timestamps count from that of the first chunk after `configure`, `flush` or a jump.
 */
export class LatentcastAudioDecoder extends CodecBase<LatentcastDecoderConfig> {
  readonly #output: LatentcastAudioDecoderInit['output'];
  #run: Run | undefined;
  #needsKeyChunk = true;

  /** @throws TypeError naming a member of `init` that is missing */
  constructor(init: LatentcastAudioDecoderInit) {
    super(init);
    this.#output = init.output;
  }

  /**
   * The class with its model: made with `output` and `error` alone, it can stand where `AudioDecoder` stood.
   *
   * @param model may still be loading
   * @throws TypeError for what is neither a model nor a promise
   */
  static withModel(
    model: CodecInit['model'],
  ): (new (
    init: Omit<LatentcastAudioDecoderInit, 'model'>,
  ) => LatentcastAudioDecoder) &
    typeof LatentcastAudioDecoder &
    PlatformClass<'AudioDecoder'> {
    requireModel('model', model);
    return class extends LatentcastAudioDecoder {
      constructor(init: Omit<LatentcastAudioDecoderInit, 'model'>) {
        super({ ...init, model });
      }
    } as never;
  }

  /** Whether `configure` would be successful with the right model. @throws TypeError for an invalid configuration */
  static async isConfigSupported(
    config: LatentcastDecoderConfig,
  ): Promise<{ readonly supported: boolean; readonly config: LatentcastDecoderConfig }> {
    requireConfig(config);
    return { supported: reason(config) === undefined, config: known(config) };
  }

  /** Chunks that wait for their turn. */
  get decodeQueueSize(): number {
    return this.queueSize;
  }

  /** @throws TypeError for an invalid configuration, DOMException InvalidStateError when it is closed */
  configure(config: LatentcastDecoderConfig): void {
    requireConfig(config);
    this.configureWith(known(config), reason(config));
    this.#needsKeyChunk = true;
  }

  /**
   * @param chunk read before this returns
   * @throws TypeError for what is no chunk; DOMException InvalidStateError unless it is configured, DataError unless the
   *   first chunk after `configure` and `flush` is a key chunk
   */
  decode(chunk: EncodedAudioChunkLike): void {
    requireChunk(chunk);
    this.requireConfigured('decode');
    if (this.#needsKeyChunk && chunk.type !== 'key')
      throw domException('DataError', `chunk.type must be key after configure and flush, got ${chunk.type}`);
    this.#needsKeyChunk = false;
    const bytes = new Uint8Array(chunk.byteLength);
    chunk.copyTo(bytes);
    const { timestamp, duration } = chunk;
    this.enqueueData(() => this.#decode(bytes, timestamp, duration));
  }

  protected async open(config: LatentcastDecoderConfig, model: LatentModel): Promise<void> {
    const generation = this.generation;
    await this.drain();
    if (!this.isCurrent(generation)) return;
    const header = headerOf(config);
    if (header) requireLcModel(header, model);
    const used = header?.normalizer ? withNormalizer(model, header.normalizer) : model;
    const { sampleRate: sampleRateHz, numberOfChannels: channels } = config;
    this.#run = {
      config,
      decoder: new Decoder(used, { sampleRateHz, channels }),
      hasSpatialParameters: header?.hasSpatialParameters ?? false,
      epoch: undefined,
      startUs: 0,
      samples: 0,
      frames: 0,
      padding: 0,
      held: new Float32Array(0),
    };
  }

  /** Gives out the rest; the next chunk begins anew. */
  protected async drain(): Promise<void> {
    const run = this.#run;
    if (!run || run.epoch === undefined) return;
    const { decoder } = run;
    const generation = this.generation;
    const rest = await decoder.flush();
    await decoder.restart();
    if (!this.isCurrent(generation)) return;
    this.#give(run, rest);
    run.epoch = undefined;
    run.held = new Float32Array(0);
  }

  protected discard(): void {
    this.#run = undefined;
  }

  protected onFlush(): void {
    this.#needsKeyChunk = true;
  }

  async #decode(bytes: Uint8Array, timestampUs: number, durationUs: number | null): Promise<void> {
    const run = this.#run!;
    const { decoder, hasSpatialParameters } = run;
    const { format } = decoder.model.info;
    const packet = audioPacket(bytes, bytesPerFramePlane(format), hasSpatialParameters);
    const generation = this.generation;
    if (run.epoch !== undefined && !continues(run, packet)) await this.drain();
    if (!this.isCurrent(generation)) return;
    if (run.epoch === undefined)
      Object.assign(run, { epoch: packet.epoch, startUs: timestampUs, samples: 0, frames: 0 });
    const firstFrame = absolute(packet.firstFrame, decoder.expectedFrame);
    const lost = firstFrame - (decoder.expectedFrame ?? firstFrame);
    const parts: Float32Array[] = [];
    if (lost > 0) parts.push(await decoder.push({ kind: 'lost', firstFrame: firstFrame - lost, frames: lost }));
    const { frames, planes, payload, spatial } = packet;
    const block = { firstFrame, frames, planes, payload, ...(spatial && { spatial }) };
    parts.push(await decoder.push({ kind: 'frames', block }));
    if (!this.isCurrent(generation)) return;
    run.frames += lost + frames;
    const whole = samplesOf(decoder, frames);
    const stated = durationUs === null ? whole : Math.round((durationUs * decoder.sampleRateHz) / 1e6);
    run.padding = stated < whole && whole - stated < samplesOf(decoder, 1) ? whole - stated : 0;
    this.#give(run, concatFloats(parts));
  }

  /** Gives out audio up to the end that the chunks have stated. */
  #give(run: Run, more: Float32Array): void {
    const { channels, sampleRateHz } = run.decoder;
    const all = concatFloats([run.held, more]);
    const left = Math.max(0, samplesOf(run.decoder, run.frames) - run.padding - run.samples);
    const pcm = all.slice(0, left * channels);
    run.held = all.slice(pcm.length);
    const numberOfFrames = pcm.length / channels;
    if (numberOfFrames === 0) return;
    const planar = new Float32Array(pcm.length);
    for (let c = 0, at = 0; c < channels; c++) for (let i = c; i < pcm.length; i += channels) planar[at++] = pcm[i]!;
    const data = newAudioData({
      format: 'f32-planar',
      sampleRate: sampleRateHz,
      numberOfFrames,
      numberOfChannels: channels,
      timestamp: run.startUs + Math.round((run.samples * 1e6) / sampleRateHz),
      data: planar,
    });
    run.samples += numberOfFrames;
    this.callOut(this.#output, data);
  }
}

/** Samples per channel of latent frames, at the output's rate. */
const samplesOf = ({ model, sampleRateHz }: Decoder, frames: number): number =>
  Math.round((frames * model.info.format.hopSamples * sampleRateHz) / model.info.format.sampleRateHz);

/** @throws CodecError for bytes that are no audio packet */
function audioPacket(bytes: Uint8Array, bytesPerPlane: number, hasSpatialParameters: boolean): AudioPacket {
  const packet = parsePacket(bytes, { bytesPerFramePlane: bytesPerPlane, hasSpatialParameters });
  if (packet.type === 'audio') return packet;
  throw new CodecError('PACKET_TYPE', `chunk must be an audio packet, got one of type ${packet.type}`);
}

/** Whether a packet continues what was decoded, after a loss perhaps. */
function continues({ epoch, decoder }: Run, packet: AudioPacket): boolean {
  const expected = decoder.expectedFrame ?? 0;
  const lost = absolute(packet.firstFrame, expected) - expected;
  return packet.epoch === epoch && lost >= 0 && lost <= MAX_LOST_FRAMES;
}

/** The frame index nearest to `expected` that is `index` mod 2^24. */
function absolute(index: number, expected: number | undefined): number {
  if (expected === undefined) return index;
  const distance = (((index - expected) % FRAME_INDEX_MODULUS) + FRAME_INDEX_MODULUS) % FRAME_INDEX_MODULUS;
  return expected + (distance < FRAME_INDEX_MODULUS / 2 ? distance : distance - FRAME_INDEX_MODULUS);
}

/** As {@link unsupported}, with the header. */
const reason = (config: LatentcastDecoderConfig): string | undefined =>
  unsupported(config) ??
  (headerOf(config) === null ? 'description must be the header of an .lc file, and whole' : undefined);

/** Undefined where there is none, null where it cannot be read. */
function headerOf({ description }: LatentcastDecoderConfig): LcHeader | undefined | null {
  if (description === undefined) return undefined;
  try {
    return parseLcHeader(bytesOf(description))?.header ?? null;
  } catch {
    return null;
  }
}

/** The members that this codec knows, copied. */
function known(config: LatentcastDecoderConfig): LatentcastDecoderConfig {
  const { codec, sampleRate, numberOfChannels, description } = config;
  return { codec, sampleRate, numberOfChannels, ...(description && { description: bytesOf(description).slice() }) };
}

/** The platform's where it has one. */
function newAudioData(init: LatentcastAudioDataInit): AudioDataLike {
  const { AudioData } = globalThis as { AudioData?: new (init: LatentcastAudioDataInit) => AudioDataLike };
  return AudioData ? new AudioData(init) : new LatentcastAudioData(init);
}

import { Readable, type Transform } from 'node:stream';
import { requireOptions, SHAPES } from '../../core/options.js';
import { LatentcastAudioData } from '../../plugin/audio-data.js';
import { type DecodeStreamOptions, decodeChunks } from '../../plugin/decode-stream.js';
import { type EncodeStreamOptions, encodeChunks } from '../../plugin/encode-stream.js';
import { openAudio } from '../files/open-audio.js';
import { selectKernels } from '../native/native.js';
import { ChunkTransformStream } from './chunk-transform.js';

/**
 * Audio → bytes of an `.lc` file, as a Node stream: {@link encodeStream} for `pipe` and `pipeline`. It takes Float32Array and
 * AudioData, and Buffers of PCM where `encoding` is given. `signal` destroys it with an AbortError.
 *
 * @throws TypeError, RangeError naming an option that is outside its range
 */
export function encodeTransform(options: EncodeStreamOptions): Transform {
  return new ChunkTransformStream(encodeChunks({ kernels: selectKernels(), ...options }), {
    acceptsObjects: true,
    givesObjects: false,
    signal: options.signal as AbortSignal | undefined,
  });
}

/**
 * Bytes of an `.lc` file → audio, as a Node stream: {@link decodeStream} for `pipe` and `pipeline`. It gives Float32Array, or
 * Buffers of PCM where `encoding` is given. `signal` destroys it with an AbortError.
 *
 * @throws TypeError, RangeError naming an option that is outside its range
 */
export function decodeTransform(options: DecodeStreamOptions): Transform {
  return new ChunkTransformStream(decodeChunks({ kernels: selectKernels(), ...options }), {
    acceptsObjects: false,
    givesObjects: options?.encoding === undefined,
    signal: options.signal as AbortSignal | undefined,
  });
}

/** What {@link audioTransform} may be ended with. */
export interface AudioTransformOptions {
  /** Destroys the stream with an AbortError. */
  readonly signal?: AbortSignal;
  /** Takes faults of the audio that did not end it, as sentences, when it has been read; `isLoss`: audio is missing. */
  onWarning?(message: string, isLoss: boolean): void;
}

/**
 * Bytes of an audio file → `AudioData`, which states its rate and channels, as a Node stream: the decoder before
 * {@link encodeTransform}. It reads what {@link openAudio} reads of a stream.
 *
 * The stream is destroyed with what {@link openAudio} throws.
 *
 * @throws TypeError naming a wrong option
 */
export function audioTransform(options: AudioTransformOptions = {}): Transform {
  requireOptions<AudioTransformOptions>('', options, { signal: SHAPES.signal, onWarning: 'function' });
  return new ChunkTransformStream((bytes) => audioOf(bytes, options), {
    acceptsObjects: false,
    givesObjects: true,
    signal: options.signal,
  });
}

async function* audioOf(
  bytes: AsyncIterable<Uint8Array>,
  options: AudioTransformOptions,
): AsyncGenerator<LatentcastAudioData> {
  const source = await openAudio(Readable.from(bytes, { objectMode: false }), { streamName: 'the stream' });
  try {
    const { sampleRateHz, channels } = source;
    let samples = 0;
    for await (const data of source.blocks()) {
      const numberOfFrames = data.length / channels;
      if (numberOfFrames === 0) continue;
      const timestamp = Math.round((samples * 1e6) / sampleRateHz);
      yield new LatentcastAudioData({
        format: 'f32',
        sampleRate: sampleRateHz,
        numberOfFrames,
        numberOfChannels: channels,
        timestamp,
        data,
      });
      samples += numberOfFrames;
    }
    for (const warning of source.warnings) options.onWarning?.(warning, source.isIncomplete);
  } finally {
    await source.close();
  }
}

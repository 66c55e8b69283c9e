import { type FileHandle, open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { PCM_BYTES } from '../../core/dsp/pcm.js';
import { requireFloat32 } from '../../core/errors.js';
import type { AudioSink } from '../../ports/audio.js';
import { selectKernels } from '../native/native.js';
import { checkAudioForm } from './audio-limits.js';
import { fileError } from './file-errors.js';
import { writeAll } from './stream-write.js';
import { type WavForm, wavHeader } from './wav-header.js';

/** The form of a WAV file and how its samples are rounded. */
export interface WavWriterOptions {
  /** Rate in the header, 8000..192000 Hz; the audio is not converted. */
  readonly sampleRateHz: number;
  /** Channels of the interleaved blocks and of the file, 1..32. */
  readonly channels: number;
  /** Sample format of the file; integers are clipped to full scale. @default 's16le' */
  readonly encoding?: WavForm['encoding'];
  /**
   * Triangular dither of ±1 step before rounding to 16 bits: the rounding error becomes noise and not distortion. Off by
   * default, because the codec's own noise is some 60 dB louder. The noise is a fixed sequence.
   *
   * @default false
   */
  readonly dither?: boolean;
}

/** A sink that counts its samples. */
export interface WavSink extends AudioSink {
  /** Samples per channel written so far. */
  readonly samples: number;
}

/**
 * Writes a WAV file. Its header states "to the end of the file" until `close()` fills in the length, so that the file is
 * valid at any moment.
 *
 * @throws CodecError FILE_IO; AUDIO_FORMAT for a rate or number of channels outside the limits
 */
export async function wavFileSink(path: string, options: WavWriterOptions): Promise<WavSink> {
  const form = formOf(path, options);
  let file: FileHandle;
  try {
    file = await open(path, 'w');
  } catch (cause) {
    throw fileError('open', path, cause);
  }
  const guarded = async (run: () => Promise<unknown>): Promise<void> => {
    try {
      await run();
    } catch (cause) {
      throw fileError('write', path, cause);
    }
  };
  const sink = new WavWriter(form, options.dither ?? false, {
    write: (bytes) => guarded(() => file.writeFile(bytes)),
    finish: async (header) => {
      try {
        await guarded(() => file.write(header, 0, header.length, 0));
      } finally {
        await file.close();
      }
    },
  });
  try {
    await sink.start();
  } catch (error) {
    await file.close();
    throw error;
  }
  return sink;
}

/** Writes WAV to a pipe, with a header that leaves the length open. The stream stays open. */
export async function wavStreamSink(stream: Writable, options: WavWriterOptions): Promise<WavSink> {
  const sink = new WavWriter(formOf('standard output', options), options.dither ?? false, {
    write: (bytes) => writeAll(stream, bytes),
    finish: async () => {},
  });
  await sink.start();
  return sink;
}

function formOf(name: string, options: WavWriterOptions): WavForm {
  checkAudioForm(name, options.sampleRateHz, options.channels);
  return { sampleRateHz: options.sampleRateHz, channels: options.channels, encoding: options.encoding ?? 's16le' };
}

interface Target {
  write(bytes: Uint8Array): Promise<void>;
  /** Replaces the header by one with the true length and closes. */
  finish(header: Uint8Array): Promise<void>;
}

class WavWriter implements WavSink {
  readonly sampleRateHz: number;
  readonly channels: number;
  samples = 0;
  #closing: Promise<void> | undefined;

  constructor(
    readonly form: WavForm,
    readonly dither: boolean,
    readonly target: Target,
  ) {
    this.sampleRateHz = form.sampleRateHz;
    this.channels = form.channels;
  }

  start(): Promise<void> {
    return this.target.write(wavHeader(this.form));
  }

  async write(block: Float32Array): Promise<void> {
    requireFloat32('block', block);
    if (block.length % this.channels !== 0)
      throw new RangeError(`block length must be a multiple of ${this.channels} channels, got ${block.length}`);
    if (this.#closing) throw new TypeError('the sink is closed');
    if (block.length === 0) return;
    const { encoding } = this.form;
    // The dither is a function of the sample's index, so that the file does not depend on the lengths of the blocks.
    const options = this.dither ? { dither: { seed: 1, firstSample: this.samples * this.channels } } : {};
    await this.target.write(selectKernels().encodePcm(block, encoding, options));
    this.samples += block.length / this.channels;
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #finish(): Promise<void> {
    const bytes = this.samples * this.channels * PCM_BYTES[this.form.encoding];
    if (bytes % 2 === 1) await this.target.write(new Uint8Array(1)); // chunks are padded to even lengths
    await this.target.finish(wavHeader(this.form, this.samples));
  }
}

import type { Writable } from 'node:stream';
import { PCM_BYTES } from '../../core/dsp/pcm.js';
import { requireFloat32 } from '../../core/errors.js';
import type { AbortSignalLike, AudioSink } from '../../ports/audio.js';
import { selectKernels } from '../native/native.js';
import { checkAudioForm } from './audio-limits.js';
import { type OutputFile, openOutput } from './output-file.js';
import { WAV_KIND } from './output-kind.js';
import type { FileReference } from './same-file.js';
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

/** Options of {@link wavFileSink}. */
export interface WavFileOptions extends WavWriterOptions {
  /** Whether an existing file that is no WAV file is replaced. @default false */
  readonly replace?: boolean;
  /** What is read while this file is written, by path or descriptor: it is never overwritten. @default none */
  readonly inputs?: readonly FileReference[];
  /**
   * Whether only the complete file is of use: what was written is then removed when the process is ended before `close`.
   * Otherwise it is a recording, whose part stays, as a valid file.
   *
   * @default false
   */
  readonly isWhole?: boolean;
  /** Gives up waiting for the reader of a named pipe. */
  readonly signal?: AbortSignalLike;
}

/** A sink that counts its samples. */
export interface WavSink extends AudioSink {
  /** Samples per channel written so far. */
  readonly samples: number;
}

/** A WAV file that is being written. */
export interface WavFileSink extends WavSink {
  /** Where the file is; a recording that could not take its place is beside it once it is closed. */
  readonly path: string;
  /**
   * Puts the file in place, where it replaces an existing WAV file. May be called twice.
   *
   * @param isPartial whether a part of the audio is missing: the file then replaces none, unless `replace` is set
   * @throws CodecError FILE_IO, OUTPUT_REFUSED
   */
  close(isPartial?: boolean): Promise<void>;
  /** Removes what was written instead; an existing file is untouched. Without effect once it is closed. */
  discard(): Promise<void>;
}

/**
 * Writes a WAV file. Its header states "to the end of the file" until `close()` fills in the length, so that it is valid
 * at any moment. Until then it has the name `NAME.xxxxxxxx.partial`: an existing file is replaced at the end or never.
 *
 * A pipe or a device is written to directly, with a header that leaves the length open.
 *
 * @param path its name ends in .wav or .wave
 * @throws CodecError FILE_IO; OUTPUT_REFUSED for an existing file of another kind, an input, a folder or another ending;
 * AUDIO_FORMAT for a rate or number of channels outside the limits
 */
export async function wavFileSink(path: string, options: WavFileOptions): Promise<WavFileSink> {
  const form = formOf(path, options);
  const { replace, inputs, isWhole = false, signal } = options;
  const output = await openOutput(path, {
    kind: WAV_KIND,
    isRecording: !isWhole,
    ...(replace !== undefined && { replace }),
    ...(inputs && { inputs }),
    ...(signal && { signal }),
  });
  const sink = new WavFile(form, options.dither ?? false, output, path, isWhole);
  try {
    await sink.start();
  } catch (error) {
    await output.discard();
    throw error;
  }
  return sink;
}

/** Writes WAV to a pipe, with a header that leaves the length open. The stream stays open. */
export async function wavStreamSink(stream: Writable, options: WavWriterOptions): Promise<WavSink> {
  const sink = new WavWriter(formOf('standard output', options), options.dither ?? false, {
    write: (bytes) => writeAll(stream, bytes),
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

  close(isPartial = false): Promise<void> {
    this.#closing ??= this.finish(isPartial);
    return this.#closing;
  }

  protected async finish(_isPartial: boolean): Promise<void> {
    const bytes = this.samples * this.channels * PCM_BYTES[this.form.encoding];
    if (bytes % 2 === 1) await this.target.write(new Uint8Array(1)); // chunks are padded to even lengths
  }
}

class WavFile extends WavWriter implements WavFileSink {
  #isDiscarded = false;

  constructor(
    form: WavForm,
    dither: boolean,
    readonly output: OutputFile,
    public path: string,
    readonly isWhole: boolean,
  ) {
    super(form, dither, output);
  }

  override async write(block: Float32Array): Promise<void> {
    try {
      await super.write(block);
    } catch (error) {
      // A part of the block may have been written.
      const bytes = this.output.size - wavHeader(this.form).length;
      if (!this.output.isStream) this.samples = Math.floor(bytes / (this.channels * PCM_BYTES[this.form.encoding]));
      throw error;
    }
  }

  async discard(): Promise<void> {
    this.#isDiscarded = true;
    await this.output.discard();
  }

  protected override async finish(isPartial: boolean): Promise<void> {
    if (this.#isDiscarded) return;
    try {
      await super.finish(isPartial);
      await this.output.rewriteStart(wavHeader(this.form, this.samples));
    } catch (error) {
      // A recording is valid without its length.
      if (this.isWhole) {
        await this.output.discard();
        throw error;
      }
    }
    this.path = await this.output.commit(isPartial);
  }
}

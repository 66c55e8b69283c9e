import { requireSamples, sanitize } from '../../core/dsp/pcm.js';
import { CodecError } from '../../core/errors.js';
import type { AbortSignalLike, AudioSource } from '../../ports/audio.js';
import type { AudioTags } from './audio-tags.js';
import type { FileReference } from './same-file.js';

/**
 * Format of an audio file, with its codec where a container may hold several; `raw` is PCM
 * without a header, `ffmpeg` what FFmpeg has read.
 */
export type AudioContainer =
  | 'wav'
  | 'aiff'
  | 'caf'
  | 'au'
  | 'w64'
  | 'flac'
  | 'ogg-flac'
  | 'ogg-vorbis'
  | 'ogg-opus'
  | 'mp3'
  | 'mp2'
  | 'raw'
  | 'ffmpeg';

/** A format that is read without another program. */
export type OwnContainer = Exclude<AudioContainer, 'raw' | 'ffmpeg'>;

/** An {@link AudioSource} that reports its format and the faults of its data. */
export interface FileAudioSource extends AudioSource {
  readonly container: AudioContainer;
  /** Title, artist, album and cover as stated so far; a stream may state others later, see `OpenAudioOptions.onTags`. */
  readonly tags: AudioTags;
  /** Faults that did not stop the reading, as sentences; complete when the blocks have ended. */
  readonly warnings: readonly string[];
  /** Samples so far that were NaN or infinite and became 0. */
  readonly invalidSamples: number;
  /** Whether a part of the audio was found to be missing so far: the file ends early, or damaged parts were skipped. */
  readonly isIncomplete: boolean;
  /** What is read, by path or descriptor; absent for what is no file. No output may be the same file. */
  readonly input?: FileReference;
}

/** Reports a fault as a sentence. @param isLoss whether audio is missing because of it */
export type Warn = (message: string, isLoss?: boolean) => void;

/** What a reader knows once it has read the header, and how it reads on. */
export interface BlockSourceOptions {
  /** Format that was recognised; passed on as {@link FileAudioSource.container}. */
  readonly container: AudioContainer;
  /** Named in errors: a path or "standard input". */
  readonly name: string;
  /** Rate of the file's audio, 8000..192000 Hz: the caller has checked it. */
  readonly sampleRateHz: number;
  /** Channels of the file's audio, 1..32: the caller has checked it. */
  readonly channels: number;
  /** Samples per channel, as the header states. @default unknown, as of a pipe */
  readonly totalSamples?: number;
  /** Faults of the header, as sentences; those of the data are added to them. @default none */
  readonly warnings?: readonly string[];
  /** What is read, where it is a file: its path or descriptor. */
  readonly input?: FileReference;
  /** What the header states of the audio. @default none */
  readonly tags?: AudioTags;
  /** Speaker positions of the channels, as `AudioSource.channelMask`. @default that of the usual layout */
  readonly channelMask?: number;
  /** Yields interleaved blocks, each owned by the consumer. */
  readonly produce: (warn: Warn) => AsyncIterable<Float32Array>;
  /** Frees the producer's resources; called once. It must end also while the producer waits for input. */
  readonly release: () => Promise<void> | void;
}

/** Common part of all readers: one pass only, invalid samples counted, abort, empty input refused, close twice. */
export class BlockSource implements FileAudioSource {
  readonly container: AudioContainer;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly totalSamples?: number;
  readonly channelMask?: number;
  readonly warnings: string[];
  readonly input?: FileReference;
  tags: AudioTags;
  invalidSamples = 0;
  isIncomplete = false;
  readonly #options: BlockSourceOptions;
  #started = false;
  #lastLoss = '';
  #closing: Promise<void> | undefined;

  constructor(options: BlockSourceOptions) {
    this.#options = options;
    this.container = options.container;
    this.sampleRateHz = options.sampleRateHz;
    this.channels = options.channels;
    if (options.totalSamples !== undefined) this.totalSamples = options.totalSamples;
    if (options.channelMask !== undefined) this.channelMask = options.channelMask;
    if (options.input !== undefined) this.input = options.input;
    this.tags = options.tags ?? {};
    this.warnings = [...(options.warnings ?? [])];
  }

  /**
   * One pass only. @throws CodecError AUDIO_EMPTY when there is no sample, AUDIO_FORMAT for one beyond ±1,000,000, ABORTED, or what the reader throws;
   * TypeError when called a second time.
   */
  async *blocks(signal?: AbortSignalLike): AsyncGenerator<Float32Array> {
    if (this.#started) throw new TypeError(`${this.#options.name}: blocks() may be called once`);
    this.#started = true;
    const iterator = this.#options
      .produce((message, isLoss = false) => {
        this.warnings.push(`${this.#options.name}: ${message}`);
        this.isIncomplete ||= isLoss;
        if (isLoss) this.#lastLoss = message;
      })
      [Symbol.asyncIterator]();
    let samples = 0;
    try {
      for (;;) {
        const { done, value } = await orAbort(iterator.next(), signal, this.#options.name);
        if (done) break;
        if (value.length === 0) continue;
        const { channels, sampleRateHz } = this;
        requireSamples(value, { name: this.#options.name, firstSample: samples / channels, sampleRateHz, channels });
        this.invalidSamples += sanitize(value);
        samples += value.length;
        yield value;
      }
    } finally {
      await this.close();
    }
    if (samples === 0) {
      const why = this.isIncomplete ? ` that can be read: ${this.#lastLoss}` : '';
      throw new CodecError('AUDIO_EMPTY', `${this.#options.name}: the audio holds no samples${why}`);
    }
    if (this.invalidSamples > 0)
      this.warnings.push(`${this.#options.name}: ${this.invalidSamples} samples were not numbers and became 0`);
  }

  close(): Promise<void> {
    this.#closing ??= Promise.resolve(this.#options.release());
    return this.#closing;
  }
}

/** `promise`, or a rejection with ABORTED as soon as the signal is aborted: a pipe may never deliver. */
async function orAbort<T>(promise: Promise<T>, signal: AbortSignalLike | undefined, name: string): Promise<T> {
  if (!signal) return promise;
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(new CodecError('ABORTED', `${name}: aborted`, { cause: signal.reason }));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  // The promise that loses the race must not be reported as an unhandled rejection.
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

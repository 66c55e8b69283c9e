import { parse } from 'node:path';
import { mixChannels } from '../../core/dsp/channels.js';
import { Resampler } from '../../core/dsp/resampler.js';
import { CodecError } from '../../core/errors.js';
import type { StreamMetadata } from '../../core/wire/hello.js';
import type { AbortSignalLike, AudioSource } from '../../ports/audio.js';
import type { FileAudioSource } from '../files/block-source.js';
import { selectKernels } from '../native/native.js';
import { type JoinedTrack, joinTracks } from './join-tracks.js';
import { isAddress, type TrackEntry } from './playlist.js';

/** What a {@link ProgramSource} plays, and how. */
export interface ProgramOptions {
  /** Tracks of one round, which is asked for when the round begins; null ends the program. */
  readonly nextRound: () => readonly TrackEntry[] | null | Promise<readonly TrackEntry[] | null>;
  /** Rate of the whole, Hz. */
  readonly sampleRateHz: number;
  /** Channels of the whole. */
  readonly channels: number;
  /** Length of the crossfade between two tracks, in ms from 0. */
  readonly crossfadeMs: number;
  /** Opens a track. @throws CodecError for one that cannot be read, which is skipped */
  readonly open: (input: string) => Promise<FileAudioSource>;
  /**
   * A track begins: its number from 1, its metadata (by its tags, or else the playlist, or its file's name), and the sample of
   * the whole at which it is heard.
   */
  readonly onTrack: (number: number, metadata: StreamMetadata, sample: number) => void;
  /** A track, or the rest of it, is left out because it cannot be read. */
  readonly onSkipped: (input: string, error: CodecError) => void;
  /** What a track's reader has noticed. */
  readonly onWarning: (message: string) => void;
}

/** Tracks one after another as one source, each brought to the same rate and channels; see {@link joinTracks}. */
export class ProgramSource implements AudioSource {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Tracks that have begun, tracks of which something was left out, and those in which audio is missing. */
  played = 0;
  skipped = 0;
  incomplete = 0;
  readonly #options: ProgramOptions;
  #current: FileAudioSource | null = null;

  constructor(options: ProgramOptions) {
    this.#options = options;
    this.sampleRateHz = options.sampleRateHz;
    this.channels = options.channels;
  }

  /** @throws CodecError AUDIO_EMPTY where a whole round had no track that can be read, ABORTED */
  blocks(signal?: AbortSignalLike): AsyncGenerator<Float32Array> {
    const crossfadeSamples = Math.round((this.#options.crossfadeMs / 1000) * this.sampleRateHz);
    return joinTracks(this.#tracks(signal), { channels: this.channels, crossfadeSamples });
  }

  async close(): Promise<void> {
    await this.#current?.close();
  }

  async *#tracks(signal: AbortSignalLike | undefined): AsyncGenerator<JoinedTrack> {
    const { nextRound, open, onTrack } = this.#options;
    for (let round = await nextRound(); round; round = await nextRound()) {
      const before = this.played;
      for (const { input, title } of round) {
        if (signal?.aborted) return;
        let source: FileAudioSource;
        try {
          source = await open(input);
        } catch (error) {
          this.#skip(input, error);
          continue;
        }
        this.#current = source;
        yield {
          blocks: this.#converted(input, source, signal),
          onStart: (sample) => {
            const { title: own, artist } = source.tags ?? {};
            const shown = own ?? title ?? (isAddress(input) ? undefined : parse(input).name);
            onTrack(++this.played, { ...(shown && { title: shown }), ...(artist && { artist }) }, sample);
          },
        };
      }
      if (this.played === before && !signal?.aborted)
        throw new CodecError('AUDIO_EMPTY', 'none of the tracks can be read');
    }
  }

  /** The whole track in the program's form; a fault in it ends it early. */
  async *#converted(
    input: string,
    source: FileAudioSource,
    signal: AbortSignalLike | undefined,
  ): AsyncGenerator<Float32Array> {
    const { sampleRateHz, channels } = this;
    const resampler =
      source.sampleRateHz === sampleRateHz
        ? null
        : new Resampler({
            inputRateHz: source.sampleRateHz,
            outputRateHz: sampleRateHz,
            channels,
            kernels: selectKernels(),
          });
    try {
      for await (const block of source.blocks(signal)) {
        const mixed = mixChannels(block, source.channels, channels, source.channelMask);
        yield resampler ? resampler.push(mixed) : mixed;
      }
    } catch (error) {
      if (signal?.aborted) throw error;
      this.#skip(input, error);
    } finally {
      await source.close();
      for (const warning of source.warnings) this.#options.onWarning(warning);
      if (source.isIncomplete) this.incomplete++;
    }
    if (resampler) yield resampler.flush();
  }

  #skip(input: string, error: unknown): void {
    if (!(error instanceof CodecError) || error.code === 'ABORTED') throw error;
    this.skipped++;
    this.#options.onSkipped(input, error);
  }
}

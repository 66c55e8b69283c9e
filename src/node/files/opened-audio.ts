import { resampledLength } from '../../core/dsp/resampler.js';
import { readableForm } from './audio-limits.js';
import type { AudioTags } from './audio-tags.js';
import { type AudioContainer, BlockSource, type FileAudioSource, type Warn } from './block-source.js';
import type { ByteReader } from './byte-reader.js';
import type { DecodedAudioForm, DecodedBlock } from './decoded-block.js';
import { adapted } from './form-adapter.js';
import type { FileReference } from './same-file.js';

/** A stream whose headers have been read. */
export interface OpenedAudio {
  readonly container: AudioContainer;
  readonly form: DecodedAudioForm;
  /** Samples per channel; undefined where only reading tells, 0 where there are none. */
  readonly totalSamples?: number;
  readonly tags: AudioTags;
  /** Faults of the headers, as sentences without the file's name. */
  readonly faults?: readonly string[];
  /** Reads on; `retag` takes tags that are stated later. */
  readonly decode: (warn: Warn, retag: (tags: AudioTags) => void) => AsyncIterable<DecodedBlock>;
}

/**
 * An opened stream as a source, in its own form or the nearest that is read.
 *
 * @param next opens what follows a stream that has ended; undefined where nothing does
 * @throws CodecError AUDIO_FORMAT for a form beyond the limits
 */
export function sourceOf(
  reader: ByteReader,
  from: {
    readonly name: string;
    readonly input?: FileReference;
    readonly onTags?: (tags: AudioTags) => void;
  },
  opened: OpenedAudio,
  next: (warn: Warn) => Promise<OpenedAudio | undefined> = () => Promise.resolve(undefined),
): FileAudioSource {
  const { name, input } = from;
  const { container, form, totalSamples, tags, faults = [] } = opened;
  const target = readableForm(name, form);
  async function* decode(warn: Warn): AsyncGenerator<DecodedBlock> {
    const retag = (changed: AudioTags): void => {
      source.tags = changed;
      from.onTags?.(changed);
    };
    for (let current: OpenedAudio | undefined = opened; current; ) {
      yield* current.decode(warn, retag);
      current = await next(warn);
      for (const fault of current?.faults ?? []) warn(fault);
      if (current) retag(current.tags);
    }
  }
  const source: BlockSource = new BlockSource({
    container,
    name,
    ...target,
    tags,
    ...(totalSamples && { totalSamples: resampledLength(totalSamples, form.sampleRateHz, target.sampleRateHz) }),
    warnings: faults.map((fault) => `${name}: ${fault}`),
    ...(input !== undefined && { input }),
    produce: (warn) => adapted(decode(warn), target, warn),
    release: () => reader.close(),
  });
  return source;
}

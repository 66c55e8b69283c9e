import type { AudioContainer, FileAudioSource } from './block-source.js';
import { ByteReader, CHUNK_BYTES } from './byte-reader.js';
import type { DecodedBlock } from './decoded-block.js';
import { sourceOf } from './opened-audio.js';
import { openPcm, type PcmInput } from './pcm-reader.js';
import { readWavHeader } from './wav-header.js';

/** What is known of the bytes beside their content. */
export interface WavInput extends PcmInput {
  /** What the source states as its format. @default 'wav' */
  readonly container?: AudioContainer;
  /** How long the audio is, `units / unitsPerSecond` s, where more of it is decoded: padding behind it is left out. */
  readonly length?: { readonly units: number; readonly unitsPerSecond: number };
  /** Asked at the end, with the samples that were read, why audio is missing. @default nothing is missing */
  readonly findLoss?: (samples: number, sampleRateHz: number) => string | undefined;
}

/**
 * Reads WAV from chunks of bytes, a file's or a pipe's, holding one chunk at a time in memory.
 *
 * A data chunk that ends early is read up to its end, with a warning. A length of zero or one that cannot be true, as
 * writers to a pipe leave them, means "to the end".
 *
 * @throws CodecError see {@link readWavHeader}; AUDIO_EMPTY when the data chunk is empty
 */
export async function openWav(
  input: Uint8Array | AsyncIterable<Uint8Array> | ByteReader,
  options: WavInput,
): Promise<FileAudioSource> {
  const { name, container = 'wav', findLoss } = options;
  const reader =
    input instanceof ByteReader ? input : new ByteReader(input instanceof Uint8Array ? once(input) : input);
  try {
    const opened = await openPcm(reader, await readWavHeader(reader, name), {
      ...options,
      ...(input instanceof Uint8Array && { totalBytes: input.length }),
    });
    const { decode, form } = opened;
    const { length } = options;
    const totalSamples = length && Math.round((length.units / length.unitsPerSecond) * form.sampleRateHz);
    return sourceOf(reader, options, {
      ...opened,
      container,
      ...(totalSamples && { totalSamples }),
      async *decode(warn, retag) {
        let samples = 0;
        const blocks = decode(warn, retag);
        for await (const block of totalSamples ? withoutPadding(blocks, totalSamples) : blocks) {
          samples += block.pcm.length / block.channels;
          yield block;
        }
        const loss = findLoss?.(samples, form.sampleRateHz);
        if (loss !== undefined) warn(loss, true);
      },
    });
  } catch (error) {
    await reader.close();
    throw error;
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  // In pieces, so that blocks are as long as those of a file.
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

/** An encoder fills its last blocks; more than this is no padding. */
const MAX_PADDING_SAMPLES = 8192;

/** The first `samples` of blocks, where what follows is padding. */
async function* withoutPadding(blocks: AsyncIterable<DecodedBlock>, samples: number): AsyncGenerator<DecodedBlock> {
  let left = samples;
  let held: DecodedBlock[] = [];
  let heldSamples = 0;
  for await (const block of blocks) {
    const { channels, pcm } = block;
    const kept = Math.min(left, pcm.length / channels);
    left -= kept;
    if (kept > 0) yield kept * channels === pcm.length ? block : { ...block, pcm: pcm.slice(0, kept * channels) };
    if (kept * channels === pcm.length) continue;
    held.push({ ...block, pcm: pcm.slice(kept * channels) });
    heldSamples += pcm.length / channels - kept;
    if (heldSamples <= MAX_PADDING_SAMPLES) continue;
    // The stated length is wrong.
    yield* held;
    held = [];
    left = Infinity;
  }
}

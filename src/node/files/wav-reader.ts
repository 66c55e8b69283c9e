import type { AudioContainer, FileAudioSource } from './block-source.js';
import { ByteReader, CHUNK_BYTES } from './byte-reader.js';
import type { DecodedBlock } from './decoded-block.js';
import { sourceOf } from './opened-audio.js';
import { openPcm, type PcmFileInput } from './pcm-reader.js';
import type { StatedLength } from './placed-bytes.js';
import { readWavHeader } from './wav-header.js';

/** What is known of the bytes beside their content. */
export interface WavInput extends PcmFileInput {
  /** What the source states as its format. @default 'wav' */
  readonly container?: AudioContainer;
  /** The part that is to be played, where more is decoded. */
  readonly length?: StatedLength;
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
    const scale = options.length ? form.sampleRateHz / options.length.unitsPerSecond : 0;
    const totalSamples = Math.round((options.length?.units ?? 0) * scale);
    const skipSamples = Math.round((options.length?.firstUnit ?? 0) * scale);
    return sourceOf(reader, options, {
      ...opened,
      container,
      ...(totalSamples > 0 && { totalSamples }),
      async *decode(warn, retag) {
        let samples = 0;
        const blocks = decode(warn, retag);
        for await (const block of totalSamples > 0 ? played(blocks, skipSamples, totalSamples) : blocks) {
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

/** `samples` of blocks from sample `skip` on, where what follows is padding. */
async function* played(
  blocks: AsyncIterable<DecodedBlock>,
  skip: number,
  samples: number,
): AsyncGenerator<DecodedBlock> {
  let [toSkip, left] = [skip, samples];
  let held: DecodedBlock[] = [];
  let heldSamples = 0;
  for await (const whole of blocks) {
    const { channels } = whole;
    const skipped = Math.min(toSkip, whole.pcm.length / channels);
    toSkip -= skipped;
    const pcm = skipped === 0 ? whole.pcm : whole.pcm.slice(skipped * channels);
    const kept = Math.min(left, pcm.length / channels);
    left -= kept;
    if (kept > 0) yield { ...whole, pcm: kept * channels === pcm.length ? pcm : pcm.slice(0, kept * channels) };
    if (kept * channels === pcm.length) continue;
    held.push({ ...whole, pcm: pcm.slice(kept * channels) });
    heldSamples += pcm.length / channels - kept;
    if (heldSamples <= MAX_PADDING_SAMPLES) continue;
    // The stated length is wrong.
    yield* held;
    held = [];
    left = Infinity;
  }
}

import { Encoder } from '../../codec/encoder.js';
import { blockToLatents, latentsToBlock } from '../../codec/latent-block.js';
import { SEARCHED_PLANES } from '../../codec/latent-search.js';
import { WindowDecoder } from '../../codec/window-decoder.js';
import { concatFloats } from '../../core/buffers.js';
import { writeLc } from '../../core/file/lc-file.js';
import { lcHeaderOf } from '../../core/file/lc-header.js';
import { bytesPerFramePlane } from '../../core/latent/format.js';
import type { FrameBlock } from '../../core/latent/frames.js';
import { fileNormalizer, LatentStatistics } from '../../core/latent/quantiser-scale.js';
import type { LatentModel } from '../../ports/model.js';
import { nodeClock } from '../clock.js';
import { FILE_BLOCK_FRAMES, FILE_SEARCH_AHEAD_FRAMES, FILE_SEARCH_STEPS } from '../files/file-encode.js';
import { throwIfAborted } from '../files/throw-if-aborted.js';
import { selectKernels } from '../native/native.js';
import type { Clip } from './clip.js';

/** The latents of a clip, before quantisation. */
export interface ClipLatents {
  readonly frames: number;
  /** Samples per channel. */
  readonly samples: number;
  /** Pieces in order, [latentSize × frames] each. */
  readonly parts: readonly { readonly latents: Float32Array; readonly frames: number }[];
  /** The same pieces as the encoder's search has settled them for the first planes; absent for a model without search. */
  readonly searched?: readonly FrameBlock[];
  readonly statistics: LatentStatistics;
  /** Computing time of the model. */
  readonly encodeMs: number;
}

/**
 * Encodes a clip.
 *
 * @param onFrames called with the latent frames so far
 * @throws CodecError MODEL_FAILED, ABORTED
 */
export async function encodeLatents(
  clip: Clip,
  model: LatentModel,
  signal?: AbortSignal,
  onFrames: (frames: number) => void = () => {},
): Promise<ClipLatents> {
  const parts: { latents: Float32Array; frames: number }[] = [];
  const blocks: FrameBlock[] = [];
  const statistics = new LatentStatistics(model.info.format.latentSize);
  const encoder = new Encoder(
    model,
    {
      sampleRateHz: clip.sampleRateHz,
      channels: clip.channels,
      framesPerBlock: FILE_BLOCK_FRAMES,
      ...(model.info.search && { planes: SEARCHED_PLANES, searchSteps: FILE_SEARCH_STEPS }),
      searchAheadFrames: FILE_SEARCH_AHEAD_FRAMES,
      kernels: selectKernels(),
      onLatents: (latents, frames) => {
        statistics.add(latents, frames);
        parts.push({ latents: latents.slice(), frames });
      },
    },
    () => nodeClock.nowMs(),
  );
  const step = clip.sampleRateHz * clip.channels;
  for (let at = 0; at < clip.pcm.length; at += step) {
    throwIfAborted(signal, 'encoding');
    blocks.push(...(await encoder.push(clip.pcm.subarray(at, at + step))));
    onFrames(encoder.stats.frames);
  }
  blocks.push(...(await encoder.flush()));
  const { frames, samples, modelMs } = encoder.stats;
  return { frames, samples, parts, ...(model.info.search && { searched: blocks }), statistics, encodeMs: modelMs };
}

/** Audio that was decoded from quantised latents, and the size of those. */
export interface DecodedLatents {
  /** Of the latents alone. */
  readonly payloadBytes: number;
  /** Of the file; float32 latents have no file format, and `payloadBytes` stands for it. */
  readonly bytes: number;
  /** [samples × channels] at the model's rate, as long as the clip. */
  readonly pcm: Float32Array;
  /** Computing time of the model. */
  readonly decodeMs: number;
}

/**
 * Quantises latents to `bits` bits for each value, as a file of {@link writeLc} holds them, and decodes them; with
 * `bits` null it decodes the float32 latents.
 *
 * @throws CodecError MODEL_FAILED, ABORTED
 */
export async function decodeLatents(
  { parts, searched, frames, samples, statistics }: ClipLatents,
  model: LatentModel,
  bits: number | null,
  signal?: AbortSignal,
): Promise<DecodedLatents> {
  const { format } = model.info;
  const { latentSize } = format;
  const kernels = selectKernels();
  const { used, inHeader } = fileNormalizer(model.info.normalizer, bits ?? 1, statistics);
  let firstFrame = 0;
  const blocks = parts.map((part, i) => {
    const at = { firstFrame, frames: part.frames, latentSize };
    firstFrame += part.frames;
    const isSearched = searched && bits !== null && bits <= SEARCHED_PLANES;
    const latents = isSearched ? blockToLatents(searched[i]!, latentSize, used, kernels) : part.latents.slice();
    return latentsToBlock(latents, at, bits ?? 1, used, kernels);
  });
  const windows = new WindowDecoder(model, kernels);
  const pieces: Float32Array[] = [];
  const startedMs = nodeClock.nowMs();
  for (const [i, part] of parts.entries()) {
    throwIfAborted(signal, 'decoding');
    const latents = bits === null ? part.latents : blockToLatents(blocks[i]!, latentSize, used, kernels);
    pieces.push(kernels.interleave(await windows.decode(latents, part.frames), format.channels));
  }
  pieces.push(kernels.interleave(await windows.flush(), format.channels));
  const decodeMs = nodeClock.nowMs() - startedMs;
  const pcm = concatFloats(pieces).subarray(0, samples * format.channels);
  if (bits === null) return { payloadBytes: frames * latentSize * 4, bytes: frames * latentSize * 4, pcm, decodeMs };
  const header = lcHeaderOf(model.info, format, { planes: bits, ...(inHeader && { normalizer: inHeader }) });
  const file = writeLc(header, blocks, samples, samples);
  return { payloadBytes: frames * bits * bytesPerFramePlane(format), bytes: file.length, pcm, decodeMs };
}

import { concatBytes } from '../buffers.js';
import type { FrameBlock } from '../latent/frames.js';
import type { LcHeader } from './lc-header.js';
import { LcReader, type LcSummary } from './lc-reader.js';
import { LcWriter } from './lc-writer.js';

export { type LcHeader, lcModelMatches } from './lc-header.js';
export { type LcDamage, LcReader, type LcStart, type LcSummary } from './lc-reader.js';
export { findLcStart } from './lc-seek.js';
export { LcWriter } from './lc-writer.js';

/** A whole `.lc` file. */
export interface LcFile extends LcSummary {
  /** Every intact block, in order; `damage` lists the frames lost between them. */
  readonly blocks: readonly FrameBlock[];
}

/**
 * Reads a whole file. Damage behind the header is reported in the result, which has every intact block.
 *
 * @throws CodecError FILE_MAGIC | FILE_VERSION | FILE_HEADER | FILE_TRUNCATED | FILE_DAMAGED when the header is not intact
 */
export function readLc(bytes: Uint8Array): LcFile {
  const reader = new LcReader();
  const blocks = reader.push(bytes);
  const { blocks: last, ...summary } = reader.finish();
  return { ...summary, blocks: [...blocks, ...last] };
}

/** A whole file as bytes; {@link LcWriter} states the conditions for the blocks. */
export function writeLc(
  header: LcHeader,
  blocks: Iterable<FrameBlock>,
  totalSamples: number,
  originalSamples = 0,
): Uint8Array {
  const writer = new LcWriter(header);
  const parts = [writer.header()];
  for (const block of blocks) parts.push(writer.append(block));
  parts.push(writer.finish(totalSamples, originalSamples));
  return concatBytes(parts);
}

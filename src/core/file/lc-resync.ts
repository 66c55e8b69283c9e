import type { LcLayout } from './lc-layout.js';
import { isLcRecord, LC_BLOCK_FRAMES, LC_TRAILER_BYTES, lcBlockBytes } from './lc-record.js';

/** Positions whose checksum is computed in search of the next record: a bound on what a hostile file can cost. */
const MAX_RESYNC_TRIES = 16;

/** Bytes from a damaged record on that {@link findNextRecord} needs, unless the file ends before. */
export const resyncReach = (layout: LcLayout): number =>
  2 * lcBlockBytes(LC_BLOCK_FRAMES, layout.frameBytes) + LC_TRAILER_BYTES;

/**
 * The intact record that follows the damaged one at `at`. Its checksum covers the index of its first frame, and so tells
 * how many frames the damaged record held.
 *
 * @param frame index of the damaged record's first frame
 * @returns where the record begins and how many frames are lost before it; null when none is found
 */
export function findNextRecord(
  bytes: Uint8Array,
  at: number,
  frame: number,
  layout: LcLayout,
): { readonly next: number; readonly lostFrames: number } | null {
  let tries = 0;
  for (const { lostFrames, next } of candidates(bytes, at, layout)) {
    if (!layout.isRecordType(bytes[next])) continue;
    const length = layout.recordLength(bytes, next);
    if (next + length > bytes.length) continue;
    if (isLcRecord(bytes, next, length, frame + lostFrames)) return { next, lostFrames };
    if (++tries >= MAX_RESYNC_TRIES) break;
  }
  return null;
}

/** Places where the next record may begin, the likely ones first: after the stated length, then after a full block. */
function candidates(bytes: Uint8Array, at: number, layout: LcLayout): { lostFrames: number; next: number }[] {
  const stated = (bytes[at + 1] ?? 0) + 1;
  const lengths = [stated, LC_BLOCK_FRAMES];
  for (let n = 1; n < LC_BLOCK_FRAMES; n++) lengths.push(n);
  const plain = lengths.map((frames) => ({ lostFrames: frames, next: at + lcBlockBytes(frames, layout.frameBytes) }));
  if (layout.isPause(bytes[at]))
    return [{ lostFrames: layout.recordFrames(bytes, at), next: at + layout.recordLength(bytes, at) }, ...plain];
  if (!layout.isPackedBlock(bytes[at])) return plain;
  // The length of a packed block does not follow from its frames: only the stated length leads to the next record.
  const next = at + layout.recordLength(bytes, at);
  return [{ lostFrames: stated, next }, { lostFrames: LC_BLOCK_FRAMES, next }, ...plain];
}

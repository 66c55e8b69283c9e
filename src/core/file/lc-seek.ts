import type { LcHeader } from './lc-header.js';
import { LcLayout } from './lc-layout.js';
import type { LcStart } from './lc-reader.js';
import { isLcRecord, LC_PACKED_HEADER_BYTES, LC_TRAILER, LC_TRAILER_BYTES, lcRecordFrame } from './lc-record.js';

/**
 * The first record in a piece from the middle of a file: whatever has the length of a record and is followed by an intact
 * one that continues its frames, with a chance of 2^−32 that other bytes do.
 *
 * @param offset of the piece in the file, in bytes
 * @returns null where the piece does not hold two whole records, of which the second may be the trailer
 */
export function findLcStart(bytes: Uint8Array, offset: number, header: LcHeader): LcStart | null {
  const layout = new LcLayout(header);
  for (let at = 0; at + LC_PACKED_HEADER_BYTES + LC_TRAILER_BYTES <= bytes.length; at++) {
    if (!layout.isRecordType(bytes[at]) || bytes[at] === LC_TRAILER) continue;
    const length = layout.recordLength(bytes, at);
    const next = at + length;
    if (!layout.isRecordType(bytes[next])) continue;
    const nextLength = layout.recordLength(bytes, next);
    if (next + nextLength > bytes.length) continue;
    const frame = lcRecordFrame(bytes, at, length);
    if (isLcRecord(bytes, next, nextLength, frame + layout.recordFrames(bytes, at)))
      return { header, offset: offset + at, frame };
  }
  return null;
}

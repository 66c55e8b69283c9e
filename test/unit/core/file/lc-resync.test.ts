import { describe, expect, it } from 'vitest';
import { LcLayout } from '../../../../src/core/file/lc-layout.js';
import {
  LC_BLOCK,
  LC_PACKED_BLOCK,
  LC_TRAILER,
  LC_TRAILER_BYTES,
  lcBlockBytes,
  sealLcRecord,
} from '../../../../src/core/file/lc-record.js';
import { findNextRecord, resyncReach } from '../../../../src/core/file/lc-resync.js';

const PLAIN = new LcLayout({ planes: 2, latentSize: 9 });
const PACKED = new LcLayout({ planes: 2, latentSize: 9, hasSpatialParameters: true, isPacked: true });

/** A sealed plain block of `frames` frames whose first one has index `frame`. */
function block(frames: number, frame: number, layout = PLAIN): Uint8Array {
  const record = new Uint8Array(lcBlockBytes(frames, layout.frameBytes));
  record[0] = LC_BLOCK;
  record[1] = frames - 1;
  return sealLcRecord(record, frame);
}

const join = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));

describe('LcLayout', () => {
  it('counts the bit planes of a frame, and its byte of spatial parameters', () => {
    expect(PLAIN.frameBytes).toBe(4);
    expect(PACKED.frameBytes).toBe(5);
  });

  it('accepts packed blocks only where the header allows them', () => {
    for (const type of [LC_BLOCK, LC_TRAILER]) expect(PLAIN.isRecordType(type) && PACKED.isRecordType(type)).toBe(true);
    expect([PLAIN.isRecordType(LC_PACKED_BLOCK), PACKED.isRecordType(LC_PACKED_BLOCK)]).toEqual([false, true]);
    expect([PLAIN.isRecordType(0), PLAIN.isRecordType(undefined)]).toEqual([false, false]);
  });

  it('reads the length that a record states, bytes beyond the end counted as 0', () => {
    expect(PLAIN.recordLength(Uint8Array.of(LC_TRAILER), 0)).toBe(LC_TRAILER_BYTES);
    expect(PLAIN.recordLength(Uint8Array.of(7, LC_BLOCK, 2), 1)).toBe(lcBlockBytes(3, 4));
    expect(PLAIN.recordLength(Uint8Array.of(LC_BLOCK), 0)).toBe(lcBlockBytes(1, 4));
    expect(PACKED.recordLength(Uint8Array.of(LC_PACKED_BLOCK, 9, 0, 0, 6), 0)).toBe(5 + 6 + 4);
    expect(PACKED.recordLength(Uint8Array.of(LC_PACKED_BLOCK, 9, 255, 255, 255), 0)).toBe(lcBlockBytes(10, 5));
  });
});

describe('findNextRecord', () => {
  it('finds the record after a damaged one, and the frames that were lost', () => {
    const damaged = block(5, 100);
    damaged[3] ^= 1;
    const bytes = join(Uint8Array.of(1, 2), damaged, block(3, 105));
    expect(findNextRecord(bytes, 2, 100, PLAIN)).toEqual({ next: 2 + damaged.length, lostFrames: 5 });
  });

  it('finds it also where the frame count is damaged', () => {
    const damaged = block(5, 0);
    damaged[1] = 77;
    expect(findNextRecord(join(damaged, block(3, 5)), 0, 0, PLAIN)).toEqual({ next: damaged.length, lostFrames: 5 });
  });

  it('refuses a record whose checksum is for another frame, and one that is cut off', () => {
    const damaged = block(5, 0);
    expect(findNextRecord(join(damaged, block(3, 6)), 0, 0, PLAIN)).toBeNull();
    expect(findNextRecord(join(damaged, block(3, 5).subarray(0, 10)), 0, 0, PLAIN)).toBeNull();
  });

  it('follows the stated length of a packed block', () => {
    const damaged = Uint8Array.of(LC_PACKED_BLOCK, 9, 0, 0, 6, 1, 2, 3, 4, 5, 6, 0, 0, 0, 0);
    const bytes = join(damaged, block(3, 10, PACKED));
    expect(findNextRecord(bytes, 0, 0, PACKED)).toEqual({ next: damaged.length, lostFrames: 10 });
  });

  it('needs two full blocks and a trailer', () => {
    expect(resyncReach(PLAIN)).toBe(2 * (2 + 256 * 4 + 4) + 17);
  });
});

import type { ByteReader } from './byte-reader.js';
import { startsFile, startsMp3 } from './file-start.js';
import { tagBytes } from './mp3-info.js';

/** One page of an Ogg file whose checksum is right (RFC 3533 §6). */
export interface OggPage {
  readonly serial: number;
  readonly sequence: number;
  /** Whether its first packet began on an earlier page. */
  readonly isContinued: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** End of the last packet that ends on the page, in the codec's units; −1 where none does. */
  readonly granule: number;
  /** Parts of packets; the last one is open where `isOpen`. */
  readonly parts: readonly Uint8Array[];
  readonly isOpen: boolean;
  /** Bytes before the page that belong to none. */
  readonly lostBytes: number;
}

const HEADER_BYTES = 27;
/** Bytes that are searched for the next page at a time. */
const RESYNC_BYTES = 4096;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, i) => {
  let r = i << 24;
  for (let bit = 0; bit < 8; bit++) r = r & 0x80000000 ? (r << 1) ^ 0x04c11db7 : r << 1;
  return r >>> 0;
});

/** Checksum of a page, its own field taken for zero. */
export function oggChecksum(page: Uint8Array): number {
  let crc = 0;
  for (let i = 0; i < page.length; i++)
    crc = (crc << 8) ^ CRC_TABLE[((crc >>> 24) ^ (i >= 22 && i < 26 ? 0 : page[i]!)) & 255]!;
  return crc >>> 0;
}

/**
 * The pages of an Ogg file: bytes that are no page, and pages that are damaged, are skipped and counted. It ends where a
 * file of another kind begins behind a page.
 *
 * @param onRest takes the number of bytes behind the last page that are neither page nor tag
 */
export async function* oggPages(
  reader: ByteReader,
  onRest: (bytes: number) => void = () => {},
): AsyncGenerator<OggPage> {
  let lostBytes = 0;
  for (;;) {
    // No more than a page is waited for: a live stream may not have more.
    let head = await reader.peek(HEADER_BYTES);
    if (lostBytes === 0 && !isCapture(head, 0)) {
      const tag = tagBytes(head);
      await reader.skip(tag);
      if (tag > 0) continue;
      if (startsFile(head) || (head[0] === 0xff && (await startsMp3(reader)))) return;
    }
    if (head.length < HEADER_BYTES) {
      lostBytes += await reader.skip(head.length);
      if (lostBytes > 0) onRest(lostBytes);
      return;
    }
    if (isCapture(head, 0)) {
      head = await reader.peek(HEADER_BYTES + head[26]!);
      const size = pageBytes(head);
      head = await reader.peek(size);
      if (size === head.length) {
        const bytes = head.slice();
        const view = new DataView(bytes.buffer);
        if (view.getUint32(22, true) === oggChecksum(bytes)) {
          yield parsePage(bytes, view, lostBytes);
          lostBytes = 0;
          await reader.skip(size);
          continue;
        }
      }
    } else head = await reader.peek(RESYNC_BYTES);
    let next = head.indexOf(0x4f, 1);
    while (next >= 0 && next + 4 <= head.length && !isCapture(head, next)) next = head.indexOf(0x4f, next + 1);
    const skipped = next < 0 ? head.length : next;
    lostBytes += skipped;
    await reader.skip(skipped);
  }
}

const isCapture = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0x4f && bytes[at + 1] === 0x67 && bytes[at + 2] === 0x67 && bytes[at + 3] === 0x53;

/** Length of a page as its header states it. */
function pageBytes(header: Uint8Array): number {
  const segments = header[26]!;
  let size = HEADER_BYTES + segments;
  for (let i = 0; i < segments; i++) size += header[HEADER_BYTES + i] ?? 0;
  return size;
}

function parsePage(bytes: Uint8Array, view: DataView, lostBytes: number): OggPage {
  const segments = bytes[26]!;
  const parts: Uint8Array[] = [];
  let at = HEADER_BYTES + segments;
  let length = 0;
  for (let i = 0; i < segments; i++) {
    const lacing = bytes[HEADER_BYTES + i]!;
    length += lacing;
    if (lacing === 255 && i < segments - 1) continue;
    parts.push(bytes.subarray(at, at + length));
    at += length;
    length = 0;
  }
  return {
    serial: view.getUint32(14, true),
    sequence: view.getUint32(18, true),
    isContinued: (bytes[5]! & 1) !== 0,
    isFirst: (bytes[5]! & 2) !== 0,
    isLast: (bytes[5]! & 4) !== 0,
    granule: Number(view.getBigInt64(6, true)),
    parts,
    isOpen: segments > 0 && bytes[HEADER_BYTES + segments - 1] === 255,
    lostBytes,
  };
}

import { latin1 } from './latin1.js';

/** Bytes of an Ogg page at most: its header, 255 segment lengths, and segments of 255 bytes (RFC 3533, 6). */
const MAX_PAGE_BYTES = 27 + 255 + 255 * 255;
const END_OF_STREAM = 4;

/**
 * How an Ogg file ends: with its end mark, between two pages without the mark, within a page, or with so many other bytes
 * that there is no page.
 */
export type OggEnd = 'marked' | 'unmarked' | 'cut' | 'other';

/** Keeps the last page's bytes of an Ogg stream that is read in pieces. */
export class OggTail {
  #tail = new Uint8Array(0);

  /** Takes the next bytes of the file. */
  push(bytes: Uint8Array): void {
    const kept = this.#tail.subarray(Math.max(0, this.#tail.length + bytes.length - MAX_PAGE_BYTES));
    const joined = new Uint8Array(kept.length + bytes.length);
    joined.set(kept);
    joined.set(bytes, kept.length);
    this.#tail = joined.subarray(Math.max(0, joined.length - MAX_PAGE_BYTES));
  }

  /** What is behind the last page, as a tag, does not count. */
  get end(): OggEnd {
    const bytes = this.#tail;
    for (let at = bytes.length - 4; at >= 0; at--) {
      if (bytes[at] !== 0x4f || latin1(bytes, at, 4) !== 'OggS') continue;
      if (at + 27 > bytes.length) return 'cut';
      const segments = bytes[at + 26]!;
      let size = 27 + segments;
      for (let i = 0; i < segments; i++) size += bytes[at + 27 + i] ?? 0;
      if (at + size > bytes.length) return 'cut';
      // The first bytes of another page.
      const rest = latin1(bytes, at + size, 4);
      if (rest.length > 0 && 'OggS'.startsWith(rest)) return 'cut';
      return bytes[at + 5]! & END_OF_STREAM ? 'marked' : 'unmarked';
    }
    return bytes.length < MAX_PAGE_BYTES ? 'cut' : 'other';
  }
}

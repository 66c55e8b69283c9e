import type { StreamMetadata } from '../../../core/wire/hello.js';
import { vorbisCommentTags } from '../../files/vorbis-comment.js';
import { parts } from './song.js';

const PAGE_HEADER_BYTES = 27;
/** A comment may hold a picture: what is longer is not read. */
const MAX_COMMENT_BYTES = 1 << 20;
/** Packets after a stream's first within which its comment is looked for. */
const MAX_COMMENT_PACKETS = 4;

/**
 * Reads title and artist from the comments of an Ogg stream as it passes by (RFC 3533, RFC 7845, Vorbis I §5): a source
 * client begins another logical stream with each track. What is no Ogg is passed over. FFmpeg decodes such a stream and
 * tells nothing of its comments, so they are read here whatever decodes it.
 */
export class OggComments {
  #rest: Buffer = Buffer.alloc(0);
  /** Of the logical stream whose comment is awaited. */
  #serial: number | null = null;
  #packets = 0;
  #packet: Buffer[] = [];
  #packetBytes = 0;

  /** @returns the metadata of the last comment that ends in these bytes; null where none does */
  push(chunk: Uint8Array): StreamMetadata | null {
    let found: StreamMetadata | null = null;
    this.#rest = this.#rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const start = this.#rest.indexOf('OggS', 0, 'latin1');
      if (start < 0) {
        this.#rest = Buffer.from(this.#rest.subarray(Math.max(0, this.#rest.length - 3)));
        return found;
      }
      if (start > 0) this.#rest = this.#rest.subarray(start);
      const segments = this.#rest[26] ?? 0;
      const bodyAt = PAGE_HEADER_BYTES + segments;
      if (this.#rest.length < bodyAt) return found;
      const lacing = this.#rest.subarray(PAGE_HEADER_BYTES, bodyAt);
      const end = bodyAt + lacing.reduce((sum, bytes) => sum + bytes, 0);
      if (this.#rest.length < end) return found;
      found = this.#page(this.#rest.readUInt32LE(14), (this.#rest[5]! & 2) !== 0, lacing, bodyAt) ?? found;
      this.#rest = this.#rest.subarray(end);
    }
  }

  #page(serial: number, isFirst: boolean, lacing: Uint8Array, bodyAt: number): StreamMetadata | null {
    if (isFirst) {
      this.#serial = serial;
      this.#packets = 0;
      this.#clear();
    }
    if (serial !== this.#serial) return null;
    let at = bodyAt;
    for (const bytes of lacing) {
      this.#packetBytes += bytes;
      if (this.#packetBytes <= MAX_COMMENT_BYTES) this.#packet.push(Buffer.from(this.#rest.subarray(at, at + bytes)));
      at += bytes;
      if (bytes === 255) continue;
      const metadata = this.#packets === 0 ? null : commentOf(Buffer.concat(this.#packet));
      this.#clear();
      if (metadata || ++this.#packets > MAX_COMMENT_PACKETS) this.#serial = null;
      if (this.#serial === null) return metadata;
    }
    return null;
  }

  #clear(): void {
    this.#packet = [];
    this.#packetBytes = 0;
  }
}

/** Title and artist of a comment packet of Vorbis, Opus or FLAC; null for any other packet. */
function commentOf(packet: Buffer): StreamMetadata | null {
  const start = packet.toString('latin1', 0, 8);
  // A metadata block of FLAC has its type, then three bytes of length.
  const isFlac = packet.length > 4 && (packet[0]! & 0x7f) === 4;
  const headBytes = start.startsWith('\x03vorbis') ? 7 : start === 'OpusTags' ? 8 : isFlac ? 4 : 0;
  if (headBytes === 0) return null;
  const { artist = '', title = '' } = vorbisCommentTags(packet.subarray(headBytes));
  return parts(artist, title);
}

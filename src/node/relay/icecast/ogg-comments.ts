import type { StreamMetadata } from '../../../core/wire/hello.js';
import { parts } from './song.js';

const PAGE_HEADER_BYTES = 27;
/** A comment may hold a picture: what is longer is not read. */
const MAX_COMMENT_BYTES = 1 << 20;
/** Packets after a stream's first within which its comment is looked for. */
const MAX_COMMENT_PACKETS = 4;

/**
 * Reads title and artist from the comments of an Ogg stream as it passes by (RFC 3533, RFC 7845, Vorbis I §5): a source
 * client begins another logical stream with each track. What is no Ogg is passed over.
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
  if (start.startsWith('\x03vorbis')) return vorbisComment(packet.subarray(7));
  if (start === 'OpusTags') return vorbisComment(packet.subarray(8));
  // A metadata block of FLAC: its type, then three bytes of length.
  if (packet.length > 4 && (packet[0]! & 0x7f) === 4) return vorbisComment(packet.subarray(4));
  return null;
}

function vorbisComment(body: Buffer): StreamMetadata | null {
  let at = 0;
  const next = (): number => {
    if (at + 4 > body.length) throw new RangeError('the comment ends early');
    at += 4;
    return body.readUInt32LE(at - 4);
  };
  const fields = new Map<string, string>();
  try {
    const vendorBytes = next();
    at += vendorBytes;
    for (let left = Math.min(next(), 1000); left > 0; left--) {
      const length = next();
      const text = body.toString('utf8', at, Math.min(at + length, body.length));
      at += length;
      const equals = text.indexOf('=');
      const name = text.slice(0, Math.max(0, equals)).toUpperCase();
      if (!fields.has(name)) fields.set(name, text.slice(equals + 1));
    }
  } catch {
    // What was read before is true all the same.
  }
  return parts(fields.get('ARTIST') ?? '', fields.get('TITLE') ?? '');
}

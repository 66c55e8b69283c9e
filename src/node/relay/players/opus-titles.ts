import type { StreamMetadata } from '../../../core/wire/hello.js';
import { oggChecksum } from '../../files/ogg-pages.js';

const HEADER_BYTES = 27;
const [CONTINUED, FIRST, LAST] = [1, 2, 4] as const;
const VENDOR = Buffer.from('latentcast');
/** Bytes of a comment's value; players show less. */
const MAX_VALUE_BYTES = 1000;

/** What has become of pages of audio. */
export interface TitledPages {
  /** For those who listen already, before the audio: the end of the stream before and the header of the next; often empty. */
  readonly link: Buffer;
  /** The pages, as part of the stream that `header` begins. */
  readonly audio: Buffer;
}

/**
 * Titles in a stream of Ogg Opus: with each begins another logical stream (a chain, RFC 3533 §4 and RFC 7845 §5.2), which has
 * it in its comments, as source clients of Icecast do. The audio itself and its positions continue.
 */
export class OpusTitles {
  #head: Buffer | null = null;
  #header: Buffer = Buffer.alloc(0);
  #serial = 0;
  #sequence = 0;
  #position = 0n;
  #comments = '';

  /** What a player needs first that begins now. */
  get header(): Buffer {
    return this.#header;
  }

  /**
   * @param header pages of the encoder before its audio
   * @param pages whole pages of audio
   */
  push(header: Buffer, pages: Buffer, { title = '', artist = '' }: StreamMetadata): TitledPages {
    const comments = JSON.stringify([title, artist]);
    const isFirst = this.#head === null;
    // A page that continues a packet of the one before cannot begin a stream.
    const isContinued = (pages[5]! & CONTINUED) !== 0;
    if (!isFirst && (comments === this.#comments || isContinued))
      return { link: Buffer.alloc(0), audio: this.#own(pages) };
    this.#comments = comments;
    const end = isFirst ? Buffer.alloc(0) : this.#page(LAST, this.#position, Buffer.alloc(0));
    this.#head ??= Buffer.from(header.subarray(HEADER_BYTES + header[26]!, HEADER_BYTES + header[26]! + header[27]!));
    const head = Buffer.from(this.#head);
    // Only the first stream has samples before its audio that are left out.
    if (!isFirst) head.writeUInt16LE(0, 10);
    this.#serial++;
    this.#sequence = 0;
    this.#header = Buffer.concat([this.#page(FIRST, 0n, head), this.#page(0, 0n, opusTags({ title, artist }))]);
    return { link: isFirst ? end : Buffer.concat([end, this.#header]), audio: this.#own(pages) };
  }

  /** Pages of the encoder as those of the present stream. */
  #own(pages: Buffer): Buffer {
    const own = Buffer.from(pages);
    for (let at = 0; at < own.length; ) {
      const segments = own[at + 26]!;
      let end = at + HEADER_BYTES + segments;
      for (let i = 0; i < segments; i++) end += own[at + HEADER_BYTES + i]!;
      own[at + 5]! &= CONTINUED;
      const position = own.readBigInt64LE(at + 6);
      if (position >= 0n) this.#position = position;
      this.#seal(own.subarray(at, end));
      at = end;
    }
    return own;
  }

  #page(flags: number, position: bigint, packet: Buffer): Buffer {
    const hasPacket = packet.length > 0;
    const lacing = hasPacket
      ? [...Array.from({ length: Math.floor(packet.length / 255) }, () => 255), packet.length % 255]
      : [];
    const page = Buffer.concat([Buffer.alloc(HEADER_BYTES), Buffer.from(lacing), packet]);
    page.write('OggS', 0, 'latin1');
    page[5] = flags;
    page.writeBigInt64LE(position, 6);
    page[26] = lacing.length;
    return this.#seal(page);
  }

  #seal(page: Buffer): Buffer {
    page.writeUInt32LE(this.#serial, 14);
    page.writeUInt32LE(this.#sequence++, 18);
    page.writeUInt32LE(oggChecksum(page), 22);
    return page;
  }
}

/** The comment header (RFC 7845 §5.2). */
function opusTags(tags: Readonly<Record<'title' | 'artist', string>>): Buffer {
  const length = (bytes: number): Buffer => {
    const field = Buffer.alloc(4);
    field.writeUInt32LE(bytes);
    return field;
  };
  const comments = Object.entries(tags)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => Buffer.from(`${name.toUpperCase()}=${cut(value)}`));
  const fields = comments.flatMap((comment) => [length(comment.length), comment]);
  return Buffer.concat([Buffer.from('OpusTags'), length(VENDOR.length), VENDOR, length(comments.length), ...fields]);
}

/** At most so many bytes of UTF-8, without half a character at the end. */
const cut = (text: string): string =>
  new TextDecoder().decode(Buffer.from(text).subarray(0, MAX_VALUE_BYTES)).replace(/\ufffd+$/, '');

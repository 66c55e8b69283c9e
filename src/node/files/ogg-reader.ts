import { counted } from '../../core/counted.js';
import { CodecError } from '../../core/errors.js';
import type { AudioTags } from './audio-tags.js';
import type { Warn } from './block-source.js';
import type { ByteReader } from './byte-reader.js';
import { type DecodedBlock, interleavePlanes } from './decoded-block.js';
import { type OggHeaders, OggLink, oggCodec } from './ogg-link.js';
import { type OggPage, oggPages } from './ogg-pages.js';
import type { PacketDecoder } from './packet-decoders.js';

/** Longest hole in an Ogg stream that is filled with silence: a longer one is a recording that was continued later. */
const MAX_FILL_SECONDS = 60;

/** A page that ends before the last one by more than this is no late page: positions have begun anew. */
const MAX_LATE_SECONDS = 10;

/** What {@link readOgg} reports beside the audio. */
export interface OggEvents {
  readonly warn: Warn;
  /** Called with the headers of every link but the first, which {@link OggStart} holds. */
  readonly onLink: (headers: OggHeaders) => void;
}

/** An Ogg file whose first headers have been read. */
export interface OggStart {
  readonly link: OggLink;
  readonly headers: OggHeaders;
  readonly pages: AsyncGenerator<OggPage>;
  /** Of the stream whose headers these are. */
  readonly serial: number;
  /** Bytes behind the last page that are neither page nor tag, once the pages have ended. */
  readonly restBytes: () => number;
}

/**
 * Reads up to the end of the first audio stream's headers.
 *
 * @returns where the file ends before that, how many bytes of it belong to no page or a damaged one
 */
export async function openOgg(reader: ByteReader): Promise<OggStart | { readonly lostBytes: number }> {
  let restBytes = 0;
  const pages = oggPages(reader, (bytes) => {
    restBytes = bytes;
  });
  let link: OggLink | undefined;
  let serial = 0;
  let lostBytes = 0;
  for (;;) {
    const { value: page, done } = await pages.next();
    if (done) return { lostBytes: lostBytes + restBytes };
    lostBytes += link ? page.lostBytes : 0;
    if (!link && page.isFirst) {
      const codec = oggCodec(page.parts[0] ?? new Uint8Array(0));
      if (codec) {
        link = new OggLink(codec, page);
        serial = page.serial;
      }
    }
    if (!link || page.serial !== serial) continue;
    const { packets } = link.packets(page);
    if (!link.headers) continue;
    const hasAudio = packets.length > 0;
    if (hasAudio) link.rewind(page);
    return {
      link,
      headers: link.headers,
      pages: hasAudio ? withFirst(page, pages) : pages,
      serial,
      restBytes: () => restBytes,
    };
  }
}

async function* withFirst(page: OggPage, pages: AsyncGenerator<OggPage>): AsyncGenerator<OggPage> {
  yield page;
  yield* pages;
}

/** Pages of one stream, then of the links that follow it; those of other streams at the same time are left out. */
async function* pagesOf({ serial: first, pages }: OggStart, warn: Warn): AsyncGenerator<OggPage> {
  let serial = first;
  let hasAudio = false;
  let lostBytes = 0;
  /** First pages in a row of streams that are not read, and whether one among them is read. */
  let unread = 0;
  let isRead = true;
  let links = 0;
  for await (const page of pages) {
    lostBytes += page.lostBytes;
    const codec = page.isFirst && oggCodec(page.parts[0] ?? new Uint8Array(0));
    const isNext = page.isFirst && codec && (hasAudio || page.serial === serial);
    if (page.isFirst && hasAudio && !codec) {
      unread++;
      isRead = false;
    }
    if (isNext) {
      serial = page.serial;
      hasAudio = false;
      isRead = true;
    }
    // Sound may come beside video: what begins together is one link.
    if (!page.isFirst && unread > 0) {
      if (!isRead) links++;
      unread = 0;
    }
    // A first page without a codec begins nothing, though it be of the stream that is read.
    if (page.serial !== serial || (page.isFirst && !codec)) continue;
    hasAudio ||= page.granule > 0;
    yield { ...page, lostBytes };
    lostBytes = 0;
  }
  if (links > 0)
    warn(`${counted(links, 'link')} of a codec that is not read ${links === 1 ? 'was' : 'were'} left out`, true);
}

/** Decodes all links of an Ogg file: what is damaged is silence as long as it was, links may differ in form. */
export async function* readOgg(start: OggStart, events: OggEvents): AsyncGenerator<DecodedBlock> {
  /** Undefined while a link whose headers are damaged is passed over. */
  let link: OggLink | undefined = start.link;
  let decoding: LinkDecoding | undefined = await LinkDecoding.open(start.headers, events.warn);
  try {
    for await (const page of pagesOf(start, events.warn)) {
      if (page.isFirst) {
        if (decoding) yield* decoding.end();
        decoding?.close();
        decoding = undefined;
        link = new OggLink(oggCodec(page.parts[0]!)!, page);
      }
      if (!link) continue;
      const taken: ReturnType<OggLink['packets']> | CodecError = packetsOf(link, page);
      if (taken instanceof CodecError) {
        events.warn(`a link was left out: ${taken.message}`, true);
        link = undefined;
        continue;
      }
      const { packets, isGap } = taken;
      if (!decoding && link.headers) {
        events.onLink(link.headers);
        decoding = await LinkDecoding.open(link.headers, events.warn);
      }
      if (decoding) yield* decoding.decode(page, packets, isGap);
    }
    if (decoding) yield* decoding.end();
  } finally {
    decoding?.close();
  }
}

/** The packets of a page, or why the headers before them cannot be read. */
function packetsOf(link: OggLink, page: OggPage): ReturnType<OggLink['packets']> | CodecError {
  try {
    return link.packets(page);
  } catch (error) {
    if (error instanceof CodecError) return error;
    throw error;
  }
}

/** One link: its packets' audio, brought to the positions that its pages state. */
class LinkDecoding {
  /** Samples to leave out at the start. */
  #skip: number;
  /** Samples decoded and filled, those that are left out included. */
  #position = 0;
  /** Page position of the first sample; undefined before the first page that states one. */
  #origin: number | undefined;
  #damaged = 0;
  #isGap = false;
  /** Position of the last page that stated one. */
  #end = 0;
  /** The last page's audio, until it is known whether the stream ends with it and before its end. */
  #held: DecodedBlock[] = [];

  private constructor(
    readonly headers: OggHeaders,
    readonly decoder: PacketDecoder,
    readonly warn: Warn,
  ) {
    this.#skip = headers.preSkip;
  }

  static async open(headers: OggHeaders, warn: Warn): Promise<LinkDecoding> {
    return new LinkDecoding(headers, await headers.open(), warn);
  }

  async *decode(page: OggPage, packets: readonly Uint8Array[], isGap: boolean): AsyncGenerator<DecodedBlock> {
    const isPlaced = page.granule >= 0 && packets.length > 0 && this.#origin !== undefined;
    if (isGap && isPlaced && this.#isPast(page.granule - this.#origin!)) return;
    // Damage between the headers and the first page that is whole: the stream begins where its positions do.
    if (isGap && this.#origin === undefined && page.lostBytes > 0) {
      this.#origin = 0;
      this.#isGap = true;
    }
    if (isGap && this.#origin !== undefined) {
      this.#isGap = true;
      if (isPlaced && this.#isMissing(page.granule - this.#origin, packets)) await this.decoder.restart?.();
    }
    const parts: Float32Array[][] = [];
    let count = 0;
    for (const packet of packets) {
      const planes = packet.length > 0 ? await this.decoder.decode(packet) : [];
      // A frame of FLAC states its channels itself.
      const isWhole = planes.length === this.headers.form.channels;
      if (isWhole) parts.push(planes);
      else this.#isGap ||= this.#origin !== undefined;
      count += isWhole ? planes[0]!.length : 0;
    }
    if (packets.length > 0) yield* this.#held.splice(0);
    // A last page that ends before the one before it states a wrong position: none of its audio is left out for it.
    const isBackwards = page.isLast && this.#origin !== undefined && page.granule - this.#origin < this.#end;
    if (page.granule >= 0 && packets.length > 0 && !isBackwards) {
      if (this.#origin === undefined) this.#start(page, count);
      const end = page.granule - this.#origin!;
      const missing = end - this.#position - count;
      if (this.#isGap && missing > 0 && missing <= MAX_FILL_SECONDS * this.headers.form.sampleRateHz) {
        yield* this.#emit([this.#silence(missing)]);
        this.#damaged++;
      }
      this.#isGap = false;
      this.#end = end;
    } else if (packets.length > 0) this.#end = this.#position + count;
    this.#held.push(...this.#emit(parts));
  }

  /** Whether audio is missing before packets that end at `end`. */
  #isMissing(end: number, packets: readonly Uint8Array[]): boolean {
    const samples = packets.reduce((sum, packet) => sum + (this.decoder.samplesOf?.(packet) ?? 0), 0);
    return end - samples > this.#position;
  }

  /** Whether a page that does not follow the one before ends where audio has been already: it is there twice, or late. */
  #isPast(end: number): boolean {
    return end <= this.#end && this.#end - end <= MAX_LATE_SECONDS * this.headers.form.sampleRateHz;
  }

  /** The first page's position tells where the stream begins: later than 0 where a recording began in the middle. */
  #start(page: OggPage, count: number): void {
    // Pages before it may have stated none.
    const origin = page.granule - this.#position - count;
    // Fewer samples than were decoded: the first ones are left out, or on a page that is also the last one, the last ones.
    if (origin < 0 && !page.isLast) this.#skip += -origin;
    this.#origin = page.isLast ? Math.max(0, origin) : origin;
  }

  *#emit(parts: readonly Float32Array[][]): Generator<DecodedBlock> {
    for (const planes of parts) {
      const { length } = planes[0]!;
      this.#position += length;
      const skip = Math.min(this.#skip, length);
      this.#skip -= skip;
      if (length > skip) yield { ...this.headers.form, pcm: interleavePlanes(planes, skip, length - skip) };
    }
  }

  #silence(samples: number): Float32Array[] {
    return Array.from({ length: this.headers.form.channels }, () => new Float32Array(samples));
  }

  /** The last page's audio, up to the position that the page states. */
  *end(): Generator<DecodedBlock> {
    let cut = this.#origin === undefined ? 0 : Math.max(0, this.#position - this.#end);
    const kept: DecodedBlock[] = [];
    for (const block of this.#held.splice(0).reverse()) {
      const samples = block.pcm.length / block.channels;
      const keep = Math.max(0, samples - cut);
      cut -= samples - keep;
      if (keep > 0) kept.push({ ...block, pcm: block.pcm.subarray(0, keep * block.channels) });
    }
    yield* kept.reverse();
    this.#report();
  }

  #report(): void {
    if (this.#damaged > 0) this.warn(`${counted(this.#damaged, 'damaged part')} became silence`, true);
    this.#damaged = 0;
  }

  close(): void {
    this.#report();
    this.decoder.free();
  }
}

/** What changed in the tags; undefined where nothing did. */
export const changedTags = (old: AudioTags, tags: AudioTags): AudioTags | undefined =>
  old.title === tags.title && old.artist === tags.artist && old.album === tags.album ? undefined : tags;

import { CodecError } from '../../core/errors.js';
import type { AudioTags } from './audio-tags.js';
import { DEFAULT_MASKS } from './channel-order.js';
import type { DecodedAudioForm } from './decoded-block.js';
import { latin1 } from './latin1.js';
import { parseOpusHead, parseStreamInfo, parseVorbisHead } from './ogg-info.js';
import type { OggPage } from './ogg-pages.js';
import { flacPackets, opusPackets, type PacketDecoder, vorbisPackets } from './packet-decoders.js';
import { vorbisCommentTags } from './vorbis-comment.js';

/** The codecs that are read in Ogg. */
export type OggCodec = 'ogg-vorbis' | 'ogg-opus' | 'ogg-flac';

/** The codec of a stream by its first packet; null for video and others. */
export function oggCodec(packet: Uint8Array): OggCodec | null {
  if (latin1(packet, 0, 7) === '\x01vorbis') return 'ogg-vorbis';
  if (latin1(packet, 0, 8) === 'OpusHead') return 'ogg-opus';
  return latin1(packet, 0, 5) === '\x7fFLAC' ? 'ogg-flac' : null;
}

/** The stream's headers: they come before the first packet of audio. */
export interface OggHeaders {
  readonly form: DecodedAudioForm;
  readonly preSkip: number;
  readonly tags: AudioTags;
  /** Makes the decoder of the packets that follow. */
  readonly open: () => Promise<PacketDecoder>;
}

/** Most bytes of one packet: a cover of 64 MiB in base64. */
const MAX_PACKET_BYTES = 2 ** 27;

/** Joins the parts of one logical stream's pages to packets, and its first packets to its headers. */
export class OggLink {
  #open: Uint8Array[] = [];
  #openBytes = 0;
  #sequence: number;
  readonly #headers: Uint8Array[] = [];
  headers: OggHeaders | undefined;

  constructor(
    readonly codec: OggCodec,
    first: OggPage,
  ) {
    this.#sequence = first.sequence - 1;
  }

  /** The packets that end on a page; `isGap` where pages before it are missing. Headers are kept and not handed on. */
  packets(page: OggPage): { readonly packets: readonly Uint8Array[]; readonly isGap: boolean } {
    const isGap = page.lostBytes > 0 || page.sequence !== (this.#sequence + 1) % 2 ** 32;
    this.#sequence = page.sequence;
    if (isGap || !page.isContinued) this.#drop();
    const packets: Uint8Array[] = [];
    for (const [i, part] of page.parts.entries()) {
      // The end of a packet whose start is missing.
      if (i === 0 && page.isContinued && this.#open.length === 0) continue;
      this.#open.push(part);
      this.#openBytes += part.length;
      if (this.#openBytes > MAX_PACKET_BYTES) this.#drop();
      if (this.#open.length === 0 || (page.isOpen && i === page.parts.length - 1)) continue;
      const packet = this.#open.length === 1 ? part : Buffer.concat(this.#open);
      this.#drop();
      if (this.headers || !this.#addHeader(packet)) packets.push(packet);
    }
    return { packets, isGap };
  }

  /** Takes `page` as if it had not been taken. */
  rewind(page: OggPage): void {
    this.#sequence = page.sequence - 1;
    this.#drop();
  }

  #drop(): void {
    this.#open = [];
    this.#openBytes = 0;
  }

  /** @returns false for a packet of audio @throws CodecError AUDIO_FORMAT where headers are damaged */
  #addHeader(packet: Uint8Array): boolean {
    this.#headers.push(packet);
    const [first, second, third] = this.#headers as [Uint8Array, ...Uint8Array[]];
    if (this.codec === 'ogg-opus' && second) {
      const head = parseOpusHead(first);
      if (!head) throw new CodecError('AUDIO_FORMAT', 'the Opus header is broken');
      const { channels, preSkip, family } = head;
      const channelMask = family <= 1 ? DEFAULT_MASKS[channels] : undefined;
      this.headers = {
        form: { sampleRateHz: 48_000, channels, ...(channelMask !== undefined && { channelMask }) },
        preSkip,
        tags: isOpusTags(second) ? vorbisCommentTags(second.subarray(8)) : {},
        open: () => opusPackets(head),
      };
      // The tags were damaged: audio needs only what comes before them.
      return isOpusTags(second);
    } else if (this.codec === 'ogg-vorbis' && second && third) {
      const form = parseVorbisHead(first);
      const isWhole = latin1(second, 0, 7) === '\x03vorbis' && latin1(third, 0, 7) === '\x05vorbis';
      if (!form || !isWhole) throw new CodecError('AUDIO_FORMAT', 'the headers of its Vorbis stream are damaged');
      this.headers = this.#plain(form, second.subarray(7), () => vorbisPackets(form, first, third));
    } else if (this.codec === 'ogg-flac' && second && isLastMetadata(packet)) {
      const block = first.subarray(17);
      const info = parseStreamInfo(block);
      if (!info) throw new CodecError('AUDIO_FORMAT', 'the FLAC header is broken');
      const comments = this.#headers.find((header) => (header[0]! & 127) === 4);
      const form = { sampleRateHz: info.sampleRateHz, channels: info.channels };
      this.headers = this.#plain(form, comments?.subarray(4), () => flacPackets(block));
    }
    return true;
  }

  #plain(
    form: { readonly sampleRateHz: number; readonly channels: number },
    comments: Uint8Array | undefined,
    open: () => Promise<PacketDecoder>,
  ): OggHeaders {
    const channelMask = DEFAULT_MASKS[form.channels];
    return {
      form: { ...form, ...(channelMask !== undefined && { channelMask }) },
      preSkip: 0,
      tags: comments ? vorbisCommentTags(comments) : {},
      open,
    };
  }
}

const isOpusTags = (packet: Uint8Array): boolean => latin1(packet, 0, 8) === 'OpusTags';

/** Whether a metadata packet of FLAC in Ogg is marked as the last one. */
const isLastMetadata = (packet: Uint8Array): boolean => (packet[0]! & 128) !== 0 && packet[0] !== 0xff;

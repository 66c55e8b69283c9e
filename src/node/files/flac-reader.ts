import { counted } from '../../core/counted.js';
import type { AudioTags } from './audio-tags.js';
import type { Warn } from './block-source.js';
import type { ByteReader } from './byte-reader.js';
import { DEFAULT_MASKS } from './channel-order.js';
import { type DecodedAudioForm, type DecodedBlock, interleavePlanes } from './decoded-block.js';
import { type FlacFrame, flacFrames } from './flac-frames.js';
import { MIN_LOSS_BYTES } from './joined-files.js';
import { latin1 } from './latin1.js';
import { tagBytes } from './mp3-info.js';
import { parseStreamInfo, type StreamInfo } from './ogg-info.js';
import { flacPackets, isFlacFrame, type PacketDecoder } from './packet-decoders.js';
import { flacPicture, vorbisCommentTags } from './vorbis-comment.js';

/** Longest damage that is filled with silence. */
const MAX_FILL_SECONDS = 60;
/** Damaged bytes at the end are the missing frames where they are at least this part of the usual bytes; else it is cut. */
const WHOLE = 0.75;
/** Longer blocks are skipped without being read into memory. */
const MAX_PICTURE_BYTES = 2 ** 24;

/** What comes before the first frame of a FLAC stream. */
export interface FlacMetadata {
  readonly info: StreamInfo;
  /** The STREAMINFO block. */
  readonly block: Uint8Array;
  readonly channelMask?: number;
  readonly tags: AudioTags;
}

/** Reads the metadata blocks (RFC 9639 §8). @returns undefined when the file ends within them */
export async function readFlacMetadata(reader: ByteReader): Promise<FlacMetadata | undefined> {
  await reader.skip(4);
  let block: Uint8Array | undefined;
  let tags: AudioTags = {};
  let channelMask: number | undefined;
  for (;;) {
    const head = (await reader.read(4)).slice();
    if (head.length < 4) return undefined;
    const length = (head[1]! << 16) | (head[2]! << 8) | head[3]!;
    const type = head[0]! & 127;
    const isRead = type === 0 || ((type === 4 || type === 6) && length <= MAX_PICTURE_BYTES);
    const body = isRead ? (await reader.read(length)).slice() : undefined;
    if (!isRead) await reader.skip(length);
    if (type === 0) block = body;
    if (type === 4) {
      tags = { ...tags, ...vorbisCommentTags(body ?? new Uint8Array(0)) };
      const mask = /WAVEFORMATEXTENSIBLE_CHANNEL_MASK=(0x[\da-f]+|\d+)/i.exec(latin1Text(body ?? new Uint8Array(0)));
      if (mask) channelMask = Number(mask[1]);
    }
    const cover = type === 6 && !tags.cover ? flacPicture(body ?? new Uint8Array(0)) : undefined;
    if (cover) tags = { ...tags, cover };
    if (head[0]! & 128) break;
  }
  const info = block && parseStreamInfo(block);
  if (!block || !info) return undefined;
  channelMask ??= DEFAULT_MASKS[info.channels];
  return { info, block, tags, ...(channelMask !== undefined && { channelMask }) };
}

const latin1Text = (bytes: Uint8Array): string => latin1(bytes, 0, Math.min(bytes.length, 20_000));

/** Decodes a FLAC stream, and those that were joined to it: a damaged frame is silence as long as it was. */
export async function* readFlac(reader: ByteReader, first: FlacMetadata, warn: Warn): AsyncGenerator<DecodedBlock> {
  let metadata: FlacMetadata | undefined = first;
  while (metadata) {
    const stream = new FlacStream(metadata);
    yield* stream.read(reader, warn);
    metadata = (await isNextStream(reader)) ? await readFlacMetadata(reader) : undefined;
  }
}

/** Skips tags between two streams. */
async function isNextStream(reader: ByteReader): Promise<boolean> {
  for (;;) {
    const head = await reader.peek(32);
    if (latin1(head, 0, 4) === 'fLaC') return true;
    const tag = tagBytes(head);
    if (tag === 0) return false;
    await reader.skip(tag);
  }
}

/** One stream: its frames' audio, each at the position that it states. */
class FlacStream {
  readonly #form: DecodedAudioForm;
  /** Index of the next sample; undefined before the first frame. */
  #position: number | undefined;
  #origin = 0;
  #damaged = 0;
  /** Bytes and samples of intact frames. */
  #bytes = 0;
  #samples = 0;

  constructor(readonly metadata: FlacMetadata) {
    const { info, channelMask } = metadata;
    const { sampleRateHz, channels } = info;
    this.#form = { sampleRateHz, channels, ...(channelMask !== undefined && { channelMask }) };
  }

  async *read(reader: ByteReader, warn: Warn): AsyncGenerator<DecodedBlock> {
    const { info, block } = this.metadata;
    const decoder = await flacPackets(block);
    try {
      for await (const part of flacFrames(reader, info, (bytes, samples) => isFlacFrame(block, bytes, samples))) {
        if ('lostBytes' in part) yield* this.#fillEnd(part.lostBytes, warn);
        else yield* this.#place(part, decoder);
      }
    } finally {
      decoder.free();
    }
    if (this.#damaged > 0) warn(`${counted(this.#damaged, 'damaged part')} became silence`, true);
    const read = (this.#position ?? 0) - this.#origin;
    if (info.totalSamples > read)
      warn(`the file states ${info.totalSamples} samples and ends after ${read}; those were read`, true);
  }

  async *#place(frame: FlacFrame, decoder: PacketDecoder): AsyncGenerator<DecodedBlock> {
    const { firstSample, samples, bytes } = frame;
    const isNear = Math.abs(firstSample - (this.#position ?? 0)) <= this.#maxFill;
    // A stream that was cut at its start begins later than 0, one that a recorder continued begins anew.
    if (!isNear || (this.#position !== undefined && firstSample === 0)) this.#moveTo(firstSample);
    this.#position ??= 0;
    const missing = firstSample - this.#position;
    // A frame that is there twice.
    if (missing < 0) return;
    if (missing > 0) yield* this.#fill(missing);
    const planes = await decoder.decode(bytes);
    const decoded = planes[0]?.length ?? 0;
    if (decoded > 0) yield { ...this.#form, pcm: interleavePlanes(planes, 0, decoded) };
    this.#position += decoded;
    if (decoded < samples) yield* this.#fill(samples - decoded);
    this.#bytes += bytes.length;
    this.#samples += samples;
  }

  /** What comes now is at `sample`, whatever was before. */
  #moveTo(sample: number): void {
    this.#origin += sample - (this.#position ?? 0);
    this.#position = sample;
  }

  /** The last frames, where their bytes are there and are damaged. */
  *#fillEnd(lostBytes: number, warn: Warn): Generator<DecodedBlock> {
    const { totalSamples } = this.metadata.info;
    const missing = totalSamples - (this.#position ?? 0);
    const bytesPerSample = this.#bytes / this.#samples;
    if (missing > 0 && missing <= this.#maxFill && lostBytes >= missing * bytesPerSample * WHOLE)
      yield* this.#fill(missing);
    // Missing samples are told by their number, where that is stated.
    else if (missing <= 0)
      warn(
        `${counted(lostBytes, 'byte')} behind the last whole frame were left out`,
        totalSamples === 0 || lostBytes >= MIN_LOSS_BYTES,
      );
  }

  *#fill(samples: number): Generator<DecodedBlock> {
    this.#damaged++;
    this.#position = (this.#position ?? 0) + samples;
    yield { ...this.#form, pcm: new Float32Array(samples * this.#form.channels) };
  }

  get #maxFill(): number {
    return MAX_FILL_SECONDS * this.#form.sampleRateHz;
  }
}

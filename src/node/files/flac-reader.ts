import type { AudioTags } from './audio-tags.js';
import type { Warn } from './block-source.js';
import type { ByteReader } from './byte-reader.js';
import { DEFAULT_MASKS } from './channel-order.js';
import { type DecodedBlock, interleavePlanes } from './decoded-block.js';
import { flacFrames } from './flac-frames.js';
import { latin1 } from './latin1.js';
import { parseStreamInfo, type StreamInfo } from './ogg-info.js';
import { flacPackets } from './packet-decoders.js';
import { flacPicture, vorbisCommentTags } from './vorbis-comment.js';

/** Longest damage that is filled with silence. */
const MAX_FILL_SECONDS = 60;
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
    yield* readStream(reader, metadata, warn);
    metadata = latin1(await reader.peek(4), 0, 4) === 'fLaC' ? await readFlacMetadata(reader) : undefined;
  }
}

async function* readStream(
  reader: ByteReader,
  { info, block, channelMask }: FlacMetadata,
  warn: Warn,
): AsyncGenerator<DecodedBlock> {
  const { sampleRateHz, channels, totalSamples } = info;
  const form = { sampleRateHz, channels, ...(channelMask !== undefined && { channelMask }) };
  const decoder = await flacPackets(block);
  const fill = (samples: number): DecodedBlock => ({ ...form, pcm: new Float32Array(samples * channels) });
  let position: number | undefined;
  let origin = 0;
  let damaged = 0;
  try {
    for await (const frame of flacFrames(reader, info)) {
      // A stream that was cut at its start begins later than 0; what is missing at most MAX_FILL_SECONDS is damage.
      if (position === undefined) {
        position = frame.firstSample <= MAX_FILL_SECONDS * sampleRateHz ? 0 : frame.firstSample;
        origin = position;
      }
      const missing = frame.firstSample - position;
      if (missing > 0 && missing <= MAX_FILL_SECONDS * sampleRateHz) {
        damaged++;
        yield fill(missing);
        position += missing;
      }
      const planes = await decoder.decode(frame.bytes);
      const samples = planes[0]?.length ?? 0;
      if (samples < frame.samples) damaged++;
      if (samples > 0) yield { ...form, pcm: interleavePlanes(planes, 0, samples) };
      if (samples < frame.samples) yield fill(frame.samples - samples);
      position += frame.samples;
      if (latin1(await reader.peek(4), 0, 4) === 'fLaC') break;
    }
  } finally {
    decoder.free();
  }
  if (damaged > 0) warn(`${damaged} damaged parts became silence`, true);
  const read = (position ?? 0) - origin;
  if (totalSamples > read)
    warn(`the file states ${totalSamples} samples and ends after ${read}; those were read`, true);
}

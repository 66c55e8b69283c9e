import { MPEGDecoder } from 'mpg123-decoder';
import type { Warn } from './block-source.js';
import type { ByteReader } from './byte-reader.js';
import { type DecodedBlock, interleavePlanes } from './decoded-block.js';
import { findMp3, type Mp3Header, type Mp3Tag, parseMp3Header, parseMp3Tag, tagBytes } from './mp3-info.js';

/** Bytes that are searched at a time for the next frame. */
const RESYNC_BYTES = 16_384;
/** Delay of an MP3 decoder, which stands in front of the encoder's. */
const DECODER_DELAY = 529;
/** Longest damage that is filled with silence. */
const MAX_FILL_SECONDS = 60;

/** A frame of an MP3 file, or the bytes between two frames. */
type Mp3Part =
  | { readonly header: Mp3Header; readonly bytes: Uint8Array }
  /** `isTag`: a tag, behind which another song may begin; otherwise damage. */
  | { readonly lostBytes: number; readonly isTag: boolean };

/** Frames of an MP3 file one after another, whatever is between them. The reader is at the first one. */
async function* mp3Parts(reader: ByteReader): AsyncGenerator<Mp3Part> {
  for (;;) {
    const head = await reader.peek(32);
    if (head.length < 4) return;
    const header = parseMp3Header(head, 0);
    if (header) {
      const bytes = (await reader.peek(header.frameBytes + 4)).slice();
      const isFollowed = bytes.length <= header.frameBytes || isFrameOrTag(bytes.subarray(header.frameBytes));
      // A last frame that is cut short cannot be decoded.
      if (bytes.length < header.frameBytes) return yield { lostBytes: bytes.length, isTag: false };
      if (isFollowed) {
        await reader.skip(header.frameBytes);
        yield { header, bytes: bytes.subarray(0, header.frameBytes) };
        continue;
      }
      const { length } = await reader.peek(header.frameBytes + 128);
      // What is behind the frame is damaged, and the frame may be whole.
      await reader.skip(Math.min(length, header.frameBytes));
      yield { header, bytes: bytes.subarray(0, header.frameBytes) };
    }
    const tag = tagBytes(await reader.peek(32));
    if (tag > 0) {
      await reader.skip(tag);
      yield { lostBytes: 0, isTag: true };
      continue;
    }
    let lostBytes = 0;
    for (;;) {
      const bytes = await reader.peek(RESYNC_BYTES);
      const found = findMp3(bytes, 3, bytes.length < RESYNC_BYTES);
      const skipped = found >= 0 ? found : Math.max(bytes.length - 4096, Math.min(bytes.length, 1));
      lostBytes += skipped;
      await reader.skip(skipped);
      if (found >= 0 || bytes.length === 0) break;
    }
    yield { lostBytes, isTag: false };
  }
}

const isFrameOrTag = (bytes: Uint8Array): boolean =>
  bytes.length < 4 || parseMp3Header(bytes, 0) !== null || ['ID3', 'TAG', 'APE', 'LYR'].includes(text(bytes));
const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, 3));

/**
 * Decodes MP3 frame by frame: all songs of a joined file, each without the samples that its own tag marks as delay and
 * padding. A tag's count of frames is a hint: padding is cut where the count is right. Damage becomes silence.
 */
export async function* readMp3(reader: ByteReader, warn: Warn): AsyncGenerator<DecodedBlock> {
  const decoder = new MPEGDecoder({ enableGapless: false });
  await decoder.ready;
  let song: Song | undefined;
  let damaged = 0;
  let last: Mp3Header | undefined;
  let averageBytes = 0;
  try {
    for await (const part of mp3Parts(reader)) {
      if (!('header' in part)) {
        if (part.isTag || !last) continue;
        const frames = Math.round(part.lostBytes / averageBytes);
        const isFilled = frames * last.samplesPerFrame <= MAX_FILL_SECONDS * last.sampleRateHz;
        if (frames > 0) damaged++;
        for (let i = 0; i < frames && isFilled && song; i++) yield* song.push(silence(last), last);
        continue;
      }
      const { header, bytes } = part;
      const tag = parseMp3Tag(bytes, 0, header);
      if (tag || !song) {
        if (song) yield* song.end();
        song = new Song(tag);
      }
      if (tag) continue;
      averageBytes = averageBytes === 0 ? bytes.length : averageBytes + (bytes.length - averageBytes) / 16;
      last = header;
      yield* song.push(decodeFrame(decoder, header, bytes), header);
    }
    if (song) yield* song.end();
  } finally {
    decoder.free();
  }
  if (damaged > 0) warn(`${damaged} damaged parts became silence`, true);
}

const silence = ({ channels, samplesPerFrame }: Mp3Header): Float32Array[] =>
  Array.from({ length: channels }, () => new Float32Array(samplesPerFrame));

/** A frame's samples: silence where it needs bits of frames that are missing. */
function decodeFrame(decoder: MPEGDecoder, header: Mp3Header, bytes: Uint8Array): Float32Array[] {
  const { error } = console;
  console.error = () => {};
  try {
    const { channelData, samplesDecoded } = decoder.decode(bytes);
    if (samplesDecoded !== header.samplesPerFrame) return silence(header);
    return channelData.slice(0, header.channels);
  } finally {
    console.error = error;
  }
}

/** One song of a file: it holds back the last samples until it is known whether they are padding. */
class Song {
  #frames = 0;
  #skip: number;
  readonly #held: { readonly planes: Float32Array[]; readonly header: Mp3Header }[] = [];

  constructor(readonly tag: Mp3Tag | undefined) {
    this.#skip = tag && tag.delaySamples > 0 ? tag.delaySamples + DECODER_DELAY : 0;
  }

  *push(planes: Float32Array[], header: Mp3Header): Generator<DecodedBlock> {
    this.#frames++;
    const skip = Math.min(this.#skip, planes[0]!.length);
    this.#skip -= skip;
    this.#held.push({ planes: planes.map((plane) => plane.subarray(skip)), header });
    // Padding of a tag is at most 4095 samples: 4 frames, or 8 of half the length.
    const holds = this.tag && this.tag.paddingSamples > DECODER_DELAY ? 8 : 0;
    while (this.#held.length > holds) yield* emit(this.#held.shift()!, 0);
  }

  *end(): Generator<DecodedBlock> {
    const { frames, paddingSamples = 0 } = this.tag ?? {};
    let cut = frames === this.#frames ? Math.max(0, paddingSamples - DECODER_DELAY) : 0;
    let left = this.#held.reduce((sum, { planes }) => sum + planes[0]!.length, 0);
    for (const held of this.#held) {
      left -= held.planes[0]!.length;
      yield* emit(held, Math.max(0, cut - left));
    }
    cut = 0;
    this.#held.length = 0;
  }
}

function* emit(
  { planes, header }: { readonly planes: Float32Array[]; readonly header: Mp3Header },
  cut: number,
): Generator<DecodedBlock> {
  const count = planes[0]!.length - cut;
  const { sampleRateHz, channels } = header;
  if (count > 0) yield { sampleRateHz, channels, pcm: interleavePlanes(planes, 0, count) };
}

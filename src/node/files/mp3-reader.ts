import { MPEGDecoder } from 'mpg123-decoder';
import { counted } from '../../core/counted.js';
import type { Warn } from './block-source.js';
import type { ByteReader } from './byte-reader.js';
import { type DecodedBlock, interleavePlanes } from './decoded-block.js';
import type { Mp3Header } from './mp3-info.js';
import { MAX_FILL_SECONDS, type Mp3Layout } from './mp3-layout.js';
import { type Mp3Song, mp3Events } from './mp3-songs.js';
import { ReplacedDecoder } from './replaced-decoder.js';

/** Frames that are held back: padding of a tag is at most 4095 samples, 4 frames, or 8 of half the length. */
const HELD_FRAMES = 8;

/**
 * Decodes MP3 frame by frame: all songs of a joined file, each without the samples that its own tag marks as delay and
 * padding. A tag's counts are a hint: padding is cut where the song's end is the one that the tag means. Damage becomes
 * silence.
 *
 * @param layout how many frames are missing at each place; without it the frames before tell
 */
export async function* readMp3(reader: ByteReader, warn: Warn, layout?: Mp3Layout): AsyncGenerator<DecodedBlock> {
  const decoder = await ReplacedDecoder.open(async () => {
    const opened = new MPEGDecoder({ enableGapless: false });
    await opened.ready;
    return opened;
  });
  let song: SongOutput | undefined;
  let gaps = 0;
  let damaged = 0;
  let leftOutBytes = 0;
  let seams = 0;
  const missing: { readonly atS: number; readonly frames: number }[] = [];
  try {
    for await (const event of mp3Events(reader)) {
      if ('song' in event) {
        if (song) yield* song.end(warn);
        song = new SongOutput(event.song);
      } else if ('header' in event) {
        yield* song!.push(await decodeFrame(decoder, event.header, event.bytes), event.header);
      } else if ('seam' in event) {
        const frames = layout?.seamFills[seams++] ?? 0;
        const { seam, next } = event;
        if (frames > 0 || seam.isProof) missing.push({ atS: song!.song.samples / next.sampleRateHz, frames });
        yield* song!.fill(frames, next);
      } else {
        const frames = layout?.fills[gaps++] ?? song!.song.lostFrames(event);
        if (frames > 0) damaged++;
        else leftOutBytes += event.lostBytes;
        yield* song!.fill(frames);
      }
    }
    if (song) yield* song.end(warn);
  } finally {
    decoder.free();
  }
  if (missing.length > 0) warn(missingText(missing), true);
  if (damaged > 0) warn(`${counted(damaged, 'damaged part')} became silence`, true);
  if (leftOutBytes > 0)
    warn(
      `${counted(leftOutBytes, 'byte')} that ${leftOutBytes === 1 ? 'is' : 'are'} no MP3 ${leftOutBytes === 1 ? 'was' : 'were'} left out`,
    );
}

/** Where frames are missing, and what was put there. */
function missingText(missing: readonly { readonly atS: number; readonly frames: number }[]): string {
  const places = missing.slice(0, 5).map(({ atS }) => `${atS.toFixed(2)} s`);
  const more = missing.length > places.length ? ` and ${missing.length - places.length} other places` : '';
  const frames = missing.reduce((sum, place) => sum + place.frames, 0);
  const unknown = missing.some((place) => place.frames === 0)
    ? '; how many were there is not stated of all of them'
    : '';
  return frames > 0
    ? `${counted(frames, 'frame')} missing, by the frames that follow at ${places.join(', ')}${more}, became silence there${unknown}`
    : `frames before those at ${places.join(', ')}${more} are missing or damaged; how many is not stated`;
}

const silence = ({ channels, samplesPerFrame }: Mp3Header): Float32Array[] =>
  Array.from({ length: channels }, () => new Float32Array(samplesPerFrame));

/** A frame's samples: silence where it needs bits of frames that are missing. */
async function decodeFrame(
  decoder: ReplacedDecoder<MPEGDecoder>,
  header: Mp3Header,
  bytes: Uint8Array,
): Promise<Float32Array[]> {
  const decoded = await decoder.use((opened) => opened.decode(bytes));
  if (decoded?.samplesDecoded !== header.samplesPerFrame) return silence(header);
  return decoded.channelData.slice(0, header.channels);
}

interface HeldFrame {
  readonly planes: Float32Array[];
  readonly header: Mp3Header;
}

/** Audio of one song: the last samples are held back until it is known whether they are padding. */
class SongOutput {
  #skip: number;
  readonly #held: HeldFrame[] = [];

  constructor(readonly song: Mp3Song) {
    this.#skip = song.tag?.skipSamples ?? 0;
  }

  *push(planes: Float32Array[], header: Mp3Header): Generator<DecodedBlock> {
    const skip = Math.min(this.#skip, planes[0]!.length);
    this.#skip -= skip;
    this.#held.push({ planes: planes.map((plane) => plane.subarray(skip)), header });
    const holds = (this.song.tag?.cutSamples ?? 0) > 0 ? HELD_FRAMES : 0;
    while (this.#held.length > holds) yield* emit(this.#held.shift()!, 0);
  }

  /** Silence in place of damaged frames. A longer hole is taken for a recording that continues later. */
  *fill(frames: number, header = this.song.last): Generator<DecodedBlock> {
    if (!header || frames * header.samplesPerFrame > MAX_FILL_SECONDS * header.sampleRateHz) return;
    this.song.fill(frames, header);
    for (let i = 0; i < frames; i++) yield* this.push(silence(header), header);
  }

  *end(warn: Warn): Generator<DecodedBlock> {
    const { tag, isWhole, isShort, isCut, frames, filled } = this.song;
    const cut = isWhole ? (tag?.cutSamples ?? 0) : 0;
    let left = this.#held.reduce((sum, { planes }) => sum + planes[0]!.length, 0);
    for (const held of this.#held.splice(0)) {
      left -= held.planes[0]!.length;
      yield* emit(held, Math.max(0, cut - left));
    }
    if (isCut) warn('the file ends within a frame', true);
    else if (isShort) {
      const has = frames + filled;
      const place = this.song.showsSeams
        ? 'the others are missing at its end, as far as its frames show'
        : 'whether the others are missing at its end or before is not stated';
      warn(`the file states ${tag!.frames} frames and has ${has}; ${place}`, true);
    }
  }
}

function* emit({ planes, header }: HeldFrame, cut: number): Generator<DecodedBlock> {
  const count = planes[0]!.length - cut;
  const { sampleRateHz, channels } = header;
  if (count > 0) yield { sampleRateHz, channels, pcm: interleavePlanes(planes, 0, count) };
}

import type { ByteReader } from './byte-reader.js';
import { type Mp3Header, type Mp3Tag, parseMp3Tag } from './mp3-info.js';
import { mp3Parts } from './mp3-parts.js';

/** What follows one another in an MP3 file. */
export type Mp3Event =
  /** A song begins: the frames up to the next one belong to it. */
  | { readonly song: Mp3Song }
  | { readonly header: Mp3Header; readonly bytes: Uint8Array }
  /** Bytes that are neither frame nor tag; `isTail`: no frame of the same song follows. */
  | { readonly lostBytes: number; readonly isTail: boolean };

/** Songs of a file, their frames, and what is between these. A frame with a tag of an encoder begins a song. */
export async function* mp3Events(reader: ByteReader): AsyncGenerator<Mp3Event> {
  let song: Mp3Song | undefined;
  let lostBytes = 0;
  for await (const part of mp3Parts(reader)) {
    if ('kind' in part) {
      if (part.kind === 'junk' && song) lostBytes += part.length;
      if (part.kind === 'cut' && song) song.isCut = true;
      continue;
    }
    const { header, bytes } = part;
    const tag = parseMp3Tag(bytes, 0, header);
    const isNew = tag !== undefined || song === undefined;
    if (lostBytes > 0) yield { lostBytes, isTail: isNew };
    if (isNew) {
      song = new Mp3Song(tag);
      yield { song };
    }
    song!.bytes += bytes.length + (isNew ? 0 : lostBytes);
    lostBytes = 0;
    if (tag) continue;
    song!.addFrame(header, bytes.length);
    yield { header, bytes };
  }
  if (lostBytes > 0) yield { lostBytes, isTail: true };
}

/** One song of a file so far. */
export class Mp3Song {
  /** Frames that are intact; those that were filled with silence. */
  frames = 0;
  filled = 0;
  /** Bytes from its first frame to its last one. */
  bytes = 0;
  /** Samples per channel of its frames, the filled ones included. */
  samples = 0;
  /** Whether the file ends within a frame of it. */
  isCut = false;
  last: Mp3Header | undefined;
  #averageBytes = 0;
  #minBytes = Infinity;

  constructor(readonly tag: Mp3Tag | undefined) {}

  addFrame(header: Mp3Header, bytes: number): void {
    this.frames++;
    this.samples += header.samplesPerFrame;
    this.last = header;
    this.#averageBytes += (bytes - this.#averageBytes) / Math.min(this.frames, 16);
    this.#minBytes = Math.min(this.#minBytes, bytes);
  }

  /** Counts `frames` of silence. */
  fill(frames: number): void {
    this.filled += frames;
    this.samples += frames * (this.last?.samplesPerFrame ?? 0);
  }

  /** Frames that damage of that length has cost, by the length of those before and, behind the last one, by the tag's count. */
  lostFrames({ lostBytes, isTail }: { readonly lostBytes: number; readonly isTail: boolean }): number {
    if (this.frames === 0) return 0;
    const frames = Math.round(lostBytes / this.#averageBytes);
    const likely = frames === 0 && lostBytes >= this.#minBytes ? 1 : frames;
    return isTail ? Math.min(likely, this.missingFrames ?? 0) : likely;
  }

  /** Frames that the tag counts and that are not there; undefined without a count, or where it counts fewer. */
  get missingFrames(): number | undefined {
    const missing = (this.tag?.frames ?? -1) - this.frames - this.filled;
    return missing < 0 ? undefined : missing;
  }

  /** Whether its end is the one of which the tag speaks: as many frames, or as many bytes. */
  get isWhole(): boolean {
    return this.missingFrames === 0 || this.tag?.bytes === this.bytes;
  }

  /** Whether frames are missing at its end. Some encoders count the tag's frame, or the bytes of other tags. */
  get isShort(): boolean {
    if (this.isCut) return true;
    const { tag, bytes, missingFrames = 0 } = this;
    return missingFrames >= (tag?.isExact ? 1 : 2) && (tag?.bytes === undefined || tag.bytes > bytes);
  }

  /** Samples that stay when delay and padding are left out. */
  get keptSamples(): number {
    const { tag, samples } = this;
    return Math.max(0, samples - (tag?.skipSamples ?? 0) - (this.isWhole ? (tag?.cutSamples ?? 0) : 0));
  }
}

import type { ByteReader } from './byte-reader.js';
import { type Mp3Header, type Mp3Tag, parseMp3Tag } from './mp3-info.js';
import { mp3Parts } from './mp3-parts.js';
import { Mp3Reservoir, type Mp3Seam } from './mp3-reservoir.js';

/** What follows one another in an MP3 file. */
export type Mp3Event =
  /** A song begins: the frames up to the next one belong to it. */
  | { readonly song: Mp3Song }
  | { readonly header: Mp3Header; readonly bytes: Uint8Array }
  /** The frame that follows does not fit to the one before it. */
  | { readonly seam: Mp3Seam; readonly next: Mp3Header }
  /** Bytes that are neither frame nor tag; `isTail`: no frame of the same song follows. */
  | { readonly lostBytes: number; readonly isTail: boolean };

/** Songs of a file, their frames, and what is between these. A frame with a tag of an encoder begins a song. */
export async function* mp3Events(reader: ByteReader): AsyncGenerator<Mp3Event> {
  let song: Mp3Song | undefined;
  let lostBytes = 0;
  const reservoir = new Mp3Reservoir();
  for await (const part of mp3Parts(reader)) {
    if ('kind' in part) {
      reservoir.reset();
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
    if (isNew) reservoir.reset(tag && 0);
    if (tag) continue;
    const seam = reservoir.push(header, bytes);
    song!.maxBegin = Math.max(song!.maxBegin, reservoir.begin);
    if (seam) {
      song!.seams.push({ ...seam, frame: song!.frames });
      yield { seam, next: header };
    }
    song!.addFrame(header, bytes.length);
    yield { header, bytes };
  }
  if (lostBytes > 0) yield { lostBytes, isTail: true };
}

/** More frames that leave bytes unused are the encoder's way. */
const MAX_OPEN = 4;
/** Part of the most bytes that frames leave, above which an encoder may have filled them up. */
const FULL = 0.7;
/** More than an encoder fills up at a time. */
const LARGE_BYTES = 16;

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
  /** Frames that do not fit to the one before them. */
  readonly seams: (Mp3Seam & { readonly frame: number })[] = [];
  /** Most bytes of earlier frames that a frame uses. */
  maxBegin = 0;
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
  fill(frames: number, header = this.last): void {
    this.filled += frames;
    this.samples += frames * (header?.samplesPerFrame ?? 0);
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

  /**
   * How many frames are missing at each of its seams, by its tag's counts: none where these are no proof of that. Several
   * places share them, since nothing states how many belong to which.
   */
  get seamFills(): number[] {
    const places = this.#missingPlaces;
    const missing = this.missingFrames ?? 0;
    const { tag, bytes } = this;
    const lostBytes = (tag?.bytes ?? 0) - bytes;
    const expected = missing * this.#averageBytes;
    const isKnown =
      missing >= (tag?.isExact ? 1 : 2) && !this.isCut && lostBytes > expected / 2 && lostBytes < expected * 2;
    let left = isKnown ? missing : 0;
    let open = places.filter(Boolean).length;
    return places.map((isPlace) => {
      if (!isPlace) return 0;
      const count = Math.round(left / open--);
      left -= count;
      return count;
    });
  }

  /** Whether it would show where frames are missing: not where the encoder often leaves bytes unused. */
  get showsSeams(): boolean {
    return this.last?.layer === 3 && this.seams.every(({ isProof, frame }) => isProof || frame >= this.frames - 1);
  }

  /** Of each seam, whether frames are missing there, if they are anywhere. */
  get #missingPlaces(): boolean[] {
    const proofs = this.seams.filter(({ isProof }) => isProof);
    const max = Math.max(...this.seams.map(({ begin }) => begin), this.maxBegin);
    // At its end an encoder fills up what is left.
    const others = this.seams.filter(({ isProof, frame }) => !isProof && frame < this.frames - 1);
    // It does so, too, where frames leave the most that they may; then it is little.
    const open = others.filter(({ begin }) => begin < FULL * max);
    const large = others.filter(({ spare }) => spare >= LARGE_BYTES);
    const places = [proofs, open, large.length === 1 ? large : []].find(
      ({ length }, i) => length > 0 && (i === 0 || length <= MAX_OPEN),
    );
    return this.seams.map((seam) => places?.includes(seam) ?? false);
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

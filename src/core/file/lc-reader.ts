import { MAX_REFLECTION } from '../dsp/comfort-noise.js';
import { CodecError, type ErrorCode } from '../errors.js';
import type { FrameBlock, SilentBlock } from '../latent/frames.js';
import { type LcHeader, parseLcHeader } from './lc-header.js';
import { LcLayout } from './lc-layout.js';
import {
  isLcRecord,
  LC_BLOCK_HEADER_BYTES,
  LC_CRC_BYTES,
  LC_PACKED_HEADER_BYTES,
  LC_PAUSE_HEADER_BYTES,
  LC_TRAILER,
} from './lc-record.js';
import { findNextRecord, resyncReach } from './lc-resync.js';
import { unpackBlock } from './packed-block.js';

/** Where and why a file could not be read. */
export interface LcDamage {
  /** Byte offset in the file at which the damaged record starts. */
  readonly offset: number;
  /** Index of the record that is damaged or missing, 0 = the first block. */
  readonly block: number;
  /** First frame that is lost or would have been next. */
  readonly frame: number;
  /** Frames that are lost here; absent when the rest of the file is. */
  readonly frames?: number;
  readonly code: Extract<ErrorCode, 'FILE_TRUNCATED' | 'FILE_DAMAGED'>;
  readonly message: string;
}

/** Where reading begins behind the start of a file. */
export interface LcStart {
  readonly header: LcHeader;
  /** Byte offset of a record in the file. */
  readonly offset: number;
  /** Index of that record's first frame. */
  readonly frame: number;
}

/** What a file holds besides its blocks, known at its end. */
export interface LcSummary {
  readonly header: LcHeader;
  /** Frames up to the end of what was read, those lost in damaged blocks included. */
  readonly frames: number;
  /** Samples per channel at the codec's rate; null when the trailer was not found. */
  readonly totalSamples: number | null;
  /** Samples per channel of the original; null when unknown. */
  readonly originalSamples: number | null;
  readonly damage: readonly LcDamage[];
  /** Frames without audio, in order: no block has them, and they are not lost. */
  readonly pauses: readonly SilentBlock[];
}

/**
 * Reads an `.lc` file in pieces of any length. The result depends on the file's bytes only, not on how they were cut. At
 * most two blocks and the last piece are held in memory.
 */
export class LcReader {
  #header: LcHeader | null = null;
  #layout: LcLayout | undefined;
  #pending: Uint8Array = new Uint8Array(0);
  /** Offset in the file of the first pending byte. */
  #offset = 0;
  /** Index of the first frame of the next record, 0..2^53 − 1. */
  #frame = 0;
  /** Index of the next record, 0 = the first block. */
  #record = 0;
  #totals: { totalSamples: number; originalSamples: number } | null = null;
  /** Whether nothing after the last damage can be read. */
  #isLost = false;
  #isFinished = false;
  readonly #damage: LcDamage[] = [];
  readonly #pauses: SilentBlock[] = [];

  /** @param start for a file of which bytes from a record on are read, as {@link findLcStart} finds it */
  constructor(start?: LcStart) {
    if (!start) return;
    this.#header = start.header;
    this.#layout = new LcLayout(start.header);
    this.#offset = start.offset;
    this.#frame = start.frame;
  }

  /** Null until enough bytes were pushed. */
  get header(): LcHeader | null {
    return this.#header;
  }

  /** The record that is read next; null before the header is known. */
  get position(): LcStart | null {
    return this.#header && { header: this.#header, offset: this.#offset, frame: this.#frame };
  }

  /** Samples per channel of the whole file, at the codec's rate; null before its trailer has been read. */
  get totalSamples(): number | null {
    return this.#totals?.totalSamples ?? null;
  }

  get damage(): readonly LcDamage[] {
    return this.#damage;
  }

  /** The pauses so far; those before a block are known when the block is. */
  get pauses(): readonly SilentBlock[] {
    return this.#pauses;
  }

  /**
   * @returns the blocks that are complete now; their payloads are copies
   * @throws CodecError FILE_MAGIC | FILE_VERSION | FILE_HEADER | FILE_DAMAGED when the header cannot be read
   */
  push(bytes: Uint8Array): FrameBlock[] {
    if (this.#isFinished) throw new RangeError('push: the file is finished');
    if (this.#isLost) return [];
    const joined = new Uint8Array(this.#pending.length + bytes.length);
    joined.set(this.#pending);
    joined.set(bytes, this.#pending.length);
    this.#pending = joined;
    return this.#read(false);
  }

  /**
   * Ends the file. May be called once.
   *
   * @returns the blocks that only the end of the file completes, and the summary
   * @throws CodecError FILE_TRUNCATED when the file ends inside its header, or what {@link push} throws
   */
  finish(): LcSummary & { readonly blocks: FrameBlock[] } {
    if (this.#isFinished) throw new RangeError('finish: the file is finished');
    const blocks = this.#isLost ? [] : this.#read(true);
    this.#isFinished = true;
    if (!this.#header)
      throw new CodecError('FILE_TRUNCATED', `the file ends after ${this.#pending.length} bytes, inside its header`);
    if (!this.#totals && !this.#isLost)
      this.#report(0, 'FILE_TRUNCATED', `the file ends after block ${this.#record - 1} without its trailer`);
    return {
      header: this.#header,
      frames: this.#frame,
      totalSamples: this.#totals?.totalSamples ?? null,
      originalSamples: this.#totals?.originalSamples || null,
      damage: this.#damage,
      pauses: this.#pauses,
      blocks,
    };
  }

  #read(isEnd: boolean): FrameBlock[] {
    const blocks: FrameBlock[] = [];
    let at = 0;
    if (!this.#header) {
      const parsed = parseLcHeader(this.#pending);
      if (!parsed) return blocks;
      this.#header = parsed.header;
      this.#layout = new LcLayout(parsed.header);
      at = parsed.length;
    }
    while (!this.#isLost && at < this.#pending.length) {
      const length = this.#readRecord(at, isEnd, blocks);
      if (length === 0) break;
      at += length;
    }
    this.#offset += at;
    this.#pending = this.#isLost ? new Uint8Array(0) : this.#pending.slice(at);
    return blocks;
  }

  /** Reads one record; returns its length, or 0 when more bytes are needed or nothing more can be read. */
  #readRecord(at: number, isEnd: boolean, blocks: FrameBlock[]): number {
    const bytes = this.#pending;
    const available = bytes.length - at;
    if (this.#totals) {
      this.#lose(at, 'FILE_DAMAGED', 'bytes after the end of the file');
      return 0;
    }
    const type = bytes[at];
    if (available < LC_PACKED_HEADER_BYTES && !isEnd) return 0;
    const frames = this.#layout!.recordFrames(bytes, at);
    const length = this.#layout!.recordLength(bytes, at);
    if (this.#layout!.isRecordType(type)) {
      if (available < length && !isEnd) return 0;
      if (available >= length && isLcRecord(bytes, at, length, this.#frame)) {
        if (this.#layout!.isPause(type)) {
          if (!this.#readPause(at, frames)) return 0;
        } else if (type !== LC_TRAILER) blocks.push(this.#block(at, frames, length));
        else if (!this.#readTrailer(at)) return 0;
        this.#record++;
        return length;
      }
    }
    return this.#resync(at, isEnd);
  }

  /** Skips the damaged record at `at`; returns its length, or 0 as {@link #readRecord} does. */
  #resync(at: number, isEnd: boolean): number {
    const bytes = this.#pending;
    const layout = this.#layout!;
    if (bytes.length - at < resyncReach(layout) && !isEnd) return 0;
    const found = findNextRecord(bytes, at, this.#frame, layout);
    if (found) {
      const { next, lostFrames } = found;
      this.#report(at, 'FILE_DAMAGED', `block ${this.#record} is damaged: ${lostFrames} frames are lost`, lostFrames);
      this.#record++;
      this.#frame += lostFrames;
      return next - at;
    }
    const what = bytes[at] === LC_TRAILER ? 'the trailer' : `block ${this.#record}`;
    // A record that ends early has its type and fewer bytes than its length; anything else is damaged.
    const endsEarly = layout.isRecordType(bytes[at]) && bytes.length - at < layout.recordLength(bytes, at);
    if (endsEarly) this.#lose(at, 'FILE_TRUNCATED', `the file ends inside ${what}`);
    else this.#lose(at, 'FILE_DAMAGED', `${what} is damaged and nothing after it can be read`);
    return 0;
  }

  #block(at: number, frames: number, length: number): FrameBlock {
    const { planes, latentSize, hasSpatialParameters = false } = this.#header!;
    const isPacked = this.#layout!.isPackedBlock(this.#pending[at]);
    const start = at + (isPacked ? LC_PACKED_HEADER_BYTES : LC_BLOCK_HEADER_BYTES);
    const body = this.#pending.slice(start, at + length - LC_CRC_BYTES);
    const plain = isPacked ? unpackBlock(body, frames, latentSize, planes, hasSpatialParameters) : body;
    const size = plain.length - (hasSpatialParameters ? frames : 0);
    const payload = plain.subarray(0, size);
    const spatial = hasSpatialParameters && { spatial: plain.subarray(size) };
    const block = { firstFrame: this.#frame, frames, planes, payload, ...spatial };
    this.#frame += frames;
    return block;
  }

  #readPause(at: number, frames: number): boolean {
    const level = this.#pending[at + 5]!;
    const start = at + LC_PAUSE_HEADER_BYTES;
    const reflection = [...this.#pending.subarray(start, start + this.#pending[at + 6]!)];
    if (frames === 0 || reflection.length > MAX_REFLECTION || reflection.includes(255)) {
      this.#lose(at, 'FILE_DAMAGED', `a pause must have 1 frame or more and at most ${MAX_REFLECTION} coefficients`);
      return false;
    }
    this.#pauses.push({ firstFrame: this.#frame, frames, noise: { level, reflection }, continues: false });
    this.#frame += frames;
    return true;
  }

  #readTrailer(at: number): boolean {
    const view = new DataView(this.#pending.buffer, this.#pending.byteOffset + at);
    const totalSamples = view.getUint16(1) * 2 ** 32 + view.getUint32(3);
    const originalSamples = view.getUint16(7) * 2 ** 32 + view.getUint32(9);
    const maxSamples = this.#frame * this.#header!.hopSamples;
    if (totalSamples > maxSamples) {
      this.#lose(at, 'FILE_DAMAGED', `the trailer's samples must be at most ${maxSamples}, got ${totalSamples}`);
      return false;
    }
    this.#totals = { totalSamples, originalSamples };
    return true;
  }

  /** Reports damage after which nothing can be read. */
  #lose(at: number, code: LcDamage['code'], message: string): void {
    this.#report(at, code, message);
    this.#isLost = true;
  }

  #report(at: number, code: LcDamage['code'], message: string, frames?: number): void {
    const damage = { offset: this.#offset + at, block: this.#record, frame: this.#frame, code, message };
    this.#damage.push(frames === undefined ? damage : { ...damage, frames });
  }
}

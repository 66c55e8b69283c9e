import { CodecError, type ErrorCode } from '../errors.js';
import type { FrameBlock } from '../latent/frames.js';
import { type LcHeader, parseLcHeader } from './lc-header.js';
import {
  isLcRecord,
  LC_BLOCK,
  LC_BLOCK_FRAMES,
  LC_BLOCK_HEADER_BYTES,
  LC_CRC_BYTES,
  LC_PACKED_BLOCK,
  LC_PACKED_HEADER_BYTES,
  LC_TRAILER,
  LC_TRAILER_BYTES,
  lcBlockBytes,
} from './lc-record.js';
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

/** What a whole file amounted to. */
export interface LcSummary {
  readonly header: LcHeader;
  /** Frames up to the end of what was read, those lost in damaged blocks included. */
  readonly frames: number;
  /** Samples per channel at the codec's rate; null when the trailer was not found. */
  readonly totalSamples: number | null;
  /** Samples per channel of the original; null when unknown. */
  readonly originalSamples: number | null;
  readonly damage: readonly LcDamage[];
}

/** Places that are looked at for the record after a damaged one. A bound, so that a hostile file costs little. */
const MAX_RESYNC_TRIES = 16;

/**
 * Reads an `.lc` file in pieces of any length. What it gives depends on the file's bytes only, never on how they were
 * cut up. At most two blocks and the last piece are held.
 */
export class LcReader {
  #header: LcHeader | null = null;
  #pending: Uint8Array = new Uint8Array(0);
  /** Offset in the file of the first pending byte. */
  #offset = 0;
  #frame = 0;
  #record = 0;
  #totals: { totalSamples: number; originalSamples: number } | null = null;
  /** Nothing after this point can be read. */
  #isLost = false;
  #isFinished = false;
  readonly #damage: LcDamage[] = [];

  /** Null until enough bytes have come. */
  get header(): LcHeader | null {
    return this.#header;
  }

  get damage(): readonly LcDamage[] {
    return this.#damage;
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
   * The file ends here. May be called once.
   *
   * @returns the blocks that only the end could settle, and what the file amounted to
   * @throws CodecError FILE_TRUNCATED when the file ends inside its header, or what {@link push} throws
   */
  finish(): LcSummary & { readonly blocks: FrameBlock[] } {
    if (this.#isFinished) throw new RangeError('finish: the file is finished');
    const blocks = this.#isLost ? [] : this.#read(true);
    this.#isFinished = true;
    if (!this.#header)
      throw new CodecError('FILE_TRUNCATED', `the file ends after ${this.#pending.length} bytes, inside its header`);
    if (!this.#totals && !this.#isLost) this.#atEnd();
    return {
      header: this.#header,
      frames: this.#frame,
      totalSamples: this.#totals?.totalSamples ?? null,
      originalSamples: this.#totals?.originalSamples || null,
      damage: this.#damage,
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
    const frames = (bytes[at + 1] ?? 0) + 1;
    const length = this.#recordLength(at);
    if (this.#isRecordType(type)) {
      if (available < length && !isEnd) return 0;
      if (available >= length && isLcRecord(bytes, at, length, this.#frame)) {
        if (type !== LC_TRAILER) blocks.push(this.#block(at, frames, length));
        else if (!this.#readTrailer(at)) return 0;
        this.#record++;
        return length;
      }
    }
    return this.#resync(at, frames, isEnd);
  }

  /** The record at `at` is damaged: looks for the one after it, whose checksum tells how many frames lie between. */
  #resync(at: number, frames: number, isEnd: boolean): number {
    const bytes = this.#pending;
    const reach = 2 * lcBlockBytes(LC_BLOCK_FRAMES, this.#frameBytes) + LC_TRAILER_BYTES;
    if (bytes.length - at < reach && !isEnd) return 0;
    const lengths = [frames, LC_BLOCK_FRAMES];
    for (let n = 1; n < LC_BLOCK_FRAMES; n++) lengths.push(n);
    // A packed block's length says nothing of its frames; where it is damaged itself, what follows cannot be found.
    const packed = at + this.#recordLength(at);
    const isPacked = bytes[at] === LC_PACKED_BLOCK && this.#header!.isPacked === true;
    const candidates = lengths.map((lost) => ({ lost, next: at + lcBlockBytes(lost, this.#frameBytes) }));
    if (isPacked) candidates.unshift({ lost: frames, next: packed }, { lost: LC_BLOCK_FRAMES, next: packed });
    let tries = 0;
    for (const { lost, next } of candidates) {
      if (!this.#isRecordType(bytes[next])) continue;
      const length = this.#recordLength(next);
      if (next + length > bytes.length) continue;
      if (isLcRecord(bytes, next, length, this.#frame + lost)) {
        this.#report(at, 'FILE_DAMAGED', `block ${this.#record} is damaged: ${lost} frames are lost`, lost);
        this.#record++;
        this.#frame += lost;
        return next - at;
      }
      if (++tries >= MAX_RESYNC_TRIES) break;
    }
    // A record that simply stops is told from one that is wrong: it has its type, and less than its length.
    const type = bytes[at];
    const isShort = this.#isRecordType(type) && bytes.length - at < this.#recordLength(at);
    const what = type === LC_TRAILER ? 'the trailer' : `block ${this.#record}`;
    if (isShort) this.#lose(at, 'FILE_TRUNCATED', `the file ends inside ${what}`);
    else this.#lose(at, 'FILE_DAMAGED', `${what} is damaged and nothing after it can be read`);
    return 0;
  }

  #isRecordType(type: number | undefined): boolean {
    return type === LC_BLOCK || type === LC_TRAILER || (type === LC_PACKED_BLOCK && this.#header!.isPacked === true);
  }

  /** As the record at `at` states it; bytes that are not there yet count as 0, and no packed block is longer than plain. */
  #recordLength(at: number): number {
    const bytes = this.#pending;
    if (bytes[at] === LC_TRAILER) return LC_TRAILER_BYTES;
    const plain = lcBlockBytes((bytes[at + 1] ?? 0) + 1, this.#frameBytes);
    if (bytes[at] !== LC_PACKED_BLOCK || !this.#header!.isPacked) return plain;
    const stated = (bytes[at + 2] ?? 0) * 65_536 + (bytes[at + 3] ?? 0) * 256 + (bytes[at + 4] ?? 0);
    return Math.min(plain, LC_PACKED_HEADER_BYTES + stated + LC_CRC_BYTES);
  }

  #block(at: number, frames: number, length: number): FrameBlock {
    const { planes, latentSize, hasSpatialParameters = false } = this.#header!;
    const isPacked = this.#pending[at] === LC_PACKED_BLOCK;
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

  #readTrailer(at: number): boolean {
    const view = new DataView(this.#pending.buffer, this.#pending.byteOffset + at);
    const totalSamples = view.getUint16(1) * 2 ** 32 + view.getUint32(3);
    const originalSamples = view.getUint16(7) * 2 ** 32 + view.getUint32(9);
    const most = this.#frame * this.#header!.hopSamples;
    if (totalSamples > most) {
      this.#lose(at, 'FILE_DAMAGED', `the trailer's samples must be at most ${most}, got ${totalSamples}`);
      return false;
    }
    this.#totals = { totalSamples, originalSamples };
    return true;
  }

  #atEnd(): void {
    this.#report(0, 'FILE_TRUNCATED', `the file ends after block ${this.#record - 1} without its trailer`);
  }

  #lose(at: number, code: LcDamage['code'], message: string): void {
    this.#report(at, code, message);
    this.#isLost = true;
  }

  #report(at: number, code: LcDamage['code'], message: string, frames?: number): void {
    const damage = { offset: this.#offset + at, block: this.#record, frame: this.#frame, code, message };
    this.#damage.push(frames === undefined ? damage : { ...damage, frames });
  }

  get #frameBytes(): number {
    const { planes, latentSize, hasSpatialParameters } = this.#header!;
    return planes * ((latentSize + 7) >> 3) + (hasSpatialParameters ? 1 : 0);
  }
}

import { concatBytes } from '../buffers.js';
import { type ComfortNoise, MAX_REFLECTION } from '../dsp/comfort-noise.js';
import { requireInteger } from '../errors.js';
import { bytesPerFramePlane } from '../latent/format.js';
import { copyPlanes, requireBlock, sliceBlock } from '../latent/frame-slice.js';
import type { FrameBlock } from '../latent/frames.js';
import { NO_SPATIAL_PARAMETERS, STEREO_BANDS } from '../latent/spatial-parameters.js';
import { encodeLcHeader, type LcHeader } from './lc-header.js';
import {
  LC_BLOCK,
  LC_BLOCK_FRAMES,
  LC_BLOCK_HEADER_BYTES,
  LC_CRC_BYTES,
  LC_MAX_PAUSE_FRAMES,
  LC_MAX_SAMPLES,
  LC_PACKED_BLOCK,
  LC_PACKED_HEADER_BYTES,
  LC_PAUSE,
  LC_PAUSE_HEADER_BYTES,
  LC_TRAILER,
  LC_TRAILER_BYTES,
  lcBlockBytes,
  sealLcRecord,
} from './lc-record.js';
import { packBlock } from './packed-block.js';

/**
 * Writes an `.lc` file piece by piece, never changing what was written: a pipe can take it.
 *
 *     [writer.header(), ...blocks.map((b) => writer.append(b)), writer.finish(totalSamples)]
 *
 * Blocks of any length are joined to blocks of `blockFrames` frames.
 */
export class LcWriter {
  readonly #header: LcHeader;
  readonly #headerBytes: Uint8Array;
  readonly #bytesPerFramePlane: number;
  readonly #blockFrames: number;
  /** Room for one block of the file: [planes × 256 × bytesPerFramePlane]. */
  readonly #pending: Uint8Array;
  /** Spatial parameters of the pending block, and the last ones of each band. */
  readonly #spatial = new Uint8Array(LC_BLOCK_FRAMES);
  readonly #bands = new Uint8Array(STEREO_BANDS).fill(NO_SPATIAL_PARAMETERS);
  #pendingFrames = 0;
  /** Frames in the blocks that were written. */
  #frames = 0;
  #nextInput: number | undefined;
  #isFinished = false;

  /**
   * @param blockFrames frames in each block of the file, 1..256: fewer for a reader that follows while it is written
   * @throws RangeError naming the header's field, or the argument, that is outside its range
   */
  constructor(header: LcHeader, blockFrames = LC_BLOCK_FRAMES) {
    this.#blockFrames = requireInteger('blockFrames', blockFrames, 1, LC_BLOCK_FRAMES);
    this.#headerBytes = encodeLcHeader(header);
    this.#header = header;
    this.#bytesPerFramePlane = bytesPerFramePlane(header);
    this.#pending = new Uint8Array(header.planes * LC_BLOCK_FRAMES * this.#bytesPerFramePlane);
  }

  /** The first bytes of the file. */
  header(): Uint8Array {
    return this.#headerBytes.slice();
  }

  /**
   * @param block continues the last one; the first may have any firstFrame, which becomes frame 0 of the file
   * @returns bytes to write now; often none
   * @throws RangeError when the block leaves a gap, has other planes than the header, or the file is finished
   */
  append(block: FrameBlock): Uint8Array {
    if (this.#isFinished) throw new RangeError('append: the file is finished');
    requireBlock(block, this.#bytesPerFramePlane);
    requireInteger('planes', block.planes, this.#header.planes, this.#header.planes);
    const expected = this.#nextInput ?? block.firstFrame;
    requireInteger('firstFrame', block.firstFrame, expected, expected);
    this.#nextInput = expected + block.frames;
    const out: Uint8Array[] = [];
    for (let from = 0; from < block.frames; ) {
      const frames = Math.min(block.frames - from, this.#blockFrames - this.#pendingFrames);
      if (this.#header.hasSpatialParameters) this.#copySpatial(block, from, frames);
      copyPlanes(block, from, frames, this.#bytesPerFramePlane, this.#pending, this.#pendingFrames, LC_BLOCK_FRAMES);
      this.#pendingFrames += frames;
      from += frames;
      if (this.#pendingFrames === this.#blockFrames) out.push(this.#flush());
    }
    return concatBytes(out);
  }

  /**
   * Frames that have no audio: they keep their length, and `noise` is played in their place. The block that is pending
   * is ended.
   *
   * @param frames 1..2^32 − 1
   * @returns bytes to write now
   * @throws RangeError for what is outside its range, without `hasPauses` in the header, or when the file is finished
   */
  pause(frames: number, noise: ComfortNoise): Uint8Array {
    if (this.#isFinished) throw new RangeError('pause: the file is finished');
    if (!this.#header.hasPauses) throw new RangeError('pause: hasPauses must be true in the header');
    requireInteger('frames', frames, 1, LC_MAX_PAUSE_FRAMES);
    requireInteger('noise.level', noise.level, 0, 255);
    requireInteger('noise.reflection.length', noise.reflection.length, 0, MAX_REFLECTION);
    for (const k of noise.reflection) requireInteger('noise.reflection', k, 0, 254);
    const block = this.#pendingFrames > 0 ? this.#flush() : new Uint8Array(0);
    const record = new Uint8Array(LC_PAUSE_HEADER_BYTES + noise.reflection.length + LC_CRC_BYTES);
    record[0] = LC_PAUSE;
    new DataView(record.buffer).setUint32(1, frames);
    record[5] = noise.level;
    record[6] = noise.reflection.length;
    record.set(noise.reflection, LC_PAUSE_HEADER_BYTES);
    sealLcRecord(record, this.#frames);
    this.#frames += frames;
    if (this.#nextInput !== undefined) this.#nextInput += frames;
    return concatBytes([block, record]);
  }

  /**
   * @param totalSamples per channel at the codec's rate, at most what the frames hold
   * @param originalSamples per channel before resampling; 0 when unknown
   * @returns the last bytes of the file
   */
  finish(totalSamples: number, originalSamples = 0): Uint8Array {
    if (this.#isFinished) throw new RangeError('finish: the file is finished');
    const maxSamples = Math.min(LC_MAX_SAMPLES, (this.#frames + this.#pendingFrames) * this.#header.hopSamples);
    requireInteger('totalSamples', totalSamples, 0, maxSamples);
    requireInteger('originalSamples', originalSamples, 0, LC_MAX_SAMPLES);
    this.#isFinished = true;
    const block = this.#pendingFrames > 0 ? this.#flush() : new Uint8Array(0);
    const trailer = new Uint8Array(LC_TRAILER_BYTES);
    const view = new DataView(trailer.buffer);
    trailer[0] = LC_TRAILER;
    view.setUint16(1, Math.floor(totalSamples / 2 ** 32));
    view.setUint32(3, totalSamples % 2 ** 32);
    view.setUint16(7, Math.floor(originalSamples / 2 ** 32));
    view.setUint32(9, originalSamples % 2 ** 32);
    return concatBytes([block, sealLcRecord(trailer, this.#frames)]);
  }

  /**
   * Frames of a stream that is recorded from its middle are renumbered, and a frame's index determines its band: every
   * frame gets the last parameters of the band that its new index stands for.
   */
  #copySpatial(block: FrameBlock, from: number, frames: number): void {
    for (let i = 0; i < frames; i++) {
      const byte = block.spatial?.[from + i] ?? NO_SPATIAL_PARAMETERS;
      if (byte !== NO_SPATIAL_PARAMETERS) this.#bands[(block.firstFrame + from + i) % STEREO_BANDS] = byte;
      const to = this.#pendingFrames + i;
      this.#spatial[to] = this.#bands[(this.#frames + to) % STEREO_BANDS]!;
    }
  }

  /** A packed record without its frame count and CRC; null where the file is not packed or packing saves nothing. */
  #packed({ payload, frames, planes, spatial }: FrameBlock): Uint8Array | null {
    const { isPacked, latentSize } = this.#header;
    if (!isPacked) return null;
    const packed = packBlock(payload, frames, latentSize, planes, spatial);
    const plain = LC_BLOCK_HEADER_BYTES + payload.length + (spatial?.length ?? 0);
    if (LC_PACKED_HEADER_BYTES + packed.length >= plain) return null;
    const out = new Uint8Array(LC_PACKED_HEADER_BYTES + packed.length + LC_CRC_BYTES);
    // The length has 3 bytes; the first of the 4 written here is the place of the frame count, which is written later.
    new DataView(out.buffer).setUint32(1, packed.length);
    out[0] = LC_PACKED_BLOCK;
    out.set(packed, LC_PACKED_HEADER_BYTES);
    return out;
  }

  /** Ends the pending block; returns its record. */
  #flush(): Uint8Array {
    const { planes } = this.#header;
    const frames = this.#pendingFrames;
    const spatial = this.#header.hasSpatialParameters && { spatial: this.#spatial };
    const full = { firstFrame: this.#frames, frames: LC_BLOCK_FRAMES, planes, payload: this.#pending, ...spatial };
    const block = sliceBlock(full, 0, frames, this.#bytesPerFramePlane);
    const out =
      this.#packed(block) ??
      new Uint8Array(lcBlockBytes(frames, planes * this.#bytesPerFramePlane + (spatial ? 1 : 0)));
    out[1] = frames - 1;
    if (out[0] !== LC_PACKED_BLOCK) {
      out[0] = LC_BLOCK;
      out.set(block.payload, LC_BLOCK_HEADER_BYTES);
      if (block.spatial) out.set(block.spatial, LC_BLOCK_HEADER_BYTES + block.payload.length);
    }
    sealLcRecord(out, this.#frames);
    this.#frames += frames;
    this.#pendingFrames = 0;
    return out;
  }
}

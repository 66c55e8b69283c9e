import type { ComfortNoise } from '../dsp/comfort-noise.js';
import type { FrameBlock, SilentBlock } from '../latent/frames.js';
import { carriesParameters, NO_SPATIAL_PARAMETERS } from '../latent/spatial-parameters.js';

interface StoredFrame {
  /** 0 for a silent frame: any audio is better. */
  readonly planes: number;
  /** Of a silent frame. */
  readonly noise?: ComfortNoise;
  readonly continues?: boolean;
  /** [planes × bytesPerFramePlane], a copy. */
  readonly bytes: Uint8Array;
  /** Spatial parameters of the frame, where the stream has them. */
  readonly spatial?: number | undefined;
  readonly arrivedMs: number;
  /** Number of the push that brought it. */
  readonly arrival: number;
}

const NOTHING = new Uint8Array(0);

/**
 * Stores frames that wait to be played one by one, so that a block may be handed out in parts, completed by another copy,
 * or improved by one. Of the copies of a frame the one with the most planes is kept, and the first of those; silence has
 * none. Spatial parameters of any copy are kept. The owner bounds the span of frames.
 */
export class FrameStore {
  readonly #frames = new Map<number, StoredFrame>();
  readonly #bytesPerFramePlane: number;

  constructor(bytesPerFramePlane: number) {
    this.#bytesPerFramePlane = bytesPerFramePlane;
  }

  get size(): number {
    return this.#frames.size;
  }

  has(frame: number): boolean {
    return this.#frames.has(frame);
  }

  /**
   * Keeps the block's frames at and after `from`. Of a frame that is held already only what is better is taken: more
   * planes, and spatial parameters that it lacks.
   *
   * @returns frames that are new, and frames that were improved
   */
  put(block: FrameBlock, from: number, arrivedMs: number, arrival: number): { added: number; upgraded: number } {
    const size = this.#bytesPerFramePlane;
    let added = 0;
    let upgraded = 0;
    for (let i = Math.max(0, from - block.firstFrame); i < block.frames; i++) {
      const frame = block.firstFrame + i;
      const old = this.#frames.get(frame);
      const byte = block.spatial?.[i];
      if (old && old.planes >= block.planes) {
        if (carriesParameters(old.spatial) || !carriesParameters(byte)) continue;
        this.#frames.set(frame, { ...old, spatial: byte });
        upgraded++;
        continue;
      }
      if (old) upgraded++;
      else added++;
      const bytes = new Uint8Array(block.planes * size);
      for (let plane = 0; plane < block.planes; plane++) {
        const start = (plane * block.frames + i) * size;
        bytes.set(block.payload.subarray(start, start + size), plane * size);
      }
      // A better copy does not make the frame younger: it has been waiting since the first copy came.
      this.#frames.set(frame, {
        planes: block.planes,
        bytes,
        spatial: carriesParameters(byte) ? byte : (old?.spatial ?? byte),
        arrivedMs: old?.arrivedMs ?? arrivedMs,
        arrival: old?.arrival ?? arrival,
      });
    }
    return { added, upgraded };
  }

  /** Keeps the silent frames at and after `from` for which nothing is held; returns how many. */
  putSilence(block: SilentBlock, from: number, arrivedMs: number, arrival: number): number {
    const { firstFrame, frames, noise, continues } = block;
    let added = 0;
    for (let frame = Math.max(from, firstFrame); frame < firstFrame + frames; frame++) {
      if (this.#frames.has(frame)) continue;
      const isLast = frame === firstFrame + frames - 1;
      this.#frames.set(frame, { planes: 0, bytes: NOTHING, arrivedMs, arrival, noise, continues: continues && isLast });
      added++;
    }
    return added;
  }

  /**
   * Takes out up to `maxFrames` consecutive frames of equal planes, or of one silence, from `first` on; undefined when
   * `first` is not held.
   */
  take(first: number, maxFrames: number): FrameBlock | SilentBlock | undefined {
    const head = this.#frames.get(first);
    if (!head) return undefined;
    const { planes, noise } = head;
    let frames = 1;
    const isSame = (frame?: StoredFrame): boolean => frame?.planes === planes && frame.noise === noise;
    while (frames < maxFrames && isSame(this.#frames.get(first + frames))) frames++;
    if (noise) {
      const continues = this.#frames.get(first + frames - 1)!.continues ?? false;
      for (let i = 0; i < frames; i++) this.#frames.delete(first + i);
      return { firstFrame: first, frames, noise, continues };
    }
    const size = this.#bytesPerFramePlane;
    const payload = new Uint8Array(planes * frames * size);
    let spatial: Uint8Array | undefined;
    for (let i = 0; i < frames; i++) {
      const { bytes, spatial: byte } = this.#frames.get(first + i)!;
      if (byte !== undefined) {
        spatial ??= new Uint8Array(frames).fill(NO_SPATIAL_PARAMETERS);
        spatial[i] = byte;
      }
      for (let plane = 0; plane < planes; plane++)
        payload.set(bytes.subarray(plane * size, (plane + 1) * size), (plane * frames + i) * size);
      this.#frames.delete(first + i);
    }
    return { firstFrame: first, frames, planes, payload, ...(spatial && { spatial }) };
  }

  /** Forgets the frames before `before`; returns how many there were. */
  dropBefore(before: number): number {
    let dropped = 0;
    for (const frame of this.#frames.keys()) {
      if (frame >= before) continue;
      this.#frames.delete(frame);
      dropped++;
    }
    return dropped;
  }

  /** Of the held frames: the first one, the arrival of the oldest, and how many pushes brought them. */
  waiting(): { firstFrame: number; sinceMs: number; pushes: number } | undefined {
    if (this.#frames.size === 0) return undefined;
    let firstFrame = Number.POSITIVE_INFINITY;
    let sinceMs = Number.POSITIVE_INFINITY;
    const pushes = new Set<number>();
    for (const [frame, stored] of this.#frames) {
      firstFrame = Math.min(firstFrame, frame);
      sinceMs = Math.min(sinceMs, stored.arrivedMs);
      pushes.add(stored.arrival);
    }
    return { firstFrame, sinceMs, pushes: pushes.size };
  }

  clear(): void {
    this.#frames.clear();
  }
}

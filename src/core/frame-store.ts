import type { FrameBlock } from './frames.js';

interface StoredFrame {
  readonly planes: number;
  /** [planes × bytesPerFramePlane], a copy. */
  readonly bytes: Uint8Array;
  readonly arrivedMs: number;
  /** Number of the push that brought it. */
  readonly arrival: number;
}

/**
 * Frames that wait to be played, one by one, so that a block may be handed out in parts, completed by another copy, or
 * replaced by a copy with more planes. It holds what it is given: its owner bounds the span of frames.
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
   * Keeps the block's frames at and after `from`. A frame that is here already is replaced only by one of more planes.
   *
   * @returns frames that are new, and frames that were replaced
   */
  put(block: FrameBlock, from: number, arrivedMs: number, arrival: number): { added: number; upgraded: number } {
    const size = this.#bytesPerFramePlane;
    let added = 0;
    let upgraded = 0;
    for (let i = Math.max(0, from - block.firstFrame); i < block.frames; i++) {
      const frame = block.firstFrame + i;
      const old = this.#frames.get(frame);
      if (old && old.planes >= block.planes) continue;
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
        arrivedMs: old?.arrivedMs ?? arrivedMs,
        arrival: old?.arrival ?? arrival,
      });
    }
    return { added, upgraded };
  }

  /** Takes out up to `most` consecutive frames of equal planes from `first` on; undefined when `first` is not here. */
  take(first: number, most: number): FrameBlock | undefined {
    const planes = this.#frames.get(first)?.planes;
    if (planes === undefined) return undefined;
    let frames = 1;
    while (frames < most && this.#frames.get(first + frames)?.planes === planes) frames++;
    const size = this.#bytesPerFramePlane;
    const payload = new Uint8Array(planes * frames * size);
    for (let i = 0; i < frames; i++) {
      const { bytes } = this.#frames.get(first + i)!;
      for (let plane = 0; plane < planes; plane++)
        payload.set(bytes.subarray(plane * size, (plane + 1) * size), (plane * frames + i) * size);
      this.#frames.delete(first + i);
    }
    return { firstFrame: first, frames, planes, payload };
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

  /** The first frame that is here, how long the oldest has waited, and how many pushes brought what is here. */
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

import { requireNumber } from '../../core/errors.js';

/** Where playback stands from a moment on, until the next segment. */
export interface TimelineSegment {
  /** Session time from which it holds, in ms. */
  readonly atMs: number;
  /** Epoch of the stream that the frames belong to, 0..2^32 − 1. */
  readonly epoch: number;
  /** Position at `atMs` in latent frames since the stream's beginning, ≥ 0; a fraction lies within a frame. */
  readonly frame: number;
  /** False: playback rests at `frame`. */
  readonly isPlaying: boolean;
}

/** Position in a stream, in latent frames. */
export interface TimelinePosition {
  readonly epoch: number;
  readonly frame: number;
  readonly isPlaying: boolean;
}

/** Segments that are kept; older ones have long been played. */
export const MAX_SEGMENTS = 8;

/**
 * When each frame of a session is heard, by the session's clock: the same at every peer. Immutable; segments lie in the
 * order of their time.
 */
export class Timeline {
  readonly segments: readonly TimelineSegment[];
  /** Duration of a latent frame, 0.001..60000 ms. */
  readonly frameMs: number;

  /** @throws RangeError naming the field that is outside its range, or a time that decreases */
  constructor(frameMs: number, segments: readonly TimelineSegment[]) {
    this.frameMs = requireNumber('frameMs', frameMs, 0.001, 60_000);
    let beforeMs = Number.NEGATIVE_INFINITY;
    for (const [i, { atMs, epoch, frame }] of segments.entries()) {
      requireNumber(`segments[${i}].atMs`, atMs, Math.max(beforeMs, -Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
      requireNumber(`segments[${i}].epoch`, epoch, 0, 2 ** 32 - 1);
      requireNumber(`segments[${i}].frame`, frame, 0, Number.MAX_SAFE_INTEGER);
      beforeMs = atMs;
    }
    this.segments = segments.slice(-MAX_SEGMENTS);
  }

  /** From `segment.atMs` on, `segment` holds, whatever was planned for later. */
  with(segment: TimelineSegment): Timeline {
    return new Timeline(this.frameMs, [...this.segments.filter(({ atMs }) => atMs < segment.atMs), segment]);
  }

  /** Index of the segment that holds at a time; −1 before the first. */
  indexAt(atMs: number): number {
    for (let i = this.segments.length - 1; i >= 0; i--) if (this.segments[i]!.atMs <= atMs) return i;
    return -1;
  }

  /** What is heard at a time; undefined before the first segment. */
  positionAt(atMs: number): TimelinePosition | undefined {
    const segment = this.segments[this.indexAt(atMs)];
    if (!segment) return undefined;
    const { epoch, frame, isPlaying } = segment;
    return { epoch, frame: isPlaying ? frame + (atMs - segment.atMs) / this.frameMs : frame, isPlaying };
  }

  /** When the segment at an index ends: where the next one begins, or never. */
  endMs(index: number): number {
    return this.segments[index + 1]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  /**
   * When the beginning of a frame is heard at or after a time; undefined where it is not, by what is planned now.
   * @param fromMs session time in ms
   */
  momentOf(epoch: number, frame: number, fromMs = Number.NEGATIVE_INFINITY): number | undefined {
    for (let i = Math.max(0, this.indexAt(fromMs)); i < this.segments.length; i++) {
      const segment = this.segments[i]!;
      if (!segment.isPlaying || segment.epoch !== epoch) continue;
      const atMs = segment.atMs + (frame - segment.frame) * this.frameMs;
      // A frame within which the segment begins is heard from its middle on.
      if (atMs > segment.atMs - this.frameMs && atMs < this.endMs(i) && atMs >= fromMs) return atMs;
    }
    return undefined;
  }

  /** The first frame at or after `frame` that is heard after a time; undefined where none is, by what is planned now. */
  nextHeard(epoch: number, frame: number, fromMs: number): number | undefined {
    for (let i = Math.max(0, this.indexAt(fromMs)); i < this.segments.length; i++) {
      const segment = this.segments[i]!;
      if (!segment.isPlaying || segment.epoch !== epoch) continue;
      const beginMs = Math.max(segment.atMs, fromMs);
      const first = Math.floor(segment.frame + (beginMs - segment.atMs) / this.frameMs + 1e-9);
      const candidate = Math.max(first, frame);
      if (segment.atMs + (candidate - segment.frame) * this.frameMs < this.endMs(i)) return candidate;
    }
    return undefined;
  }
}

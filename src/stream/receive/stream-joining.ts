/** Frames by which a stream is continued beyond its end where it is crossfaded with the next one. */
export const EXTEND_FRAMES = 3;

/** How a stream is joined with the one before it and the one after it, in ms. */
export interface StreamJoining {
  /** The end of the stream before is crossfaded with its beginning for as long, 0..10000. @default 0 */
  readonly crossfadeMs?: number;
  /** Decoded audio that is held back, to be crossfaded with the next stream, 0..10000. @default 0 */
  readonly holdMs?: number;
}

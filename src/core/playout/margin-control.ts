/**
 * Decides how much audio a playout buffer keeps in reserve, the margin, and steers playout towards it: by reading a
 * little faster or slower, and by leaving audio out where it is far too late. A listening session brings a control that
 * follows a shared clock; a lone listener uses {@link AdaptiveMargin}.
 *
 * Every quantity is in samples per channel at the output rate. The level is the audio still to be played when more
 * arrives, before that is added.
 */
export interface MarginControl {
  /** Audio that should be left when more arrives, ≥ 0; playing begins once it is there. */
  readonly margin: number;
  /** Input samples read for each output sample, within 0.995..1.005 (`MOST_STEP` of the fractional queue). */
  readonly step: number;
  /** Lowest level of the last seconds; undefined before the first. For statistics. */
  readonly minLevel: number | undefined;
  /**
   * Playing begins with `level` samples beyond the last push; a little below 0 where nothing else waits, since reading at
   * a varying speed holds some samples back.
   * @returns samples to leave out first, ≥ 0
   */
  begin(level: number): number;
  /** More audio of a live stream arrives. @returns samples to leave out, ≥ 0; usually 0 */
  observe(level: number): number;
  /** Audio was added before the next push (positive) or removed (negative): earlier levels count as changed by it. */
  shift(samples: number): void;
  /** `samples` have been handed out. */
  elapse(samples: number): void;
  /** There was nothing to play in the middle of a stream. */
  recordUnderrun(): void;
  /** Playing has stopped. */
  stop(): void;
}

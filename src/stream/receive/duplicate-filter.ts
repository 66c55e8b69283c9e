/** Packets whose first frames are remembered. */
const REMEMBERED_PACKETS = 128;

/**
 * The rule for packets that arrive twice: one whose first frame is that of one of the last 128 packets is a duplicate,
 * whatever else it holds. Relies on no order; a copy that is later than that is left to the jitter buffer.
 */
export class DuplicateFilter {
  /** First frames of the last packets, −1 where none is; a ring. */
  readonly #firstFrames = new Float64Array(REMEMBERED_PACKETS).fill(-1);
  /** Packets so far, ≥ 0. */
  #count = 0;

  /** Whether a packet with this absolute first frame came before; where not, it is remembered. */
  isDuplicate(firstFrame: number): boolean {
    if (this.#firstFrames.includes(firstFrame)) return true;
    this.#firstFrames[this.#count++ % REMEMBERED_PACKETS] = firstFrame;
    return false;
  }
}

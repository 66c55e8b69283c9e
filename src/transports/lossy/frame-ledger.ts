/** Frames of which it is remembered whether they came. */
const SIZE = 2048;
/** Frames over which the share of lost ones is measured. */
const WINDOW = 256;

/** Which frames of a stream have come, in any copy; indices are extended beyond 24 bits. */
export class FrameLedger {
  readonly #has = new Uint8Array(SIZE);
  #first = -1;
  #end = 0;

  add(firstFrame: number, frames: number): void {
    if (this.#first < 0) {
      this.#first = firstFrame;
      this.#end = firstFrame;
    }
    const end = firstFrame + frames;
    for (let frame = Math.max(this.#end, end - SIZE); frame < end; frame++) this.#has[frame % SIZE] = 0;
    this.#end = Math.max(this.#end, end);
    for (let frame = Math.max(firstFrame, this.#end - SIZE, 0); frame < end; frame++) this.#has[frame % SIZE] = 1;
  }

  /** Share of the last 256 frames that did not come, but for the newest `undecided`, which still may. */
  lossShare(undecided: number): number {
    if (this.#first < 0) return 0;
    const end = this.#end - Math.min(undecided, SIZE - WINDOW);
    const start = Math.max(this.#first, end - WINDOW);
    if (end <= start) return 0;
    let lost = 0;
    for (let frame = start; frame < end; frame++) if (this.#has[frame % SIZE] === 0) lost++;
    return lost / (end - start);
  }
}

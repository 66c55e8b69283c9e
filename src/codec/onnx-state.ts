import type { Direction, ModelState } from '../ports/model.js';

/** What one stream and direction of an ONNX model carries from call to call. */
export class OnnxState implements ModelState {
  /** [1 × stateSize]: the state that the next call starts from; zeros for a cold start. */
  current: Float32Array;
  /** [1 × stateSize]: where the next call writes the state after it. */
  next: Float32Array;
  /** Of `current` and `next`. */
  readonly shape: readonly number[];
  /** Buffer of the decoder's noise input, as long as the longest call so far, in samples. */
  noise = new Float32Array(0);
  /** Settles with the last call on this state: calls run one after another. */
  tail: Promise<unknown> = Promise.resolve();
  /** Count of resets: a call that was under way at a reset must not undo it with its result. */
  generation = 0;
  /** Time that the runtime has spent on this state's calls, in ms. */
  computeMs = 0;

  /**
   * @param stateSize values of the graph's state, 0 or more
   * @param owner the model that made it
   */
  constructor(
    readonly direction: Direction,
    stateSize: number,
    readonly owner: object,
  ) {
    this.current = new Float32Array(stateSize);
    this.next = new Float32Array(stateSize);
    this.shape = [1, stateSize];
  }

  reset(): void {
    this.generation++;
    this.current.fill(0);
  }

  /** Takes the state that a call has written, unless there was a reset since the call began. */
  advance(generation: number): void {
    if (this.generation === generation) [this.current, this.next] = [this.next, this.current];
  }
}

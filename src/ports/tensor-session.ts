/** Float32 values with their shape, row by row. */
export interface FloatTensor {
  /** As many values as the product of `shape`. */
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** Tensors by their names in the graph. */
export type NamedTensors = Readonly<Record<string, FloatTensor>>;

/** A result of a graph. */
export interface ResultTensor {
  /**
   * Where to write the values; the session may replace it with an array of its own, which then belongs to the caller.
   * Null before the run where the session is to supply one.
   */
  data: Float32Array | null;
  readonly shape: readonly number[];
}

/**
 * One graph of a model, loaded by a runtime. It keeps no state between runs, so that one serves any number of streams.
 *
 * Implemented by `node/model/onnx-session.ts` and `browser/onnx-session.ts`; called by `codec/onnx-latent-model.ts`.
 */
export interface TensorSession {
  /**
   * Computes the graph and sets the `data` of every output: written in place, or replaced, as costs the runtime no copy.
   * Inputs and outputs belong to the caller; the session may read and write them until the promise settles.
   *
   * @throws whatever the runtime throws, also when a result has another size than `outputs` states
   */
  run(inputs: NamedTensors, outputs: Readonly<Record<string, ResultTensor>>): Promise<void>;
  /** Releases this user's share of the runtime's memory. May be called twice. */
  release(): Promise<void>;
}

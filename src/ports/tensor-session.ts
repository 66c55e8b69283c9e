/** Float32 values with their shape, row by row. */
export interface FloatTensor {
  /** As many values as the product of `shape`. */
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** Tensors by their names in the graph. */
export type NamedTensors = Readonly<Record<string, FloatTensor>>;

/**
 * One graph of a model, loaded by a runtime. It keeps no state between runs, so that one serves any number of streams.
 *
 * Implemented by `node/model/onnx-session.ts` and `browser/onnx-session.ts`; called by `codec/onnx-latent-model.ts`.
 */
export interface TensorSession {
  /**
   * Computes the graph and writes its results into the arrays of `outputs`. Both belong to the caller; the session may
   * read and write them until the promise settles.
   *
   * @throws whatever the runtime throws, also when a result has another size than `outputs` states
   */
  run(inputs: NamedTensors, outputs: NamedTensors): Promise<void>;
  /** Releases this user's share of the runtime's memory. May be called twice. */
  release(): Promise<void>;
}

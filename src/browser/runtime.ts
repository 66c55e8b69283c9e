import * as ort from 'onnxruntime-web/wasm';

/**
 * The smallest graph that ONNX Runtime takes (y = Identity(x), one float), as protobuf: making a session of it is the
 * one way to start the runtime before there is a model.
 */
const IDENTITY = Uint8Array.of(
  ...[0x08, 0x08, 0x3a, 0x37],
  ...[0x0a, 0x10, 0x0a, 0x01, 0x78, 0x12, 0x01, 0x79, 0x22, 0x08, 0x49, 0x64, 0x65, 0x6e, 0x74, 0x69, 0x74, 0x79],
  ...[0x12, 0x01, 0x67],
  ...[0x5a, 0x0f, 0x0a, 0x01, 0x78, 0x12, 0x0a, 0x0a, 0x08, 0x08, 0x01, 0x12, 0x04, 0x0a, 0x02, 0x08, 0x01],
  ...[0x62, 0x0f, 0x0a, 0x01, 0x79, 0x12, 0x0a, 0x0a, 0x08, 0x08, 0x01, 0x12, 0x04, 0x0a, 0x02, 0x08, 0x01],
  ...[0x42, 0x02, 0x10, 0x0d],
);

/**
 * Folder of the runtime's files on the relay that serves the model. The version is part of it: the files never change,
 * so that a browser keeps them for good, and what it has compiled of them.
 *
 * @param modelUrl absolute, `…/models/NAME/`
 */
export const runtimeUrl = (modelUrl: string): string => new URL(`../../ort/${ort.env.versions.web}/`, modelUrl).href;

/** Where the runtime's files lie, and on how many threads it runs. */
export interface RuntimeOptions {
  /** Folder of `ort-wasm-simd-threaded.mjs` and `.wasm`, absolute, with a slash at its end. */
  readonly wasmUrl: string;
  /** 1..8; more than one needs shared memory. */
  readonly threads: number;
}

/**
 * Fetches and compiles ONNX Runtime's WASM, to be called while the model is being fetched. Later sessions use the same
 * runtime; it is started once in the life of a worker.
 *
 * @returns ms that it took
 * @throws Error of the runtime: its files cannot be fetched, or memory is short
 */
export async function startRuntime({ wasmUrl, threads }: RuntimeOptions): Promise<number> {
  const startedMs = performance.now();
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.wasmPaths = wasmUrl;
  ort.env.logLevel = 'error';
  const session = await ort.InferenceSession.create(IDENTITY, { executionProviders: ['wasm'] });
  const ms = performance.now() - startedMs;
  await session.release();
  return ms;
}

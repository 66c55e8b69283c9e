import { OnnxLatentModel } from '../codec/onnx-latent-model.js';
import { Serial } from '../codec/serial.js';
import type { Direction } from '../ports/model.js';
import type { TensorSession } from '../ports/tensor-session.js';
import { browserClock } from './clock.js';
import { type FetchedManifest, fetchManifest } from './model-fetch.js';
import { makeSession, type SessionOptions, type StartedModel } from './onnx-session.js';
import { startRuntime } from './runtime.js';

/**
 * One direction of a model, run by onnxruntime-web's WASM build. It computes on the thread that calls it: for use in a
 * dedicated worker only.
 */
export class WasmModel extends OnnxLatentModel {
  /** The one that can be run. */
  readonly direction: Direction;
  /** Resolves when calls are answered at once; earlier calls wait for it. Rejects when the model cannot run. */
  readonly started: Promise<void>;

  /** @param session the direction's graph, which may still be loading */
  constructor(found: FetchedManifest, direction: Direction, session: Promise<TensorSession>) {
    super(found, {
      openSession: async (wanted) => {
        if (wanted === direction) return session;
        throw new TypeError(`direction must be ${direction}, the one that was loaded, got ${wanted}`);
      },
      serial: new Serial(),
      nowMs: () => browserClock.nowMs(),
    });
    this.direction = direction;
    this.started = this.load(direction);
    // Reported by each call that waits for it; there may be none.
    this.started.catch(() => undefined);
  }
}

/** A model whose format is known; its graph may still be loading, and calls to it wait for that. */
export interface OpenedModel {
  readonly model: WasmModel;
  /** @throws CodecError MODEL_NOT_FOUND, MODEL_HASH, MODEL_SHAPE, MODEL_FAILED */
  readonly started: Promise<StartedModel>;
}

/**
 * Fetches a model's manifest; one direction of the model, and the runtime for it, follow.
 *
 * @throws RangeError where low delay is asked of a model without such graphs; CodecError MODEL_NOT_FOUND, MODEL_MANIFEST
 */
export async function openWasmModel(options: SessionOptions): Promise<OpenedModel> {
  const startedMs = browserClock.nowMs();
  const runtime = startRuntime(options);
  // A fault of the model is reported before one of the runtime.
  runtime.catch(() => undefined);
  const found = await fetchManifest(options.modelUrl, options.delay);
  const making = makeSession(options, found.manifest, runtime, startedMs);
  const model = new WasmModel(
    found,
    options.direction,
    making.then(({ session }) => session),
  );
  return { model, started: making.then(({ session, ...started }) => started) };
}

import { fillNoise } from '../core/dsp/noise.js';
import { CodecError, requireInteger } from '../core/errors.js';
import type { GraphName, ModelManifest } from '../core/latent/model-manifest.js';
import type { Direction, LatentDistance, LatentModel, LatentTrial, ModelInfo, ModelState } from '../ports/model.js';
import type { FloatTensor, ResultTensor, TensorSession } from '../ports/tensor-session.js';
import { requireFrames, requireOwnState } from './model-call.js';
import { OnnxState } from './onnx-state.js';
import type { Serial } from './serial.js';

/** Most latent frames of one call, 190 s of the default model: a bound on what one call allocates and blocks. */
export const MAX_FRAMES_PER_CALL = 4096;

/** What a runtime supplies to an {@link OnnxLatentModel}. */
export interface OnnxRuntime {
  /**
   * Loads a graph. Called at its first use, and again when that has failed.
   *
   * @throws CodecError MODEL_…
   */
  openSession(graph: GraphName): Promise<TensorSession>;
  /** Runs computations one after another; shared by all models that compute on one thread. */
  readonly serial: Serial;
  /** Monotonic time in ms, for `computeMs`. */
  nowMs(): number;
}

/** A manifest and the model's sha256: of the encoder's and the decoder's hex sha256 joined. */
export interface IdentifiedManifest {
  readonly manifest: ModelManifest;
  readonly sha256: string;
}

/**
 * A latent model as two ONNX graphs, or three, whatever runtime computes them.
 *
 * Graphs: encoder `pcm` [1 × C × hop·T], `state` [1 × Se] → `latent` [1 × L × T], `state_out` [1 × Se]; decoder
 * `latent` [1 × L × T], `noise` [1 × 1 × hop·T] where the manifest names one, `state` [1 × Sd] → `pcm` [1 × C × hop·T],
 * `state_out` [1 × Sd]. The state tensors exist only where the manifest's `stateSize` is not 0; a cold start is all
 * zeros. Search, where the manifest has it: `latent` [1 × L × T], `pcm` [1 × C × hop·T + 2·margin], `aims` [rows × k], `weight`
 * [rows × 1] → `loss` [1], `gradient` [1 × L × T], `own_aims` [rows × k].
 */
export class OnnxLatentModel implements LatentModel {
  readonly info: ModelInfo;
  readonly #hasNoise: boolean;
  readonly #runtime: OnnxRuntime;
  readonly #sessions = new Map<GraphName, Promise<TensorSession>>();
  #closing: Promise<void> | null = null;

  /** Loads nothing yet. */
  constructor({ manifest, sha256 }: IdentifiedManifest, runtime: OnnxRuntime) {
    const { id, compatibleWith, format, normalizer, noise, search } = manifest;
    this.info = { id, sha256, compatibleWith, format, normalizer, ...(search && { search }) };
    this.#hasNoise = noise !== null;
    this.#runtime = runtime;
  }

  /**
   * Loads and checks a graph now, so that the first call does not wait for it.
   *
   * @throws CodecError MODEL_NOT_FOUND, MODEL_HASH, MODEL_SHAPE, MODEL_FAILED
   */
  async load(graph: GraphName): Promise<void> {
    await this.#session(graph);
  }

  createState(direction: Direction): ModelState {
    const { encoder, decoder } = this.info.format;
    return new OnnxState(direction, (direction === 'encode' ? encoder : decoder).stateSize, this);
  }

  async encode(pcm: Float32Array, frames: number, state: ModelState): Promise<Float32Array> {
    const { channels, hopSamples, latentSize } = this.info.format;
    requireFrames('pcm', pcm, frames, channels * hopSamples, MAX_FRAMES_PER_CALL);
    const own = requireOwnState(state, OnnxState, this, 'encode');
    return this.#queue(own, () =>
      this.#run(own, { pcm: { data: pcm, shape: [1, channels, frames * hopSamples] } }, 'latent', [
        1,
        latentSize,
        frames,
      ]),
    );
  }

  async decode(latents: Float32Array, frames: number, firstFrame: number, state: ModelState): Promise<Float32Array> {
    const { channels, hopSamples, latentSize } = this.info.format;
    if (!Number.isSafeInteger(firstFrame)) throw new RangeError(`firstFrame must be a safe integer, got ${firstFrame}`);
    requireFrames('latents', latents, frames, latentSize, MAX_FRAMES_PER_CALL);
    const own = requireOwnState(state, OnnxState, this, 'decode');
    return this.#queue(own, () => {
      const samples = frames * hopSamples;
      const inputs: Record<string, FloatTensor> = { latent: { data: latents, shape: [1, latentSize, frames] } };
      if (this.#hasNoise) {
        if (own.noise.length < samples) own.noise = new Float32Array(samples);
        const noise = own.noise.subarray(0, samples);
        fillNoise(noise, firstFrame * hopSamples);
        inputs.noise = { data: noise, shape: [1, 1, samples] };
      }
      return this.#run(own, inputs, 'pcm', [1, channels, samples]);
    });
  }

  async measure(trial: LatentTrial): Promise<LatentDistance> {
    const { id, format, search } = this.info;
    if (!search) throw new CodecError('MODEL_FAILED', `model ${id} has no search graph`);
    const { latents, frames, pcm, aims, weights } = trial;
    const { channels, hopSamples, latentSize } = format;
    requireFrames('latents', latents, frames, latentSize, MAX_FRAMES_PER_CALL);
    const samples = frames * hopSamples + 2 * search.marginSamples;
    const rows = frames * search.rowsPerFrame;
    requireInteger('pcm.length', pcm.length, channels * samples, channels * samples);
    requireInteger('aims.length', aims.length, rows * search.aimSize, rows * search.aimSize);
    requireInteger('weights.length', weights.length, rows, rows);
    const session = await this.#session('search');
    const latent = [1, latentSize, frames];
    const outputs = {
      loss: { data: null, shape: [1] } as ResultTensor,
      gradient: { data: null, shape: latent } as ResultTensor,
      own_aims: { data: null, shape: [rows, search.aimSize] } as ResultTensor,
    };
    const inputs = {
      latent: { data: latents, shape: latent },
      pcm: { data: pcm, shape: [1, channels, samples] },
      aims: { data: aims, shape: [rows, search.aimSize] },
      weight: { data: weights, shape: [rows, 1] },
    };
    try {
      await this.#runtime.serial.run(() => session.run(inputs, outputs));
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new CodecError('MODEL_FAILED', `model ${id}: search failed: ${why}`, { cause });
    }
    return { loss: outputs.loss.data![0]!, gradient: outputs.gradient.data!, aims: outputs.own_aims.data! };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // Computations that have begun end first: their sessions are released below.
    await this.#runtime.serial.run(() => undefined);
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const session of sessions)
      await session.then(
        (opened) => opened.release(),
        () => undefined,
      );
  }

  #session(graph: GraphName): Promise<TensorSession> {
    if (this.#closing) return Promise.reject(new CodecError('MODEL_FAILED', `model ${this.info.id} is closed`));
    let session = this.#sessions.get(graph);
    if (!session) {
      session = this.#runtime.openSession(graph);
      this.#sessions.set(graph, session);
      // A failed load may be tried again: the file may have been repaired.
      session.catch(() => this.#sessions.delete(graph));
    }
    return session;
  }

  /** Calls on one state run in the order in which they were made. */
  #queue<T>(state: OnnxState, run: () => Promise<T>): Promise<T> {
    const result = state.tail.then(run);
    state.tail = result.catch(() => undefined);
    return result;
  }

  /** @param inputs of this call; the state is added to it */
  async #run(
    state: OnnxState,
    inputs: Record<string, FloatTensor>,
    output: string,
    shape: readonly number[],
  ): Promise<Float32Array> {
    const session = await this.#session(state.direction);
    const { generation } = state;
    // The caller owns what is returned, so the session supplies it anew; the states take turns in two buffers.
    const result: ResultTensor = { data: null, shape };
    const next: ResultTensor = { data: state.next, shape: state.shape };
    const outputs: Record<string, ResultTensor> = { [output]: result };
    if (state.current.length > 0) {
      inputs.state = { data: state.current, shape: state.shape };
      outputs.state_out = next;
    }
    try {
      await this.#runtime.serial.run(async () => {
        const startedMs = this.#runtime.nowMs();
        await session.run(inputs, outputs);
        state.computeMs += this.#runtime.nowMs() - startedMs;
      });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new CodecError('MODEL_FAILED', `model ${this.info.id}: ${state.direction} failed: ${why}`, { cause });
    }
    requireFinite(this.info.id, state.direction, result.data!);
    state.next = next.data!;
    state.advance(generation);
    return result.data!;
  }
}

/** The state keeps what it was before such a call. @throws CodecError MODEL_FAILED for values that no sound and no latent can have */
function requireFinite(id: string, direction: Direction, values: Float32Array): void {
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]))
      throw new CodecError(
        'MODEL_FAILED',
        `model ${id}: ${direction} gave ${values[i]} as value ${i} of ${values.length}: every value must be finite`,
      );
}

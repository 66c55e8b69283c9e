import { Tensor } from 'onnxruntime-node';
import { Serial } from '../../codec/serial.js';
import { fillNoise } from '../../core/dsp/noise.js';
import { CodecError, requireFloat32, requireInteger } from '../../core/errors.js';
import type { Direction, LatentModel, ModelInfo, ModelState } from '../../ports/model.js';
import { nodeClock } from '../clock.js';
import { type FoundModel, findModel, modelRoots } from './model-files.js';
import { acquireSession, type SharedSession } from './onnx-session.js';

/** Most frames of one call, 190 s of the default model: a bound on what one call allocates and blocks. */
export const MAX_FRAMES_PER_CALL = 4096;

export interface LoadModelOptions {
  /** Folders to search instead of LATENTCAST_MODELS and the package's own. */
  readonly roots?: readonly string[];
  /** Graphs to load and check now; the others follow at their first use. Default: both. A listener needs 'decode'. */
  readonly directions?: readonly Direction[];
}

/**
 * Runs of all models, one after another. The runtime computes on this thread, so nothing is lost by it, and each run's
 * time is its own.
 */
const runs = new Serial();

/** What one stream and direction carries: its state in two buffers that take turns, and its noise. */
class OnnxState implements ModelState {
  /** [1 × stateSize]: the state that the next call is given. */
  current: Float32Array;
  /** Where the next call puts the state after it. */
  next: Float32Array;
  /** Noise input, grown to the longest call so far. */
  noise = new Float32Array(0);
  /** Calls on one state run one after another. */
  tail: Promise<unknown> = Promise.resolve();
  /** A reset while a call is under way must not be undone by that call's result. */
  generation = 0;
  computeMs = 0;

  constructor(
    readonly direction: Direction,
    stateSize: number,
    readonly owner: OnnxModel,
  ) {
    this.current = new Float32Array(stateSize);
    this.next = new Float32Array(stateSize);
  }

  reset(): void {
    this.generation++;
    this.current.fill(0);
  }
}

/**
 * A model run by onnxruntime-node on the CPU, one thread a call.
 *
 * Graphs: encoder `pcm` [1 × C × hop·T], `state` [1 × Se] → `latent` [1 × L × T], `state_out`; decoder `latent`
 * [1 × L × T], `noise` [1 × 1 × hop·T] where the manifest says so, `state` [1 × Sd] → `pcm` [1 × C × hop·T],
 * `state_out`. The state tensors are there only where the manifest's `stateSize` is not 0; a cold start is all zeros.
 *
 * Limits: onnxruntime-node computes on the event loop's own thread, so that a call blocks it for as long as it takes
 * (about 15 ms to decode 12 frames of the default model).
 */
export class OnnxModel implements LatentModel {
  readonly info: ModelInfo;
  /** Folder that the model came from. */
  readonly dir: string;
  readonly #found: FoundModel;
  readonly #sessions = new Map<Direction, Promise<SharedSession>>();
  #closed = false;

  constructor(found: FoundModel) {
    this.#found = found;
    this.dir = found.dir;
    const { id, compatibleWith, format, normalizer } = found.manifest;
    this.info = { id, sha256: found.sha256, compatibleWith, format, normalizer };
  }

  /**
   * Loads and checks a direction's graph now, so that the first call does not wait for it.
   *
   * @throws CodecError MODEL_NOT_FOUND, MODEL_HASH, MODEL_SHAPE, MODEL_FAILED
   */
  async load(direction: Direction): Promise<void> {
    await this.#session(direction);
  }

  createState(direction: Direction): ModelState {
    const { encoder, decoder } = this.info.format;
    return new OnnxState(direction, (direction === 'encode' ? encoder : decoder).stateSize, this);
  }

  async encode(pcm: Float32Array, frames: number, state: ModelState): Promise<Float32Array> {
    const { channels, hopSamples, latentSize } = this.info.format;
    const own = this.#check('pcm', pcm, frames, channels * hopSamples, state, 'encode');
    return this.#queue(own, () => {
      const feeds = { pcm: new Tensor('float32', pcm, [1, channels, frames * hopSamples]) };
      return this.#run(own, feeds, 'latent', [1, latentSize, frames]);
    });
  }

  async decode(latents: Float32Array, frames: number, firstFrame: number, state: ModelState): Promise<Float32Array> {
    const { channels, hopSamples, latentSize } = this.info.format;
    if (!Number.isSafeInteger(firstFrame)) throw new RangeError(`firstFrame must be a safe integer, got ${firstFrame}`);
    const own = this.#check('latents', latents, frames, latentSize, state, 'decode');
    return this.#queue(own, () => {
      const samples = frames * hopSamples;
      const feeds: Record<string, Tensor> = { latent: new Tensor('float32', latents, [1, latentSize, frames]) };
      if (this.#found.manifest.noise !== null) {
        if (own.noise.length < samples) own.noise = new Float32Array(samples);
        const noise = own.noise.subarray(0, samples);
        fillNoise(noise, firstFrame * hopSamples);
        feeds.noise = new Tensor('float32', noise, [1, 1, samples]);
      }
      return this.#run(own, feeds, 'pcm', [1, channels, samples]);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const held = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const session of held)
      await session.then(
        (s) => s.release(),
        () => undefined,
      );
  }

  #session(direction: Direction): Promise<SharedSession> {
    if (this.#closed) return Promise.reject(new CodecError('MODEL_FAILED', `model ${this.info.id} is closed`));
    let session = this.#sessions.get(direction);
    if (!session) {
      session = acquireSession(this.#found, direction);
      this.#sessions.set(direction, session);
      // A failed load may be tried again: the file may have been repaired.
      session.catch(() => this.#sessions.delete(direction));
    }
    return session;
  }

  #check(
    field: string,
    data: Float32Array,
    frames: number,
    perFrame: number,
    state: ModelState,
    direction: Direction,
  ): OnnxState {
    requireFloat32(field, data);
    requireInteger('frames', frames, 1, MAX_FRAMES_PER_CALL);
    if (data.length !== frames * perFrame)
      throw new RangeError(
        `${field} must hold ${frames} × ${perFrame} = ${frames * perFrame} values, got ${data.length}`,
      );
    if (!(state instanceof OnnxState) || state.owner !== this)
      throw new TypeError('state must come from createState of this model');
    if (state.direction !== direction)
      throw new TypeError(`state must be one of ${direction}, got one of ${state.direction}`);
    return state;
  }

  #queue<T>(state: OnnxState, run: () => Promise<T>): Promise<T> {
    const result = state.tail.then(run);
    state.tail = result.catch(() => undefined);
    return result;
  }

  async #run(
    state: OnnxState,
    feeds: Record<string, Tensor>,
    output: string,
    shape: readonly number[],
  ): Promise<Float32Array> {
    const shared = await this.#session(state.direction);
    const { generation } = state;
    // The caller owns what is returned, so it is new each time; the states take turns in two buffers.
    const result = new Float32Array(shape.reduce((product, size) => product * size, 1));
    const fetches: Record<string, Tensor> = { [output]: new Tensor('float32', result, shape) };
    const stateShape = [1, state.current.length];
    if (state.current.length > 0) {
      feeds.state = new Tensor('float32', state.current, stateShape);
      fetches.state_out = new Tensor('float32', state.next, stateShape);
    }
    try {
      await runs.run(async () => {
        const started = nodeClock.nowMs();
        await shared.session.run(feeds, fetches);
        state.computeMs += nodeClock.nowMs() - started;
      });
    } catch (cause) {
      throw new CodecError(
        'MODEL_FAILED',
        `model ${this.info.id}: ${state.direction} failed: ${(cause as Error).message}`,
        { cause },
      );
    }
    if (state.generation === generation) [state.current, state.next] = [state.next, state.current];
    return result;
  }
}

/**
 * Opens a model by id, folder name or folder path; the sessions behind it are shared by the whole process.
 *
 * @param name default: the package's `default` model
 * @throws CodecError MODEL_NOT_FOUND, MODEL_MANIFEST, MODEL_HASH, MODEL_SHAPE, MODEL_FAILED
 */
export async function loadModel(name?: string, options: LoadModelOptions = {}): Promise<OnnxModel> {
  const model = new OnnxModel(await findModel(name, options.roots ?? modelRoots()));
  try {
    for (const direction of options.directions ?? (['encode', 'decode'] as const)) await model.load(direction);
  } catch (error) {
    await model.close();
    throw error;
  }
  return model;
}

import { Deferred } from '../../../core/deferred.js';
import type {
  Direction,
  LatentDistance,
  LatentModel,
  LatentTrial,
  ModelInfo,
  ModelState,
} from '../../../ports/model.js';
import type { EncoderSlots, SpareSlot } from '../fallback/encoder-slots.js';

/** A stream's state of a model that may not be loaded yet. */
class SourceState implements ModelState {
  /** Of the loaded model; null before the first call. */
  inner: ModelState | null = null;

  constructor(readonly direction: Direction) {}

  get computeMs(): number {
    return this.inner?.computeMs ?? 0;
  }

  reset(): void {
    this.inner?.reset();
  }
}

/**
 * The model of one source client, which counts as an encoder only while it may be used: that of a client which waits for
 * its channel is loaded, if at all, in a place that it gives up to any other client. The first call waits until {@link start}.
 */
export class SourceEncoder implements LatentModel {
  readonly info: ModelInfo;
  readonly measure?: (trial: LatentTrial) => Promise<LatentDistance>;
  readonly #slots: EncoderSlots;
  readonly #load: () => Promise<LatentModel>;
  readonly #started = new Deferred<LatentModel>();
  #loaded: LatentModel | null = null;
  #release: (() => void) | null = null;
  #spare: SpareSlot | null = null;
  /** Loading and closing, one after another. */
  #tail: Promise<unknown> = Promise.resolve();

  /** @param load loads the model that has this description */
  constructor(info: ModelInfo, slots: EncoderSlots, load: () => Promise<LatentModel>) {
    this.info = info;
    this.#slots = slots;
    this.#load = load;
    if (info.search) this.measure = async (trial) => (await this.#started.promise).measure!(trial);
  }

  /** Loads the model, as soon as there is an encoder for it. @throws CodecError ABORTED, and what loading throws */
  open(signal: AbortSignal): Promise<void> {
    return this.#next(async () => {
      this.#release ??= this.#spare?.use() ?? (await this.#slots.take(signal, true));
      this.#spare = null;
      this.#loaded ??= await this.#load();
    });
  }

  /** Loads the model of a client whose turn comes next, where an encoder is free for it. Never rejects. */
  prepare(): Promise<void> {
    const prepared = this.#next(async () => {
      if (this.#release || this.#spare) return;
      this.#spare = this.#slots.takeSpare(() => void this.#next(() => this.#giveWay()).catch(() => undefined));
      if (this.#spare) this.#loaded ??= await this.#load();
    });
    // What is wrong with it is told when it is needed.
    return prepared.catch(() => this.close()).catch(() => undefined);
  }

  /** Lets the calls begin: the loaded model is kept until {@link close}. */
  start(): void {
    if (this.#loaded) this.#started.resolve(this.#loaded);
  }

  createState(direction: Direction): ModelState {
    return new SourceState(direction);
  }

  async encode(pcm: Float32Array, frames: number, state: ModelState): Promise<Float32Array> {
    const model = await this.#started.promise;
    return model.encode(pcm, frames, innerOf(model, state));
  }

  async decode(latents: Float32Array, frames: number, firstFrame: number, state: ModelState): Promise<Float32Array> {
    const model = await this.#started.promise;
    return model.decode(latents, frames, firstFrame, innerOf(model, state));
  }

  /** Frees the model, and the encoder for others. */
  close(): Promise<void> {
    return this.#next(async () => {
      const [loaded, release] = [this.#loaded, this.#release];
      this.#spare?.release();
      this.#loaded = this.#release = this.#spare = null;
      await loaded?.close().finally(() => release?.());
      release?.();
    });
  }

  /** Frees a model that is not needed yet, whose place somebody else has taken. */
  async #giveWay(): Promise<void> {
    if (this.#release) return;
    const loaded = this.#loaded;
    this.#loaded = this.#spare = null;
    await loaded?.close();
  }

  #next(step: () => Promise<void>): Promise<void> {
    const done = this.#tail.then(step);
    this.#tail = done.catch(() => undefined);
    return done;
  }
}

function innerOf(model: LatentModel, state: ModelState): ModelState {
  if (!(state instanceof SourceState)) throw new TypeError('state must come from createState of this model');
  state.inner ??= model.createState(state.direction);
  return state.inner;
}

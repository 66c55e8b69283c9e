import { requireFrames, requireOwnState } from '../../codec/model-call.js';
import { MAX_FRAMES_PER_CALL } from '../../codec/onnx-latent-model.js';
import { Deferred } from '../../core/deferred.js';
import { CodecError } from '../../core/errors.js';
import type { Direction, LatentModel, ModelInfo, ModelState } from '../../ports/model.js';
import type { CodecModel } from '../codec-model.js';
import type { CodecWorkerReport, ModelCallRequest } from '../worker/messages.js';

/** States and calls of all remote models in this page: their workers may serve several, one after another. */
let states = 0;
let calls = 0;

class RemoteState implements ModelState {
  /** Whether the next call begins without what was before. */
  isCold = false;

  constructor(
    readonly direction: Direction,
    readonly owner: RemoteModel,
    readonly id: number,
  ) {}

  reset(): void {
    this.isCold = true;
  }
}

/** A call that its worker has not answered, and what it was asked with. */
interface Call {
  readonly request: ModelCallRequest;
  readonly answer: Deferred<Float32Array>;
}

/** The calls to one direction's worker. A worker that is replaced after a crash is asked again. */
class RemoteDirection {
  readonly #model: CodecModel;
  readonly #calls = new Map<number, Call>();
  readonly #off: (() => void)[];

  constructor(model: CodecModel) {
    this.#model = model;
    this.#off = [
      model.on('report', (report) => this.#onReport(report)),
      model.on('restarting', () => {
        for (const { request } of this.#calls.values()) model.post(request);
      }),
      model.on('failed', (error) => this.#fail(error)),
    ];
  }

  run(own: RemoteState, data: Float32Array, frames: number, firstFrame: number): Promise<Float32Array> {
    if (this.#model.failure) return Promise.reject(this.#model.failure);
    const id = calls++;
    const { id: state, isCold } = own;
    own.isCold = false;
    // A copy: the caller may change its own, and a worker that replaces another is asked again with it.
    const request: ModelCallRequest = { type: 'call', id, state, input: data.slice(), frames, firstFrame, isCold };
    const answer = new Deferred<Float32Array>();
    this.#calls.set(id, { request, answer });
    this.#model.post(request);
    return answer.promise;
  }

  forget(state: number): void {
    this.#model.post({ type: 'drop-state', state });
  }

  close(): void {
    for (const off of this.#off) off();
    this.#fail(new CodecError('MODEL_FAILED', 'the model is closed'));
  }

  #onReport(report: CodecWorkerReport): void {
    if (report.type !== 'called' && report.type !== 'call-failed') return;
    const call = this.#calls.get(report.id);
    this.#calls.delete(report.id);
    if (report.type === 'called') call?.answer.resolve(report.output);
    else call?.answer.reject(new CodecError(report.code, report.message));
  }

  #fail(error: CodecError): void {
    for (const { answer } of this.#calls.values()) answer.reject(error);
    this.#calls.clear();
  }
}

/**
 * A model for the page itself, computed in the workers of {@link CodecModel}s: one that decodes, and one that encodes, which
 * is made at the first call that needs it.
 */
export class RemoteModel implements LatentModel {
  readonly info: ModelInfo;
  readonly #decoder: RemoteDirection;
  readonly #makeEncoder: () => CodecModel;
  #encoder: RemoteDirection | undefined;
  /** A worker frees the memory of states that are used no more. */
  readonly #used = new FinalizationRegistry<{ readonly direction: Direction; readonly id: number }>(
    ({ direction, id }) => this.forget(direction, id),
  );

  /** @param decoder a model that has loaded */
  constructor(info: ModelInfo, decoder: CodecModel, makeEncoder: () => CodecModel) {
    this.info = info;
    this.#decoder = new RemoteDirection(decoder);
    this.#makeEncoder = makeEncoder;
  }

  createState(direction: Direction): ModelState {
    const state = new RemoteState(direction, this, states++);
    this.#used.register(state, { direction, id: state.id });
    return state;
  }

  encode(pcm: Float32Array, frames: number, state: ModelState): Promise<Float32Array> {
    const { channels, hopSamples } = this.info.format;
    requireFrames('pcm', pcm, frames, channels * hopSamples, MAX_FRAMES_PER_CALL);
    const own = requireOwnState(state, RemoteState, this, 'encode');
    return this.#loadedEncoder().run(own, pcm, frames, 0);
  }

  decode(latents: Float32Array, frames: number, firstFrame: number, state: ModelState): Promise<Float32Array> {
    requireFrames('latents', latents, frames, this.info.format.latentSize, MAX_FRAMES_PER_CALL);
    const own = requireOwnState(state, RemoteState, this, 'decode');
    return this.#decoder.run(own, latents, frames, firstFrame);
  }

  /** Loads the encoder now, so that the first call does not wait for it. */
  loadEncoder(): void {
    this.#loadedEncoder();
  }

  /** A state is used no more. */
  forget(direction: Direction, id: number): void {
    if (direction === 'decode') this.#decoder.forget(id);
    else this.#encoder?.forget(id);
  }

  /** Calls that wait fail; the workers are their owners' to end. May be called twice. */
  async close(): Promise<void> {
    this.#decoder.close();
    this.#encoder?.close();
  }

  #loadedEncoder(): RemoteDirection {
    this.#encoder ??= new RemoteDirection(this.#makeEncoder());
    return this.#encoder;
  }
}

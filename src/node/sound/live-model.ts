import type { ModelDelay } from '../../core/latent/low-delay.js';
import type { Direction, LatentModel } from '../../ports/model.js';
import { findModel, modelRoots } from '../model/model-files.js';
import { loadModel } from '../model/onnx-model.js';
import { loadModelInWorker } from '../model/worker-model.js';
import { disableParallelScavenge, requestPriority } from '../priority.js';

/** What live sound needs of this process, so that a device does not run dry. Each can be switched off. */
export interface LiveProcessOptions {
  /** Runs the model in a thread of its own: a call of some 20 ms here would hold up sound and sockets. @default true */
  readonly modelThread?: boolean;
  /**
   * Asks the system to run this process before ordinary ones, as far as it permits; see `requestPriority`.
   * @default true
   */
  readonly priority?: boolean;
  /** Lets V8 collect young garbage without helper threads, for as long as the process runs. @default true */
  readonly serialScavenge?: boolean;
}

/** The model of a live stream, and how its process is prepared. */
export interface LiveModelOptions {
  /** Id or folder of a model, or one that is loaded: that is left open. @default the default model */
  readonly model?: string | LatentModel;
  /** Folders in which models are looked for. @default the package's, and those that the environment names */
  readonly modelRoots?: readonly string[];
  /** Which of the model's graphs are run, as {@link LoadModelOptions.delay}; for a model that is loaded here. @default 'normal' */
  readonly delay?: ModelDelay;
  /** Model thread, priority and garbage collection. @default all of them on */
  readonly process?: LiveProcessOptions;
}

/** A model for one live stream, loaded for it or lent by the caller. */
export interface OpenedLiveModel {
  readonly model: LatentModel;
  /** Closes a model that was loaded for this stream. */
  close(): Promise<void>;
}

/** Loads the model of one live stream. */
export async function openLiveModel(options: LiveModelOptions, direction: Direction): Promise<OpenedLiveModel> {
  const { model, modelRoots: roots = modelRoots(), delay, process: settings = {} } = options;
  if (typeof model === 'object') return { model, close: async () => {} };
  const common = { roots, directions: [direction], ...(delay && { delay }) };
  const loaded =
    settings.modelThread === false
      ? await loadModel(model, common)
      : await loadModelInWorker(model, { ...common, isLive: settings.priority !== false });
  return { model: loaded, close: () => loaded.close() };
}

/**
 * Loads the encoder of a voice among others, where delay counts for more than sound: the one of low delay, where the model
 * has one and the options do not choose.
 */
export async function openVoiceEncoder(options: LiveModelOptions): Promise<OpenedLiveModel> {
  const { model, modelRoots: roots = modelRoots(), delay } = options;
  if (typeof model === 'object' || delay) return openLiveModel(options, 'encode');
  const { manifest } = await findModel(model, roots);
  return openLiveModel({ ...options, ...(manifest.lowDelay?.encoder && { delay: 'low' }) }, 'encode');
}

/**
 * Prepares this process for live sound. To be called once the model is loaded, which is not urgent: threads and
 * processes that are started afterwards inherit the priority.
 */
export function prepareProcess({ priority = true, serialScavenge = true }: LiveProcessOptions = {}): void {
  if (priority) requestPriority();
  if (serialScavenge) disableParallelScavenge();
}

/** Closes all of them, in this order, whichever of them fails to close. */
export async function releaseAll(...parts: readonly ({ close(): Promise<void> } | undefined)[]): Promise<void> {
  for (const part of parts) await part?.close().catch(() => undefined);
}

import { OnnxLatentModel } from '../../codec/onnx-latent-model.js';
import { Serial } from '../../codec/serial.js';
import { MODEL_DELAYS, type ModelDelay } from '../../core/latent/low-delay.js';
import { lowDelayManifest } from '../../core/latent/low-delay-manifest.js';
import { type OptionKinds, requireKind, requireOneOf, requireOptions } from '../../core/options.js';
import type { Direction } from '../../ports/model.js';
import { nodeClock } from '../clock.js';
import { type FoundModel, findModel, modelRoots } from './model-files.js';
import { acquireSession } from './onnx-session.js';

/** Options of {@link loadModel}. */
export interface LoadModelOptions {
  /** Folders to search instead of LATENTCAST_MODELS and the package's own. */
  readonly roots?: readonly string[];
  /**
   * Graphs to load and check now; the others are loaded at their first use. A listener needs `decode`, a source
   * `encode`.
   *
   * @default both
   */
  readonly directions?: readonly Direction[];
  /**
   * `low` runs the model's graphs that look less far ahead, of the same bits: 128 ms less from microphone to loudspeaker
   * with the default model, at a cost in sound. For a model that has such graphs.
   *
   * @default 'normal'
   */
  readonly delay?: ModelDelay;
}

const LIST = { name: 'a list', matches: (value: unknown) => Array.isArray(value) };
const KINDS: OptionKinds<LoadModelOptions> = { roots: LIST, directions: LIST, delay: 'string' };

/** @throws TypeError, RangeError naming a wrong argument of {@link loadModel} */
export function requireLoadModel(name: string | undefined, options: LoadModelOptions): void {
  if (name !== undefined) requireKind('name', name, 'string');
  requireOptions('', options, KINDS);
  for (const [at, root] of (options.roots ?? []).entries()) requireKind(`roots[${at}]`, root, 'string');
  if (options.delay !== undefined) requireOneOf('delay', options.delay, MODEL_DELAYS);
  for (const direction of options.directions ?? []) requireOneOf('directions', direction, ['encode', 'decode']);
}

/**
 * Computations of all models, one after another: each one's time is its own, and the runtime computes on this thread.
 */
const serial = new Serial();

/**
 * A model run by onnxruntime-node on the CPU, with one thread for each call.
 *
 * Limits: onnxruntime-node computes on the event loop's own thread, so that a call blocks it for as long as it takes
 * (about 15 ms to decode 12 frames of the default model).
 */
export class OnnxModel extends OnnxLatentModel {
  /** Folder that the model came from. */
  readonly dir: string;

  /** Loads nothing yet. */
  constructor(found: FoundModel) {
    super(found, {
      openSession: (direction) => acquireSession(found, direction),
      serial,
      nowMs: () => nodeClock.nowMs(),
    });
    this.dir = found.dir;
  }
}

/**
 * Opens a model by id, folder name or folder path; the sessions behind it are shared by the whole process.
 *
 * @param name default: the package's `default` model
 * @throws TypeError, RangeError naming a wrong argument; CodecError MODEL_NOT_FOUND, MODEL_MANIFEST, MODEL_HASH,
 * MODEL_SHAPE, MODEL_FAILED
 */
export async function loadModel(name?: string, options: LoadModelOptions = {}): Promise<OnnxModel> {
  requireLoadModel(name, options);
  const found = await findModel(name, options.roots ?? modelRoots());
  // The identity is that of the model: it is the same bits that are made and read.
  const isLow = options.delay === 'low';
  const model = new OnnxModel(isLow ? { ...found, manifest: lowDelayManifest(found.manifest) } : found);
  try {
    for (const direction of options.directions ?? (['encode', 'decode'] as const)) await model.load(direction);
  } catch (error) {
    await model.close();
    throw error;
  }
  return model;
}

import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CodecError } from '../../core/errors.js';
import { fileError } from '../files/file-errors.js';
import { isFile } from '../is-file.js';
import { type OobleckConfig, parseOobleckConfig, STABLE_AUDIO_OPEN } from './oobleck-config.js';

/** A file of weights and the shape that they should have. */
export interface OobleckSource {
  readonly weightsPath: string;
  readonly config: OobleckConfig;
  /** File of the configuration; null where there is none and Stable Audio Open's is assumed. */
  readonly configPath: string | null;
}

/** Paths of the weights inside a folder, in the order in which they are looked for. */
const WEIGHTS = [
  'vae/diffusion_pytorch_model.safetensors',
  'diffusion_pytorch_model.safetensors',
  'model.safetensors',
  'vae/model.safetensors',
];
/** Configuration beside the weights. */
const CONFIGS = ['config.json', 'model_config.json'];

/**
 * Finds weights and configuration: a `.safetensors` file, or a folder as it was downloaded (the model's own, or
 * `vae/`). Without a configuration beside them the weights must have Stable Audio Open 1.0's shape.
 *
 * @throws CodecError FILE_IO when there is nothing, FILE_HEADER when the configuration is of something else
 */
export async function findOobleck(path: string): Promise<OobleckSource> {
  const weightsPath = await weightsIn(path);
  for (const name of CONFIGS) {
    const configPath = join(dirname(weightsPath), name);
    const text = await readFile(configPath, 'utf8').catch(() => null);
    if (text !== null) return { weightsPath, configPath, config: parseOobleckConfig(text, configPath) };
  }
  return { weightsPath, configPath: null, config: STABLE_AUDIO_OPEN };
}

async function weightsIn(path: string): Promise<string> {
  const info = await stat(path).catch((cause: unknown) => {
    throw fileError('open', path, cause);
  });
  if (!info.isDirectory()) return path;
  for (const name of WEIGHTS) if (await isFile(join(path, name))) return join(path, name);
  throw new CodecError('FILE_IO', `${path}: holds none of ${WEIGHTS.join(', ')}`);
}

import { CodecError } from '../errors.js';
import type { ModelFile } from './model-manifest.js';

/**
 * The error for a model's file of another length than its manifest states.
 *
 * @param path file or URL
 * @param got its length in bytes, or what is known of it
 */
export const wrongLength = (path: string, { bytes }: Pick<ModelFile, 'bytes'>, got: number | string): CodecError =>
  new CodecError('MODEL_HASH', `${path}: must be ${bytes} bytes long as its manifest states, got ${got}`);

/**
 * The error for a model's file of another sha256 than its manifest states.
 *
 * @param path file or URL
 * @param got its sha256 in hex
 */
export const wrongHash = (path: string, { sha256 }: Pick<ModelFile, 'sha256'>, got: string): CodecError =>
  new CodecError('MODEL_HASH', `${path}: sha256 must be ${sha256} as its manifest states, got ${got}`);

import { CodecError } from '../../core/errors.js';
import { type CodecFormat, validateFormat } from '../../core/latent/format.js';
import { isModelId, isSha256, MODEL_ID_RULE } from '../../core/latent/model-identity.js';
import type { ModelInfo } from '../../ports/model.js';
import type { ControlMessage } from '../peer-link.js';

/** What a leader tells of its stream, so that others can decode it; plain JSON. */
export interface MusicStream {
  /** 0..2^32 − 1; another one for each program that leads. */
  readonly epoch: number;
  readonly modelId: string;
  /** 64 hex digits. */
  readonly modelSha256: string;
  readonly format: CodecFormat;
  /** Whether spatial parameters follow the planes. */
  readonly hasSpatialParameters: boolean;
}

/** The message that carries a {@link MusicStream}. */
export const MUSIC_TYPE = 'music';

/** The stream that a model makes. */
export const musicStream = (info: ModelInfo, epoch: number, hasSpatialParameters: boolean): MusicStream => ({
  epoch,
  modelId: info.id,
  modelSha256: info.sha256,
  format: info.format,
  hasSpatialParameters,
});

/** @throws CodecError PROTOCOL naming the field of another peer's message that is wrong */
export function parseMusicStream({ stream }: ControlMessage): MusicStream {
  const fields = (typeof stream === 'object' && stream !== null ? stream : {}) as Readonly<Record<string, unknown>>;
  const { epoch, modelId, modelSha256, hasSpatialParameters } = fields;
  const refuse = (field: string, rule: string): never => {
    throw new CodecError('PROTOCOL', `music.${field} must be ${rule}`);
  };
  if (!Number.isInteger(epoch) || (epoch as number) < 0 || (epoch as number) >= 2 ** 32)
    refuse('epoch', '0 to 2^32 − 1');
  if (!isModelId(modelId)) refuse('modelId', MODEL_ID_RULE);
  if (!isSha256(modelSha256)) refuse('modelSha256', '64 hex digits');
  if (typeof hasSpatialParameters !== 'boolean') refuse('hasSpatialParameters', 'true or false');
  try {
    const format = validateFormat(fields.format);
    return { epoch, modelId, modelSha256, hasSpatialParameters, format } as MusicStream;
  } catch (error) {
    throw new CodecError('PROTOCOL', `music.${(error as Error).message}`, { cause: error });
  }
}

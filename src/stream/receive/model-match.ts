import { CodecError } from '../../core/errors.js';
import type { CodecFormat } from '../../core/latent/format.js';
import type { StreamHello } from '../../core/wire/hello.js';
import type { ModelInfo } from '../../ports/model.js';

/** What is to be known of the model that will decode. */
export type ReceivingModel = Pick<ModelInfo, 'id' | 'sha256' | 'compatibleWith' | 'format'>;

/** The fields that decide what the bits mean. */
const FORMAT_FIELDS = [
  'sampleRateHz',
  'channels',
  'hopSamples',
  'latentSize',
] as const satisfies readonly (keyof CodecFormat)[];

/**
 * MODEL_MISMATCH naming both models where this one cannot decode the stream; undefined where it can. A wrong model
 * would decode to noise without any error.
 */
export function modelMismatch(
  hello: Pick<StreamHello, 'modelId' | 'modelSha256' | 'format'>,
  model: ReceivingModel,
): CodecError | undefined {
  const both = `the stream is of model ${hello.modelId} (sha256 ${hello.modelSha256}), ${own(model)}`;
  if (hello.modelSha256 !== model.sha256 && !model.compatibleWith.includes(hello.modelSha256))
    return new CodecError('MODEL_MISMATCH', both);
  for (const key of FORMAT_FIELDS)
    if (hello.format[key] !== model.format[key])
      return new CodecError(
        'MODEL_MISMATCH',
        `format.${key} is ${hello.format[key]} in the stream and ${model.format[key]} here: ${both}`,
      );
  return undefined;
}

/**
 * A relay's MODEL_MISMATCH with this model's name added: the relay has only its hashes. Other errors are returned as
 * they are.
 */
export const withOwnModel = (error: CodecError, model: ReceivingModel): CodecError =>
  error.code !== 'MODEL_MISMATCH' || error.message.includes(own(model))
    ? error
    : new CodecError('MODEL_MISMATCH', `${error.message}; ${own(model)}`);

const own = ({ id, sha256 }: ReceivingModel): string => `this receiver has ${id} (sha256 ${sha256})`;

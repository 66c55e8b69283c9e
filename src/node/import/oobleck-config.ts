import { CodecError, requireInteger } from '../../core/errors.js';

/** Shape of an Oobleck autoencoder, from which the shapes of all its tensors follow. */
export interface OobleckConfig {
  readonly sampleRateHz: number;
  readonly audioChannels: number;
  /** Channels of the outermost level. */
  readonly channels: number;
  /** Channels of the decoder's outermost level, where they are not the encoder's. */
  readonly decoderChannels?: number;
  /** Channels of each level below it, in units of `channels`. */
  readonly multipliers: readonly number[];
  /** Factor of each level's downsampling, encoder's order; even, so that frames have whole lengths. */
  readonly strides: readonly number[];
  /** Values per latent frame; the encoder returns twice as many, means and scales. */
  readonly latentSize: number;
}

/** The autoencoder of Stable Audio Open 1.0: 44.1 kHz stereo, hop 2048, 156.1 M parameters. */
export const STABLE_AUDIO_OPEN: OobleckConfig = {
  sampleRateHz: 44_100,
  audioChannels: 2,
  channels: 128,
  multipliers: [1, 2, 4, 8, 16],
  strides: [2, 4, 4, 8, 8],
  latentSize: 64,
};

/** Samples of one latent frame. */
export const hopSamples = (config: OobleckConfig): number => config.strides.reduce((product, s) => product * s, 1);

/** Checks a configuration and returns it. @throws RangeError naming the field */
export function validateOobleck(config: OobleckConfig): OobleckConfig {
  requireInteger('sampleRateHz', config.sampleRateHz, 8000, 192_000);
  requireInteger('audioChannels', config.audioChannels, 1, 2);
  requireInteger('channels', config.channels, 1, 4096);
  if (config.decoderChannels !== undefined) requireInteger('decoderChannels', config.decoderChannels, 1, 4096);
  requireInteger('latentSize', config.latentSize, 1, 1024);
  requireInteger('strides.length', config.strides.length, 1, 8);
  requireInteger('multipliers.length', config.multipliers.length, config.strides.length, config.strides.length);
  for (const m of config.multipliers) requireInteger('multipliers', m, 1, 64);
  for (const s of config.strides) {
    requireInteger('strides', s, 2, 64);
    if (s % 2 !== 0) throw new RangeError(`strides must be even, got ${s}`);
  }
  requireInteger('hop', hopSamples(config), 2, 65_536);
  return config;
}

/**
 * The configuration beside the weights: `config.json` of diffusers or `model_config.json` of stable-audio-tools.
 *
 * @param path named in errors
 * @throws CodecError FILE_HEADER when it is of another architecture or a field does not fit
 */
export function parseOobleckConfig(text: string, path: string): OobleckConfig {
  const fail = (message: string): never => {
    throw new CodecError('FILE_HEADER', `${path}: ${message}`);
  };
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch (cause) {
    return fail(`must be JSON: ${(cause as Error).message}`);
  }
  try {
    return validateOobleck('_class_name' in json ? fromDiffusers(json) : fromStableAudioTools(json));
  } catch (cause) {
    return fail((cause as Error).message);
  }
}

type Json = Record<string, unknown>;

const object = (value: unknown, field: string): Json => {
  if (typeof value === 'object' && value !== null) return value as Json;
  throw new TypeError(`${field} must be an object`);
};

function fromDiffusers(json: Json): OobleckConfig {
  if (json._class_name !== 'AutoencoderOobleck')
    throw new RangeError(`_class_name must be "AutoencoderOobleck", got ${JSON.stringify(json._class_name)}`);
  const field = <T>(name: string, otherwise: T): T => (json[name] as T | undefined) ?? otherwise;
  const channels = field('encoder_hidden_size', STABLE_AUDIO_OPEN.channels);
  const latentSize = field('decoder_input_channels', STABLE_AUDIO_OPEN.latentSize);
  const decoderChannels = field('decoder_channels', channels);
  // In diffusers the encoder's output has as many channels as its outermost level.
  if (channels !== 2 * latentSize)
    throw new RangeError(`encoder_hidden_size must be twice decoder_input_channels, got ${channels} and ${latentSize}`);
  return {
    sampleRateHz: field('sampling_rate', STABLE_AUDIO_OPEN.sampleRateHz),
    audioChannels: field('audio_channels', STABLE_AUDIO_OPEN.audioChannels),
    channels,
    ...(decoderChannels !== channels && { decoderChannels }),
    multipliers: field('channel_multiples', STABLE_AUDIO_OPEN.multipliers),
    strides: field('downsampling_ratios', STABLE_AUDIO_OPEN.strides),
    latentSize,
  };
}

function fromStableAudioTools(json: Json): OobleckConfig {
  const model = object(json.model, 'model');
  const pretransform = model.pretransform as Json | undefined;
  const vae = pretransform ? object(pretransform.config, 'model.pretransform.config') : model;
  const half = (name: 'encoder' | 'decoder'): Json => {
    const part = object(vae[name], name);
    if (part.type !== 'oobleck')
      throw new RangeError(`${name}.type must be "oobleck", got ${JSON.stringify(part.type)}`);
    const config = object(part.config, `${name}.config`);
    if (config.use_snake !== true) throw new RangeError(`${name}.config.use_snake must be true`);
    return config;
  };
  const encoder = half('encoder');
  const decoder = half('decoder');
  if (decoder.final_tanh !== false) throw new RangeError('decoder.config.final_tanh must be false');
  for (const field of ['channels', 'c_mults', 'strides'])
    if (JSON.stringify(encoder[field]) !== JSON.stringify(decoder[field]))
      throw new RangeError(`${field} must be the same in encoder and decoder`);
  const latentSize = vae.latent_dim as number;
  if (encoder.latent_dim !== 2 * latentSize)
    throw new RangeError(`encoder.config.latent_dim must be 2 × ${latentSize}, got ${String(encoder.latent_dim)}`);
  return {
    sampleRateHz: json.sample_rate as number,
    audioChannels: vae.io_channels as number,
    channels: encoder.channels as number,
    multipliers: encoder.c_mults as number[],
    strides: encoder.strides as number[],
    latentSize,
  };
}

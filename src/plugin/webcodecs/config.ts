import { MAX_CHANNELS } from '../../core/dsp/channels.js';
import { RESAMPLER_RATES_HZ } from '../../core/dsp/resampler.js';
import { within } from '../../core/options.js';
import { shown } from '../../core/shown.js';
import { bytesOf } from '../audio-data.js';

/** The codec's name in configurations; chunks of every model have it. */
export const LATENTCAST_CODEC = 'latentcast';

/** How a {@link LatentcastAudioEncoder} encodes, as WebCodecs' `AudioEncoderConfig`. */
export interface LatentcastEncoderConfig {
  /** `latentcast`; every other codec is not supported. */
  readonly codec: string;
  /** Of the audio that is given, 8000..192000 Hz. */
  readonly sampleRate: number;
  /** Of the audio that is given, 1..32. */
  readonly numberOfChannels: number;
  /** Bits a second; the nearest number of bit planes that the model was trained for. @default 1 bit a value */
  readonly bitrate?: number;
  /** `constant` or `variable`; ignored: the rate of the bits is constant. */
  readonly bitrateMode?: string;
  /** What only this codec has. */
  readonly latentcast?: {
    /** Latent frames a chunk, 1..128. @default 12 */
    readonly framesPerChunk?: number;
    /** Adds spatial parameters, from which a decoder makes stereo; needs two or more channels. @default false */
    readonly stereo?: boolean;
    /** Steps of the search for better bits, 0..64. @default 0 */
    readonly searchSteps?: number;
  };
}

/** How a {@link LatentcastAudioDecoder} decodes, as WebCodecs' `AudioDecoderConfig`; an encoder's first output has one. */
export interface LatentcastDecoderConfig {
  /** `latentcast`; every other codec is not supported. */
  readonly codec: string;
  /** Of the audio that comes out, 8000..192000 Hz. */
  readonly sampleRate: number;
  /** Of the audio that comes out, 1..32. */
  readonly numberOfChannels: number;
  /**
   * Header of an `.lc` file: it names the model, and tells whether there are spatial parameters.
   *
   * @default none: the model is taken to be right, and there are no spatial parameters
   */
  readonly description?: ArrayBuffer | ArrayBufferView;
}

interface AnyConfig {
  readonly codec: string;
  readonly sampleRate: number;
  readonly numberOfChannels: number;
}

/** @throws TypeError for what WebCodecs calls no valid configuration: it could be of no codec */
export function requireConfig(config: unknown): asserts config is AnyConfig {
  if (typeof config !== 'object' || config === null)
    throw new TypeError(`config must be an object, got ${shown(config)}`);
  const { codec, sampleRate, numberOfChannels } = config as Partial<AnyConfig>;
  if (typeof codec !== 'string' || codec.trim() === '')
    throw new TypeError(`config.codec must be a name, got ${shown(codec)}`);
  for (const [name, value] of Object.entries({ sampleRate, numberOfChannels }))
    if (!(typeof value === 'number' && Number.isFinite(value) && value >= 1))
      throw new TypeError(`config.${name} must be a number from 1 on, got ${shown(value)}`);
  const { bitrate, description } = config as { bitrate?: unknown; description?: unknown };
  if (bitrate !== undefined && !(typeof bitrate === 'number' && Number.isFinite(bitrate) && bitrate >= 0))
    throw new TypeError(`config.bitrate must be a number from 0 on, got ${shown(bitrate)}`);
  const { latentcast } = config as { latentcast?: unknown };
  if (latentcast !== undefined && (typeof latentcast !== 'object' || latentcast === null))
    throw new TypeError(`config.latentcast must be an object, got ${shown(latentcast)}`);
  const { bitrateMode } = config as { bitrateMode?: unknown };
  if (bitrateMode !== undefined && bitrateMode !== 'constant' && bitrateMode !== 'variable')
    throw new TypeError(`config.bitrateMode must be constant or variable, got ${shown(bitrateMode)}`);
  if (description !== undefined) within('config', () => bytesOf(description as ArrayBuffer, 'description'));
}

/**
 * What keeps a valid configuration from being one of this codec, with the member, its value and its range; undefined where
 * it is one.
 */
export function unsupported({
  codec,
  sampleRate,
  numberOfChannels,
  ...config
}: LatentcastEncoderConfig): string | undefined {
  const { framesPerChunk = 12, stereo = false, searchSteps = 0 } = config.latentcast ?? {};
  if (codec !== LATENTCAST_CODEC) return `codec must be ${LATENTCAST_CODEC}, got ${shown(codec)}`;
  if (typeof stereo !== 'boolean') return `latentcast.stereo must be true or false, got ${shown(stereo)}`;
  if (stereo && numberOfChannels < 2)
    return `numberOfChannels must be 2 to ${MAX_CHANNELS} for stereo, got ${numberOfChannels}`;
  const members = [
    ['sampleRate', sampleRate, ...RESAMPLER_RATES_HZ],
    ['numberOfChannels', numberOfChannels, 1, MAX_CHANNELS],
    ['latentcast.framesPerChunk', framesPerChunk, 1, 128],
    ['latentcast.searchSteps', searchSteps, 0, 64],
  ] as const;
  for (const [name, value, min, max] of members)
    if (!Number.isInteger(value) || value < min || value > max)
      return `${name} must be an integer from ${min} to ${max}, got ${shown(value)}`;
  return undefined;
}

import { RESAMPLER_RATES_HZ } from '../dsp/resampler.js';
import { requireInteger } from '../errors.js';
import { MAX_BITS } from './quantizer.js';

/**
 * Context and delay of one direction of a model.
 *
 * A call for the frames [t, t + T) takes `leftFrames + T + rightFrames` frames, and only the T in the middle of its result
 * are kept. The result lags the input by `delaySamples`: the look-ahead of a causal graph. A model without state needs its
 * context in every call; a stateful one carries it from call to call.
 */
export interface ReceptiveField {
  /** Frames before the first new one that the result depends on, 0..1024. */
  readonly leftFrames: number;
  /** Frames after the last new one that the model needs, 0..1024. */
  readonly rightFrames: number;
  /** Samples by which the result lags the input, 0..1048576. */
  readonly delaySamples: number;
  /** Length of the flat float32 state tensor; 0 for a model without state. */
  readonly stateSize: number;
}

/** Everything that the codec needs to know about a model; every derived number comes from here. */
export interface CodecFormat {
  /** 8000..192000 */
  readonly sampleRateHz: number;
  /** 1..2 */
  readonly channels: number;
  /** Samples per channel of one latent frame, 1..65536. */
  readonly hopSamples: number;
  /** Values of one latent frame, 1..1024. */
  readonly latentSize: number;
  /** Largest number of bit planes that the model was trained for, 1..8. */
  readonly maxPlanes: number;
  /** Samples over which consecutive decoded windows are crossfaded, 0..65536. */
  readonly crossfadeSamples: number;
  readonly encoder: ReceptiveField;
  readonly decoder: ReceptiveField;
}

/** [min, max] of every number of a format. */
export const FORMAT_LIMITS: Readonly<
  Record<keyof Omit<CodecFormat, 'encoder' | 'decoder'> | keyof ReceptiveField, readonly [min: number, max: number]>
> = {
  sampleRateHz: RESAMPLER_RATES_HZ,
  channels: [1, 2],
  hopSamples: [1, 65536],
  latentSize: [1, 1024],
  maxPlanes: [1, MAX_BITS],
  crossfadeSamples: [0, 65536],
  leftFrames: [0, 1024],
  rightFrames: [0, 1024],
  delaySamples: [0, 1048576],
  stateSize: [0, 16777216],
};

/**
 * Reads a codec format from parsed JSON; fields that are not part of it are dropped.
 *
 * @throws RangeError or TypeError naming the first field that is missing or outside its range.
 */
export function validateFormat(value: unknown): CodecFormat {
  const f = record('format', value);
  const get = (key: keyof Omit<CodecFormat, 'encoder' | 'decoder'>): number =>
    requireInteger(`format.${key}`, f[key] as number, ...FORMAT_LIMITS[key]);
  return {
    sampleRateHz: get('sampleRateHz'),
    channels: get('channels'),
    hopSamples: get('hopSamples'),
    latentSize: get('latentSize'),
    maxPlanes: get('maxPlanes'),
    crossfadeSamples: get('crossfadeSamples'),
    encoder: validateField('format.encoder', f.encoder),
    decoder: validateField('format.decoder', f.decoder),
  };
}

/**
 * Reads context and delay of one direction from parsed JSON.
 *
 * @param name of the field, for errors
 * @throws RangeError or TypeError naming the first field that is missing or outside its range.
 */
export function validateField(name: string, value: unknown): ReceptiveField {
  const v = record(name, value);
  const get = (key: keyof ReceptiveField): number =>
    requireInteger(`${name}.${key}`, v[key] as number, ...FORMAT_LIMITS[key]);
  return {
    leftFrames: get('leftFrames'),
    rightFrames: get('rightFrames'),
    delaySamples: get('delaySamples'),
    stateSize: get('stateSize'),
  };
}

function record(field: string, value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError(`${field} must be an object, got ${value === null ? 'null' : typeof value}`);
  return value as Record<string, unknown>;
}

/** Bytes of one bit plane of one frame. */
export const bytesPerFramePlane = (format: Pick<CodecFormat, 'latentSize'>): number => (format.latentSize + 7) >> 3;

/** Latent frames per second. */
export const framesPerSecond = (format: Pick<CodecFormat, 'sampleRateHz' | 'hopSamples'>): number =>
  format.sampleRateHz / format.hopSamples;

/** Payload rate in bit/s with `planes` bits per value, headers not counted. */
export const payloadBitsPerSecond = (format: CodecFormat, planes: number): number =>
  bytesPerFramePlane(format) * 8 * planes * framesPerSecond(format);

/** Duration of `frames` latent frames in milliseconds. */
export const framesToMs = (format: Pick<CodecFormat, 'sampleRateHz' | 'hopSamples'>, frames: number): number =>
  (frames * format.hopSamples * 1000) / format.sampleRateHz;

/** Frames that cover `samples` samples (the last one padded). */
export const framesForSamples = (format: Pick<CodecFormat, 'hopSamples'>, samples: number): number =>
  Math.ceil(samples / format.hopSamples);

import { requireInteger } from '../errors.js';

/**
 * How one direction of a model looks around the frames it works on.
 *
 * A call for the frames [t, t + T) is given `leftFrames + T + rightFrames` frames and only the T in the middle are
 * kept. What the model returns lags what it was given by `delaySamples`: a causal graph with its look-ahead turned
 * into delay. A model without state has its context in `leftFrames` and `rightFrames`; a stateful one carries it.
 */
export interface Field {
  /** Frames before the first new one that the result depends on. */
  readonly leftFrames: number;
  /** Frames after the last new one that the model must be given. */
  readonly rightFrames: number;
  /** Samples by which the result lags what was given, ≥ 0. */
  readonly delaySamples: number;
  /** Length of the flat float32 state tensor; 0 for a model without state. */
  readonly stateSize: number;
}

/** Everything that a codec needs to know of a model: every derived number comes from here. */
export interface CodecFormat {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Samples per latent frame and channel. */
  readonly hopSamples: number;
  /** Values per latent frame. */
  readonly latentSize: number;
  /** Most bit planes that the model was trained for, 1..8. */
  readonly maxPlanes: number;
  /** Overlap of consecutive decoded windows, faded from one to the other. */
  readonly crossfadeSamples: number;
  readonly encoder: Field;
  readonly decoder: Field;
}

export const FORMAT_LIMITS = {
  sampleRateHz: [8000, 192000],
  channels: [1, 2],
  hopSamples: [1, 65536],
  latentSize: [1, 1024],
  maxPlanes: [1, 8],
  crossfadeSamples: [0, 65536],
  leftFrames: [0, 1024],
  rightFrames: [0, 1024],
  delaySamples: [0, 1048576],
  stateSize: [0, 16777216],
} satisfies Record<string, [number, number]>;

/** @throws RangeError or TypeError naming the first field that is missing or outside its range. */
export function validateFormat(value: unknown): CodecFormat {
  const f = record('format', value);
  const field = (name: 'encoder' | 'decoder'): Field => {
    const v = record(`format.${name}`, f[name]);
    const get = (key: 'leftFrames' | 'rightFrames' | 'delaySamples' | 'stateSize'): number =>
      requireInteger(`format.${name}.${key}`, v[key] as number, ...FORMAT_LIMITS[key]);
    return {
      leftFrames: get('leftFrames'),
      rightFrames: get('rightFrames'),
      delaySamples: get('delaySamples'),
      stateSize: get('stateSize'),
    };
  };
  const get = (
    key: 'sampleRateHz' | 'channels' | 'hopSamples' | 'latentSize' | 'maxPlanes' | 'crossfadeSamples',
  ): number => requireInteger(`format.${key}`, f[key] as number, ...FORMAT_LIMITS[key]);
  return {
    sampleRateHz: get('sampleRateHz'),
    channels: get('channels'),
    hopSamples: get('hopSamples'),
    latentSize: get('latentSize'),
    maxPlanes: get('maxPlanes'),
    crossfadeSamples: get('crossfadeSamples'),
    encoder: field('encoder'),
    decoder: field('decoder'),
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

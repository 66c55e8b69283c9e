import { concatFloats } from '../../core/buffers.js';
import { Resampler } from '../../core/dsp/resampler.js';
import type { FileAudioSource } from '../files/block-source.js';
import { collect } from '../files/collect.js';
import { selectKernels } from '../native/native.js';

/** Audio of one form in memory. */
export interface Clip {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Speaker positions, as `AudioSource.channelMask`. */
  readonly channelMask?: number;
  /** [samples × channels]. */
  readonly pcm: Float32Array;
}

const clipOf = ({ sampleRateHz, channels, channelMask }: FileAudioSource, pcm: Float32Array): Clip => ({
  sampleRateHz,
  channels,
  ...(channelMask !== undefined && { channelMask }),
  pcm,
});

/** Duration of a clip. */
export const clipSeconds = (clip: Clip): number => clip.pcm.length / clip.channels / clip.sampleRateHz;

/** The first `maxSeconds` of a source, mixed and resampled to one form. */
export async function readClip(
  source: FileAudioSource,
  form: { readonly sampleRateHz: number; readonly channels: number },
  maxSeconds: number,
  signal?: AbortSignal,
): Promise<Clip> {
  const maxValues = Math.round(maxSeconds * source.sampleRateHz) * source.channels;
  const parts: Float32Array[] = [];
  let length = 0;
  for await (const block of source.blocks(signal)) {
    parts.push(block);
    length += block.length;
    if (length >= maxValues) break;
  }
  const pcm = concatFloats(parts).subarray(0, maxValues);
  return convert(clipOf(source, pcm), form);
}

/** A source as mono at another rate, `length` samples long: cut, or padded with silence at its end. */
export async function readMono(source: FileAudioSource, sampleRateHz: number, length: number): Promise<Float32Array> {
  const pcm = await collect(source);
  const { pcm: mono } = convert(clipOf(source, pcm), { sampleRateHz, channels: 1 });
  const out = new Float32Array(length);
  out.set(mono.subarray(0, length));
  return out;
}

/** A clip in another form: mixed to its channels, resampled to its rate. */
export function convert(clip: Clip, form: { readonly sampleRateHz: number; readonly channels: number }): Clip {
  const kernels = selectKernels();
  const mixed = kernels.mixChannels(clip.pcm, clip.channels, form.channels, clip.channelMask);
  if (clip.sampleRateHz === form.sampleRateHz) return { ...form, pcm: mixed };
  const resampler = new Resampler({
    inputRateHz: clip.sampleRateHz,
    outputRateHz: form.sampleRateHz,
    channels: form.channels,
    kernels,
  });
  return { ...form, pcm: concatFloats([resampler.push(mixed), resampler.flush()]) };
}

/**
 * Delay of `b` against `a` in samples, at most ±`maxMs`: the lag with the largest correlation of their log energies in
 * steps of 1 ms. For codecs that do not state their delay.
 *
 * @param a mono samples
 * @param b mono samples at the same rate
 */
export function estimateLag(a: Float32Array, b: Float32Array, sampleRateHz: number, maxMs = 120): number {
  const step = Math.round(sampleRateHz / 1000);
  const curve = (samples: Float32Array): Float64Array => {
    const out = new Float64Array(Math.floor(samples.length / step));
    for (let i = 0; i < out.length; i++) {
      let sum = 0;
      for (let n = i * step; n < (i + 1) * step; n++) sum += samples[n]! * samples[n]!;
      out[i] = Math.log(sum / step + 1e-7);
    }
    const mean = out.reduce((sum, v) => sum + v, 0) / out.length;
    return out.map((v) => v - mean);
  };
  const [x, y] = [curve(a), curve(b)];
  let best = 0;
  let bestSum = Number.NEGATIVE_INFINITY;
  for (let lag = -maxMs; lag <= maxMs; lag++) {
    let sum = 0;
    for (let i = Math.max(0, -lag); i < x.length && i + lag < y.length; i++) sum += x[i]! * y[i + lag]!;
    if (sum > bestSum) [best, bestSum] = [lag, sum];
  }
  return best * step;
}

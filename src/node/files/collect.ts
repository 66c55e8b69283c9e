import { concatFloats } from '../../core/buffers.js';
import { Resampler } from '../../core/dsp/resampler.js';
import type { AudioSource } from '../../ports/audio.js';
import { selectKernels } from '../native/native.js';

/** All audio of a source in memory, [samples × channels], at its own rate. For short clips. */
export async function collect(source: AudioSource): Promise<Float32Array> {
  const parts: Float32Array[] = [];
  for await (const block of source.blocks()) parts.push(block);
  return concatFloats(parts);
}

/** [samples × channels] at one rate → mono at another. */
export function toMono(
  pcm: Float32Array,
  form: { sampleRateHz: number; channels: number },
  rateHz: number,
): Float32Array {
  const kernels = selectKernels();
  const resampler = new Resampler({
    inputRateHz: form.sampleRateHz,
    outputRateHz: rateHz,
    channels: 1,
    kernels,
  });
  return concatFloats([resampler.push(kernels.mixChannels(pcm, form.channels, 1)), resampler.flush()]);
}

/** A source of samples in memory, [samples × channels], in blocks of 100 ms. */
export function memorySource(pcm: Float32Array, form: { sampleRateHz: number; channels: number }): AudioSource {
  const { sampleRateHz, channels } = form;
  const size = Math.round(sampleRateHz / 10) * channels;
  return {
    sampleRateHz,
    channels,
    totalSamples: pcm.length / channels,
    async *blocks() {
      for (let at = 0; at < pcm.length; at += size) yield pcm.slice(at, at + size);
    },
    close: () => Promise.resolve(),
  };
}

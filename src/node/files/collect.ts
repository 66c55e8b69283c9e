import { concatFloats } from '../../core/buffers.js';
import { Resampler } from '../../core/dsp/resampler.js';
import type { AudioSource } from '../../ports/audio.js';
import { selectKernels } from '../native/native.js';

/** Everything a source holds, interleaved, at its own rate and channels. For short clips: it is all in memory. */
export async function collect(source: AudioSource): Promise<Float32Array> {
  const parts: Float32Array[] = [];
  for await (const block of source.blocks()) parts.push(block);
  return concatFloats(parts);
}

/** Interleaved audio of one form → mono at another rate. */
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

/** A source over samples in memory, in blocks of 100 ms. */
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

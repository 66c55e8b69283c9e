import { RealFft } from '../../src/core/dsp/fft.js';

/** A sine, `seconds` long, the same in every channel, faded in and out over 5 ms. */
export function tone(seconds: number, sampleRateHz: number, channels = 1, hz = 440, amplitude = 0.5): Float32Array {
  const frames = Math.round(seconds * sampleRateHz);
  const fade = sampleRateHz * 0.005;
  return Float32Array.from({ length: frames * channels }, (_, j) => {
    const i = Math.floor(j / channels);
    const level = Math.min(1, i / fade, (frames - 1 - i) / fade);
    return amplitude * level * Math.sin((2 * Math.PI * hz * i) / sampleRateHz);
  });
}

/** Share of the energy of one channel that lies at `hz`, 0..1 (Goertzel). */
export function shareAt(pcm: Float32Array, sampleRateHz: number, hz: number): number {
  let [re, im, energy] = [0, 0, 0];
  pcm.forEach((x, i) => {
    const angle = (2 * Math.PI * hz * i) / sampleRateHz;
    re += x * Math.cos(angle);
    im += x * Math.sin(angle);
    energy += x * x;
  });
  return energy === 0 ? 0 : (2 * (re * re + im * im)) / pcm.length / energy;
}

/** First and last index whose absolute value is above `floor`, or undefined for silence. */
export function span(pcm: Float32Array, floor: number): [first: number, last: number] | undefined {
  const first = pcm.findIndex((x) => Math.abs(x) > floor);
  if (first < 0) return undefined;
  let last = pcm.length - 1;
  while (Math.abs(pcm[last]!) <= floor) last--;
  return [first, last];
}

/** The frequency in Hz at which the spectrum of the loudest part of a recording is largest; 0 for silence. */
export function peakHz(pcm: Float32Array, sampleRateHz: number, samples = 16_384): number {
  const fft = new RealFft(samples);
  const energy = (at: number): number => pcm.subarray(at, at + samples).reduce((sum, x) => sum + x * x, 0);
  let begin = 0;
  let most = 0;
  for (let at = 0; at + samples <= pcm.length; at += samples / 4) {
    const found = energy(at);
    if (found > most) [begin, most] = [at, found];
  }
  const windowed = Float64Array.from(
    { length: samples },
    (_, i) => (pcm[begin + i] ?? 0) * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / samples)),
  );
  const re = new Float64Array(samples / 2 + 1);
  const im = new Float64Array(samples / 2 + 1);
  fft.transform(windowed, re, im);
  let best = 0;
  let bestPower = 1e-9;
  for (let k = 1; k < re.length; k++) {
    const power = re[k]! ** 2 + im[k]! ** 2;
    if (power > bestPower) [best, bestPower] = [k, power];
  }
  return (best * sampleRateHz) / samples;
}

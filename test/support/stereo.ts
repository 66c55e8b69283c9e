import { RealFft } from '../../src/core/dsp/fft.js';
import { hannWindow } from '../../src/core/dsp/spectrum.js';
import { encodeSpatialParameters, STEREO_BANDS, STEREO_EDGES_HZ } from '../../src/core/latent/spatial-parameters.js';
import { seededRandom } from '../../src/core/random.js';

/** White noise, uniform in ±`peak`. */
export function noise(seed: number, samples: number, peak = 0.5): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: samples }, () => peak * (2 * random() - 1));
}

export function tone(hz: number, sampleRateHz: number, samples: number, peak = 0.5): Float32Array {
  return Float32Array.from({ length: samples }, (_, i) => peak * Math.sin((2 * Math.PI * hz * i) / sampleRateHz));
}

/** The byte that is nearest to a level difference, left over right in dB, and a coherence. */
export function spatialByte(levelDb: number, coherence: number): number {
  const left = 10 ** (levelDb / 10);
  return encodeSpatialParameters(left, 1, coherence * Math.sqrt(left));
}

export const interleave = (left: Float32Array, right: Float32Array): Float32Array =>
  Float32Array.from({ length: 2 * left.length }, (_, i) => (i % 2 ? right : left)[i >> 1]);

/** Interleaved → both channels. */
export const channelsOf = (pcm: Float32Array): [Float32Array, Float32Array] => [
  pcm.filter((_, i) => i % 2 === 0),
  pcm.filter((_, i) => i % 2 === 1),
];

export const peakOf = (pcm: Float32Array): number => pcm.reduce((most, v) => Math.max(most, Math.abs(v)), 0);

/** Whether both are the same bit for bit: an assertion library would take seconds for as many samples. */
export const isSame = (a: Float32Array, b: Float32Array): boolean =>
  Buffer.compare(
    Buffer.from(a.buffer, a.byteOffset, a.byteLength),
    Buffer.from(b.buffer, b.byteOffset, b.byteLength),
  ) === 0;

export interface MeasuredBand {
  readonly leftDb: number;
  readonly rightDb: number;
  readonly levelDb: number;
  readonly coherence: number;
}

const SPECTRUM = 2048;

/** Level and coherence of two channels in every band from sample `from` on, measured independently of the analyser. */
export function measureBands(left: Float32Array, right: Float32Array, sampleRateHz: number, from = 0): MeasuredBand[] {
  const fft = new RealFft(SPECTRUM);
  const window = hannWindow(SPECTRUM);
  const ends = [50, ...STEREO_EDGES_HZ, sampleRateHz / 2].filter((hz) => hz <= sampleRateHz / 2);
  const edges = ends.map((hz) => Math.round((hz * SPECTRUM) / sampleRateHz));
  const sums = Array.from({ length: Math.min(STEREO_BANDS, edges.length - 1) }, () => [0, 0, 0]);
  const spectrumOf = (pcm: Float32Array, at: number): [Float64Array, Float64Array] => {
    const re = new Float64Array(SPECTRUM / 2 + 1);
    const im = new Float64Array(SPECTRUM / 2 + 1);
    fft.transform(
      Float64Array.from(window, (w, n) => w * pcm[at + n]),
      re,
      im,
    );
    return [re, im];
  };
  for (let at = from; at + SPECTRUM <= left.length; at += SPECTRUM / 2) {
    const [lr, li] = spectrumOf(left, at);
    const [rr, ri] = spectrumOf(right, at);
    sums.forEach((sum, band) => {
      for (let bin = edges[band]; bin < edges[band + 1]; bin++) {
        sum[0] += lr[bin] ** 2 + li[bin] ** 2;
        sum[1] += rr[bin] ** 2 + ri[bin] ** 2;
        sum[2] += lr[bin] * rr[bin] + li[bin] * ri[bin];
      }
    });
  }
  const dB = (energy: number): number => 10 * Math.log10(energy + 1e-30);
  return sums.map(([l, r, cross]) => ({
    leftDb: dB(l),
    rightDb: dB(r),
    levelDb: dB(l) - dB(r),
    coherence: cross / Math.sqrt(l * r + 1e-60),
  }));
}

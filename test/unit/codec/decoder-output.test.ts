import { describe, expect, it } from 'vitest';
import { DecoderOutput, fadeOutEnd } from '../../../src/codec/decoder-output.js';
import { typescriptKernels } from '../../../src/codec/typescript-kernels.js';
import type { CodecFormat } from '../../../src/core/latent/format.js';

const FIELD = { leftFrames: 0, rightFrames: 0, delaySamples: 0, stateSize: 0 };
const FORMAT: CodecFormat = {
  sampleRateHz: 8000,
  channels: 1,
  hopSamples: 100,
  latentSize: 16,
  maxPlanes: 1,
  crossfadeSamples: 0,
  encoder: FIELD,
  decoder: FIELD,
};
const ones = (samples: number): Float32Array => new Float32Array(samples).fill(1);
const outputOf = (channels = 1, format = FORMAT, rateHz = 8000): DecoderOutput =>
  new DecoderOutput(format, rateHz, channels, typescriptKernels);

describe('DecoderOutput', () => {
  it('passes the audio of a stream from its start unchanged, copied to every channel', () => {
    const output = outputOf(3);
    output.begin(0, false);
    output.mark(2, false);
    expect(output.process([ones(200)])).toEqual(ones(600));
  });

  it('fades a late join in over half a frame', () => {
    const output = outputOf();
    output.begin(7, true);
    output.mark(1, false);
    const out = output.process([ones(100)]);
    expect(out[0]).toBeCloseTo(1 / 50, 6);
    expect(out.subarray(50)).toEqual(ones(50));
  });

  it('fades absent frames out over three frames', () => {
    const output = outputOf();
    output.begin(0, false);
    output.mark(4, true);
    const out = output.process([ones(400)]);
    expect(out[149]).toBeCloseTo(0.5, 5);
    expect(out.subarray(300)).toEqual(new Float32Array(100));
  });

  it('fills what is faded out with comfort noise', () => {
    const output = outputOf();
    output.begin(0, false);
    output.setComfortNoise({ level: 80, reflection: [] });
    output.mark(80, true);
    const out = output.process([new Float32Array(8000)]).subarray(4000);
    const rms = Math.sqrt(out.reduce((sum, x) => sum + x * x, 0) / out.length);
    expect(20 * Math.log10(rms)).toBeCloseTo(-40, 0);
  });

  it('is stereo for two channels of a mono model that has room for spatial parameters', () => {
    expect([outputOf(2).isStereo, outputOf(1).isStereo, outputOf(3).isStereo]).toEqual([true, false, false]);
    expect(outputOf(2, { ...FORMAT, latentSize: 8 }).isStereo).toBe(false);
    expect(outputOf(2, { ...FORMAT, channels: 2 }).isStereo).toBe(false);
  });

  it('returns every sample at another rate once it is flushed', () => {
    const output = outputOf(1, FORMAT, 16_000);
    output.begin(0, false);
    output.mark(3, false);
    const first = output.process([ones(100), ones(200)]);
    expect(first.length).toBeLessThan(600);
    expect(first.length + output.flush().length).toBe(600);
  });
});

describe('fadeOutEnd', () => {
  it('fades the end of every channel, or all of a shorter one', () => {
    const pcm = ones(8);
    fadeOutEnd(pcm, 2, 2);
    expect([...pcm]).toEqual([1, 1, 0.5, 0, 1, 1, 0.5, 0]);
    const short = ones(2);
    fadeOutEnd(short, 1, 10);
    expect([...short]).toEqual([0.5, 0]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LossFader } from '../../../../src/core/dsp/concealment.js';

const ones = (n: number): Float32Array => new Float32Array(n).fill(1);

describe('LossFader', () => {
  it('leaves good audio as it is', () => {
    const fader = new LossFader({ fadeOutSamples: 10, fadeInSamples: 5, initialLevel: 1 });
    fader.mark(20, false);
    const pcm = ones(20);
    fader.apply(pcm, 1);
    expect([...pcm]).toEqual([...ones(20)]);
  });

  it('fades to silence during a loss and back after it', () => {
    const fader = new LossFader({ fadeOutSamples: 10, fadeInSamples: 5, initialLevel: 1 });
    for (const [n, lost] of [
      [4, false],
      [14, true],
      [8, false],
    ] as const)
      fader.mark(n, lost);
    const pcm = ones(26);
    fader.apply(pcm, 1);
    expect(pcm[3]).toBe(1);
    expect(pcm[8]).toBeCloseTo(0.5, 5);
    expect([...pcm.subarray(14, 18)]).toEqual([0, 0, 0, 0]);
    expect(pcm[20]).toBeCloseTo(0.6, 5);
    expect(pcm[25]).toBe(1);
  });

  it('starts a late join from silence', () => {
    const fader = new LossFader({ fadeOutSamples: 10, fadeInSamples: 4, initialLevel: 0 });
    fader.mark(8, false);
    const pcm = ones(8);
    fader.apply(pcm, 1);
    expect([...pcm]).toEqual([0.25, 0.5, 0.75, 1, 1, 1, 1, 1]);
  });

  it('never steps faster than its ramps, whatever the losses and the cuts are', () => {
    const stretches = fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.boolean()), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(stretches, fc.integer({ min: 1, max: 17 }), fc.constantFrom(1, 2), (marks, cut, channels) => {
        const fader = new LossFader({ fadeOutSamples: 9, fadeInSamples: 4, initialLevel: 1 });
        let total = 0;
        for (const [n, lost] of marks) {
          fader.mark(n, lost);
          total += n;
        }
        const levels: number[] = [1];
        for (let i = 0; i < total; i += cut) {
          const n = Math.min(cut, total - i);
          const pcm = ones(n * channels);
          fader.apply(pcm, channels);
          levels.push(...pcm.subarray(0, n));
          if (channels === 2) expect([...pcm.subarray(n)]).toEqual([...pcm.subarray(0, n)]);
        }
        for (let i = 1; i < levels.length; i++) {
          expect(levels[i]! - levels[i - 1]!).toBeLessThanOrEqual(1 / 4 + 1e-6);
          expect(levels[i - 1]! - levels[i]!).toBeLessThanOrEqual(1 / 9 + 1e-6);
        }
      }),
      { seed: 7 },
    );
  });

  it('refuses a fade of no samples, naming the range', () => {
    expect(() => new LossFader({ fadeOutSamples: 0, fadeInSamples: 1, initialLevel: 1 })).toThrow(
      /fadeOutSamples must be an integer from 1/,
    );
  });
});

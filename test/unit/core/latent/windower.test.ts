import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReceptiveField } from '../../../../src/core/latent/format.js';
import { type EncodeWindow, Windower } from '../../../../src/core/latent/windower.js';

const stateful = (delaySamples: number): ReceptiveField => ({
  leftFrames: 5,
  rightFrames: 0,
  delaySamples,
  stateSize: 1,
});
const stateless = (leftFrames: number, rightFrames: number): ReceptiveField => ({
  leftFrames,
  rightFrames,
  delaySamples: 0,
  stateSize: 0,
});

/** Samples 1, 2, 3, …: every value identifies its position. */
const ramp = (n: number): Float32Array => Float32Array.from({ length: n }, (_, i) => i + 1);
const at = (sample: number, total: number): number => (sample < 0 || sample >= total ? 0 : sample + 1);

function run(
  field: ReceptiveField,
  total: number,
  cuts: readonly number[],
  framesPerWindow: number,
  carryState?: boolean,
): EncodeWindow[] {
  const windower = new Windower({
    field,
    hopSamples: 8,
    channels: 1,
    framesPerWindow,
    ...(carryState !== undefined && { carryState }),
  });
  const pcm = ramp(total);
  const out: EncodeWindow[] = [];
  let from = 0;
  for (const cut of [...cuts, total]) {
    const to = Math.min(total, Math.max(from, cut));
    out.push(...windower.push([pcm.subarray(from, to)]));
    from = to;
  }
  return [...out, ...windower.flush()];
}

function checkWindow(window: EncodeWindow, field: ReceptiveField, total: number): void {
  const from = (window.firstFrame - window.skipFrames) * 8 + field.delaySamples;
  expect(window.pcm.length).toBe(window.totalFrames * 8);
  expect([...window.pcm]).toEqual(Array.from({ length: window.pcm.length }, (_, i) => at(from + i, total)));
}

describe('Windower', () => {
  const fields: [string, ReceptiveField, boolean | undefined][] = [
    ['stateful without delay', stateful(0), undefined],
    ['stateful with a delay of 1.4 hops', stateful(11), undefined],
    ['stateful, forced into windows', stateful(11), false],
    ['stateless without context', stateless(0, 0), undefined],
    ['stateless with context', stateless(3, 2), undefined],
  ];
  it.each(fields)('returns every frame once, in order, with its own samples: %s', (_name, field, carry) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200 }),
        fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 6 }),
        (total, cuts, perWindow) => {
          const windows = run(
            field,
            total,
            [...cuts].sort((a, b) => a - b),
            perWindow,
            carry,
          );
          let next = 0;
          for (const window of windows) {
            expect(window.firstFrame).toBe(next);
            next += window.frames;
            checkWindow(window, field, total);
          }
          expect(next).toBe(Math.ceil(total / 8));
        },
      ),
      { seed: 20261123 },
    );
  });

  it('returns the same windows however the audio is cut', () => {
    const whole = run(stateful(11), 173, [], 4);
    expect(run(stateful(11), 173, [1, 2, 9, 9, 64, 100], 4)).toEqual(whole);
  });

  it('carries a state over all windows but the first', () => {
    expect(run(stateful(11), 100, [], 4).map((w) => w.reset)).toEqual([true, false, false, false]);
    expect(run(stateless(3, 2), 100, [], 4).every((w) => w.reset)).toBe(true);
  });

  it('passes a stateful model its look-ahead before frame 0 is returned', () => {
    const first = run(stateful(11), 100, [], 4)[0]!;
    expect(first.skipFrames).toBe(2);
    expect([...first.pcm.subarray(0, 8)]).toEqual([0, 0, 0, 0, 0, 1, 2, 3]);
  });

  it('holds back no more than a window and its look-ahead', () => {
    const windower = new Windower({ field: stateful(11), hopSamples: 8, channels: 1, framesPerWindow: 4 });
    for (let i = 0; i < 1000; i++) {
      windower.push([ramp(1)]);
      expect(windower.pendingSamples).toBeLessThanOrEqual(4 * 8 + 11);
    }
  });

  it.each([0, 1.5, 1025, Number.NaN])('refuses %s frames per window, naming the range', (framesPerWindow) => {
    expect(() => new Windower({ field: stateful(0), hopSamples: 8, channels: 1, framesPerWindow })).toThrow(
      /framesPerWindow must be an integer from 1 to 1024/,
    );
  });
});

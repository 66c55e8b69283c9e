import { describe, expect, it } from 'vitest';
import { StreamJoin } from '../../../../src/core/playout/stream-join.js';
import { seededRandom } from '../../../../src/core/random.js';

const constant = (n: number, value: number): Float32Array => new Float32Array(n).fill(value);

describe('streams that follow each other', () => {
  it('are passed on as they are where nothing is held back', () => {
    const join = new StreamJoin(1);
    const pcm = constant(10, 0.5);
    expect(join.pass(pcm)).toBe(pcm);
    expect(join.flush()).toHaveLength(0);
  });

  it('hold back exactly what was asked for, however the audio is cut', () => {
    const seed = 7;
    const random = seededRandom(seed);
    const audio = Float32Array.from({ length: 2000 }, (_, i) => i);
    for (let round = 0; round < 20; round++) {
      const held = Math.floor(random() * 300);
      const join = new StreamJoin(2);
      join.hold(held);
      const out: number[] = [];
      for (let at = 0; at < audio.length; ) {
        const n = 2 * (1 + Math.floor(random() * 50));
        out.push(...join.pass(audio.subarray(at, at + n)));
        at += n;
        const taken = Math.min(at, audio.length) / 2;
        expect(out.length / 2, `seed ${seed}`).toBe(Math.max(0, taken - held));
      }
      out.push(...join.flush());
      expect(out, `seed ${seed}`).toEqual([...audio]);
    }
  });

  it('are crossfaded at equal power, in as many samples as the next one has', () => {
    const join = new StreamJoin(1);
    join.hold(100);
    expect(join.pass(constant(300, 1))).toHaveLength(200);
    expect(join.follow(constant(50, 1), 100)).toHaveLength(0);
    join.hold(0);
    const parts = [join.pass(constant(30, 0)), join.pass(constant(170, 0))];
    const out = [...parts[0]!, ...parts[1]!];
    expect(out).toHaveLength(200);
    for (let i = 0; i < 100; i++) expect(out[i]).toBeCloseTo(Math.cos((Math.PI / 2) * ((i + 0.5) / 100)), 5);
    expect(out.slice(100).every((sample) => sample === 0)).toBe(true);
  });

  it('keep no step where the second one ends, or a third begins, in the middle of a crossfade', () => {
    const join = new StreamJoin(1);
    join.follow(constant(100, 1), 100);
    const out = [...join.pass(constant(40, 0))];
    out.push(...join.follow(new Float32Array(0), 100), ...join.pass(constant(10, 0)));
    expect(out).toHaveLength(110);
    for (let i = 1; i < out.length; i++) expect(Math.abs(out[i]! - out[i - 1]!)).toBeLessThan(0.05);
  });
});

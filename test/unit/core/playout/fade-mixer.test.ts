import { describe, expect, it } from 'vitest';
import { FadeMixer } from '../../../../src/core/playout/fade-mixer.js';

const RATE = 2000;
const FADE = 10;
const ones = (n: number, channels = 1): Float32Array => new Float32Array(n * channels).fill(1);

describe('the mixer', () => {
  it('fades in over 5 ms, and out to nothing at the end, however short', () => {
    const mixer = new FadeMixer(RATE, 1);
    expect(mixer.fadeSamples).toBe(FADE);
    const out = new Float32Array(30);
    mixer.mix(out, 5, ones(20), 20 - FADE);
    expect(out.subarray(0, 5).every((x) => x === 0)).toBe(true);
    for (let i = 0; i < FADE; i++) expect(out[5 + i]).toBeCloseTo((i + 1) / FADE, 6);
    for (let i = 0; i < FADE; i++) expect(out[15 + i]).toBeCloseTo(1 - (i + 1) / FADE, 6);
    expect(out.subarray(25).every((x) => x === 0)).toBe(true);
    mixer.mix(new Float32Array(4), 0, ones(4), 4);
    const short = new Float32Array(4);
    mixer.mix(short, 0, ones(4), 0);
    expect(short[0]).toBeGreaterThan(0.2);
    expect(short[3]).toBeCloseTo(0, 6);
  });

  it('crossfades from what lay before a jump, channel by channel', () => {
    const mixer = new FadeMixer(RATE, 2);
    mixer.mix(new Float32Array(2 * 20), 0, ones(20, 2), 20);
    const tail = Float32Array.from({ length: 2 * FADE }, (_, i) => (i % 2 ? -1 : 0));
    mixer.crossfadeFrom(tail);
    const out = new Float32Array(2 * 20);
    mixer.mix(out, 0, ones(20, 2), 20);
    for (let i = 0; i < FADE; i++) {
      const share = (i + 1) / FADE;
      expect(out[2 * i]).toBeCloseTo(share, 6);
      expect(out[2 * i + 1]).toBeCloseTo(share - (1 - share), 6);
    }
    expect(out.subarray(2 * FADE).every((x) => x === 1)).toBe(true);
  });

  it('fills with the same noise on every channel, which continues where it was', () => {
    const [whole, parts] = [new FadeMixer(RATE, 2), new FadeMixer(RATE, 2)];
    for (const mixer of [whole, parts]) mixer.setComfort({ level: 60, reflection: [] });
    const a = new Float32Array(2 * 100);
    whole.fill(a, 0, 100);
    const [b, c] = [new Float32Array(2 * 40), new Float32Array(2 * 60)];
    parts.fill(b, 0, 40);
    parts.elapse(40);
    parts.fill(c, 0, 60);
    expect([...b, ...c]).toEqual([...a]);
    expect(a.some((x) => x !== 0)).toBe(true);
    for (let i = 0; i < 100; i++) expect(a[2 * i]).toBe(a[2 * i + 1]);
  });
});

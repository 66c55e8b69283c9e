import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/random.js';
import { passRateGate, RATE_GATE_FULL } from '../../../src/relay/rate-gate.js';
import { TokenBucket } from '../../../src/relay/token-bucket.js';

describe('passRateGate', () => {
  it('lets through what a token bucket of the same rate and store does', () => {
    for (const seed of [1, 2, 3]) {
      const random = seededRandom(seed);
      const [perSecond, atOnce] = [1 + Math.floor(random() * 40), 1 + Math.floor(random() * 60)];
      const bucket = new TokenBucket(perSecond, atOnce, 0);
      let state: number = RATE_GATE_FULL;
      let nowMs = 0;
      let passed = 0;
      let tokens = 0;
      for (let i = 0; i < 5000; i++) {
        nowMs += Math.floor(random() * (i % 500 < 250 ? 20 : 120));
        const next = passRateGate(state, perSecond, atOnce, nowMs);
        state = next ?? state;
        passed += next === null ? 0 : 1;
        tokens += bucket.take(1, nowMs) ? 1 : 0;
        // Sums of fractions may decide one that is at the very edge otherwise.
        expect(Math.abs(passed - tokens), `seed ${seed}, message ${i}`).toBeLessThanOrEqual(1);
      }
      expect(passed).toBeGreaterThan(atOnce);
      expect(passed).toBeLessThan(5000);
    }
  });

  it('has the whole store at first, and again after a pause', () => {
    let state: number = RATE_GATE_FULL;
    const passAt = (nowMs: number): number => {
      let passed = 0;
      for (let next = passRateGate(state, 4, 12, nowMs); next !== null; next = passRateGate(state, 4, 12, nowMs)) {
        state = next;
        passed++;
      }
      return passed;
    };
    expect([passAt(0), passAt(249), passAt(250), passAt(1250), passAt(60_000)]).toEqual([12, 0, 1, 4, 12]);
  });
});

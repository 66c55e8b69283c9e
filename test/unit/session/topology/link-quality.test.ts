import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { PathProbe } from '../../../../src/session/peer/path-probe.js';
import { LinkQuality } from '../../../../src/session/topology/link-quality.js';
import { FakeClock } from '../../../support/fake-clock.js';

/** Times in s at which a link of this loss, seven frames a second, is held for poor, or good again. */
function changes(loss: (seconds: number) => number, seconds: number, seed: number): number[] {
  const clock = new FakeClock();
  const random = seededRandom(seed);
  const probe = new PathProbe();
  const found: number[] = [];
  const quality = new LinkQuality(
    clock,
    () => ({ roundTripMs: 80, lossShare: probe.lossShare }),
    () => found.push(clock.nowMs() / 1000),
  );
  let sent = 0;
  for (let s = 0; s < seconds; s += 2) {
    for (let i = 0; i < 14; i++) if (random() >= loss(s)) probe.countReceived();
    sent += 14;
    probe.probed(sent, clock.nowMs());
    clock.advance(2000);
  }
  quality.close();
  return found;
}

const SEEDS = Array.from({ length: 40 }, (_, i) => i + 1);

describe('the quality of a link', () => {
  it('is not poor by chance: a loss of a twentieth over ten minutes', () => {
    const poor = SEEDS.filter((seed) => changes(() => 0.05, 600, seed).length > 0);
    console.log(`seeds ${SEEDS[0]}..${SEEDS.length}, held for poor: ${poor.length}`);
    expect(poor.length).toBeLessThanOrEqual(5);
  });

  it('is poor half a minute after its loss became a quarter, and good again behind it', () => {
    for (const seed of SEEDS) {
      const [poorS, goodS] = changes((s) => (s >= 60 && s < 120 ? 0.25 : 0.01), 240, seed);
      expect(poorS! - 60).toBeGreaterThan(0);
      expect(poorS! - 60).toBeLessThan(30);
      expect(goodS! - 120).toBeLessThan(60);
    }
  });
});

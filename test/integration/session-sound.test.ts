import { describe, expect, it } from 'vitest';
import { hasPulse } from '../support/pulse.js';
import { recordSession } from '../support/session-sound.js';

describe.skipIf(!hasPulse())('a session over a PulseAudio daemon that the test starts', () => {
  it('is heard in sync at two sinks: clocks 200 ppm apart, 40 ± 5 ms and 5 % loss between them', async () => {
    const seed = 41;
    const { skewsMs, hardSteps, underruns } = await recordSession(8, 5, seed);
    const at = (share: number): number => Math.abs(skewsMs[Math.floor(share * (skewsMs.length - 1))]!);
    const figures = [0.5, 0.95, 0.99, 1].map((share) => at(share).toFixed(2)).join(' / ');
    console.log(
      `session sound, seed ${seed}: ${skewsMs.length} windows, ${figures} ms, ${underruns} underruns, ${hardSteps} jumps`,
    );
    expect(skewsMs.length).toBeGreaterThan(15);
    expect(at(0.5)).toBeLessThan(5);
    expect(at(0.9)).toBeLessThan(20);
  });
});

import { describe, expect, it } from 'vitest';
import { hasPulse } from '../support/pulse.js';
import { recordSession } from '../support/session-sound.js';

/**
 * LATENTCAST_SESSION_SECONDS=600 npx vitest run test/opt-in/session-sound.test.ts
 *
 * Records what two peers of a session play for that time, and prints how far they are apart.
 */
const SECONDS = Number(process.env.LATENTCAST_SESSION_SECONDS ?? 0);

describe.skipIf(!SECONDS || !hasPulse())('a session for long', () => {
  it(`is heard in sync for ${SECONDS} s`, { timeout: (SECONDS * 2 + 120) * 1000 }, async () => {
    const { skewsMs, hardSteps, underruns } = await recordSession(SECONDS, 5, 43);
    const at = (share: number): number => Math.abs(skewsMs[Math.floor(share * (skewsMs.length - 1))]!);
    const figures = [0.5, 0.95, 0.99, 1].map((share) => at(share).toFixed(2)).join(' / ');
    console.log(`session sound: ${skewsMs.length} windows, ${figures} ms, ${underruns} underruns, ${hardSteps} jumps`);
    expect(at(0.5)).toBeLessThan(5);
    expect(at(0.99)).toBeLessThan(20);
  });
});

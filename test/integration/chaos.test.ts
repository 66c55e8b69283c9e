import { describe, expect, it } from 'vitest';
import { type ChaosResult, chaos } from '../support/chaos.js';
import { FAULTS } from '../support/faulty-proxy.js';

/** Of a piece of sound that a kernel's socket may hold, and what is allowed to wait before a sender is held. */
const MAX_WAITING_BYTES = 262_144;
const MAX_PENDING_FRAMES = 1300;

/** `LATENTCAST_CHAOS=SEEDS` runs as many more, each `LATENTCAST_CHAOS_FRAMES` latent frames long. */
const MORE = Number(process.env.LATENTCAST_CHAOS ?? 0);
const MORE_FRAMES = Number(process.env.LATENTCAST_CHAOS_FRAMES ?? 30_000);
const FIRST_SEED = Number(process.env.LATENTCAST_CHAOS_SEED ?? 20261128);

function check(result: ChaosResult): void {
  expect(result.unhandled).toEqual([]);
  expect(result.droppedFrames).toBe(0);
  for (const { firstFrames, samples, lost, maxError } of result.listeners) {
    for (let i = 1; i < firstFrames.length; i++)
      if (firstFrames[i]! <= firstFrames[i - 1]!)
        throw new Error(`frame ${firstFrames[i]} came after ${firstFrames[i - 1]}`);
    expect(lost).toBe(0);
    expect(samples).toBe(result.samples);
    expect(maxError).toBeLessThan(1 / 64);
  }
  expect(result.maxProxyBytes).toBeLessThan(MAX_WAITING_BYTES);
  expect(result.maxRelayBytes).toBeLessThan(MAX_WAITING_BYTES);
  expect(result.maxPendingFrames).toBeLessThan(MAX_PENDING_FRAMES);
}

describe('source, relay and listeners over connections that are delayed, throttled, doubled, half closed, cut and reset', () => {
  it(`give every listener each frame once and in order, to the last sample (seed ${FIRST_SEED})`, async () => {
    const result = await chaos({ seed: FIRST_SEED, frames: 1600, listeners: 2 });
    check(result);
    for (const fault of FAULTS) expect(result.faults[fault], fault).toBeGreaterThan(0);
    expect(
      result.sourceReconnects + result.listeners.reduce((sum, one) => sum + one.connectionsLost, 0),
    ).toBeGreaterThan(3);
  });

  it.skipIf(MORE === 0).each(Array.from({ length: MORE }, (_, i) => FIRST_SEED + 1 + i))(
    `do so for ${MORE_FRAMES} frames (seed %i)`,
    async (seed) => check(await chaos({ seed, frames: MORE_FRAMES, listeners: MORE_FRAMES < 10_000 ? 2 : 5 })),
    1_800_000,
  );
});

import { describe, expect, it } from 'vitest';
import { paced } from '../../../src/live/pacer.js';
import type { AudioSource } from '../../../src/ports/audio.js';
import { waitUntil } from '../../../src/stream/wait-until.js';
import { FakeClock } from '../../support/fake-clock.js';

const RATE = 8000;

/** A file of `seconds` whose reading stalls from second `at` on for a time. */
function file(clock: FakeClock, seconds: number, at = Infinity, stallMs = 0): AudioSource {
  return {
    sampleRateHz: RATE,
    channels: 1,
    close: async () => undefined,
    async *blocks() {
      for (let second = 0; second < seconds; second++) {
        if (second === at) await waitUntil(clock, clock.nowMs() + stallMs);
        yield Float32Array.from({ length: RATE }, (_, i) => second * RATE + i);
      }
    },
  };
}

/** Times at which blocks of 20 ms come. @param busyMs the consumer is busy for this long when it has had the block `busyAt` */
async function run(clock: FakeClock, source: AudioSource, totalMs: number, busyAt = -1, busyMs = 0) {
  const out: { nowMs: number; first: number }[] = [];
  const done = (async () => {
    for await (const block of paced(source, { clock })) {
      out.push({ nowMs: clock.nowMs(), first: block[0]! });
      if (out.length === busyAt) await waitUntil(clock, clock.nowMs() + busyMs);
    }
  })();
  for (let ms = 0; ms < totalMs; ms += 10) {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(10);
  }
  await done;
  out.forEach(({ first }, i) => void expect(first).toBe(i * 160));
  return out;
}

const within = (out: readonly { nowMs: number }[], fromMs: number, ms: number): number =>
  out.filter(({ nowMs }) => nowMs >= fromMs && nowMs < fromMs + ms).length * 20;

describe('paced', () => {
  it('delivers each block when its last sample would have been captured', async () => {
    const clock = new FakeClock();
    const out = await run(clock, file(clock, 3), 3100);
    expect(out.map(({ nowMs }) => nowMs)).toEqual(Array.from({ length: 150 }, (_, i) => (i + 1) * 20));
  });

  it('catches up what a consumer has missed by up to a second', async () => {
    const clock = new FakeClock();
    const out = await run(clock, file(clock, 6), 7000, 50, 800);
    expect(within(out, 1700, 200)).toBeGreaterThanOrEqual(800);
    expect(out.at(-1)!.nowMs).toBe(6000);
  });

  it('never delivers more than a second at once, however long the consumer or the source was held up', async () => {
    const clock = new FakeClock();
    const busy = await run(clock, file(clock, 6), 70_000, 50, 60_000);
    expect(within(busy, 60_000, 1500)).toBeLessThanOrEqual(1500);
    expect(busy.at(-1)!.nowMs).toBeGreaterThan(64_900);

    const other = new FakeClock();
    const stalled = await run(other, file(other, 6, 3, 20_000), 30_000);
    expect(within(stalled, 22_900, 500)).toBeLessThanOrEqual(1500);
    expect(stalled.at(-1)!.nowMs).toBeGreaterThan(24_900);
  });

  it('names an option that is outside its range', async () => {
    const clock = new FakeClock();
    await expect(paced(file(clock, 1), { clock, speed: 0 }).next()).rejects.toThrow('speed must be a number above 0');
    await expect(paced(file(clock, 1), { clock, blockMs: 0 }).next()).rejects.toThrow('blockMs');
  });
});

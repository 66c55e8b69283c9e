import { describe, expect, it } from 'vitest';
import { MOST_PACED_STEPS, PACED_SHARE, SearchPace } from '../../../src/codec/search-pace.js';
import { seededRandom } from '../../../src/core/random.js';

const BLOCK_MS = 500;

/** Encodes blocks on a machine whose trials take `trialMs(block)`; returns the steps of each and when its encoding ended. */
function stream(
  blocks: number,
  planes: number,
  trialMs: (block: number) => number,
  arrivesMs = (block: number) => block * BLOCK_MS,
) {
  const pace = new SearchPace(planes);
  const steps: number[] = [];
  const lateMs: number[] = [];
  let freeMs = 0;
  for (let block = 0; block < blocks; block++) {
    const startedMs = Math.max(arrivesMs(block), freeMs);
    freeMs = startedMs + 10; // the network
    const allowed = pace.next(startedMs, 10, block * BLOCK_MS, BLOCK_MS);
    steps.push(allowed.steps);
    let trials = 0;
    if (allowed.steps > 0) {
      const searchedMs = freeMs;
      const wanted = 1 + planes * allowed.steps;
      while (trials < wanted && (trials <= planes || freeMs < allowed.untilMs)) {
        // A plane's first trial is made in any case.
        trials++;
        freeMs += trialMs(block);
      }
      pace.measured(trials, freeMs - searchedMs);
    }
    lateMs.push(freeMs - arrivesMs(block));
  }
  return { steps, lateMs };
}

describe('the pace of a stream’s search', () => {
  it('takes as many steps as fit into half of a block, at one plane and at two, and at most twelve', () => {
    expect(stream(5, 1, () => 40).steps).toEqual([1, 5, 5, 5, 5]);
    expect(stream(5, 2, () => 40).steps).toEqual([1, 2, 2, 2, 2]);
    expect(stream(5, 2, () => 20).steps).toEqual([1, 5, 5, 5, 5]);
    expect(stream(5, 1, () => 2).steps).toEqual([1, 12, 12, 12, 12]);
    expect(MOST_PACED_STEPS).toBe(12);
  });

  it('never takes much longer than half of a block, whatever the machine does', () => {
    const seed = 20;
    const random = seededRandom(seed);
    const trials = Array.from({ length: 400 }, () => (random() < 0.1 ? 60 + random() * 60 : 15 + random() * 30));
    for (const planes of [1, 2]) {
      const { lateMs, steps } = stream(400, planes, (block) => trials[block]!);
      expect(Math.max(...lateMs), `seed ${seed}`).toBeLessThan(BLOCK_MS);
      expect(steps.filter((n) => n > 0).length).toBeGreaterThan(100);
    }
    expect(PACED_SHARE).toBe(0.5);
  });

  it('does not search where one step is too much, and looks again after a while', () => {
    const { steps } = stream(60, 1, () => 200);
    expect(steps.filter((n) => n > 0).length).toBeLessThan(12);
    const busy = stream(60, 1, (block) => (block < 20 ? 400 : 20));
    expect(busy.steps.slice(1, 20).every((n) => n <= 1)).toBe(true);
    expect(busy.steps.at(-1)).toBeGreaterThan(8);
  });

  it('does not search while the stream is late, and takes a pause of the audio for what it is', () => {
    const stalled = stream(
      40,
      1,
      () => 20,
      (block) => (block < 10 ? block : Math.max(block, 20)) * BLOCK_MS,
    );
    // Ten blocks come at once, after a pause: they are late against those before.
    expect(stalled.steps[9]).toBe(11);
    expect(stalled.steps.slice(10, 20)).toEqual(new Array(10).fill(0));
    expect(stalled.steps.at(-1)).toBe(11);
    const paused = stream(
      60,
      1,
      () => 20,
      (block) => (block < 10 ? block : block + 7) * BLOCK_MS,
    );
    expect(paused.steps[10]).toBe(0);
    expect(paused.steps.at(-1)).toBe(11);
  });
});

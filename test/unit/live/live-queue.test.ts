import { describe, expect, it } from 'vitest';
import { LiveQueue } from '../../../src/live/live-queue.js';

const RATE = 1000;
const ramp = (from: number, n: number): Float32Array => Float32Array.from({ length: n }, (_, i) => (from + i) / 10_000);
const first = async (queue: LiveQueue): Promise<Float32Array> => {
  const { value } = await queue.blocks().next();
  return value as Float32Array;
};

describe('the queue between a microphone and an encoder', () => {
  it('returns all queued audio, in order, as a copy', async () => {
    const queue = new LiveQueue({ sampleRateHz: RATE, channels: 2 });
    const pcm = ramp(0, 40);
    queue.push(pcm.subarray(0, 10));
    queue.push(pcm.subarray(10));
    expect(queue.queuedMs).toBe(20);
    expect(await first(queue)).toEqual(pcm);
    expect(queue.queuedMs).toBe(0);
  });

  it('drops the oldest audio down to half when it is full, with a crossfade, and reports how much', async () => {
    const drops: number[] = [];
    const queue = new LiveQueue({ sampleRateHz: RATE, channels: 1, maxMs: 100, onDrop: (ms) => drops.push(ms) });
    for (let i = 0; i < 11; i++) queue.push(ramp(10 * i, 10));
    expect(drops).toEqual([60]);
    expect(queue.droppedMs).toBe(60);
    const out = await first(queue);
    expect(out.length).toBe(50);
    // The newest is unchanged; the first 5 ms are crossfaded from what was dropped.
    expect(out.subarray(5)).toEqual(ramp(65, 45));
    expect(out[0]).toBeLessThan(0.006);
    for (let i = 1; i < out.length; i++) expect(out[i] - out[i - 1]).toBeLessThan(0.0025);
  });

  it('stays within its bound whatever is pushed, and keeps the newest', async () => {
    const queue = new LiveQueue({ sampleRateHz: RATE, channels: 1, maxMs: 100 });
    queue.push(ramp(0, 1234));
    expect(queue.queuedMs).toBeLessThanOrEqual(100);
    expect((await first(queue)).at(-1)).toBeCloseTo(0.1233, 6);
  });

  it('ends after the queued audio, throws its error then, and ends at once when it is aborted', async () => {
    const queue = new LiveQueue({ sampleRateHz: RATE, channels: 1 });
    queue.push(ramp(0, 5));
    queue.end(new Error('unplugged'));
    const blocks = queue.blocks();
    expect((await blocks.next()).value).toHaveLength(5);
    await expect(blocks.next()).rejects.toThrow('unplugged');
    const abort = new AbortController();
    const waiting = new LiveQueue({ sampleRateHz: RATE, channels: 1 }).blocks(abort.signal).next();
    abort.abort();
    expect((await waiting).done).toBe(true);
  });
});

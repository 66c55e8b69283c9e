import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PcmRing } from '../../../src/browser/pcm-ring.js';
import { pcmInput } from '../../../src/browser/worker/pcm-input.js';

const shared = () => {
  const ring = PcmRing.allocate(256, 1, true);
  return { ring, input: pcmInput({ buffer: ring.buffer as SharedArrayBuffer }, 1, 48_000) };
};
const posted = (sampleRateHz = 48_000) => {
  const port = { onmessage: null as ((event: { data: Float32Array }) => void) | null };
  const input = pcmInput({ port: port as never }, 2, sampleRateHz);
  return { input, post: (...values: number[]) => port.onmessage!({ data: Float32Array.from(values) }) };
};
const next = (input: ReturnType<typeof pcmInput>) => input.blocks[Symbol.asyncIterator]();

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('captured audio in shared memory', () => {
  it('is read as one block every 20 ms', async () => {
    const { ring, input } = shared();
    const blocks = next(input);
    ring.write(Float32Array.of(1, 2, 3));
    expect(input.waitingSamples).toBe(3);
    expect(await blocks.next()).toEqual({ done: false, value: Float32Array.of(1, 2, 3) });
    const second = blocks.next();
    ring.write(Float32Array.of(4));
    await vi.advanceTimersByTimeAsync(19);
    expect(input.waitingSamples).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect((await second).value).toEqual(Float32Array.of(4));
  });

  it('ends at once when it is stopped, and leaves no timer', async () => {
    const { input } = shared();
    const end = next(input).next();
    await vi.advanceTimersByTimeAsync(5);
    input.stop();
    expect(await end).toEqual({ done: true, value: undefined });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('captured audio in messages', () => {
  it('is read block by block, as it was posted, also where one arrives while another is in use', async () => {
    const { input, post } = posted();
    const blocks = next(input);
    const first = blocks.next();
    post(1, 1);
    expect((await first).value).toEqual(Float32Array.of(1, 1));
    post(2, 2);
    post(3, 3);
    expect(input.waitingSamples).toBe(2);
    expect((await blocks.next()).value).toEqual(Float32Array.of(2, 2));
    expect((await blocks.next()).value).toEqual(Float32Array.of(3, 3));
  });

  it('drops the oldest beyond four seconds', async () => {
    const { input, post } = posted(1);
    for (let i = 0; i < 6; i++) post(i, i);
    expect(input.waitingSamples).toBe(4);
    expect((await next(input).next()).value).toEqual(Float32Array.of(2, 2));
  });

  it('ends when it is stopped, whether it waits or its block is in use', async () => {
    const { input, post } = posted();
    const blocks = next(input);
    post(1, 1);
    await blocks.next();
    input.stop();
    expect((await blocks.next()).done).toBe(true);
    const waiting = posted();
    const end = next(waiting.input).next();
    waiting.input.stop();
    expect((await end).done).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { pacedPipe } from '../../../src/live/pipe-pace.js';
import type { AudioSource } from '../../../src/ports/audio.js';
import { waitUntil } from '../../../src/stream/wait-until.js';
import { FakeClock } from '../../support/fake-clock.js';

const RATE = 8000;

/** Lets time pass in steps, and all that waits for a step finish before the next. */
async function pass(clock: FakeClock, ms: number, stepMs = 5): Promise<void> {
  for (let at = 0; at < ms; at += stepMs) {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(stepMs);
  }
  await new Promise((resolve) => setImmediate(resolve));
}

/** A producer whose blocks come at the times that it states, numbered by their first sample. */
interface Step {
  readonly atMs: number;
  readonly ms: number;
}

function open(steps: readonly Step[], options: { readonly isBuffered?: boolean } = {}) {
  const clock = new FakeClock();
  let skippedMs = 0;
  const source: AudioSource = {
    sampleRateHz: RATE,
    channels: 1,
    close: async () => undefined,
    async *blocks() {
      let at = 0;
      for (const { atMs, ms } of steps) {
        await waitUntil(clock, atMs);
        const samples = Math.round((ms * RATE) / 1000);
        yield Float32Array.from({ length: samples }, (_, i) => at + i);
        at += samples;
      }
    },
  };
  /** Each block that came out: when, from which sample, and how long. */
  const out: { nowMs: number; first: number; ms: number }[] = [];
  const done = (async () => {
    const onSkip = (ms: number): void => {
      skippedMs += ms;
    };
    for await (const block of pacedPipe(source, { clock, onSkip, ...options }))
      out.push({ nowMs: clock.nowMs(), first: block[0]!, ms: (block.length / RATE) * 1000 });
  })();
  return { clock, out, done, skippedMs: () => skippedMs };
}

/** A microphone: `count` blocks of `ms`, the first one complete at `ms` after `fromMs`. */
const microphone = (count: number, ms: number, fromMs = 0, drift = 0): Step[] =>
  Array.from({ length: count }, (_, i) => ({ atMs: fromMs + (i + 1) * ms * (1 - drift), ms }));
const recording = (seconds: number, atMs = 0): Step[] => Array.from({ length: seconds * 4 }, () => ({ atMs, ms: 250 }));

/** How long after it was captured each block came out. */
const delays = (out: readonly { nowMs: number; first: number; ms: number }[], fromMs = 0): number[] =>
  out.map(({ nowMs, first, ms }) => nowMs - fromMs - (first / RATE) * 1000 - ms);

function isWhole(out: readonly { first: number; ms: number }[], totalMs: number): void {
  let at = 0;
  for (const { first, ms } of out) {
    expect(first).toBe(at);
    at += (ms * RATE) / 1000;
  }
  expect(at).toBe((totalMs * RATE) / 1000);
}

describe('pacedPipe', () => {
  it.each([20, 93, 125])(
    'passes a microphone of %d ms a block on as it comes, after its first quarter second',
    async (ms) => {
      const { clock, out, done } = open(microphone(100, ms));
      await pass(clock, 100 * ms + 1000);
      await done;
      isWhole(out, 100 * ms);
      expect(Math.max(...delays(out))).toBeLessThanOrEqual(255);
      expect(Math.max(...delays(out).slice(Math.ceil(300 / ms)))).toBeLessThanOrEqual(5);
    },
  );

  it('passes on at once what a microphone has captured before it was read', async () => {
    const backlog = [...recording(2), ...microphone(100, 100)];
    const { clock, out, done } = open(backlog);
    await pass(clock, 20_000);
    await done;
    isWhole(out, 12_000);
    // Sample 16000 is the first that was captured while it was read.
    expect(Math.max(...delays(out, -2000).slice(12))).toBeLessThanOrEqual(5);
  });

  it('adds no delay to a microphone whose clock is fast, in twenty minutes', async () => {
    const { clock, out, done } = open(microphone(12_000, 100, 0, 0.0009));
    await pass(clock, 1_200_000, 100);
    await done;
    const last = out.at(-1)!;
    expect(last.nowMs - 12_000 * 100 * 0.9991).toBeLessThanOrEqual(100);
  });

  it('passes on at most a second at once after a stall of a microphone, and leaves out what is older', async () => {
    const hung = [...microphone(150, 100), ...recording(5, 20_000)];
    const { clock, out, done, skippedMs } = open([...hung, ...microphone(50, 100, 20_000)]);
    await pass(clock, 40_000);
    await done;
    const burst = out.filter(({ nowMs }) => nowMs > 19_000 && nowMs < 20_250).reduce((sum, { ms }) => sum + ms, 0);
    expect(burst).toBeLessThanOrEqual(1000 + 250);
    expect(skippedMs()).toBeCloseTo(4000, 0);
    expect(delays(out).at(-1)).toBeLessThanOrEqual(110);
    expect(out.reduce((sum, { ms }) => sum + ms, 0)).toBeCloseTo(25_000 - 4000, 0);
  });

  it('loses nothing of a microphone that pauses for minutes and delivers nothing of that time', async () => {
    const steps = [...microphone(150, 100), ...microphone(150, 100, 200_000), ...microphone(150, 100, 500_000)];
    const { clock, out, done, skippedMs } = open(steps);
    await pass(clock, 520_000, 20);
    await done;
    isWhole(out, 45_000);
    expect(skippedMs()).toBe(0);
    expect(out.at(-1)!.nowMs).toBeLessThanOrEqual(515_120);
  });

  it('takes in what a microphone delivers late before it is known to be one, once it is known', async () => {
    const hung = [...microphone(50, 100), ...Array.from({ length: 30 }, () => ({ atMs: 8000, ms: 100 }))];
    const { clock, out, done, skippedMs } = open([...hung, ...microphone(500, 100, 8000)]);
    await pass(clock, 70_000);
    await done;
    expect(skippedMs()).toBeGreaterThan(1500);
    expect(delays(out).at(-1)).toBeLessThanOrEqual(150);
  });

  it('delivers sentences that a program writes with pauses between at live pace, and leaves nothing out', async () => {
    const steps = [0, 10, 25, 32, 60, 61, 100].flatMap((second) => recording(4, second * 1000));
    const { clock, out, done, skippedMs } = open(steps);
    await pass(clock, 120_000, 20);
    await done;
    isWhole(out, 28_000);
    expect(skippedMs()).toBe(0);
    // At most a second at once: in no second come more than two.
    for (const { nowMs } of out)
      expect(
        out.filter((other) => other.nowMs >= nowMs && other.nowMs < nowMs + 1000).reduce((sum, { ms }) => sum + ms, 0),
      ).toBeLessThanOrEqual(2050);
  });

  it('leaves nothing of a recording out whose producer stalls', async () => {
    const steps = [...recording(5), ...recording(20, 30_000)];
    const { clock, out, done, skippedMs } = open(steps);
    await pass(clock, 60_000, 10);
    await done;
    isWhole(out, 25_000);
    expect(skippedMs()).toBe(0);
    expect(out.at(-1)!.nowMs).toBeGreaterThan(48_900);
  });

  it('delivers a recording at live pace from its start, to its last sample', async () => {
    const { clock, out, done } = open(recording(10));
    await pass(clock, 5000);
    const sent = out.at(-1)!;
    expect(sent.first / RATE + sent.ms / 1000).toBeCloseTo(5, 1);
    await pass(clock, 6000);
    await done;
    isWhole(out, 10_000);
    expect(Math.max(...out.map(({ ms }) => ms))).toBeLessThanOrEqual(20);
    expect(out.at(-1)!.nowMs).toBeLessThanOrEqual(10_010);
    expect(Math.min(...delays(out))).toBeGreaterThanOrEqual(-0.001);
  });

  it('delivers a short recording at live pace, and one whose producer begins late', async () => {
    for (const [steps, totalMs, endMs] of [
      [recording(1), 1000, 1000],
      [recording(8, 5000), 8000, 13_000],
    ] as const) {
      const { clock, out, done } = open(steps);
      await pass(clock, 20_000);
      await done;
      isWhole(out, totalMs);
      expect(out.at(-1)!.nowMs).toBeLessThanOrEqual(endMs + 10);
    }
  });

  it('slows a producer that is faster than live by a little, after a second of lead', async () => {
    const fast = Array.from({ length: 1000 }, (_, i) => ({ atMs: i * 25, ms: 100 }));
    const { clock, out, done } = open(fast);
    await pass(clock, 120_000);
    await done;
    isWhole(out, 100_000);
    expect(out.at(-1)!.nowMs).toBeGreaterThan(97_000);
  });

  it('keeps what a radio station sends ahead as a buffer, over stalls that are shorter', async () => {
    const station = [
      ...recording(4),
      ...microphone(300, 100),
      ...recording(3, 33_000),
      ...microphone(300, 100, 33_000),
    ];
    const { clock, out, done, skippedMs } = open(station, { isBuffered: true });
    await pass(clock, 80_000, 10);
    await done;
    isWhole(out, 67_000);
    expect(skippedMs()).toBe(0);
    // Nobody has noticed the stall: each piece comes 20 ms after the one before.
    const times = out.map(({ nowMs }) => nowMs);
    expect(Math.max(...times.slice(1).map((ms, i) => ms - times[i]!))).toBeLessThanOrEqual(30);
  });

  it('returns to the buffer of before where a station that has stalled for long sends it all again', async () => {
    const steps = [...recording(4), ...microphone(300, 100), ...recording(12, 60_000), ...microphone(600, 100, 60_000)];
    const { clock, out, done, skippedMs } = open(steps, { isBuffered: true });
    await pass(clock, 140_000, 10);
    await done;
    expect(skippedMs()).toBeGreaterThan(6500);
    expect(skippedMs()).toBeLessThan(8500);
    expect(out.at(-1)!.nowMs).toBeLessThan(120_000 + 5000);
    const burst = (from: number, to: number): number =>
      out.filter(({ nowMs }) => nowMs >= from && nowMs < to).reduce((sum, { ms }) => sum + ms, 0);
    expect(burst(59_000, 61_000)).toBeLessThanOrEqual(1000 + 1000 + 50);
  });

  it.each([0.0009, -0.0009])('keeps the buffer of a station whose clock differs by %d', async (drift) => {
    const station = [...recording(4), ...microphone(1200, 1000, 0, drift)];
    const { clock, out, done } = open(station, { isBuffered: true });
    await pass(clock, 1_200_000 * (1 - drift) + 6000, 100);
    await done;
    isWhole(out, 1_204_000);
    // The last sample came in at the end, and was due when the buffer of 4 s had been played; without a follower 1.1 s apart.
    const lagMs = out.at(-1)!.nowMs - 1_200_000 * (1 - drift);
    expect(Math.abs(lagMs - 4000)).toBeLessThan(600);
  });

  it('ends when it is empty', async () => {
    const { out, done } = open([]);
    await done;
    expect(out).toEqual([]);
  });
});

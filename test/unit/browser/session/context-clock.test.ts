import { describe, expect, it } from 'vitest';
import { ContextClock } from '../../../../src/browser/session/context-clock.js';
import { seededRandom } from '../../../../src/core/random.js';

/** Samples that a device asks for at a time, in ms of audio. */
const BLOCK_MS = 1024 / 44.1;
const LATENCY_MS = 80;
/** What Chromium on PulseAudio told of the latency, in ms, every half second from the stream's beginning. */
const TOLD_MS = [
  ...[87, 174, 214, 254, 295, 267, 298, 330, 255, 274, 294, 186, 199, 208, 142, 146, 154, 114, 117, 121],
  ...[99, 102, 104, 91, 94, 95, 80, 80, 79, 81, 80],
];

interface World {
  readonly seconds: number;
  told(ms: number): number | undefined;
  /** ms that the device has not played so far. */
  missed?(ms: number): number;
}

/** Errors in ms, a hundred times a second. */
function errors(clock: ContextClock, { seconds, told, missed = () => 0 }: World): number[] {
  const random = seededRandom(3);
  const all: number[] = [];
  let currentMs = 0;
  for (let ms = 0; ms < seconds * 1000; ms += 10) {
    // The context advances by whole blocks, up to 4 ms late.
    const due = Math.floor((ms - missed(ms) - 4 * random()) / BLOCK_MS) * BLOCK_MS;
    currentMs = Math.max(currentMs, due);
    const trueMs = ms - missed(ms) - LATENCY_MS;
    const latencyMs = told(ms);
    const toldMs = latencyMs === undefined ? undefined : ms - missed(ms) - latencyMs;
    all.push(clock.heard(ms, currentMs, toldMs, LATENCY_MS) - trueMs);
  }
  return all;
}

const largest = (values: readonly number[]): number => values.reduce((max, ms) => Math.max(max, Math.abs(ms)), 0);

describe('what of an audio context is heard now', () => {
  it('is known to 12 ms from the first second on, whatever a browser tells while its stream is new', () => {
    const told = (ms: number): number => TOLD_MS[Math.min(TOLD_MS.length - 1, Math.floor(ms / 500))]!;
    const found = errors(new ContextClock(), { seconds: 40, told });
    expect(largest(found.slice(100))).toBeLessThan(12);
    // And then as exactly as it tells.
    expect(largest(found.slice(1700))).toBeLessThan(2.5);
  });

  it('is not moved by a latency that swings by 15 ms for a second and a half', () => {
    const told = (ms: number): number => LATENCY_MS - (ms > 10_000 && ms % 6000 < 1500 ? 15 : 0);
    const found = errors(new ContextClock(), { seconds: 60, told });
    expect(largest(found.slice(400))).toBeLessThan(2.5);
  });

  it('follows the context within a second where the device was interrupted', () => {
    const missed = (ms: number): number => (ms > 20_000 ? 12 : 0);
    const found = errors(new ContextClock(), { seconds: 40, told: () => LATENCY_MS, missed });
    expect(largest(found.slice(2110))).toBeLessThan(2.5);
  });

  it('follows a latency that changes slowly, whatever swings beside it', () => {
    const clock = new ContextClock();
    const latency = (ms: number): number => LATENCY_MS + Math.min(8, Math.max(0, (ms - 10_000) / 5000));
    const swing = (ms: number): number => (ms % 6000 < 1500 ? 6 : 0);
    errors(clock, { seconds: 60, told: (ms) => latency(ms) - swing(ms) });
    expect(Math.abs(clock.latencyMs! - LATENCY_MS - 8)).toBeLessThan(2.5);
  });

  it('takes another latency once it has lasted: three seconds of a new stream, eight of an older one', () => {
    for (const [changeS, lasts] of [
      [20, 3],
      [60, 8],
    ] as const) {
      const latency = (ms: number): number => (ms > changeS * 1000 ? 230 : LATENCY_MS);
      const before = new ContextClock();
      errors(before, { seconds: changeS + lasts - 1, told: latency });
      expect(before.latencyMs).toBeLessThan(LATENCY_MS + 5);
      const after = new ContextClock();
      errors(after, { seconds: changeS + lasts + 1, told: latency });
      expect(after.latencyMs).toBeGreaterThan(225);
    }
  });

  it('takes the median of twenty seconds of a browser that is never steady', () => {
    const clock = new ContextClock();
    errors(clock, { seconds: 30, told: (ms) => LATENCY_MS + (Math.floor(ms / 100) % 2) * 20 });
    expect(Math.abs(clock.latencyMs! - LATENCY_MS - 10)).toBeLessThan(13);
  });

  it('takes the latency that is stated where nothing plausible is told', () => {
    const found = errors(new ContextClock(), { seconds: 10, told: () => undefined });
    expect(largest(found.slice(100))).toBeLessThan(5);
  });
});

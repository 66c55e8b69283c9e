import { describe, expect, it } from 'vitest';
import { createMemoryPair, type MemoryOptions } from '../../src/transports/memory.js';
import { FakeClock } from '../support/fake-clock.js';
import { deliveryContract, transportContract } from './transport.js';

async function makePair(options: Partial<MemoryOptions> = {}) {
  const clock = new FakeClock();
  const [a, b] = createMemoryPair({ clock, latencyMs: 30, jitterMs: 20, ...options });
  return {
    a,
    b,
    async until(done: () => boolean): Promise<void> {
      for (let i = 0; i < 10_000 && !done(); i++) clock.advance(1);
      expect(done()).toBe(true);
    },
    async dispose(): Promise<void> {},
  };
}

transportContract('memory', makePair);

for (const fault of ['loss', 'reorder', 'duplicate'] as const)
  deliveryContract(`memory (${fault})`, (options) => makePair({ ...options, [fault]: 0.2 }));

describe('memory transport as a network', () => {
  const run = (options: Partial<MemoryOptions>, count = 1000): number[] => {
    const clock = new FakeClock();
    const [a, b] = createMemoryPair({ clock, latencyMs: 10, ...options });
    const seen: number[] = [];
    b.setHandlers({ onMessage: (m) => seen.push(m[0] * 256 + m[1]) });
    for (let i = 0; i < count; i++) {
      a.send(new Uint8Array([i >> 8, i & 255]));
      clock.advance(1);
    }
    clock.advance(1000);
    return seen;
  };

  it('has the same losses for the same seed and others for another', () => {
    const first = run({ seed: 3, loss: 0.1 });
    expect(run({ seed: 3, loss: 0.1 })).toEqual(first);
    expect(run({ seed: 4, loss: 0.1 })).not.toEqual(first);
    expect(first.length).toBeGreaterThan(850);
    expect(first.length).toBeLessThan(950);
  });

  it('reorders and duplicates only when its options ask for it, without losses', () => {
    const sorted = (list: number[]): number[] => [...list].sort((x, y) => x - y);
    const all = Array.from({ length: 1000 }, (_, i) => i);
    expect(run({ jitterMs: 50 })).toEqual(all);
    const reordered = run({ reorder: 0.1 });
    expect(reordered).not.toEqual(all);
    expect(sorted(reordered)).toEqual(all);
    const doubled = run({ duplicate: 0.1 });
    expect(doubled.length).toBeGreaterThan(1050);
    expect([...new Set(doubled)]).toEqual(all);
  });

  it('guarantees what its options leave, and breaks what it does not guarantee', () => {
    const guarantees = (options: Partial<MemoryOptions>) =>
      createMemoryPair({ clock: new FakeClock(), ...options })[0].guarantees;
    const all = { isOrdered: true, isReliable: true, isDuplicateFree: true };
    expect(guarantees({ latencyMs: 50, jitterMs: 50, bitsPerSecond: 8000 })).toEqual(all);
    expect(guarantees({ loss: 0.01 })).toEqual({ ...all, isReliable: false });
    expect(guarantees({ reorder: 0.01 })).toEqual({ ...all, isOrdered: false });
    expect(guarantees({ duplicate: 0.01 })).toEqual({ ...all, isDuplicateFree: false });
    expect(run({ loss: 0.1 }).length).toBeLessThan(1000);
    expect(run({ reorder: 0.1 }).some((value, i, seen) => i > 0 && value < seen[i - 1])).toBe(true);
    expect(run({ duplicate: 0.1 }).length).toBeGreaterThan(1000);
  });

  it('counts and paces by the overhead of its options', () => {
    const clock = new FakeClock();
    const wireCost = (bytes: number): number => bytes + 28;
    const [a, b] = createMemoryPair({ clock, wireCost, bitsPerSecond: 8000 });
    const times: number[] = [];
    b.setHandlers({ onMessage: () => times.push(clock.nowMs()) });
    // 72 bytes and 28 of overhead are 100 ms at 8 kbit/s.
    a.send(new Uint8Array(72));
    a.send(new Uint8Array(72));
    clock.advance(1000);
    expect(times).toEqual([100, 200]);
    expect([a.counters.sentWireBytes, b.counters.receivedWireBytes]).toEqual([200, 200]);
  });

  it('delivers at the latency, and at the rate of a slow link', () => {
    const clock = new FakeClock();
    const [a, b] = createMemoryPair({ clock, latencyMs: 100, bitsPerSecond: 8000 });
    const times: number[] = [];
    b.setHandlers({ onMessage: () => times.push(clock.nowMs()) });
    // 58 bytes and 42 of headers are 100 ms at 8 kbit/s.
    a.send(new Uint8Array(58));
    a.send(new Uint8Array(58));
    clock.advance(1000);
    expect(times).toEqual([200, 300]);
  });

  it('closes both ends abnormally when the cable is cut, and loses what was in flight', () => {
    const clock = new FakeClock();
    const [a, b] = createMemoryPair({ clock, latencyMs: 100 });
    const events: unknown[] = [];
    a.setHandlers({ onMessage: () => {}, onClose: ({ code }) => events.push(['a', code]) });
    b.setHandlers({ onMessage: () => events.push('message'), onClose: ({ code }) => events.push(['b', code]) });
    a.send(new Uint8Array(1));
    a.destroy();
    clock.advance(1000);
    expect(events).toEqual([
      ['a', 1006],
      ['b', 1006],
    ]);
  });

  it('names an option outside its range', () => {
    expect(() => createMemoryPair({ clock: new FakeClock(), loss: 2 })).toThrow(
      'loss must be a number from 0 to 1, got 2',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { burstLoss, randomLoss } from '../../src/transports/loss-model.js';
import { createLossyPair, type LossyMemoryOptions } from '../../src/transports/memory-lossy-link.js';
import { FakeClock } from '../support/fake-clock.js';
import { lossyLinkContract } from './lossy-link.js';

const makePair =
  (options: Partial<LossyMemoryOptions> = {}) =>
  async () => {
    const clock = new FakeClock();
    const [a, b] = createLossyPair({ clock, latencyMs: 30, jitterMs: 50, ...options });
    return {
      a,
      b,
      async until(done: () => boolean): Promise<void> {
        for (let i = 0; i < 1000 && !done(); i++) clock.advance(1);
        expect(done()).toBe(true);
      },
      async dispose(): Promise<void> {},
    };
  };

lossyLinkContract('memory link', makePair(), { tellsOfClose: true });
lossyLinkContract('memory link one way', makePair({ direction: 'send' }), { tellsOfClose: true });

describe('memory link as a path', () => {
  const run = (options: Partial<LossyMemoryOptions>, count = 1000, everyMs = 1): number[] => {
    const clock = new FakeClock();
    const [a, b] = createLossyPair({ clock, ...options });
    const seen: number[] = [];
    b.setHandlers({ onMessage: (m) => seen.push(m[0]! * 256 + m[1]!) });
    for (let i = 0; i < count; i++) {
      a.send(new Uint8Array([i >> 8, i & 255]));
      clock.advance(everyMs);
    }
    clock.advance(10_000);
    return seen;
  };

  it('loses, doubles and reorders as its options ask, the same for the same seed', () => {
    const all = Array.from({ length: 1000 }, (_, i) => i);
    expect(run({})).toEqual(all);
    const lossy = run({ loss: 0.2, seed: 3 });
    expect(lossy.length).toBeGreaterThan(750);
    expect(lossy.length).toBeLessThan(850);
    expect(run({ loss: 0.2, seed: 3 })).toEqual(lossy);
    expect(run({ loss: 0.2, seed: 4 })).not.toEqual(lossy);
    const doubled = run({ duplicate: 0.1 });
    expect(doubled.length).toBeGreaterThan(1050);
    expect([...new Set(doubled)]).toEqual(all);
    const late = run({ jitterMs: 50 });
    expect(late).not.toEqual(all);
    expect([...late].sort((x, y) => x - y)).toEqual(all);
  });

  it('drops what a slow link cannot take in time', () => {
    // 2 bytes and 28 of headers each ms are 240 kbit/s; the link carries half of it and queues 100 bytes.
    const seen = run({ bitsPerSecond: 120_000, maxBufferedBytes: 100 });
    expect(seen.length).toBeGreaterThan(480);
    expect(seen.length).toBeLessThan(580);
  });

  it('closes both ends with an error when the path is cut, and loses what was in flight', () => {
    const clock = new FakeClock();
    const [a, b] = createLossyPair({ clock, latencyMs: 100 });
    const events: unknown[] = [];
    a.setHandlers({ onMessage: () => {}, onClose: ({ error }) => events.push(['a', error?.message]) });
    b.setHandlers({
      onMessage: () => events.push('message'),
      onClose: ({ error }) => events.push(['b', error?.message]),
    });
    a.send(new Uint8Array(1));
    a.destroy(new Error('cut'));
    clock.advance(1000);
    expect(events).toEqual([
      ['a', 'cut'],
      ['b', 'cut'],
    ]);
  });

  it('names an option outside its range', () => {
    const pair = (options: object) => () => createLossyPair({ clock: new FakeClock(), ...options });
    expect(pair({ loss: 2 })).toThrow('loss must be a number from 0 to 1, got 2');
    expect(pair({ maxMessageBytes: 10 })).toThrow('maxMessageBytes must be an integer from 64 to 65507, got 10');
    expect(pair({ direction: 'up' })).toThrow('direction must be one of both, send, receive, got "up"');
  });
});

describe('loss models', () => {
  const losses = (isLost: () => boolean, count = 20_000): boolean[] => Array.from({ length: count }, isLost);
  const share = (list: readonly boolean[]): number => list.filter(Boolean).length / list.length;
  const bursts = (list: readonly boolean[]): number => list.filter((lost, i) => lost && !list[i - 1]).length;

  it('lose their share; bursts have their mean length', () => {
    const random = losses(randomLoss(0.2, 7));
    expect(share(random)).toBeCloseTo(0.2, 1.5);
    const burst = losses(burstLoss(0.2, 5, 7));
    expect(Math.abs(share(burst) - 0.2)).toBeLessThan(0.03);
    expect(Math.abs((share(burst) * burst.length) / bursts(burst) - 5)).toBeLessThan(0.6);
    expect(share(losses(burstLoss(0, 5, 7)))).toBe(0);
  });

  it('name what cannot be', () => {
    expect(() => burstLoss(0.9, 2)).toThrow('the probability that a burst begins');
    expect(() => randomLoss(1.1)).toThrow('share must be a number from 0 to 1, got 1.1');
  });
});

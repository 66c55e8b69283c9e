import { describe, expect, it } from 'vitest';
import { CodecError } from '../../../../src/core/errors.js';
import { seededRandom } from '../../../../src/core/random.js';
import { relayLimits } from '../../../../src/relay/limits.js';
import { JoinQueue } from '../../../../src/relay/load/join-queue.js';
import type { LoadLevel } from '../../../../src/relay/load/load-meter.js';
import { FakeClock } from '../../../support/fake-clock.js';

function open(overrides = {}) {
  const clock = new FakeClock();
  const limits = relayLimits(overrides);
  const state = { level: 'normal' as LoadLevel };
  const alternative = (channel: string): string => `ws://other/${channel}`;
  const queue = new JoinQueue({ clock, limits, random: seededRandom(3), alternative, level: () => state.level });
  const begun: number[] = [];
  const refused: { error: CodecError; isBrief: boolean; atMs: number }[] = [];
  const come = (isGone = false): void =>
    queue.enter({
      channel: 'radio',
      isGone: () => isGone,
      begin: () => begun.push(clock.nowMs()),
      refuse: (error, isBrief) => refused.push({ error, isBrief, atMs: clock.nowMs() }),
    });
  return { clock, queue, state, begun, refused, come };
}

describe('JoinQueue', () => {
  it('lets in at once who comes alone', () => {
    const { begun, come, clock } = open();
    for (let i = 0; i < 50; i++) {
      come();
      expect(begun.length).toBe(i + 1);
      clock.advance(10);
    }
  });

  it('lets in maxJoinsPerSecond of those that come at once, in the order in which they came', () => {
    const { begun, come, clock, queue, refused } = open();
    for (let i = 0; i < 3000; i++) come();
    expect(begun.length).toBe(100);
    clock.advance(1000);
    expect(begun.length).toBeGreaterThan(1050);
    expect(begun.length).toBeLessThanOrEqual(1100);
    clock.advance(2000);
    expect([begun.length, queue.size, refused.length]).toEqual([3000, 0, 0]);
  });

  it('keeps nobody waiting for those whose connections have ended meanwhile', () => {
    const { begun, come, clock, queue, refused } = open();
    for (let i = 0; i < 2000; i++) come(true);
    for (let i = 0; i < 100; i++) come();
    clock.advance(20);
    expect([begun.length, queue.size, refused.length]).toEqual([100, 0, 0]);
  });

  it('serves ten thousand that come at once within 20 s when they come back as they are told', () => {
    const { clock, queue, begun } = open();
    let served = 0;
    let refusals = 0;
    const come = (): void =>
      queue.enter({
        channel: 'radio',
        begin: () => served++,
        refuse: (error) => {
          refusals++;
          expect(error.code).toBe('CHANNEL_LIMIT');
          clock.schedule(error.retryAfterMs!, come);
        },
      });
    for (let i = 0; i < 10_000; i++) come();
    clock.advance(20_000);
    expect(served).toBe(10_000);
    expect(refusals).toBeGreaterThan(0);
    expect(begun).toEqual([]);
  });

  it('gives each one that it refuses a time of its own, so that nobody who keeps to it is refused again', () => {
    const { clock, queue } = open();
    let served = 0;
    const refusals: number[] = [];
    const come = (index: number): void =>
      queue.enter({
        channel: 'radio',
        begin: () => served++,
        refuse: (error) => {
          refusals.push(index);
          clock.schedule(error.retryAfterMs!, () => come(index));
        },
      });
    for (let i = 0; i < 10_000; i++) come(i);
    clock.advance(5000 + (refusals.length * 1000) / 800 + 100);
    expect(refusals.length).toBeGreaterThan(4000);
    expect(new Set(refusals).size).toBe(refusals.length);
    expect(served).toBe(10_000);
  });

  it('lets nobody in while the relay is full: they wait, and are told when to come back after maxJoinWaitMs', () => {
    const { clock, begun, come, state, refused } = open();
    state.level = 'full';
    for (let i = 0; i < 10; i++) come();
    clock.advance(4900);
    expect([begun.length, refused.length]).toEqual([0, 0]);
    clock.advance(200);
    expect([begun.length, refused.length]).toEqual([0, 10]);
    const waits = refused.map(({ error }) => error.retryAfterMs!);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(10_000);
    expect(Math.max(...waits)).toBeLessThan(20_000);
    expect(new Set(waits).size).toBe(10);
    expect(refused[0]!.error.alternativeUrl).toBe('ws://other/radio');
    expect(refused[0]!.error.message).toBe('the relay is full: it has as much to do as it can');
    come();
    state.level = 'high';
    clock.advance(20);
    expect(begun.length).toBe(1);
  });

  it('refuses briefly when so many are refused that telling them would be the load', () => {
    const { come, state, refused } = open({ maxJoinsPerSecond: 100, maxJoinWaitMs: 1000 });
    state.level = 'full';
    for (let i = 0; i < 200; i++) come();
    expect(refused.length).toBe(100);
    expect(refused.map(({ isBrief }) => isBrief)).toEqual(Array.from({ length: 100 }, (_, i) => i >= 10));
  });

  it('refuses whoever waits when the relay closes', () => {
    const { clock, queue, come, state, refused } = open();
    state.level = 'full';
    for (let i = 0; i < 3; i++) come();
    queue.close(() => new CodecError('TRANSPORT_CLOSED', 'closing'));
    expect(refused.map(({ error, isBrief }) => [error.message, isBrief])).toEqual(Array(3).fill(['closing', false]));
    clock.advance(10_000);
    expect([refused.length, queue.size]).toEqual([3, 0]);
  });
});

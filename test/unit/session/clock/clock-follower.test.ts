import { describe, expect, it } from 'vitest';
import { ClockFollower } from '../../../../src/session/clock/clock-follower.js';
import { encodeClockMessage, parseClockMessage } from '../../../../src/session/clock/clock-messages.js';
import { answerProbe, type SessionTime } from '../../../../src/session/clock/clock-responder.js';
import { evenDelay, type PathDelay, PeerClock, queuedDelay } from '../../../support/clock-path.js';
import { FakeClock } from '../../../support/fake-clock.js';

interface Pair {
  readonly world: FakeClock;
  readonly host: PeerClock;
  readonly peer: PeerClock;
  readonly follower: ClockFollower;
  readonly steps: number[];
  readonly messages: { sent: number };
  /** Session time as the peer believes it less what it is, in ms. */
  errorMs(): number;
}

/** A peer that asks a host; `longerMs` is added on the way there. */
function pair(there: PathDelay, back: PathDelay, ppm = 100, longerMs: () => number = () => 0): Pair {
  const world = new FakeClock(1000);
  const host = new PeerClock(world, 5_000_000, 0);
  const peer = new PeerClock(world, 77, ppm);
  const steps: number[] = [];
  const messages = { sent: 0 };
  const time: SessionTime = { nowMs: () => host.nowMs(), errorMs: 0 };
  const follower: ClockFollower = new ClockFollower({
    clock: peer,
    send(question) {
      messages.sent++;
      const outMs = there();
      if (outMs === undefined) return;
      world.schedule(outMs + longerMs(), () => {
        const probe = parseClockMessage(question);
        if (probe.kind !== 'probe') throw new Error('not a question');
        const answer = encodeClockMessage(answerProbe(probe, time));
        const backMs = back();
        if (backMs === undefined) return;
        const arrive = (): void => {
          if (peer.isAsleep) return;
          const message = parseClockMessage(answer);
          if (message.kind === 'answer') follower.answer(message);
        };
        world.schedule(backMs, arrive);
      });
    },
    onStep: () => steps.push(world.nowMs()),
  });
  follower.start();
  return {
    world,
    host,
    peer,
    follower,
    steps,
    messages,
    errorMs: () => follower.toSession(peer.nowMs()) - host.nowMs(),
  };
}

/** Absolute errors, sampled ten times a second for `seconds`, ascending. */
function errors(it: Pair, seconds: number): number[] {
  const all: number[] = [];
  for (let i = 0; i < seconds * 10; i++) {
    it.world.advance(100);
    all.push(Math.abs(it.errorMs()));
  }
  return all.sort((a, b) => a - b);
}

const share = (sorted: readonly number[], part: number): number => sorted[Math.floor(part * (sorted.length - 1))]!;

describe('the clock of a session', () => {
  it.each([
    ['a LAN', () => queuedDelay(1, 0.2, 0.3), () => queuedDelay(2, 0.2, 0.3), 0.1, 0.3],
    ['10 ± 2 ms', () => evenDelay(3, 10, 2, 0.01), () => evenDelay(4, 10, 2, 0.01), 0.6, 2],
    ['40 ± 5 ms and 5 % loss', () => evenDelay(5, 40, 5, 0.05), () => evenDelay(6, 40, 5, 0.05), 1.5, 4],
    ['100 ± 30 ms and 5 % loss', () => evenDelay(7, 100, 30, 0.05), () => evenDelay(8, 100, 30, 0.05), 6, 15],
    ['40 ms and queues', () => queuedDelay(9, 40, 20, 0.05), () => queuedDelay(10, 40, 20, 0.05), 2.5, 6],
  ])('is known over %s, between clocks 100 ppm apart', (_name, there, back, medianMs, worstMs) => {
    for (const ppm of [100, -100]) {
      const it = pair(there(), back(), ppm);
      it.world.advance(10_000);
      const sorted = errors(it, 120);
      expect(share(sorted, 0.5)).toBeLessThan(medianMs);
      expect(share(sorted, 0.99)).toBeLessThan(worstMs);
      expect(it.steps).toEqual([]);
      expect(Math.abs(it.follower.state.driftPpm + ppm)).toBeLessThan(50);
    }
  });

  it('is known to within the scatter of one message after half a second', () => {
    const it = pair(evenDelay(11, 40, 5, 0.05), evenDelay(12, 40, 5, 0.05));
    it.world.advance(500);
    expect(it.follower.isKnown).toBe(true);
    expect(Math.abs(it.errorMs())).toBeLessThan(8);
    it.world.advance(2500);
    expect(Math.abs(it.errorMs())).toBeLessThan(3);
  });

  it('converts there and back without a remainder', () => {
    const it = pair(evenDelay(13, 40, 5), evenDelay(14, 40, 5));
    it.world.advance(30_000);
    for (const ownMs of [0, it.peer.nowMs(), it.peer.nowMs() + 600_000])
      expect(it.follower.toOwn(it.follower.toSession(ownMs))).toBeCloseTo(ownMs, 6);
  });

  it('hardly moves while one way takes 20 ms longer for a minute: its round trips show it', () => {
    let longerMs = 0;
    const it = pair(evenDelay(15, 40, 5), evenDelay(16, 40, 5), 50, () => longerMs);
    it.world.advance(180_000);
    longerMs = 20;
    expect(share(errors(it, 60), 1)).toBeLessThan(5);
    longerMs = 0;
    expect(share(errors(it, 60), 1)).toBeLessThan(5);
    expect(it.steps).toEqual([]);
  });

  it('errs by half of what one way takes longer for good, which no exchange of times can show', () => {
    let longerMs = 0;
    const it = pair(evenDelay(17, 40, 2), evenDelay(18, 40, 2), 50, () => longerMs);
    it.world.advance(60_000);
    longerMs = 20;
    it.world.advance(300_000);
    expect(it.errorMs()).toBeGreaterThan(8);
    expect(it.errorMs()).toBeLessThan(14);
  });

  it.each([
    ['stood still', false],
    ['ran on', true],
  ])('is right again within 4 s after a sleep of 60 s during which the clock %s', (_name, countsSleep) => {
    const it = pair(evenDelay(19, 40, 5, 0.05), evenDelay(20, 40, 5, 0.05));
    it.world.advance(120_000);
    it.peer.sleep(60_000, countsSleep);
    it.world.advance(64_000);
    expect(Math.abs(it.errorMs())).toBeLessThan(5);
    expect(it.steps.length).toBe(countsSleep ? 0 : 1);
    expect(share(errors(it, 60), 0.99)).toBeLessThan(5);
  });

  it('is right again within 4 s after the host’s clock has jumped, at the rarest interval', () => {
    const it = pair(evenDelay(21, 40, 5, 0.05), evenDelay(22, 40, 5, 0.05));
    it.world.advance(180_000);
    it.host.sleep(700, false);
    it.world.advance(700 + 4000);
    expect(it.steps.length).toBe(1);
    expect(Math.abs(it.errorMs())).toBeLessThan(5);
  });

  it('takes single answers that are far off for outliers', () => {
    let isFar = false;
    const there = evenDelay(23, 40, 5);
    const it = pair(there, evenDelay(24, 40, 5), 100, () => (isFar ? 900 : 0));
    it.world.advance(60_000);
    for (let i = 0; i < 20; i++) {
      isFar = i % 4 === 0;
      it.world.advance(1000);
    }
    expect(it.steps).toEqual([]);
    expect(Math.abs(it.errorMs())).toBeLessThan(3);
  });

  it('asks ten times in the first second and once in two seconds after a minute', () => {
    const it = pair(evenDelay(25, 10, 2), evenDelay(26, 10, 2));
    it.world.advance(950);
    expect(it.messages.sent).toBe(10);
    it.world.advance(120_000);
    const before = it.messages.sent;
    it.world.advance(60_000);
    expect(it.messages.sent - before).toBe(30);
  });

  it('estimates its own error: a standard deviation that two thirds of the errors lie within, about', () => {
    const within: number[] = [];
    for (let seed = 0; seed < 10; seed++) {
      const it = pair(evenDelay(100 + seed, 40, 5, 0.05), evenDelay(200 + seed, 40, 5, 0.05));
      it.world.advance(20_000);
      for (let i = 0; i < 100; i++) {
        it.world.advance(2000);
        within.push(Math.abs(it.errorMs()) / it.follower.errorMs);
      }
    }
    const inside = within.filter((ratio) => ratio < 1).length / within.length;
    expect(inside).toBeGreaterThan(0.45);
    expect(inside).toBeLessThan(0.9);
  });

  it('forgets a clock that is no longer the session’s', () => {
    const it = pair(evenDelay(27, 40, 5), evenDelay(28, 40, 5));
    it.world.advance(10_000);
    it.follower.reset();
    expect(it.follower.isKnown).toBe(false);
    expect(it.follower.errorMs).toBe(Number.POSITIVE_INFINITY);
    it.world.advance(3000);
    expect(Math.abs(it.errorMs())).toBeLessThan(5);
    it.follower.stop();
    const { sent } = it.messages;
    it.world.advance(60_000);
    expect(it.messages.sent).toBe(sent);
  });
});

describe('clock messages', () => {
  it('are 3 and 17 bytes, and come back as they went', () => {
    const probe = encodeClockMessage({ kind: 'probe', token: 65_535 });
    expect([...probe]).toEqual([1, 255, 255]);
    expect(parseClockMessage(probe)).toEqual({ kind: 'probe', token: 65_535 });
    const answer = encodeClockMessage({ kind: 'answer', token: 7, receivedMs: 1234.5, sentMs: 1234.625, errorMs: 0.5 });
    expect(answer.length).toBe(17);
    expect(parseClockMessage(answer)).toEqual({
      kind: 'answer',
      token: 7,
      receivedMs: 1234.5,
      sentMs: 1234.625,
      errorMs: 0.5,
    });
  });

  it('are refused by code where they are none', () => {
    const answer = encodeClockMessage({ kind: 'answer', token: 7, receivedMs: 1, sentMs: 1, errorMs: 9999 });
    expect(parseClockMessage(answer)).toMatchObject({ errorMs: 655.35 });
    for (let n = 1; n < 17; n++)
      expect(() => parseClockMessage(answer.subarray(0, n))).toThrow(
        expect.objectContaining({ code: 'PACKET_TRUNCATED' }),
      );
    expect(() => parseClockMessage(Uint8Array.of())).toThrow(expect.objectContaining({ code: 'PACKET_TYPE' }));
    expect(() => parseClockMessage(Uint8Array.of(9, 0, 0))).toThrow(expect.objectContaining({ code: 'PACKET_TYPE' }));
    new DataView(answer.buffer).setFloat64(3, Number.NaN);
    expect(() => parseClockMessage(answer)).toThrow(expect.objectContaining({ code: 'PACKET_FIELD' }));
  });
});

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import type { StreamMessage } from '../../../../src/stream/send/packetizer.js';
import { SendQueue } from '../../../../src/stream/send/send-queue.js';

const item = (firstFrame: number, frames = 4): StreamMessage => ({
  message: Uint8Array.of(firstFrame & 255),
  firstFrame,
  frames,
  payloadBytes: 1,
  spatialBytes: 0,
  isSilent: false,
});

/** First frames of all waiting items. */
function drain(queue: SendQueue): number[] {
  const firsts: number[] = [];
  for (let next = queue.next; next; next = queue.next) {
    firsts.push(next.firstFrame);
    queue.taken();
  }
  return firsts;
}

describe('send queue', () => {
  it('hands items out in order, once', () => {
    const queue = new SendQueue(100, 100);
    for (const at of [0, 4, 8]) expect(queue.push(item(at))).toBe(0);
    expect(queue.pendingFrames).toBe(12);
    expect(drain(queue)).toEqual([0, 4, 8]);
    expect([queue.pendingFrames, queue.next]).toEqual([0, undefined]);
  });

  it('sends again from the frame that a new connection requests', () => {
    const queue = new SendQueue(100, 100);
    for (const at of [0, 4, 8]) queue.push(item(at));
    drain(queue);
    queue.rewind(4);
    expect(drain(queue)).toEqual([4, 8]);
    queue.rewind(1000);
    expect(queue.next).toBeUndefined();
    queue.rewind(0);
    expect(drain(queue)).toEqual([0, 4, 8]);
  });

  it('keeps at most its frames, and counts what was dropped unsent', () => {
    const queue = new SendQueue(8, 8);
    queue.push(item(0));
    queue.taken();
    expect(queue.push(item(4))).toBe(0);
    expect(queue.push(item(8))).toBe(0);
    expect(queue.oldestFrame).toBe(4);
    expect(queue.push(item(12))).toBe(4);
    expect(queue.oldestFrame).toBe(8);
  });

  it('drops the oldest waiting items, never sent ones nor the newest', () => {
    const queue = new SendQueue(1000, 3);
    for (const at of [0, 4, 8, 12]) queue.push(item(at));
    queue.taken();
    expect(queue.trim()).toBe(8);
    expect(queue.next!.firstFrame).toBe(12);
    expect(queue.trim()).toBe(0);
    queue.rewind(0);
    expect(drain(queue)).toEqual([0, 12]);
  });

  it('drops nothing of an outage until it has caught up', () => {
    const queue = new SendQueue(1000, 4);
    for (const at of [0, 4, 8]) queue.push(item(at));
    queue.rewind(4);
    queue.push(item(12));
    expect(queue.trim()).toBe(0);
    expect(drain(queue)).toEqual([4, 8, 12]);
    for (const at of [16, 20]) queue.push(item(at));
    expect(queue.trim()).toBe(4);
    expect(drain(queue)).toEqual([20]);
  });

  it('has nothing to catch up with where the new connection requests nothing', () => {
    const queue = new SendQueue(1000, 4);
    queue.push(item(0));
    queue.rewind(4);
    for (const at of [4, 8]) queue.push(item(at));
    expect(queue.trim()).toBe(4);
  });

  it('accounts for every frame: sent, waiting or dropped', () => {
    const seed = 20261127;
    const random = seededRandom(seed);
    const queue = new SendQueue(60, 20);
    let next = 0;
    let dropped = 0;
    let sent = 0;
    for (let i = 0; i < 5000; i++) {
      const frames = 1 + Math.floor(random() * 22);
      dropped += queue.push(item(next, frames));
      next += frames;
      if (random() < 0.4 && queue.next) {
        sent += queue.next.frames;
        queue.taken();
      }
      if (random() < 0.1) dropped += queue.trim();
      expect(sent + dropped + queue.pendingFrames, `seed ${seed}, step ${i}`).toBe(next);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { type DeliveryResult, WebhookQueue } from '../../../../../src/node/relay/webhooks/webhook-queue.js';
import { FakeClock, settle } from '../../../../support/fake-clock.js';

const FAILED: DeliveryResult = { kind: 'failed', reason: 'it answered 500' };
const DELIVERED: DeliveryResult = { kind: 'delivered' };

function setUp(answers: DeliveryResult[], options: { maxQueued?: number; maxAttempts?: number } = {}) {
  const clock = new FakeClock();
  const tried: string[] = [];
  const dropped: string[] = [];
  const queue = new WebhookQueue<string>({
    clock,
    random: () => 0,
    maxQueued: 10,
    maxAttempts: 3,
    ...options,
    deliver: async (item, attempt) => {
      tried.push(`${clock.nowMs()}:${item}#${attempt}`);
      return answers.shift() ?? DELIVERED;
    },
    onDropped: (item, reason) => dropped.push(`${item}: ${reason}`),
  });
  return { clock, queue, tried, dropped };
}

describe('a queue of webhooks', () => {
  it('delivers in order, one at a time', async () => {
    const { queue, tried } = setUp([]);
    for (const item of ['a', 'b', 'c']) queue.push(item);
    await queue.settled();
    expect(tried).toEqual(['0:a#1', '0:b#1', '0:c#1']);
    expect(queue.stats).toEqual({ queued: 0, delivered: 3, dropped: 0 });
  });

  it('tries again after a wait that doubles, and gives up after so many attempts', async () => {
    const { clock, queue, tried, dropped } = setUp([FAILED, FAILED, FAILED]);
    queue.push('a');
    queue.push('b');
    await clock.advanceAsync(10_000);
    expect(tried).toEqual(['0:a#1', '1000:a#2', '3000:a#3', '3000:b#1']);
    expect(dropped).toEqual(['a: it answered 500']);
  });

  it('sends once what the receiver does not want', async () => {
    const { queue, tried, dropped } = setUp([{ kind: 'refused', reason: 'it answered 404' }]);
    queue.push('a');
    await queue.settled();
    expect([tried, dropped]).toEqual([['0:a#1'], ['a: it answered 404']]);
  });

  it('is bounded: the oldest that is not under way goes, and the wait of the others stays', async () => {
    const { clock, queue, tried, dropped } = setUp([FAILED], { maxQueued: 2 });
    queue.push('a');
    await settle();
    for (const item of ['b', 'c', 'd']) queue.push(item);
    expect(dropped).toEqual(['a: too many events wait', 'b: too many events wait']);
    await clock.advanceAsync(2000);
    expect(tried).toEqual(['0:a#1', '1000:c#1', '1000:d#1']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('drops what waits when it is closed, and keeps no timer', async () => {
    const { clock, queue, dropped } = setUp([FAILED]);
    queue.push('a');
    await settle();
    queue.push('b');
    queue.close();
    queue.close();
    queue.push('c');
    expect([dropped, clock.pendingTimers]).toEqual([['a: the relay has ended', 'b: the relay has ended'], 0]);
  });
});

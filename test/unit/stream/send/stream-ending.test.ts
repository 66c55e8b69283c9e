import { describe, expect, it } from 'vitest';
import { StreamEnding } from '../../../../src/stream/send/stream-ending.js';
import { FakeClock } from '../../../support/fake-clock.js';

function setUp() {
  const clock = new FakeClock();
  let timeouts = 0;
  const packet = { type: 'end', epoch: 1, totalFrames: 4, totalSamples: 4000 } as const;
  const ending = new StreamEnding(packet, clock, 1000, () => timeouts++);
  return { clock, ending, timeouts: () => timeouts };
}

describe('the end of a stream', () => {
  it('is proven by the pong of the ping behind it, on the connection that it was sent on', () => {
    const { ending } = setUp();
    expect([ending.isSent, ending.isProvenBy(7)]).toEqual([false, false]);
    ending.sent(7);
    expect([ending.isSent, ending.isProvenBy(7), ending.isProvenBy(8)]).toEqual([true, true, false]);
    ending.lost();
    expect([ending.isSent, ending.isProvenBy(7)]).toEqual([false, false]);
  });

  it('times out once, and not after it is settled', async () => {
    const late = setUp();
    late.clock.advance(5000);
    expect(late.timeouts()).toBe(1);
    const early = setUp();
    early.ending.settle(null);
    early.clock.advance(5000);
    expect([early.timeouts(), early.clock.pendingTimers]).toEqual([0, 0]);
    await early.ending.done;
  });

  it('rejects with the error that it is settled with', async () => {
    const { ending } = setUp();
    ending.settle(new Error('the relay has gone'));
    await expect(ending.done).rejects.toThrow('the relay has gone');
  });
});

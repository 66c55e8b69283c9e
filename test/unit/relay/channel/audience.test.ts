import { describe, expect, it } from 'vitest';
import { encodePacket } from '../../../../src/core/wire/packet.js';
import { Audience } from '../../../../src/relay/channel/audience.js';
import { relayLimits } from '../../../../src/relay/limits.js';
import { MemorySubscriber } from '../../../support/memory-subscriber.js';
import { audioPacket, CONTEXT } from '../../../support/peers.js';

function open(count: number) {
  const audience = new Audience(relayLimits());
  const subscribers = Array.from({ length: count }, () => {
    const subscriber: MemorySubscriber = new MemorySubscriber({ onClose: () => audience.remove(subscriber, 0) });
    audience.add(subscriber);
    return subscriber;
  });
  const message = encodePacket(audioPacket(0), CONTEXT);
  return {
    audience,
    subscribers,
    offer: (at: number) => audience.offer({ message, planes: 2, firstFrame: at, frames: 4 }, 0),
  };
}

describe('Audience', () => {
  it('counts states and the largest lag as of the last tick', () => {
    const { audience, subscribers } = open(4);
    subscribers[0].state = 'thinned';
    subscribers[1].state = 'skipped';
    subscribers[2].state = 'thinned';
    subscribers[1].lag = 5100;
    subscribers[2].lag = 2100;
    expect([audience.thinned, audience.skipped, audience.maxLagMs]).toEqual([0, 0, 0]);
    audience.tick(250);
    expect([audience.size, audience.thinned, audience.skipped, audience.maxLagMs]).toEqual([4, 2, 1, 5100]);
    subscribers[0].state = 'ok';
    audience.tick(500);
    expect([audience.thinned, audience.skipped]).toEqual([1, 1]);
  });

  it('removes a subscriber that leaves from the counts at once; a second removal has no effect', () => {
    const { audience, subscribers } = open(2);
    subscribers[0].state = 'skipped';
    audience.tick(250);
    // Its state changes, and it leaves before the next tick.
    subscribers[0].state = 'thinned';
    audience.remove(subscribers[0], 300);
    audience.remove(subscribers[0], 300);
    expect([audience.size, audience.thinned, audience.skipped]).toEqual([1, 0, 0]);
    audience.remove(subscribers[1], 300);
    expect(audience.maxLagMs).toBe(0);
  });

  it('counts the wire of all subscribers, also of what one was sent between the last tick and its leave', () => {
    const { audience, subscribers, offer } = open(2);
    audience.tick(0);
    offer(0);
    audience.remove(subscribers[0], 1000);
    offer(4);
    audience.tick(5000);
    expect((audience.wireKbps(5000) * 5000) / 8).toBeCloseTo(3 * 70, 6);
  });

  it('does not count what a subscriber was sent before it joined', () => {
    const { audience } = open(0);
    const subscriber = new MemorySubscriber();
    subscriber.wireBytes = 1_000_000;
    audience.add(subscriber);
    audience.tick(250);
    expect(audience.wireKbps(250)).toBe(0);
  });

  it('builds the counters of each subscriber only on request', () => {
    const { audience, subscribers, offer } = open(3);
    let made = 0;
    for (const subscriber of subscribers) {
      const { stats } = subscriber;
      subscriber.stats = () => {
        made++;
        return stats.call(subscriber);
      };
    }
    offer(0);
    audience.tick(250);
    expect([audience.size, audience.maxLagMs, audience.thinned, audience.wireKbps(250) > 0, made]).toEqual([
      3,
      0,
      0,
      true,
      0,
    ]);
    const first = audience.stats(250).next().value;
    expect([first?.sentMessages, made]).toEqual([1, 1]);
    expect([...audience.stats(250)].length).toBe(3);
  });

  it('allows a subscriber to close itself in a tick, or while another is served', () => {
    const { audience, subscribers } = open(3);
    subscribers[0].tick = () => audience.remove(subscribers[0], 250);
    subscribers[1].tick = () => audience.remove(subscribers[2], 250);
    audience.tick(250);
    expect(audience.size).toBe(1);
    audience.tick(500);
    expect(audience.size).toBe(1);
  });
});

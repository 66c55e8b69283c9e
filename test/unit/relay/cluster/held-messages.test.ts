import { describe, expect, it } from 'vitest';
import { encodePacket } from '../../../../src/core/wire/packet.js';
import { BUS_LIMITS, type ChannelClaim, type OutgoingMessage } from '../../../../src/ports/cluster-bus.js';
import { BusSubscriber } from '../../../../src/relay/cluster/bus-subscriber.js';
import { HeldMessages } from '../../../../src/relay/cluster/held-messages.js';
import { ThinnedMessage } from '../../../../src/relay/subscribers/thinned.js';
import { audioPacket, CONTEXT, streamHello } from '../../../support/peers.js';

const message = (firstFrame: number, length = 1): OutgoingMessage => ({
  bytes: new Uint8Array(length),
  firstFrame,
  frames: 4,
});
const framesOf = (messages: readonly OutgoingMessage[]): number[] => messages.map(({ firstFrame }) => firstFrame);

describe('audio that is held for a claim', () => {
  it('waits from the last that may have been lost with the claim before', () => {
    const held = new HeldMessages();
    held.push(message(0), true, 0);
    held.push(message(4), true, 5_000);
    expect(held.take()).toEqual([]);
    held.rewind(BUS_LIMITS.republishedMs + 1);
    held.push(message(8), false, BUS_LIMITS.republishedMs + 1);
    expect([held.firstFrame, framesOf(held.take())]).toEqual([4, [4, 8]]);
    expect([held.take(), held.waitingBytes]).toEqual([[], 0]);
  });

  it('is bounded in time and bytes: the oldest is dropped, and counted where it was never published', () => {
    const held = new HeldMessages();
    held.push(message(0), true, 0);
    held.push(message(4), false, 0);
    expect(held.push(message(8), false, BUS_LIMITS.heldMs + 1)).toBe(1);
    expect(held.push(message(12, BUS_LIMITS.heldBytes), false, BUS_LIMITS.heldMs + 1)).toBe(1);
    expect([framesOf(held.take()), held.waitingBytes]).toEqual([[12], 0]);
  });
});

describe('a source’s way to the bus', () => {
  it('publishes under the next claim what came while there was none, behind the beginning of the stream', () => {
    let nowMs = 0;
    const published: string[] = [];
    const subscriber = new BusSubscriber({ onClose: () => {}, nowMs: () => nowMs });
    const claim = (term: number): ChannelClaim => ({
      term,
      isResumed: true,
      isHeld: true,
      publish: ({ firstFrame, frames }) => published.push(`${term}:${firstFrame}+${frames}`) > 0,
      release: () => {},
    });
    const offer = (firstFrame: number): void => {
      nowMs += 100;
      const thinned = new ThinnedMessage();
      const packet = audioPacket(firstFrame);
      thinned.set(encodePacket(packet, CONTEXT), 1, CONTEXT);
      subscriber.offer(thinned, firstFrame, packet.frames);
    };
    const hello = streamHello({ framesPerPacket: 4 });
    const helloMessage = new Uint8Array(1);
    subscriber.welcome({
      hello,
      context: CONTEXT,
      cursor: 0,
      helloMessage,
      framesPerMessage: 4,
      metadataMessage: null,
    });
    offer(0);
    subscriber.setClaim(claim(1));
    offer(4);
    subscriber.setClaim(null);
    offer(8);
    expect(subscriber.stats().waitingBytes).toBeGreaterThan(0);
    subscriber.setClaim(claim(2));
    offer(12);
    expect(published).toEqual(['1:0+0', '1:0+4', '1:4+4', '2:0+0', '2:0+4', '2:4+4', '2:8+4', '2:12+4']);
    expect(subscriber.stats()).toMatchObject({ waitingBytes: 0, droppedMessages: 0, sentMessages: 4 });
  });
});

import { describe, expect, it } from 'vitest';
import type { BusMessage, ChannelRecall, ClusterBus, FeedHandlers } from '../../../../src/ports/cluster-bus.js';
import { ChannelFeed } from '../../../../src/relay/cluster/channel-feed.js';
import { FakeClock } from '../../../support/fake-clock.js';

const message = (term: number, number: number): BusMessage => ({
  term,
  number,
  firstFrame: 4 * number,
  frames: 4,
  bytes: new Uint8Array(1),
});
const names = (messages: readonly BusMessage[]): string => messages.map((m) => `${m.term}:${m.number}`).join(' ');

/** A feed on a bus whose recalls the test answers. */
function setUp() {
  const clock = new FakeClock();
  const recalls: { after: string; answer: (recall: ChannelRecall | Error) => Promise<void> }[] = [];
  const story: string[] = [];
  let handlers!: FeedHandlers;
  const bus = {
    isConnected: true,
    subscribe: (_channel: string, given: FeedHandlers) => {
      handlers = given;
      return () => {};
    },
    recall: (_channel: string, after: { term: number; number: number } | null) =>
      new Promise<ChannelRecall>((resolve, reject) => {
        recalls.push({
          after: after ? `${after.term}:${after.number}` : 'all',
          answer: async (recall) => {
            if (recall instanceof Error) reject(recall);
            else resolve(recall);
            await clock.advanceAsync(0);
          },
        });
      }),
  };
  const feed = new ChannelFeed(bus as unknown as ClusterBus, clock, 'main', {
    onRecall: ({ messages, isHeld }) => story.push(`recalled ${names(messages)} ${isHeld ? 'held' : 'free'}`),
    onMessage: (m) => story.push(names([m])),
    onReleased: () => story.push('released'),
  });
  const recall = (term: number, messages: BusMessage[] = [], isHeld = true): ChannelRecall => ({
    term,
    messages,
    isHeld,
    owner: '',
  });
  return { clock, bus, feed, recalls, story, recall, handlers };
}

describe('a feed of a channel', () => {
  it('leaves what a node publishes under a claim that was ended to the claim that follows', async () => {
    const { recalls, story, recall, handlers } = setUp();
    await recalls[0]!.answer(recall(1, [message(1, 0)]));
    handlers.onReleased(1);
    handlers.onMessage(message(1, 1));
    handlers.onMessage(message(1, 3));
    expect(recalls).toHaveLength(1);
    handlers.onMessage(message(2, 0));
    expect(recalls[1]!.after).toBe('1:0');
    await recalls[1]!.answer(recall(2, [message(1, 1), message(1, 2), message(1, 3), message(2, 0)]));
    handlers.onMessage(message(2, 1));
    expect(story).toEqual(['recalled 1:0 held', 'released', 'recalled 1:1 1:2 1:3 2:0 held', '2:1']);
  });

  it('passes on what came before a release while it recalled, and then the release', async () => {
    const { recalls, story, recall, handlers } = setUp();
    handlers.onMessage(message(1, 1));
    handlers.onReleased(1);
    await recalls[0]!.answer(recall(1, [message(1, 0)]));
    expect(story).toEqual(['recalled 1:0 held', '1:1', 'released']);
  });

  it('keeps the source of a newer claim when the release of an older one comes late', async () => {
    const { recalls, story, recall, handlers } = setUp();
    await recalls[0]!.answer(recall(2, [message(2, 0)]));
    handlers.onReleased(1);
    handlers.onMessage(message(2, 1));
    expect(story).toEqual(['recalled 2:0 held', '2:1']);
  });

  it('recalls again what it could not, while the bus is there, and gives up without losing what came meanwhile', async () => {
    const { clock, bus, recalls, story, recall, handlers } = setUp();
    await recalls[0]!.answer(new Error('no answer'));
    handlers.onMessage(message(1, 1));
    await clock.advanceAsync(250);
    await recalls[1]!.answer(recall(1, [message(1, 0)]));
    expect(story).toEqual(['recalled 1:0 held', '1:1']);
    handlers.onGap();
    bus.isConnected = false;
    await recalls[2]!.answer(new Error('gone'));
    await clock.advanceAsync(10_000);
    expect(recalls).toHaveLength(3);
    handlers.onMessage(message(1, 2));
    expect(story.at(-1)).toBe('1:2');
  });

  it('asks again where a source sends that was taken for gone', async () => {
    const { clock, recalls, story, recall, handlers } = setUp();
    await recalls[0]!.answer(recall(1, [message(1, 0)], false));
    handlers.onMessage(message(1, 1));
    handlers.onMessage(message(1, 2));
    await clock.advanceAsync(250);
    expect(recalls.map(({ after }) => after)).toEqual(['all', '1:0']);
    await recalls[1]!.answer(recall(1, [message(1, 1), message(1, 2)]));
    handlers.onMessage(message(1, 3));
    expect(story).toEqual(['recalled 1:0 free', 'recalled 1:1 1:2 held', '1:3']);
  });

  it('tells that the source is away where its bus is, and recalls when that is back', async () => {
    const { feed, recalls, story, recall, handlers } = setUp();
    await recalls[0]!.answer(recall(1, [message(1, 0)]));
    feed.cutOff();
    feed.recall();
    await recalls[1]!.answer(recall(1, [message(1, 1)]));
    handlers.onMessage(message(1, 2));
    expect(story).toEqual(['recalled 1:0 held', 'released', 'recalled 1:1 held', '1:2']);
  });
});

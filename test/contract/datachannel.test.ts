import { expect, it } from 'vitest';
import { openPeerPair, until } from '../support/peer-pair.js';
import { lossyLinkContract } from './lossy-link.js';
import { transportContract } from './transport.js';

transportContract('data channel, control', async ({ highWaterBytes } = {}) => {
  const { channels, close } = await openPeerPair({
    ...(highWaterBytes !== undefined && { controlHighWaterBytes: highWaterBytes }),
  });
  return { a: channels[0].control, b: channels[1].control, until, dispose: async () => close() };
});

lossyLinkContract(
  'data channel, media',
  async () => {
    const { channels, close } = await openPeerPair();
    return { a: channels[0].media, b: channels[1].media, until, dispose: async () => close() };
  },
  { tellsOfClose: true },
);

it('a media channel drops what is more than may wait', async () => {
  const { channels, close } = await openPeerPair({ maxBufferedBytes: 3000 });
  const message = new Uint8Array(1000);
  const taken = Array.from({ length: 2000 }, () => channels[0].media.send(message));
  expect(taken).toContain(false);
  expect(channels[0].media.bufferedBytes).toBeLessThanOrEqual(3000);
  expect(channels[0].media.counters.droppedMessages).toBe(taken.filter((isTaken) => !isTaken).length);
  close();
});

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import type { ChannelOptions } from '../../../../src/relay/channel/channel-options.js';
import { Relay } from '../../../../src/relay/relay.js';
import { createMemoryPair } from '../../../../src/transports/memory.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { audioPacket, Peer, streamHello } from '../../../support/peers.js';

function setUp(channels: readonly ChannelOptions[]) {
  const clock = new FakeClock();
  const relay = new Relay({ clock, random: seededRandom(1), channels });
  const connect = (channel: string): Peer => {
    const [client, server] = createMemoryPair({ clock });
    relay.accept(server, channel);
    return new Peer(client);
  };
  const source = (channel: string, epoch: number, channelInfo?: object): Peer => {
    const peer = connect(channel);
    peer.hello(streamHello({ epoch, ...(channelInfo && { channelInfo }) }));
    clock.advance(1);
    return peer;
  };
  const listener = (channel: string): Peer => {
    const peer = connect(channel);
    peer.listen();
    clock.advance(1);
    return peer;
  };
  const stats = (channel: string) => relay.stats().channels.find((each) => each.channel === channel);
  return { clock, relay, source, listener, stats };
}

const told = (peer: Peer) => peer.of('hello').map(({ body }) => body.channelInfo);
const NAMED = { name: 'main', title: 'Radio', description: 'd'.repeat(2048) };

describe('title and description of a channel', () => {
  it('stand in the hello of its listeners and in the statistics; the configuration goes before the source', () => {
    const { source, listener, stats } = setUp([NAMED]);
    source('main', 1, { title: 'Mine', genre: 'jazz', url: 'https://radio.example/', isPublic: true });
    const ofSource = { genre: 'jazz', url: 'https://radio.example/', isPublic: true };
    expect(told(listener('main'))).toEqual([{ title: 'Radio', description: `${'d'.repeat(399)}…`, ...ofSource }]);
    expect(stats('main')).toMatchObject({ title: 'Radio', description: NAMED.description, ...ofSource });
  });

  it('are those of the source alone where nothing is configured, and none where nobody states any', () => {
    const { source, listener, stats } = setUp([]);
    source('a', 1, { title: 'Mine' });
    source('b', 2);
    expect([told(listener('a')), told(listener('b'))]).toEqual([[{ title: 'Mine' }], [undefined]]);
    expect([stats('a')!.title, stats('b')!.title]).toEqual(['Mine', null]);
  });

  it('reach the listeners of a stream when the configuration changes, without a gap', () => {
    const { clock, relay, source, listener } = setUp([NAMED]);
    const peer = source('main', 1);
    const hearing = listener('main');
    peer.send(audioPacket(0, 4, 2, 1));
    relay.setChannels([{ name: 'main', title: 'Radio Two', hidden: true }]);
    relay.setChannels([{ name: 'main', title: 'Radio Two', hidden: true }]);
    peer.send(audioPacket(4, 4, 2, 1));
    clock.advance(1);
    expect(told(hearing).slice(1)).toEqual([{ title: 'Radio Two', isPublic: false }]);
    expect(hearing.of('audio').map(({ firstFrame }) => firstFrame)).toEqual([0, 4]);
  });

  it('stay while another channel plays on it', () => {
    const { clock, source, listener } = setUp([
      { name: 'main', title: 'Radio', fallback: { channel: 'night' } },
      { name: 'night', title: 'Night' },
    ]);
    const night = source('night', 2);
    const hearing = listener('main');
    night.send(audioPacket(0, 4, 2, 2));
    clock.advance(400);
    expect(hearing.of('hello').at(-1)!.body).toMatchObject({ fallback: 'night', channelInfo: { title: 'Radio' } });
  });

  it.each([
    ['genre', 'x'.repeat(101), 'channels[0].genre must be at most 100 characters, got 101'],
    ['url', 'ftp://radio.example/', 'channels[0].url must be the address of a page'],
    ['url', 'https://user:secret@radio.example/', 'channels[0].url must be the address of a page'],
  ])('are refused with %s %s', (field, value, message) => {
    expect(() => setUp([{ name: 'main', [field]: value }])).toThrow(message);
    expect(() => setUp([{ name: 'main', [field]: value }])).not.toThrow('secret');
  });
});

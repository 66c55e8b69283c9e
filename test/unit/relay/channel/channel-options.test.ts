import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import type { ChannelOptions } from '../../../../src/relay/channel/channel-options.js';
import { ChannelPolicies } from '../../../../src/relay/channel/channel-policy.js';
import { Relay } from '../../../../src/relay/relay.js';
import { createMemoryPair } from '../../../../src/transports/memory.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { audioPacket, OTHER_SHA, Peer, payloadFor, SHA, streamHello } from '../../../support/peers.js';

function setUp(channels: readonly ChannelOptions[]) {
  const clock = new FakeClock();
  const relay = new Relay({ clock, random: seededRandom(1), channels });
  const connect = (hello: object, channel = 'radio'): Peer => {
    const [client, server] = createMemoryPair({ clock });
    relay.accept(server, channel);
    const peer = new Peer(client);
    peer.hello(hello);
    clock.advance(1);
    return peer;
  };
  const listen = (overrides: object = {}, channel = 'radio'): Peer =>
    connect({ role: 'listener', planes: 8, burstMs: 0, ...overrides }, channel);
  const stream = (source: Peer, fromFrame: number, packets: number, planes = 2): void => {
    for (let i = 0; i < packets; i++) {
      source.send(audioPacket(fromFrame + 4 * i, 4, planes));
      clock.advance(400);
    }
  };
  return { clock, relay, connect, listen, stream, of: (name: string) => relay.administration.channel(name) };
}

const errorOf = (peer: Peer) => peer.of('error').at(-1)?.body as { code: string; message: string } | undefined;

describe('channels of the configuration', () => {
  it('are listed without anybody who uses them, with what is stated of them, and stay', () => {
    const { clock, relay, of } = setUp([
      { name: 'main', title: 'Main', description: 'All day' },
      { pattern: 'studio-*', hidden: true },
    ]);
    clock.advance(120_000);
    expect(relay.stats().channels.map(({ channel }) => channel)).toEqual(['main']);
    expect(of('main')).toMatchObject({ title: 'Main', description: 'All day', isConfigured: true, isLive: false });
  });

  it('take what holds for them by name before pattern, and of patterns by the first that matches', () => {
    const policies = new ChannelPolicies([
      { pattern: 'a*', planes: 1 },
      { pattern: '*', planes: 2 },
      { name: 'ab', planes: 3 },
    ]);
    expect(['ab', 'ac', 'b'].map((name) => policies.of(name).planes)).toEqual([3, 1, 2]);
    expect(new ChannelPolicies([]).of('b')).toMatchObject({ planes: 8, takeover: 'refuse', isHidden: false });
  });

  it.each<[unknown, string]>([
    [{}, 'channels must be a list of channels, got an object'],
    [[{}], 'channels[0] must have either name or pattern, got neither'],
    [[{ name: 'a', pattern: 'a' }], 'channels[0] must have either name or pattern, got both'],
    [[{ name: 'a b' }], 'channels[0].name must be 1 to 64 letters, digits, ".", "_" or "-", got "a b"'],
    [[{ name: 'constructor' }], 'channels[0].name must be'],
    [[{ name: 'a' }, { name: 'a' }], 'channels[1].name must differ from the other names, got "a"'],
    [[{ pattern: '^a$' }], 'channels[0].pattern must be 1 to 64 letters'],
    [[{ name: 'a', burstMs: -1 }], 'channels[0].burstMs must be an integer from 0 to 600000, got -1'],
    [[{ name: 'a', planes: 9 }], 'channels[0].planes must be an integer from 1 to 8, got 9'],
    [[{ name: 'a', maxListeners: 1.5 }], 'channels[0].maxListeners must be an integer from 0 to 1000000, got 1.5'],
    [[{ name: 'a', models: [] }], 'channels[0].models must be 1 to 64 models, got 0'],
    [[{ name: 'a', models: ['a b'] }], 'channels[0].models[0] must be a sha256 or an id'],
    [[{ name: 'a', takeover: 'fight' }], 'channels[0].takeover must be one of refuse, replace, queue, got "fight"'],
    [[{ name: 'a', title: 'x'.repeat(257) }], 'channels[0].title must be at most 256 characters, got 257'],
    [[{ name: 'a', hiden: true }], 'channels[0].hiden is not an option'],
  ])('%j is refused with its place', (channels, message) => {
    expect(() => new ChannelPolicies(channels as ChannelOptions[])).toThrow(message);
  });
});

describe('a channel with limits of its own', () => {
  it('refuses a source of another model, and one of more planes, naming both', () => {
    const { connect, of } = setUp([{ pattern: '*', models: ['other-model', OTHER_SHA], planes: 2 }]);
    const refused = connect(streamHello());
    expect(errorOf(refused)).toMatchObject({ code: 'MODEL_MISMATCH' });
    expect(errorOf(refused)?.message).toBe(
      `channel radio takes only other-model, ${OTHER_SHA}; the source has model test-model (sha256 ${SHA})`,
    );
    expect(errorOf(connect(streamHello({ modelSha256: OTHER_SHA, planes: 3 })))).toEqual({
      code: 'NOT_ALLOWED',
      message: 'channel radio takes at most 2 planes; the source encodes 3',
    });
    const byId = connect(streamHello({ modelId: 'other-model' }), 'one');
    const bySha = connect(streamHello({ modelSha256: OTHER_SHA }), 'two');
    expect([byId.story, bySha.story]).toEqual([['hello'], ['hello']]);
    expect(of('radio')).toMatchObject({ isLive: false });
  });

  it('has as many listeners as it may have, or as the relay allows', () => {
    const { listen, relay } = setUp([{ name: 'radio', maxListeners: 1 }]);
    const first = listen();
    expect(errorOf(listen())).toEqual({ code: 'CHANNEL_LIMIT', message: 'channel radio may have 1 listeners' });
    relay.setLimits({ maxListenersPerChannel: 1 });
    relay.setChannels([{ name: 'radio', maxListeners: 10 }]);
    expect(errorOf(listen())).toMatchObject({ code: 'CHANNEL_LIMIT' });
    expect(first.closed).toBeNull();
  });

  it('sends its burst to listeners that ask for none, and to nobody more than the most', () => {
    const { connect, listen, stream } = setUp([{ name: 'radio', burstMs: 800, maxBurstMs: 1200 }]);
    const source = connect(streamHello());
    stream(source, 0, 10);
    expect(listen({ burstMs: undefined }).frames).toEqual([32, 36]);
    expect(listen({ burstMs: 0 }).frames).toEqual([]);
    expect(listen({ burstMs: 10_000 }).frames).toEqual([28, 32, 36]);
    // What a listener has missed is no burst.
    expect(listen({ burstMs: 10_000, from: { epoch: 7, frame: 20 } }).frames).toEqual([20, 24, 28, 32, 36]);
  });

  it('passes on the planes that it may after a reload, and keeps the source and its listeners', () => {
    const { connect, listen, stream, relay } = setUp([]);
    const source = connect(streamHello());
    const listener = listen();
    stream(source, 0, 1);
    relay.setChannels([{ name: 'radio', planes: 1, models: [OTHER_SHA], maxListeners: 0 }]);
    stream(source, 4, 1);
    expect(listener.of('audio').map(({ planes }) => planes)).toEqual([2, 1]);
    expect(listener.of('audio')[1].payload).toEqual(payloadFor(4, 4, 1));
    expect([source.closed, listener.closed]).toEqual([null, null]);
    expect(errorOf(listen())).toMatchObject({ code: 'CHANNEL_LIMIT' });
  });

  it('is the station of streams whose source states none; a reload tells listeners another title', () => {
    const { clock, connect, listen, relay, of } = setUp([{ name: 'radio', title: 'Radio One' }]);
    const source = connect(streamHello());
    const listener = listen();
    const told = () => listener.of('metadata').map(({ body }) => body);
    expect(told()).toEqual([{ station: 'Radio One' }]);
    source.send({ type: 'metadata', body: { title: 'Song' } });
    clock.advance(1);
    source.send({ type: 'metadata', body: { title: 'Song', station: 'Own' } });
    clock.advance(1);
    expect(told().slice(1)).toEqual([
      { title: 'Song', station: 'Radio One' },
      { title: 'Song', station: 'Own' },
    ]);
    source.send({ type: 'metadata', body: { title: 'Next' } });
    relay.setChannels([{ name: 'radio', title: 'Radio Two' }]);
    clock.advance(1);
    expect(told().at(-1)).toEqual({ title: 'Next', station: 'Radio Two' });
    relay.setChannels([]);
    clock.advance(1);
    expect(told().at(-1)).toEqual({ title: 'Next' });
    expect(of('radio')).toMatchObject({ title: null, metadata: { title: 'Next' }, isConfigured: false });
  });

  it('that is wrong after a reload changes nothing', () => {
    const { relay, of } = setUp([{ name: 'radio', title: 'Radio' }]);
    expect(() => relay.setChannels([{ name: 'radio' }, { name: 'x', planes: 0 }])).toThrow('channels[1].planes');
    expect(of('radio')).toMatchObject({ title: 'Radio' });
  });
});

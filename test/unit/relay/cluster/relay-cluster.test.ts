import { afterEach, describe, expect, it } from 'vitest';
import { helloStory, secretOf, TestCluster, type TestNode } from '../../../support/cluster.js';
import { audioPacket, silencePacket, streamHello } from '../../../support/peers.js';

describe('relays that are joined by a bus', () => {
  let cluster: TestCluster;
  let a: TestNode;
  let b: TestNode;
  const start = async (...args: ConstructorParameters<typeof TestCluster>): Promise<void> => {
    cluster = new TestCluster(...args);
    a = await cluster.start('a');
    b = await cluster.start('b');
  };
  afterEach(() => cluster.close());

  it('serve listeners of a source on any of them: hello, metadata, audio, silence and end, unchanged', async () => {
    await start({ latencyMs: 3 });
    const listener = cluster.connect(b);
    listener.listen();
    await cluster.advance(50);
    const source = cluster.connect(a);
    source.hello(streamHello());
    await cluster.advance(50);
    source.send({ type: 'metadata', body: { title: 'T' } });
    source.send(audioPacket(0));
    source.send(silencePacket(4));
    source.send(audioPacket(8));
    source.send({ type: 'end', epoch: 7, totalFrames: 12, totalSamples: 12_000 });
    await cluster.advance(50);
    expect(listener.story).toEqual(['hello', 'metadata', 'audio', 'silence', 'audio', 'end']);
    expect(helloStory(listener)).toEqual(['7 live']);
    expect(listener.of('audio')[0]).toEqual(audioPacket(0));
    expect(listener.of('silence')[0]).toEqual(silencePacket(4));
  });

  it('tell a listener how many listen on all of them', async () => {
    await start({ latencyMs: 3 });
    const [here, there] = [cluster.connect(a), cluster.connect(b)];
    here.listen({ listenersEveryMs: 1000 });
    there.listen();
    await cluster.advance(2000);
    there.connection.close();
    await cluster.advance(2000);
    expect(here.of('control').map(({ body }) => body.listeners)).toEqual([2, 1]);
  });

  it('give a late listener of another relay what it asks of the past, and one that resumes exactly what it lacks', async () => {
    await start({ latencyMs: 3 });
    const source = cluster.connect(a);
    source.hello(streamHello());
    await cluster.advance(20);
    source.send({ type: 'metadata', body: { title: 'T' } });
    for (let i = 0; i < 10; i++) source.send(audioPacket(4 * i));
    await cluster.advance(20);
    const [late, fresh, resumed] = [cluster.connect(b), cluster.connect(b), cluster.connect(b)];
    late.listen({ burstMs: 800 });
    fresh.listen();
    resumed.listen({ burstMs: 10_000, from: { epoch: 7, frame: 12 } });
    await cluster.advance(50);
    source.send(audioPacket(40));
    await cluster.advance(50);
    expect(late.frames).toEqual([32, 36, 40]);
    expect(fresh.frames).toEqual([40]);
    expect(resumed.frames).toEqual([12, 16, 20, 24, 28, 32, 36, 40]);
    expect([late, fresh, resumed].map((peer) => peer.story.slice(0, 2))).toEqual(
      Array.from({ length: 3 }, () => ['hello', 'metadata']),
    );
  });

  it('answer the ping of a listener only when it is known whether the channel has a source', async () => {
    await start({ latencyMs: 20 });
    const source = cluster.connect(a);
    source.hello(streamHello());
    await cluster.advance(100);
    const [listener, alone] = [cluster.connect(b), cluster.connect(b, 'empty')];
    for (const peer of [listener, alone]) {
      peer.listen();
      peer.send({ type: 'ping', token: 1 });
    }
    await cluster.advance(100);
    const story = (peer: typeof listener): string[] =>
      peer.packets.filter(({ type }) => type !== 'ping').map(({ type }) => type);
    expect(story(listener)).toEqual(['hello', 'pong']);
    expect(story(alone)).toEqual(['pong']);
  });

  it('admit one source a channel: the second is refused when the first answers, wherever it is', async () => {
    await start({ latencyMs: 3 });
    const first = cluster.connect(a);
    first.hello(streamHello());
    await cluster.advance(50);
    const second = cluster.connect(b);
    second.hello(streamHello({ epoch: 9 }));
    await cluster.advance(1000);
    expect(second.closed?.code).toBe(4004);
    expect(first.closed).toBe(null);
    expect(a.relay.stats().channels[0]).toMatchObject({ epoch: 7, isLive: true });
    expect(b.relay.stats().channels[0]).toMatchObject({ epoch: 7, isLive: true });
  });

  it('let a source replace one on another relay that is dead but still connected', async () => {
    await start({ latencyMs: 3 });
    const first = cluster.connect(a);
    first.hello(streamHello());
    first.answersPings = false;
    const listener = cluster.connect(a);
    listener.listen();
    await cluster.advance(50);
    const second = cluster.connect(b);
    second.hello(streamHello({ epoch: 9 }));
    await cluster.advance(6000);
    second.send(audioPacket(0, 4, 2, 9));
    await cluster.advance(100);
    expect([first.closed?.code, second.closed]).toEqual([4007, null]);
    expect(helloStory(listener)).toEqual(['7 live', '7 gone', '9 live']);
    expect(listener.frames).toEqual([0]);
  });

  it('take a source that comes back to another relay where it continues, and no thief with its epoch', async () => {
    await start({ latencyMs: 3 });
    const listener = cluster.connect(a);
    listener.listen();
    const first = cluster.connect(a);
    first.hello(streamHello());
    await cluster.advance(50);
    for (const frame of [0, 4, 8]) first.send(audioPacket(frame));
    await cluster.advance(50);
    const thief = cluster.connect(b);
    thief.hello(streamHello({ resumeFrame: 0, resumeSecret: '0'.repeat(32) }));
    await cluster.advance(1000);
    expect([thief.closed?.code, first.closed]).toEqual([4004, null]);
    const secret = secretOf(first);
    expect(secret).toMatch(/^[0-9a-f]{32}$/);
    const again = cluster.connect(b);
    again.hello(streamHello({ resumeFrame: 0, resumeSecret: secret }));
    await cluster.advance(100);
    expect(again.of('hello')[0]!.body).toMatchObject({ epoch: 7, resumeFrame: 12, resumeSecret: secret });
    expect(first.closed?.code).toBe(4007);
    for (const frame of [8, 12, 16]) again.send(audioPacket(frame));
    await cluster.advance(50);
    expect(listener.frames).toEqual([0, 4, 8, 12, 16]);
    expect(helloStory(listener).at(-1)).toBe('7 live');
  });

  it('keep the stream when the relay that has the source dies: listeners and source continue on another', async () => {
    await start({ latencyMs: 3 });
    const [near, far] = [cluster.connect(a), cluster.connect(b)];
    near.listen();
    far.listen();
    const first = cluster.connect(a);
    first.hello(streamHello());
    await cluster.advance(50);
    for (const frame of [0, 4, 8]) first.send(audioPacket(frame));
    await cluster.advance(50);
    const secret = secretOf(first);
    cluster.kill(a);
    await cluster.advance(50);
    expect(helloStory(far)).toEqual(['7 live', '7 gone']);
    const stranger = cluster.connect(b);
    stranger.hello(streamHello({ epoch: 9 }));
    const back = cluster.connect(b);
    back.listen({ burstMs: 10_000, from: { epoch: 7, frame: 8 } });
    await cluster.advance(300);
    const again = cluster.connect(b);
    again.hello(streamHello({ resumeFrame: 0, resumeSecret: secret }));
    await cluster.advance(50);
    expect(again.of('hello')[0]!.body).toMatchObject({ resumeFrame: 12 });
    again.send(audioPacket(12));
    await cluster.advance(50);
    expect([near.frames, back.frames, far.frames]).toEqual([
      [0, 4, 8],
      [8, 12],
      [0, 4, 8, 12],
    ]);
    expect(helloStory(far)).toEqual(['7 live', '7 gone', '7 live']);
    await cluster.advance(8000);
    expect(stranger.closed?.code).toBe(4004);
  });

  it('repeat what the bus has lost before what comes after it', async () => {
    for (let seed = 1; seed <= 10; seed++) {
      await start({ seed, latencyMs: 3, loss: 0.4 });
      const listener = cluster.connect(b);
      listener.listen();
      const source = cluster.connect(a);
      source.hello(streamHello());
      await cluster.advance(50);
      const sent = Array.from({ length: 40 }, (_, i) => 4 * i);
      for (const frame of sent) {
        source.send(audioPacket(frame));
        await cluster.advance(10);
      }
      await cluster.advance(5000);
      expect(listener.frames, `seed ${seed}`).toEqual(sent);
      cluster.close();
    }
  });

  it('count as one: listeners, connections and channels of all', async () => {
    await start({ latencyMs: 3 }, { maxListenersPerChannel: 2, maxConnections: 5, maxChannels: 2 });
    const source = cluster.connect(a);
    source.hello(streamHello());
    const listeners = [cluster.connect(a), cluster.connect(b)];
    for (const listener of listeners) listener.listen();
    await cluster.advance(1500);
    for (const node of [a, b]) {
      const { connections, channels } = node.relay.stats();
      expect([connections, channels.map(({ channel, listeners: n, isLive }) => [channel, n, isLive])]).toEqual([
        3,
        [['main', 2, true]],
      ]);
    }
    const third = cluster.connect(b);
    third.listen();
    await cluster.advance(50);
    expect(third.closed?.code).toBe(4005);
    const other = cluster.connect(a, 'other');
    other.hello(streamHello({ epoch: 8 }));
    await cluster.advance(50);
    const beyond = cluster.connect(b, 'third');
    beyond.hello(streamHello({ epoch: 9 }));
    await cluster.advance(50);
    expect([other.closed, beyond.closed?.code]).toEqual([null, 4005]);
    const same = cluster.connect(b, 'other');
    same.listen();
    await cluster.advance(50);
    expect(same.closed).toBe(null);
    const full = cluster.connect(b, 'other');
    await cluster.advance(50);
    expect(full.closed?.code).toBe(4005);
  });

  it('tell each other at each change of few channels, however many listeners name that nobody has', async () => {
    await start({ latencyMs: 3 }, { maxListenersPerChannel: 2, maxChannels: 4 });
    cluster.connect(a).hello(streamHello());
    for (let n = 0; n < 300; n++) cluster.connect(a, `channel-${n}`).listen();
    for (const node of [a, b]) cluster.connect(node).listen();
    await cluster.advance(100);
    const counts = b.bus.state.get('counts.a')!;
    expect(counts.length).toBeLessThan(200);
    expect(JSON.parse(counts)).toEqual({ connections: 302, listeners: { main: 1 }, sources: ['main'] });
    const third = cluster.connect(b);
    third.listen();
    await cluster.advance(50);
    expect(third.closed?.code).toBe(4005);
  });

  it('ask each other by name, and tell which of them could not answer', async () => {
    await start();
    for (const { name, relay } of [a, b]) relay.cluster!.handle('double', (n) => ({ by: name, is: 2 * (n as number) }));
    const asking = a.relay.cluster!.ask('double', 4);
    const unknown = a.relay.cluster!.ask('triple', 4, { node: 'b' });
    await cluster.advance(10);
    expect((await asking).map(({ body }) => JSON.parse(body!))).toEqual([
      { by: 'a', is: 8 },
      { by: 'b', is: 8 },
    ]);
    expect(await unknown).toEqual([{ node: 'b', error: 'this relay knows no request triple' }]);
  });

  it('follow only channels that they serve, and none of a channel without listeners', async () => {
    await start({}, { channelIdleMs: 1000 });
    const source = cluster.connect(a);
    source.hello(streamHello());
    const listener = cluster.connect(b);
    listener.listen();
    await cluster.advance(50);
    source.send(audioPacket(0));
    await cluster.advance(1);
    listener.connection.close();
    await cluster.advance(3000);
    source.send(audioPacket(4));
    await cluster.advance(2000);
    expect([...b.relay.cluster!.statsByNode().get('b')!.channels]).toEqual([]);
    const late = cluster.connect(b);
    late.listen({ burstMs: 1000 });
    await cluster.advance(50);
    expect(late.frames).toEqual([0, 4]);
  });
});

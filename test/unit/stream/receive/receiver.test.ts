import { describe, expect, it } from 'vitest';
import type { FrameBlock, SilentBlock } from '../../../../src/core/latent/frames.js';
import { encodePacket } from '../../../../src/core/wire/packet.js';
import { Receiver } from '../../../../src/stream/receive/receiver.js';
import type { ReceiverOptions } from '../../../../src/stream/receive/receiver-options.js';
import { createMemoryPair, type MemoryConnection } from '../../../../src/transports/memory.js';
import { FakeClock } from '../../../support/fake-clock.js';
import {
  audioPacket,
  MODEL,
  OTHER_SHA,
  Peer,
  payloadFor,
  SHA,
  STEREO_CONTEXT,
  silencePacket,
  stereoPacket,
  streamHello,
} from '../../../support/peers.js';

/** A receiver of a relay whose messages the test sends. */
async function setUp(options: Partial<ReceiverOptions> = {}) {
  const clock = new FakeClock();
  const relays: Peer[] = [];
  const ends: MemoryConnection[] = [];
  const blocks: FrameBlock[] = [];
  const receiver = new Receiver({
    connect: async () => {
      const [client, server] = createMemoryPair({ clock, latencyMs: 5 });
      ends.push(client);
      relays.push(new Peer(server));
      return client;
    },
    clock,
    model: MODEL,
    random: () => 0,
    handlers: { onBlock: (block) => blocks.push(block) },
    ...options,
  });
  const started = receiver.start();
  await clock.advanceAsync(10);
  await started;
  return { clock, relays, ends, blocks, receiver };
}

describe('receiver', () => {
  it('states in its hello its requests, and no feature that it does not use', async () => {
    const { relays } = await setUp();
    expect(relays[0].of('hello')[0].body).toEqual({
      role: 'listener',
      planes: 8,
      modelSha256: [SHA],
      maxFramesPerMessage: 22,
    });
    const model = { ...MODEL, sha256: OTHER_SHA, compatibleWith: [SHA] };
    const downlink = { planes: 2, burstMs: 0, maxPreset: 1 };
    const asking = await setUp({ model, downlink, features: { stereo: true } });
    expect(asking.relays[0].of('hello')[0].body).toEqual({
      role: 'listener',
      planes: 2,
      burstMs: 0,
      modelSha256: [OTHER_SHA, SHA],
      stereo: true,
    });
  });

  it('reports what is played to a relay that asks, no more often than that, and never of another stream', async () => {
    const { receiver, relays, clock } = await setUp({ random: () => 0 });
    const [relay] = relays;
    const reports = async (): Promise<unknown[]> => {
      await clock.advanceAsync(10);
      return relay.of('control').map(({ body }) => body.played);
    };
    receiver.reportPlayed(7, 0);
    relay.hello(streamHello());
    await clock.advanceAsync(10);
    receiver.reportPlayed(7, 1);
    expect(await reports()).toEqual([]);
    relay.hello(streamHello({ playedEveryMs: 5000 }));
    await clock.advanceAsync(10);
    receiver.reportPlayed(6, 2);
    receiver.reportPlayed(7, 3);
    receiver.reportPlayed(7, 4);
    await clock.advanceAsync(4900);
    receiver.reportPlayed(7, 5);
    await clock.advanceAsync(100);
    receiver.reportPlayed(7, 6);
    expect(await reports()).toEqual([
      { epoch: 7, frame: 3 },
      { epoch: 7, frame: 6 },
    ]);
    expect(relay.of('control')[0].body).toMatchObject({ planes: 8, maxFramesPerMessage: 22 });
  });

  it('makes its first report at a moment drawn by chance within the interval', async () => {
    const { receiver, relays, clock } = await setUp({ random: () => 0.7 });
    const [relay] = relays;
    relay.hello(streamHello({ playedEveryMs: 10_000 }));
    for (let frame = 0; frame < 300; frame++) {
      await clock.advanceAsync(100);
      receiver.reportPlayed(7, frame);
      // A connection on which nothing comes is made anew.
      if (frame % 50 === 0) relay.send({ type: 'ping', token: frame });
    }
    await clock.advanceAsync(10);
    expect(relay.of('control').map(({ body }) => body.played)).toEqual([
      { epoch: 7, frame: 70 },
      { epoch: 7, frame: 170 },
      { epoch: 7, frame: 270 },
    ]);
  });

  it('asks for a length of packets in its hello and later, and knows what the relay sends', async () => {
    const { receiver, relays, clock } = await setUp({ downlink: { preset: 'normal', maxPreset: 44 } });
    const [relay] = relays;
    expect(relay.of('hello')[0].body).toMatchObject({ framesPerMessage: 12, maxFramesPerMessage: 44 });
    expect(receiver.framesPerMessage).toBe(0);
    relay.hello(streamHello());
    await clock.advanceAsync(10);
    expect(receiver.framesPerMessage).toBe(4);
    relay.hello(streamHello({ framesPerMessage: 12 }));
    await clock.advanceAsync(10);
    expect(receiver.framesPerMessage).toBe(12);
    receiver.setPreset('radio');
    receiver.setPreset(50);
    receiver.setPreset(1, 1);
    await clock.advanceAsync(10);
    expect(relay.of('control').map(({ body }) => body)).toEqual([
      { planes: 8, framesPerMessage: 22, maxFramesPerMessage: 44 },
      { planes: 8, framesPerMessage: 50, maxFramesPerMessage: 50 },
      { planes: 8, framesPerMessage: 1, maxFramesPerMessage: 1 },
    ]);
    expect(() => receiver.setPreset('slow')).toThrow('preset must be one of live, normal, radio, got slow');
    expect(() => receiver.setPreset(12, 4)).toThrow('maxPreset must be an integer from 12 to 128, got 4');
    relay.send({ type: 'control', body: { framesPerMessage: 24 } });
    await clock.advanceAsync(10);
    expect(receiver.framesPerMessage).toBe(24);
  });

  it('tells how many listen where the relay was asked for that, before a stream has begun, too', async () => {
    const counts: number[] = [];
    const { receiver, relays, clock } = await setUp({
      downlink: { listenersEveryMs: 2000 },
      handlers: { onBlock: () => {}, onListeners: (listeners) => counts.push(listeners) },
    });
    const [relay] = relays;
    expect(relay.of('hello')[0].body).toMatchObject({ listenersEveryMs: 2000 });
    relay.send({ type: 'control', body: { listeners: 1 } });
    relay.hello(streamHello());
    relay.send({ type: 'control', body: { listeners: 3 } });
    await clock.advanceAsync(10);
    expect(counts).toEqual([1, 3]);
    expect(receiver.framesPerMessage).toBe(4);
    await expect(setUp({ downlink: { listenersEveryMs: 999 } })).rejects.toThrow(
      'downlink.listenersEveryMs must be an integer from 1000 to 60000, got 999',
    );
  });

  it('takes longer packets for no stall: neither the first one after a change nor one behind a short one', async () => {
    const { receiver, relays, clock } = await setUp();
    const [relay] = relays;
    relay.hello(streamHello({ framesPerMessage: 4 }));
    relay.send(audioPacket(0, 4));
    await clock.advanceAsync(400);
    relay.send({ type: 'control', body: { framesPerMessage: 24 } });
    await clock.advanceAsync(2400);
    expect(receiver.source).toBe('live');
    relay.send(audioPacket(4, 24));
    relay.send(audioPacket(28, 3));
    await clock.advanceAsync(2400);
    expect(receiver.source).toBe('live');
    await clock.advanceAsync(1000);
    expect(receiver.source).toBe('stalled');
  });

  it('requests on a reconnect the frames after its newest one, with the burst of a resume', async () => {
    const { clock, relays, ends } = await setUp({
      downlink: { resumeBurstMs: 4000, backoff: { minMs: 100, jitter: 0 } },
    });
    ends[0].destroy();
    await clock.advanceAsync(150);
    expect(relays[1].of('hello')[0].body).not.toHaveProperty('burstMs');
    relays[1].hello(streamHello());
    relays[1].send(audioPacket(8));
    relays[1].send(audioPacket(4));
    await clock.advanceAsync(10);
    ends[1].destroy();
    await clock.advanceAsync(150);
    expect(relays[2].of('hello')[0].body).toMatchObject({ burstMs: 4000, from: { epoch: 7, frame: 12 } });
  });

  it('uses the features that both the stream and its hello have', async () => {
    const { clock, relays, receiver } = await setUp();
    expect(receiver.features).toEqual({ silence: false, stereo: false });
    relays[0].hello(streamHello({ silence: true, stereo: true }));
    await clock.advanceAsync(10);
    expect(receiver.features).toEqual({ silence: true, stereo: false });
  });

  it('counts as bad messages packets before the hello, those of another epoch, and the hello of a listener', async () => {
    const { clock, relays, blocks, receiver } = await setUp();
    relays[0].send(audioPacket(0));
    relays[0].send(silencePacket(0));
    relays[0].send({ type: 'end', epoch: 7, totalFrames: 0, totalSamples: 0 });
    relays[0].listen();
    await clock.advanceAsync(10);
    expect([receiver.hello, receiver.stats().badMessages]).toEqual([null, 4]);
    relays[0].hello(streamHello());
    relays[0].send(audioPacket(0, 4, 2, 8));
    relays[0].send(audioPacket(0));
    await clock.advanceAsync(10);
    expect([receiver.stats().badMessages, blocks.length]).toEqual([5, 1]);
  });

  it('counts duplicates as dropped frames and passes each block on once', async () => {
    const { clock, relays, blocks, receiver } = await setUp();
    relays[0].hello(streamHello());
    for (const at of [0, 8, 4, 8, 0]) relays[0].send(audioPacket(at));
    await clock.advanceAsync(10);
    expect(blocks.map(({ firstFrame }) => firstFrame)).toEqual([0, 8, 4]);
    expect(receiver.stats()).toMatchObject({ frames: 12, blocks: 3, droppedFrames: 8 });
  });

  it('hands on of an overlapping packet what is new, and of a better copy all that is better', async () => {
    const { clock, relays, blocks, receiver } = await setUp();
    relays[0].hello(streamHello());
    for (const packet of [audioPacket(0, 4, 1), audioPacket(2, 4, 1), audioPacket(0, 8, 2), audioPacket(1, 6, 1)])
      relays[0].send({ ...packet, encodedPlanes: 2 });
    await clock.advanceAsync(10);
    expect(blocks.map(({ firstFrame, frames, planes }) => [firstFrame, frames, planes])).toEqual([
      [0, 4, 1],
      [4, 2, 1],
      [0, 8, 2],
    ]);
    for (const { firstFrame, frames, planes, payload } of blocks)
      expect(payload).toEqual(payloadFor(firstFrame, frames, planes));
    // 8 frames of 2 planes of 8 bytes have arrived, however often.
    expect(receiver.stats()).toMatchObject({ frames: 8, blocks: 3, droppedFrames: 2 + 6, payloadBytes: 128 });
  });

  it('hands on sound for silence, not silence for sound, and counts each frame as what it is', async () => {
    const silences: SilentBlock[] = [];
    const blocks: FrameBlock[] = [];
    const handlers = { onBlock: (b: FrameBlock) => blocks.push(b), onSilence: (b: SilentBlock) => silences.push(b) };
    const { clock, relays, receiver } = await setUp({ handlers });
    relays[0].hello(streamHello());
    relays[0].send(silencePacket(0, 8));
    relays[0].send(audioPacket(4));
    relays[0].send(silencePacket(2, 8));
    relays[0].send(silencePacket(6, 4));
    await clock.advanceAsync(10);
    expect(blocks.map(({ firstFrame, frames }) => [firstFrame, frames])).toEqual([[4, 4]]);
    expect(silences.map(({ firstFrame, frames, continues }) => [firstFrame, frames, continues])).toEqual([
      [0, 8, true],
      [8, 2, true],
    ]);
    expect(receiver.stats()).toMatchObject({ frames: 4, silentFrames: 6, droppedFrames: 6 + 4 });
  });

  it('takes a silence that ends in frames that have arrived for one that does not continue', async () => {
    const silences: SilentBlock[] = [];
    const handlers = { onBlock: () => {}, onSilence: (b: SilentBlock) => silences.push(b) };
    const { clock, relays } = await setUp({ handlers });
    relays[0].hello(streamHello());
    relays[0].send(audioPacket(4));
    relays[0].send(silencePacket(0, 6, true));
    await clock.advanceAsync(10);
    expect(silences).toMatchObject([{ firstFrame: 0, frames: 4, continues: false }]);
  });

  it('hands on spatial parameters that come with fewer planes than were here before', async () => {
    const { clock, relays, blocks } = await setUp({ features: { stereo: true } });
    relays[0].hello(streamHello({ stereo: true }));
    for (const packet of [audioPacket(0), { ...stereoPacket(0, 4, 1), encodedPlanes: 2 }, stereoPacket(0)])
      relays[0].connection.send(encodePacket(packet, STEREO_CONTEXT));
    await clock.advanceAsync(10);
    expect(blocks.map(({ planes, spatial }) => [planes, spatial?.length])).toEqual([
      [2, undefined],
      [1, 4],
    ]);
  });

  it('calls no handler for the rest of a packet once it is closed', async () => {
    const firsts: number[] = [];
    const { clock, relays, receiver } = await setUp({
      handlers: {
        onBlock: ({ firstFrame }) => {
          firsts.push(firstFrame);
          if (firstFrame === 0) receiver.close();
        },
      },
    });
    relays[0].hello(streamHello());
    relays[0].send(audioPacket(4));
    relays[0].send(audioPacket(0, 12));
    await clock.advanceAsync(10);
    expect(firsts).toEqual([4, 0]);
  });

  it('tells what the relay states of the source, and waits where it states no stream', async () => {
    const states: string[] = [];
    const { clock, relays, ends, receiver } = await setUp({
      downlink: { backoff: { minMs: 100, jitter: 0 } },
      handlers: { onBlock: () => undefined, onSource: (state) => states.push(state) },
    });
    expect(receiver.source).toBe('waiting');
    relays[0]!.hello(streamHello({ sourceState: 'live' }));
    relays[0]!.send(audioPacket(0));
    await clock.advanceAsync(400);
    relays[0]!.hello(streamHello({ sourceState: 'gone' }));
    await clock.advanceAsync(10_000);
    relays[0]!.hello(streamHello({ sourceState: 'live', resumeFrame: 4 }));
    await clock.advanceAsync(2000);
    relays[0]!.send(audioPacket(4));
    await clock.advanceAsync(10);
    relays[0]!.send({ type: 'end', epoch: 7, totalFrames: 8, totalSamples: 8000 });
    await clock.advanceAsync(10);
    ends[0]!.destroy();
    await clock.advanceAsync(101);
    relays[1]!.hello(streamHello({ sourceState: 'ended', resumeFrame: 8 }));
    await clock.advanceAsync(10);
    expect(states).toEqual([
      ...['waiting', 'live', 'gone', 'live', 'stalled', 'live', 'ended'],
      ...['unknown', 'ended'],
    ]);
    receiver.close();
    await clock.advanceAsync(20);
    expect(clock.pendingTimers).toBe(0);
  });

  it('takes a stream for live where an older relay does not state it', async () => {
    const { clock, relays, receiver } = await setUp();
    relays[0]!.hello(streamHello());
    await clock.advanceAsync(10);
    expect(receiver.source).toBe('live');
  });

  it('does not call a stream that comes back what is only told to be gone', async () => {
    const hellos: boolean[] = [];
    const { clock, relays } = await setUp({
      handlers: { onBlock: () => undefined, onHello: (_, isNewEpoch) => hellos.push(isNewEpoch) },
    });
    relays[0]!.hello(streamHello({ sourceState: 'live' }));
    relays[0]!.hello(streamHello({ sourceState: 'gone' }));
    relays[0]!.hello(streamHello({ sourceState: 'live' }));
    await clock.advanceAsync(10);
    expect(hellos).toEqual([true, false]);
  });

  it('empties the metadata when another stream begins, before that stream states its own', async () => {
    const metadata: object[] = [];
    const { clock, relays } = await setUp({
      handlers: { onBlock: () => undefined, onMetadata: (next) => metadata.push(next) },
    });
    relays[0]!.hello(streamHello());
    relays[0]!.send({ type: 'metadata', body: { title: 'A' } });
    relays[0]!.hello(streamHello({ resumeFrame: 0 }));
    relays[0]!.hello(streamHello({ epoch: 8 }));
    relays[0]!.hello(streamHello({ epoch: 9 }));
    relays[0]!.send({ type: 'metadata', body: { title: 'B' } });
    await clock.advanceAsync(10);
    expect(metadata).toEqual([{ title: 'A' }, {}, { title: 'B' }]);
  });

  it('states no rate of a source that has gone or has ended, and keeps the totals', async () => {
    const { clock, relays, receiver } = await setUp();
    relays[0]!.hello(streamHello({ sourceState: 'live' }));
    relays[0]!.send(audioPacket(0));
    await clock.advanceAsync(1000);
    expect(receiver.stats().payloadKbps).toBeGreaterThan(0);
    relays[0]!.hello(streamHello({ sourceState: 'gone' }));
    await clock.advanceAsync(10);
    expect(receiver.stats()).toMatchObject({ payloadKbps: 0, wireKbps: 0, payloadBytes: 64, blocks: 1 });
    receiver.close();
  });
});

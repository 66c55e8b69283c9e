import { describe, expect, it } from 'vitest';
import { Decoder } from '../../../src/codec/decoder.js';
import { Encoder } from '../../../src/codec/encoder.js';
import { concatFloats } from '../../../src/core/buffers.js';
import { CodecError } from '../../../src/core/errors.js';
import type { FrameBlock } from '../../../src/core/latent/frames.js';
import { seededRandom } from '../../../src/core/random.js';
import { packetType, parsePacket } from '../../../src/core/wire/packet.js';
import type { Connection } from '../../../src/ports/transport.js';
import { Relay } from '../../../src/relay/relay.js';
import { Listener } from '../../../src/stream/receive/listener.js';
import { Receiver } from '../../../src/stream/receive/receiver.js';
import type { ReceiverOptions } from '../../../src/stream/receive/receiver-options.js';
import { startBroadcast } from '../../../src/stream/send/broadcast.js';
import { Sender } from '../../../src/stream/send/sender.js';
import type { SenderOptions } from '../../../src/stream/send/uplink.js';
import { createMemoryPair, type MemoryConnection } from '../../../src/transports/memory.js';
import { FakeClock } from '../../support/fake-clock.js';
import { FakeModel } from '../../support/fake-model.js';
import { CONTEXT, MODEL, payloadFor, STEREO_CONTEXT, spatialFor, streamHello } from '../../support/peers.js';
import { interleave, isSame, noise } from '../../support/stereo.js';

const { role: _role, ...HELLO } = streamHello({ stereo: true });
const { stereo: _stereo, ...MONO_HELLO } = HELLO;

const block = (firstFrame: number, planes = 2): FrameBlock => ({
  firstFrame,
  frames: 4,
  planes,
  payload: payloadFor(firstFrame, 4, planes),
  spatial: spatialFor(firstFrame, 4),
});
const mono = ({ spatial: _, ...rest }: FrameBlock): FrameBlock => rest;
const upTo = (count: number): FrameBlock[] => Array.from({ length: count }, (_, i) => block(4 * i));

/**
 * A relay that can be killed, and can be older than stereo: it does not repeat the field and refuses spatial
 * parameters.
 */
class World {
  readonly clock = new FakeClock();
  readonly ends: MemoryConnection[] = [];
  isOld = false;
  relay: Relay | null = this.newRelay();

  newRelay(): Relay {
    return new Relay({ clock: this.clock, random: seededRandom(1) });
  }

  kill(): void {
    this.relay?.close();
    this.relay = null;
    for (const end of this.ends.splice(0)) end.destroy();
  }

  connect = async (): Promise<Connection> => {
    if (!this.relay) throw new CodecError('TRANSPORT_FAILED', 'cannot connect to the memory relay: refused');
    const [client, server] = createMemoryPair({ clock: this.clock, latencyMs: 5 });
    this.ends.push(client);
    this.relay.accept(server, 'radio');
    if (!this.isOld) return client;
    const send = client.send.bind(client);
    return Object.assign(client, {
      send: (message: Uint8Array) => {
        // An old relay parses in mono: spatial parameters behind the planes are an error to it.
        const packet = parsePacket(message, CONTEXT);
        if (packet.type !== 'hello') return send(message);
        const { stereo: _, ...body } = packet.body;
        return send(Uint8Array.from([0x11, ...new TextEncoder().encode(JSON.stringify(body))]));
      },
    });
  };

  sender(options: Partial<SenderOptions> = {}): Sender {
    return new Sender({ connect: this.connect, clock: this.clock, hello: HELLO, random: seededRandom(2), ...options });
  }

  receiver(options: Partial<ReceiverOptions> = {}): Receiver & { blocks: FrameBlock[]; errors: string[] } {
    const blocks: FrameBlock[] = [];
    const errors: string[] = [];
    const receiver = new Receiver({
      connect: this.connect,
      clock: this.clock,
      model: MODEL,
      random: seededRandom(3),
      handlers: { onBlock: (b) => blocks.push(b), onError: (error) => errors.push(error.message) },
      ...options,
    });
    return Object.assign(receiver, { blocks, errors });
  }

  async started(...streams: { start(): Promise<void> }[]): Promise<void> {
    const all = Promise.all(streams.map((stream) => stream.start()));
    await this.clock.advanceAsync(50);
    await all;
  }

  /** A source, and listeners in stereo, in stereo with one plane, and in mono. */
  async audience() {
    const sender = this.sender();
    const [all, thin, plain] = [
      { features: { stereo: true } },
      { features: { stereo: true }, downlink: { planes: 1 } },
      {},
    ].map((o) => this.receiver(o));
    await this.started(sender, all!, thin!, plain!);
    return { sender, all: all!, thin: thin!, plain: plain! };
  }

  /** Live pace: 4 frames each 400 ms. */
  async stream(sender: Sender, fromFrame: number, count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      sender.send(block(fromFrame + 4 * i));
      await this.clock.advanceAsync(400);
    }
  }
}

describe('sender and receiver in stereo', () => {
  it('carry the spatial parameters to the listeners that request them, also with fewer planes, and to no others', async () => {
    const world = new World();
    const { sender, all, thin, plain } = await world.audience();
    await world.stream(sender, 0, 5);
    expect(sender.features.stereo).toBe(true);
    expect(all.blocks).toEqual(upTo(5));
    expect(thin.blocks).toEqual(upTo(5).map((b) => ({ ...b, planes: 1, payload: payloadFor(b.firstFrame, 4, 1) })));
    expect(plain.blocks).toEqual(upTo(5).map(mono));
  });

  it('pass on copies: the transport’s memory may be reused', async () => {
    const world = new World();
    const sender = world.sender();
    const receiver = world.receiver({ features: { stereo: true } });
    await world.started(sender, receiver);
    await world.stream(sender, 0, 1);
    const [{ payload, spatial }] = receiver.blocks;
    expect([payload.buffer.byteLength, spatial!.buffer.byteLength]).toEqual([64, 4]);
  });

  it('carry no spatial parameters in a stream whose hello does not offer them', async () => {
    const world = new World();
    const sender = world.sender({ hello: MONO_HELLO });
    const receiver = world.receiver({ features: { stereo: true } });
    await world.started(sender, receiver);
    await world.stream(sender, 0, 3);
    expect(sender.features.stereo).toBe(false);
    expect(receiver.blocks).toEqual(upTo(3).map(mono));
    expect(sender.stats().payloadBytes).toBe(3 * 64);
  });

  it('carry blocks without spatial parameters in a stream that may have them', async () => {
    const world = new World();
    const sender = world.sender();
    const receiver = world.receiver({ features: { stereo: true } });
    await world.started(sender, receiver);
    sender.send(mono(block(0)));
    sender.send(block(4));
    await world.clock.advanceAsync(100);
    expect(receiver.blocks).toEqual([mono(block(0)), block(4)]);
  });

  it('omit the spatial parameters for a relay that does not support them, and serve its listeners in mono', async () => {
    const world = new World();
    world.isOld = true;
    const sender = world.sender();
    const receivers = [world.receiver({ features: { stereo: true } }), world.receiver()];
    await world.started(sender, ...receivers);
    await world.stream(sender, 0, 5);
    expect([sender.state, sender.features.stereo]).toEqual(['live', false]);
    for (const receiver of receivers) expect(receiver.blocks).toEqual(upTo(5).map(mono));
    expect(sender.stats()).toMatchObject({ payloadBytes: 5 * 64, frames: 20 });
  });

  it('resume after the relay was killed: every frame once, each with its spatial parameters', async () => {
    const world = new World();
    const sender = world.sender();
    const receiver = world.receiver({ features: { stereo: true } });
    const plain = world.receiver();
    await world.started(sender, receiver, plain);
    await world.stream(sender, 0, 10);
    world.kill();
    await world.stream(sender, 40, 5);
    world.relay = world.newRelay();
    await world.stream(sender, 60, 15);
    expect(receiver.blocks).toEqual(upTo(30));
    expect(plain.blocks).toEqual(upTo(30).map(mono));
    expect(sender.stats()).toMatchObject({ reconnects: 1, droppedFrames: 0 });
  });

  it('resume after only the listener lost its connection, with the spatial parameters', async () => {
    const world = new World();
    const sender = world.sender();
    const receiver = world.receiver({ features: { stereo: true } });
    await world.started(sender, receiver);
    await world.stream(sender, 0, 5);
    world.ends[1].destroy();
    await world.stream(sender, 20, 10);
    expect(receiver.blocks).toEqual(upTo(15));
  });

  it('continue without spatial parameters on an older relay, and with them when a newer one is back', async () => {
    const world = new World();
    const sender = world.sender();
    const receiver = world.receiver({ features: { stereo: true } });
    await world.started(sender, receiver);
    await world.stream(sender, 0, 5);
    world.kill();
    world.isOld = true;
    world.relay = world.newRelay();
    await world.stream(sender, 20, 15);
    expect(sender.features.stereo).toBe(false);
    world.kill();
    world.isOld = false;
    world.relay = world.newRelay();
    await world.stream(sender, 80, 15);
    expect(sender.features.stereo).toBe(true);
    expect(receiver.errors).toEqual([]);
    expect(receiver.blocks.map(({ firstFrame }) => firstFrame)).toEqual(upTo(35).map(({ firstFrame }) => firstFrame));
    const byFrame = receiver.blocks.map(({ spatial }) => spatial !== undefined);
    expect([byFrame[0], byFrame[10], byFrame.at(-1)]).toEqual([true, false, true]);
    for (const got of receiver.blocks)
      expect(got.spatial ? got : { ...got, spatial: spatialFor(got.firstFrame, 4) }).toEqual(block(got.firstFrame));
  });

  it('count the bytes of spatial parameters as payload', async () => {
    const world = new World();
    const { sender, all, thin, plain } = await world.audience();
    await world.stream(sender, 0, 100);
    expect(sender.stats().payloadBytes).toBe(100 * (64 + 4));
    const counted = [all, thin, plain].map((receiver) => receiver.stats().payloadBytes);
    expect(counted).toEqual([100 * (64 + 4), 100 * (32 + 4), 100 * 64]);
    expect(sender.stats().payloadKbps).toBeCloseTo((68 * 8) / 400, 1);
    expect(all.stats().payloadKbps).toBeCloseTo((68 * 8) / 400, 1);
  });

  it('refuse spatial parameters of another length by name', async () => {
    const world = new World();
    const sender = world.sender();
    await world.started(sender);
    expect(() => sender.send({ ...block(0), spatial: new Uint8Array(3) })).toThrow(/^spatial.length must be/);
    sender.send(block(0));
    sender.close();
    await world.clock.advanceAsync(1);
  });

  it('fail at once where the hello offers stereo for a model that cannot carry it', async () => {
    for (const change of [{ channels: 2 }, { latentSize: 8 }]) {
      const world = new World();
      const sender = world.sender({ hello: { ...HELLO, format: { ...HELLO.format, ...change } } });
      const failed = expect(sender.start()).rejects.toMatchObject({ code: 'PACKET_FIELD' });
      await world.clock.advanceAsync(50);
      await failed;
      expect(sender.state).toBe('failed');
    }
  });
});

describe('a broadcast in stereo', () => {
  const HOP = 256;
  const RATE = 8000;
  const FRAMES = 60;
  const model = (): FakeModel =>
    new FakeModel({
      hopSamples: HOP,
      sampleRateHz: RATE,
      encoder: { delaySamples: 300, stateSize: 1 },
      decoder: { delaySamples: 500, stateSize: 1 },
    });
  const source = noise(1, FRAMES * HOP, 0.3);
  const pcm = interleave(
    source.map((x, i) => (i < source.length / 2 ? x : x / 8)),
    source.map((x, i) => (i < source.length / 2 ? x / 8 : x)),
  );

  async function* audio(): AsyncGenerator<Float32Array> {
    for (let at = 0; at < pcm.length; at += 1000) yield pcm.subarray(at, at + 1000);
  }

  async function run(listenerChannels: number, stereo: boolean): Promise<{ out: Float32Array; audioBytes: number }> {
    const world = new World();
    const parts: Float32Array[] = [];
    let audioBytes = 0;
    let hasEnded = false;
    const listener = new Listener({
      model: model(),
      clock: world.clock,
      connect: async () => {
        const client = await world.connect();
        const setHandlers = client.setHandlers.bind(client);
        return Object.assign(client, {
          setHandlers: (handlers: Parameters<Connection['setHandlers']>[0]) =>
            setHandlers({
              ...handlers,
              onMessage: (message) => {
                if (packetType(message) === 'audio') audioBytes += message.length;
                handlers.onMessage(message);
              },
            }),
        });
      },
      player: { channels: listenerChannels },
      downlink: { burstMs: 0 },
      random: seededRandom(4),
      write: (samples) => void parts.push(samples.slice()),
      handlers: {
        onEnd: () => {
          hasEnded = true;
        },
      },
    });
    await Promise.all([listener.start(), world.clock.advanceAsync(20)]);
    const broadcast = startBroadcast({
      model: model(),
      clock: world.clock,
      connect: world.connect,
      audio: audio(),
      encoder: { sampleRateHz: RATE, channels: 2, planes: 8, preset: 4 },
      features: { stereo },
      epoch: 5,
      random: seededRandom(6),
    });
    let isDone = false;
    void broadcast.done.then(() => {
      isDone = true;
    });
    for (let i = 0; i < 200 && !(isDone && hasEnded); i++) await world.clock.advanceAsync(100);
    await listener.player.idle();
    expect([isDone, hasEnded]).toEqual([true, true]);
    return { out: concatFloats(parts), audioBytes };
  }

  it('is played in two channels as the codec alone plays it, sample by sample', async () => {
    const encoder = new Encoder(model(), { sampleRateHz: RATE, channels: 2, planes: 8, stereo: true });
    const decoder = new Decoder(model(), { channels: 2 });
    const parts: Float32Array[] = [];
    for (const b of [...(await encoder.push(pcm)), ...(await encoder.flush())])
      parts.push(await decoder.push({ kind: 'frames', block: b }));
    parts.push(await decoder.flush());
    const wanted = concatFloats(parts);
    const { out } = await run(2, true);
    expect(out.length).toBe(pcm.length);
    expect(isSame(out, wanted.slice(0, out.length))).toBe(true);
    const levelAt = (from: number, channel: number): number =>
      out.subarray(2 * from * HOP, 2 * (from + 10) * HOP).reduce((s, v, i) => s + (i % 2 === channel ? v * v : 0), 0);
    expect(levelAt(18, 0)).toBeGreaterThan(20 * levelAt(18, 1));
    expect(levelAt(48, 1)).toBeGreaterThan(20 * levelAt(48, 0));
  });

  it('is played in one channel as a broadcast in mono is, in as many bytes', async () => {
    const stereo = await run(1, true);
    const plain = await run(1, false);
    expect(isSame(stereo.out, plain.out)).toBe(true);
    expect(stereo.audioBytes).toBe(plain.audioBytes);
    expect((await run(2, true)).audioBytes).toBe(plain.audioBytes + FRAMES);
  });

  it('in mono is played in two channels that are alike', async () => {
    const { out } = await run(2, false);
    const both = out.filter((_, i) => i % 2 === 0);
    expect(
      isSame(
        both,
        out.filter((_, i) => i % 2 === 1),
      ),
    ).toBe(true);
    expect(isSame(both, (await run(1, false)).out)).toBe(true);
  });

  it('is refused for one channel of audio, or for a model that cannot carry it', async () => {
    const world = new World();
    const start = (channels: number, m: FakeModel) =>
      startBroadcast({
        model: m,
        clock: world.clock,
        connect: world.connect,
        audio: audio(),
        encoder: { sampleRateHz: RATE, channels },
        features: { stereo: true },
        epoch: 5,
      });
    expect(() => start(1, model())).toThrow(/channels must be 2 to 32 for stereo/);
    expect(() => start(2, new FakeModel({ sampleRateHz: RATE, channels: 2 }))).toThrow(/stereo needs a model/);
    expect(() => start(2, new FakeModel({ sampleRateHz: RATE, hopSamples: 8 }))).toThrow(/stereo needs a model/);
  });
});

it('the context of the tests’ stream in stereo follows from its hello', () => {
  expect(STEREO_CONTEXT).toEqual({ bytesPerFramePlane: 8, hasSpatialParameters: true });
});

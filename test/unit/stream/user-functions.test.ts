import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/random.js';
import type { Connection } from '../../../src/ports/transport.js';
import { Relay } from '../../../src/relay/relay.js';
import { Receiver } from '../../../src/stream/receive/receiver.js';
import type { ReceiverOptions } from '../../../src/stream/receive/receiver-options.js';
import { type BroadcastOptions, startBroadcast } from '../../../src/stream/send/broadcast.js';
import { Sender } from '../../../src/stream/send/sender.js';
import type { SenderOptions } from '../../../src/stream/send/uplink.js';
import { createMemoryPair, type MemoryConnection } from '../../../src/transports/memory.js';
import { FakeClock } from '../../support/fake-clock.js';
import { FakeModel } from '../../support/fake-model.js';
import { FORMAT, MODEL, payloadFor, streamHello } from '../../support/peers.js';

/** What a user's function throws, and how. */
const OWN = new Error('of the user');
const FAULTS = [
  [
    'throws',
    (): never => {
      throw OWN;
    },
  ],
  ['rejects', async (): Promise<never> => Promise.reject(OWN)],
] as const;

/** A relay on memory connections. */
class World {
  readonly clock = new FakeClock();
  readonly ends: MemoryConnection[] = [];
  readonly relay = new Relay({ clock: this.clock, random: seededRandom(1) });

  readonly connect = async (): Promise<Connection> => {
    const [client, server] = createMemoryPair({ clock: this.clock, latencyMs: 5 });
    this.ends.push(client);
    this.relay.accept(server, 'radio');
    return client;
  };

  get open(): number {
    return this.relay.stats().connections;
  }
}

const { role: _role, ...HELLO } = streamHello();
const block = (firstFrame: number) => ({ firstFrame, frames: 4, planes: 2, payload: payloadFor(firstFrame, 4, 2) });

async function sending(world: World, options: Partial<SenderOptions> = {}): Promise<Sender> {
  const sender = new Sender({ connect: world.connect, clock: world.clock, hello: HELLO, ...options });
  sender.start().catch(() => undefined);
  await world.clock.advanceAsync(20);
  return sender;
}

describe('a receiver', () => {
  const receiver = (world: World, options: Partial<ReceiverOptions>) => {
    const errors: Error[] = [];
    const handlers = { onBlock() {}, ...options.handlers, onError: (error: Error) => void errors.push(error) };
    const made = new Receiver({ connect: world.connect, clock: world.clock, model: MODEL, ...options, handlers });
    return { made, errors };
  };

  for (const [how, fault] of FAULTS)
    it.each(['onHello', 'onBlock', 'onSilence', 'onMetadata', 'onSource', 'onEnd', 'onUp', 'onDown'])(
      `ends with what its %s ${how}`,
      async (name) => {
        const world = new World();
        const sender = await sending(world, {
          hello: { ...HELLO, silence: true },
          metadata: { title: 'One' },
        });
        const { made, errors } = receiver(world, { handlers: { onBlock() {}, [name]: fault } });
        const started = made.start().catch((error: unknown) => error);
        await world.clock.advanceAsync(20);
        await started;
        sender.send(block(0));
        sender.sendSilence({ firstFrame: 4, frames: 4, noise: { level: 120, reflection: [] }, continues: false });
        if (name === 'onDown') for (const end of world.ends) end.destroy();
        else sender.end(8, 8 * FORMAT.hopSamples).catch(() => undefined);
        await world.clock.advanceAsync(100);
        expect(errors).toEqual([OWN]);
        sender.close();
        await world.clock.advanceAsync(30_000);
        expect(world.open).toBe(0);
        world.relay.close();
        expect(world.clock.pendingTimers).toBe(0);
      },
    );

  it('drops what its onError throws', async () => {
    const world = new World();
    const made = new Receiver({
      connect: () => Promise.reject(new Error('no network')),
      clock: world.clock,
      model: MODEL,
      handlers: { onBlock() {}, onError: FAULTS[0][1] },
    });
    await expect(made.start()).rejects.toMatchObject({ code: 'TRANSPORT_FAILED' });
  });

  it.each([undefined, null, 5, {}, 'a socket'])('names connect where it resolves to %s', async (value) => {
    const world = new World();
    const { made, errors } = receiver(world, { connect: async () => value as unknown as Connection });
    await expect(made.start()).rejects.toThrow(TypeError);
    expect(String(errors[0])).toMatch(/^TypeError: connect must resolve to a Connection, got /);
  });

  it('rejects where connect throws or returns no promise', async () => {
    const world = new World();
    const thrown = receiver(world, { connect: FAULTS[0][1] });
    await expect(thrown.made.start()).rejects.toMatchObject({ code: 'TRANSPORT_FAILED', cause: OWN });
    const none = receiver(world, { connect: (() => undefined) as never });
    await expect(none.made.start()).rejects.toThrow('connect must resolve to a Connection, got undefined');
  });

  it.each([() => Number.NaN, FAULTS[0][1]])(
    'ends with a random that is none, instead of connecting again at once',
    async (random) => {
      const world = new World();
      const { made, errors } = receiver(world, { random });
      void made.start();
      await world.clock.advanceAsync(20);
      for (const end of world.ends) end.destroy();
      await world.clock.advanceAsync(60_000);
      expect(world.ends).toHaveLength(1);
      expect(errors).toHaveLength(1);
      expect(errors[0]!.message).toMatch(/^random must return a number in \[0, 1\), got NaN$|^of the user$/);
    },
  );
});

describe('a sender', () => {
  for (const [how, fault] of FAULTS)
    it.each(['onUp', 'onDown'])(`fails with what its %s ${how}`, async (name) => {
      const world = new World();
      const errors: Error[] = [];
      const handlers = { [name]: fault, onError: (error: Error) => void errors.push(error) };
      const sender = await sending(world, { handlers });
      if (name === 'onDown') for (const end of world.ends) end.destroy();
      await world.clock.advanceAsync(20);
      expect(errors).toEqual([OWN]);
      expect(sender.state).toBe('failed');
      expect(() => sender.send(block(0))).toThrow(OWN);
      await expect(sender.end(0, 0)).rejects.toBe(OWN);
      expect(world.open).toBe(0);
    });
});

/** A block that is encoded and one that never comes; records whether the iterator was told to return. */
function stuckAudio(model: FakeModel) {
  const state = { returned: 0 };
  let blocks = 0;
  const audio: AsyncIterable<Float32Array> = {
    [Symbol.asyncIterator]: () => ({
      next: () =>
        blocks++ === 0
          ? Promise.resolve({ value: new Float32Array(model.info.format.hopSamples * 16), done: false as const })
          : new Promise(() => {}),
      return: () => {
        state.returned++;
        return new Promise(() => {});
      },
    }),
  };
  return { audio, state };
}

describe('a broadcast', () => {
  const broadcast = (world: World, options: Partial<BroadcastOptions> = {}) => {
    const model = new FakeModel({ sampleRateHz: 8000, encoder: { stateSize: 1 } });
    const { audio, state } = stuckAudio(model);
    const encoder = { sampleRateHz: 8000, channels: 1, preset: 4 };
    const { connect, clock } = world;
    const made = startBroadcast({ model, audio, encoder, epoch: 7, connect, clock, ...options });
    return { ...made, state };
  };

  it('ends at the signal while its source waits: what was encoded and the end are sent', async () => {
    const world = new World();
    const abort = new AbortController();
    const { done, state } = broadcast(world, { signal: abort.signal });
    await world.clock.advanceAsync(50);
    abort.abort();
    await world.clock.advanceAsync(50);
    expect(await done).toMatchObject({ frames: 16, sender: { state: 'ended' } });
    expect(state.returned).toBe(1);
    expect(world.relay.stats().channels[0]).toMatchObject({ nextFrame: 16, hasEnded: true });
    expect(world.open).toBe(0);
  });

  it('ends in order at the signal where its source fails of it', async () => {
    const world = new World();
    const abort = new AbortController();
    async function* audio(): AsyncGenerator<Float32Array> {
      yield new Float32Array(64 * 16);
      await new Promise((_, reject) => abort.signal.addEventListener('abort', () => reject(new Error('aborted'))));
    }
    const { done } = broadcast(world, { audio: audio(), signal: abort.signal });
    await world.clock.advanceAsync(50);
    abort.abort();
    await world.clock.advanceAsync(50);
    expect(await done).toMatchObject({ frames: 16 });
  });

  it('rejects at the signal where no relay has answered yet', async () => {
    const world = new World();
    const abort = new AbortController();
    const { done, sender } = broadcast(world, { connect: () => new Promise(() => {}), signal: abort.signal });
    await world.clock.advanceAsync(50);
    abort.abort();
    await expect(done).rejects.toMatchObject({ code: 'ABORTED' });
    expect(sender.state).toBe('closed');
  });

  for (const [how, fault] of FAULTS)
    it.each(['onUp', 'onDown', 'onBlock'])(`rejects with what its %s ${how}, while its source waits`, async (name) => {
      const world = new World();
      const { done, sender, state } = broadcast(world, { handlers: { [name]: fault } });
      await world.clock.advanceAsync(50);
      if (name === 'onDown') for (const end of world.ends) end.destroy();
      await world.clock.advanceAsync(50);
      await expect(done).rejects.toBe(OWN);
      expect(sender.state).toMatch(/^(failed|closed)$/);
      expect(state.returned).toBeLessThanOrEqual(1);
      await world.clock.advanceAsync(50);
      expect(world.open).toBe(0);
    });

  it('rejects while its source waits when the relay refuses to take it back', async () => {
    const world = new World();
    const { done } = broadcast(world, { random: () => Number.NaN });
    await world.clock.advanceAsync(50);
    for (const end of world.ends) end.destroy();
    await world.clock.advanceAsync(50);
    await expect(done).rejects.toThrow('random must return a number');
  });

  it('reports no unhandled rejection where nobody waits for done', async () => {
    const world = new World();
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', listen);
    try {
      const { sender } = broadcast(world, { connect: () => Promise.reject(new Error('no network')) });
      await world.clock.advanceAsync(50);
      await new Promise((resolve) => setImmediate(resolve));
      expect(sender.state).toBe('failed');
      expect(unhandled).toEqual([]);
    } finally {
      process.off('unhandledRejection', listen);
    }
  });
});

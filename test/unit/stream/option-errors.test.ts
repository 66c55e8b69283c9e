import { describe, expect, it } from 'vitest';
import { Decoder } from '../../../src/codec/decoder.js';
import { Encoder } from '../../../src/codec/encoder.js';
import { Relay } from '../../../src/relay/relay.js';
import { Listener } from '../../../src/stream/receive/listener.js';
import { Player } from '../../../src/stream/receive/player.js';
import { Receiver } from '../../../src/stream/receive/receiver.js';
import { startBroadcast } from '../../../src/stream/send/broadcast.js';
import { Sender } from '../../../src/stream/send/sender.js';
import { createMemoryPair } from '../../../src/transports/memory.js';
import { FakeClock } from '../../support/fake-clock.js';
import { FakeModel } from '../../support/fake-model.js';
import { streamHello } from '../../support/peers.js';

const model = new FakeModel({ sampleRateHz: 8000 });
const { role: _role, ...hello } = streamHello();
const clock = new FakeClock();
const connect = (): Promise<never> => new Promise(() => undefined);
async function* audio(): AsyncGenerator<Float32Array> {}
const write = (): void => undefined;
const onError = (): void => undefined;
const onBlock = (): void => undefined;
const form = { sampleRateHz: 8000, channels: 1 };

/** Every entry of the library that takes options, with options that it accepts. */
const ENTRIES: Readonly<Record<string, (change: object) => unknown>> = {
  startBroadcast: (change) =>
    startBroadcast({ model, clock, connect, audio: audio(), encoder: form, epoch: 1, ...change }),
  Sender: (change) => new Sender({ clock, connect, hello, ...change }),
  Listener: (change) => new Listener({ model, clock, connect, write, ...change }),
  Receiver: (change) => new Receiver({ model: model.info, clock, connect, handlers: { onBlock }, ...change }),
  Player: (change) => new Player({ model, clock, write, onError, ...change }),
  Encoder: (change) => new Encoder(model, { ...form, ...change }),
  Decoder: (change) => new Decoder(model, change),
  Relay: (change) => new Relay({ clock: new FakeClock(), ...change }),
  createMemoryPair: (change) => createMemoryPair({ clock, ...change }),
};

const OBJECTS: Readonly<Record<string, readonly string[]>> = {
  startBroadcast: ['encoder', 'uplink', 'features', 'metadata', 'handlers'],
  Sender: ['hello', 'metadata', 'uplink', 'handlers'],
  Listener: ['player', 'downlink', 'features', 'handlers'],
  Receiver: ['downlink', 'features', 'handlers'],
  Relay: ['limits'],
};
const objects = Object.entries(OBJECTS).flatMap(([entry, names]) => names.map((name) => [entry, name] as const));

describe('the options of the library', () => {
  it.each(Object.keys(ENTRIES))('are accepted by %s without any that may be left out', (entry) => {
    expect(() => ENTRIES[entry]({})).not.toThrow();
  });

  it.each(Object.keys(ENTRIES))('are refused by %s where it does not know their name', (entry) => {
    expect(() => ENTRIES[entry]({ chanels: 1 })).toThrow(TypeError);
    expect(() => ENTRIES[entry]({ chanels: 1 })).toThrow(/^chanels is not an option, got 1; known are \w+/);
  });

  it.each(objects)('of %s: %s is nothing but an object of known names', (entry, name) => {
    for (const value of [5, 'x', true, 1n, [], null, () => undefined]) {
      const make = (): unknown => ENTRIES[entry]({ [name]: value });
      expect(make).toThrow(TypeError);
      expect(make).toThrow(new RegExp(`^${name} must be an object, got `));
    }
    if (name !== 'hello')
      expect(() => ENTRIES[entry]({ [name]: { colour: 1 } })).toThrow(
        new RegExp(`^${name}\\.colour is not an option, got 1; known are `),
      );
  });

  it.each([
    ['startBroadcast', 'model', 5],
    ['startBroadcast', 'model', { info: {} }],
    ['startBroadcast', 'model', undefined],
    ['startBroadcast', 'audio', 'x'],
    ['startBroadcast', 'clock', {}],
    ['startBroadcast', 'signal', {}],
    ['startBroadcast', 'isLive', 1],
    ['startBroadcast', 'kernels', {}],
    ['Listener', 'model', null],
    ['Listener', 'write', 5],
    ['Listener', 'write', undefined],
    ['Listener', 'take', 5],
    ['Listener', 'connect', 'ws://x'],
    ['Player', 'model', {}],
    ['Player', 'write', null],
    ['Player', 'schedule', { wait: 1 }],
    ['Receiver', 'random', 0.5],
    ['Sender', 'connect', undefined],
    ['Encoder', 'stereo', 'yes'],
    ['Encoder', 'onAudio', {}],
    ['Relay', 'clock', undefined],
    ['Relay', 'onLeft', 1],
    ['Relay', 'authorizer', null],
    ['Relay', 'authorizer', 0],
    ['Relay', 'authorizer', false],
    ['Relay', 'authorizer', ''],
    ['Relay', 'authorizer', {}],
    ['Relay', 'authorizer', () => undefined],
    ['createMemoryPair', 'clock', 5],
  ])('of %s: a wrong %s (%s) is a TypeError with its name', (entry, name, value) => {
    const make = (): unknown => ENTRIES[entry]({ [name]: value });
    expect(make).toThrow(TypeError);
    expect(make).toThrow(new RegExp(`^${name} must be .+, got `));
  });

  const nested: readonly (readonly [string, object, string])[] = [
    ['startBroadcast', { encoder: { ...form, plane: 1 } }, 'encoder.plane is not an option'],
    ['startBroadcast', { uplink: { queMs: 1 } }, 'uplink.queMs is not an option'],
    ['startBroadcast', { uplink: { backoff: 5 } }, 'uplink.backoff must be an object'],
    ['startBroadcast', { uplink: { backoff: { mnMs: 5 } } }, 'uplink.backoff.mnMs is not an option'],
    ['startBroadcast', { uplink: { backoff: { minMs: 0 } } }, 'uplink.backoff.minMs must be a number'],
    ['startBroadcast', { uplink: { queueMs: null } }, 'uplink.queueMs must be a value, got null'],
    ['startBroadcast', { features: { sterio: true } }, 'features.sterio is not an option'],
    ['startBroadcast', { features: { stereo: 1 } }, 'features.stereo must be true or false'],
    ['startBroadcast', { features: { dtx: 5 } }, 'features.dtx must be an object'],
    ['startBroadcast', { features: { dtx: { minDb: 1 } } }, 'features.dtx.minDb must be a number from -120 to 0'],
    ['startBroadcast', { planes: 2 }, 'planes is not an option'],
    ['startBroadcast', { encoder: { ...form, preset: 0 } }, 'encoder.preset must be an integer from 1 to 128, got 0'],
    [
      'startBroadcast',
      { encoder: { ...form, preset: 200 } },
      'encoder.preset must be an integer from 1 to 128, got 200',
    ],
    ['startBroadcast', { encoder: { ...form, preset: 'fast' } }, 'encoder.preset must be one of live, normal, radio'],
    ['startBroadcast', { encoder: { ...form, planes: null } }, 'encoder.planes must be a value, got null'],
    ['startBroadcast', { encoder: { channels: 1 } }, 'encoder.sampleRateHz must be an integer'],
    ['startBroadcast', { metadata: { title: 5 } }, 'metadata.title must be a string, got 5'],
    ['startBroadcast', { metadata: { title: 5n } }, 'metadata.title must be a string, got 5n'],
    ['startBroadcast', { metadata: { artist: 'x'.repeat(257) } }, 'metadata.artist must have at most 256 characters'],
    ['startBroadcast', { startedAtMs: -1 }, 'startedAtMs must be an integer from 0'],
    ['startBroadcast', { startedAtMs: 5n }, 'startedAtMs must be an integer from 0'],
    ['startBroadcast', { epoch: 2 ** 32 }, 'epoch must be an integer from 0'],
    ['startBroadcast', { handlers: { onUp: 5 } }, 'handlers.onUp must be a function'],
    ['Sender', { hello: { ...hello, startedAtMs: -1 } }, 'hello.startedAtMs must be an integer'],
    ['Sender', { hello: { ...hello, planes: 9 } }, 'hello.planes must be an integer from 1 to 8'],
    ['Listener', { player: { schedule: 5 } }, 'player.schedule must be a PlayoutSchedule, got 5'],
    ['Listener', { player: { channels: 0 } }, 'player.channels must be an integer'],
    ['Listener', { player: { maxDelayMs: -1 } }, 'player.maxDelayMs must be a number'],
    ['Listener', { downlink: { planes: '2' } }, 'downlink.planes must be an integer from 1 to 8, got "2"'],
    ['Receiver', { handlers: {} }, 'handlers.onBlock must be a function, got undefined'],
    ['Relay', { maxChannels: 5 }, 'maxChannels is not an option'],
    ['Relay', { limits: { maxChannel: 5 } }, 'limits.maxChannel is not an option'],
    ['Relay', { limits: { maxChannels: null } }, 'limits.maxChannels must be a value, got null'],
    ['Encoder', { windowing: 'both' }, 'windowing must be one of state, windows, got "both"'],
  ];

  it.each(nested.map(([entry, change, message]) => ({ entry, change, message })))(
    'of $entry: $message',
    ({ entry, change, message }) => {
      expect(() => ENTRIES[entry](change)).toThrow(message);
    },
  );
});

describe('metadata that change later', () => {
  it('are checked before they are sent', () => {
    const sender = new Sender({ clock, connect, hello });
    expect(() => sender.setMetadata({ title: 5 } as object)).toThrow('metadata.title must be a string, got 5');
    expect(() => sender.setMetadata(null as unknown as object)).toThrow(/^metadata must be an object, got null/);
    sender.close();
  });
});

describe('what is no connection', () => {
  const { guarantees: _guarantees, ...partial } = { ...createMemoryPair({ clock })[0] };

  it('is refused by a relay', () => {
    const relay = new Relay({ clock: new FakeClock() });
    expect(() => relay.accept(partial as never, 'radio')).toThrow(
      new TypeError('connection must be a Connection that states its guarantees, got an object'),
    );
    expect(relay.stats().connections).toBe(0);
    relay.close();
  });

  it.each(['Sender', 'Receiver'])('ends the start of a %s with an error that names it', async (entry) => {
    const peer = ENTRIES[entry]({ connect: async () => partial }) as Sender | Receiver;
    await expect(peer.start()).rejects.toThrow(
      new TypeError('connect must resolve to a Connection, got an object without its methods, counters or guarantees'),
    );
    peer.close();
  });
});

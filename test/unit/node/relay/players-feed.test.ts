import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Decoder } from '../../../../src/codec/decoder.js';
import { Encoder } from '../../../../src/codec/encoder.js';
import { concatFloats } from '../../../../src/core/buffers.js';
import { seededRandom } from '../../../../src/core/random.js';
import { PlayersFeed } from '../../../../src/node/relay/players/feed.js';
import { Relay } from '../../../../src/relay/relay.js';
import { startBroadcast } from '../../../../src/stream/send/broadcast.js';
import { createMemoryPair, type MemoryConnection } from '../../../../src/transports/memory.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { FakeModel } from '../../../support/fake-model.js';

const RATE = 8000;
/** A frame is 10 ms. */
const FORM = { sampleRateHz: RATE, hopSamples: 80 } as const;
const OTHER = { ...FORM, sha256: 'e'.repeat(64) } as const;

/** A player's socket that takes everything. */
class Player extends EventEmitter {
  readonly #chunks: Buffer[] = [];
  writableLength = 0;
  isCut = false;
  write(bytes: Buffer): boolean {
    this.#chunks.push(bytes);
    return true;
  }
  destroy(): void {
    this.isCut = true;
  }
  /** Left channel, without the header. */
  get heard(): Int16Array {
    const pcm = Buffer.concat(this.#chunks).subarray(44);
    return Int16Array.from({ length: pcm.length >> 2 }, (_, i) => pcm.readInt16LE(4 * i));
  }
}

/** A relay with one channel and its players, by a clock that the test advances. */
class World {
  readonly clock = new FakeClock();
  readonly relay = new Relay({ clock: this.clock });
  readonly ends: MemoryConnection[] = [];
  readonly errors: (Error | null)[] = [];
  #feed: PlayersFeed | null = null;

  /** Sends audio in 40 ms pieces in its own time; ends when the returned function is called. */
  source(pcm: (sample: number) => number, form: typeof FORM = FORM, channels = 1): () => void {
    const { clock } = this;
    let isOnAir = true;
    async function* audio() {
      for (let at = 0; isOnAir; at += 320) {
        yield Float32Array.from({ length: 320 * channels }, (_, i) => pcm(at + Math.floor(i / channels)));
        await new Promise<void>((resolve) => clock.schedule(40, resolve));
      }
    }
    startBroadcast({
      ...{ model: new FakeModel(form), clock, isLive: true, audio: audio(), startedAtMs: 1e12 + clock.nowMs() },
      connect: async () => {
        const [client, server] = createMemoryPair({ clock });
        this.ends.push(client);
        this.relay.accept(server, 'radio');
        return client;
      },
      epoch: 1 + clock.nowMs(),
      encoder: { sampleRateHz: RATE, channels, planes: 8, preset: 'live' },
      ...(channels === 2 && { features: { stereo: true } }),
    }).done.catch(() => undefined);
    return () => {
      isOnAir = false;
    };
  }

  player(models: readonly FakeModel[] = [new FakeModel(FORM)]): Player {
    const { clock, relay } = this;
    let opened = 0;
    this.#feed ??= new PlayersFeed({
      ...{ relay, clock, channel: 'radio', credentials: '', ffmpeg: null },
      model: models[0]!,
      openModel: async () => models[++opened] ?? models.at(-1)!,
      onDecoded: () => {},
      onCut: () => {},
      onEnd: (error) => this.errors.push(error),
    });
    const player = new Player();
    this.#feed.add({ socket: player as unknown as Socket, wantsTitles: false }, 'wav');
    return player;
  }

  close(): void {
    this.#feed?.close(null);
  }
}

const sine = (sample: number): number => 0.5 * Math.sin((2 * Math.PI * 400 * sample) / RATE);
/** Seconds of sound among what was heard, in pieces of 10 ms. */
const soundSeconds = (heard: Int16Array): number => {
  let pieces = 0;
  for (let at = 0; at + 80 <= heard.length; at += 80)
    if (heard.subarray(at, at + 80).some((x) => Math.abs(x) > 2000)) pieces++;
  return pieces / 100;
};

describe('what players of a channel hear', () => {
  let world = new World();
  afterEach(() => {
    world.close();
    world = new World();
  });

  it('is what a decoder makes of the same packets, sample by sample', async () => {
    // Tones that never repeat.
    const random = seededRandom(5);
    const tones = Array.from({ length: 8 }, () => [40 + 260 * random(), 2 * Math.PI * random()] as const);
    const wave = (sample: number): number =>
      tones.reduce((sum, [hz, phase]) => sum + Math.sin((2 * Math.PI * hz * sample) / RATE + phase), 0) / 16;
    world.source(wave);
    await world.clock.advanceAsync(500);
    const player = world.player();
    await world.clock.advanceAsync(6000);
    const model = new FakeModel(FORM);
    const encoder = new Encoder(model, { sampleRateHz: RATE, channels: 1, planes: 8, framesPerBlock: 4 });
    const decoder = new Decoder(model, { channels: 2 });
    const parts: Float32Array[] = [];
    const input = Float32Array.from({ length: 6 * RATE }, (_, sample) => wave(sample));
    for (const block of await encoder.push(input)) parts.push(await decoder.push({ kind: 'frames', block }));
    const local = concatFloats(parts).filter((_, i) => i % 2 === 0);
    const { heard } = player;
    const difference = (shift: number, from: number, to: number): number => {
      let most = 0;
      for (let i = from; i < to; i++) most = Math.max(most, Math.abs(heard[i]! - local[i + shift]! * 32_768));
      return most;
    };
    const begin = 1.5 * RATE;
    const shifts = Array.from({ length: 2 * RATE }, (_, i) => i - RATE);
    const shift = shifts.find((candidate) => difference(candidate, begin, begin + 400) < 2)!;
    expect(shift).toBeDefined();
    const end = Math.min(heard.length, local.length - shift);
    expect((end - begin) / RATE).toBeGreaterThan(3.5);
    expect(difference(shift, begin, end)).toBeLessThan(2);
  });

  it('leaves nothing behind that holds a process, once the relay is closed', async () => {
    const before = world.clock.pendingTimers;
    const player = world.player();
    await world.clock.advanceAsync(500);
    player.emit('close');
    world.close();
    await world.clock.advanceAsync(100);
    expect(world.clock.pendingTimers).toBe(before);
  });

  it('is as long as the time that passes, whatever the source does: it is lost, comes back, ends, and another begins', async () => {
    const player = world.player();
    const lengthMs = (): number => (player.heard.length / RATE) * 1000;
    await world.clock.advanceAsync(2000);
    expect(Math.abs(lengthMs() - 2000)).toBeLessThan(400);
    const end = world.source(sine);
    await world.clock.advanceAsync(4000);
    expect(soundSeconds(player.heard)).toBeGreaterThan(3.3);
    world.ends[0]!.close(4000, 'lost');
    await world.clock.advanceAsync(4000);
    end();
    await world.clock.advanceAsync(3000);
    const endAgain = world.source(sine);
    await world.clock.advanceAsync(3000);
    endAgain();
    await world.clock.advanceAsync(1000);
    expect(world.errors).toEqual([]);
    // 200 ms ahead of its time, in steps of 100 ms.
    expect(Math.abs(lengthMs() - 17_000)).toBeLessThan(400);
    expect(soundSeconds(player.heard)).toBeGreaterThan(9);
  });

  it('goes from mono to stereo and to another model without an end of their streams', async () => {
    const player = world.player([new FakeModel(FORM), new FakeModel(OTHER)]);
    world.source(sine)();
    await world.clock.advanceAsync(1500);
    const end = world.source(sine, FORM, 2);
    await world.clock.advanceAsync(3000);
    const stereo = soundSeconds(player.heard);
    expect(stereo).toBeGreaterThan(2);
    end();
    await world.clock.advanceAsync(1000);
    world.source(sine, OTHER as never);
    await world.clock.advanceAsync(4000);
    expect([player.isCut, world.errors]).toEqual([false, []]);
    expect(soundSeconds(player.heard)).toBeGreaterThan(stereo + 3);
    expect(Math.abs((player.heard.length / RATE) * 1000 - 9500)).toBeLessThan(400);
  });

  it('ends with the reason where the model of what is played is not installed', async () => {
    const player = world.player();
    world.source(sine, OTHER as never);
    await world.clock.advanceAsync(1000);
    expect(player.isCut).toBe(true);
    expect(world.errors).toHaveLength(1);
    expect(world.errors[0]).toMatchObject({ code: 'MODEL_MISMATCH' });
  });
});

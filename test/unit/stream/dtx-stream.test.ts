import { describe, expect, it } from 'vitest';
import type { SilentBlock } from '../../../src/core/latent/frames.js';
import { seededRandom } from '../../../src/core/random.js';
import { parsePacket } from '../../../src/core/wire/packet.js';
import { Relay } from '../../../src/relay/relay.js';
import { Listener } from '../../../src/stream/receive/listener.js';
import { startBroadcast } from '../../../src/stream/send/broadcast.js';
import { createMemoryPair, type MemoryConnection } from '../../../src/transports/memory.js';
import { FakeClock } from '../../support/fake-clock.js';
import { FakeModel } from '../../support/fake-model.js';
import { audioPacket, CONTEXT, Peer, silencePacket, streamHello } from '../../support/peers.js';

/** A relay of which `join` makes one more connection. */
function world() {
  const clock = new FakeClock();
  const relay = new Relay({ clock, random: seededRandom(1) });
  const ends: MemoryConnection[] = [];
  const connection = (latencyMs = 0): MemoryConnection => {
    const [client, server] = createMemoryPair({ clock, latencyMs });
    ends.push(client);
    relay.accept(server, 'radio');
    return client;
  };
  return { clock, relay, ends, connection, join: () => new Peer(connection()) };
}
const story = (peer: Peer): string[] =>
  peer.packets.flatMap((p) =>
    p.type === 'audio' || p.type === 'silence' ? [`${p.type} ${p.firstFrame}–${p.firstFrame + p.frames}`] : [],
  );

describe('silence through the relay', () => {
  it('is forwarded unchanged, stored for late joins, and never thinned', () => {
    const { clock, relay, join } = world();
    const source = join();
    source.hello(streamHello({ silence: true }));
    const early = join();
    early.listen({ planes: 1 });
    clock.advance(1);
    source.send(audioPacket(0));
    source.send(silencePacket(4, 4));
    source.send(silencePacket(8, 20, false));
    source.send(audioPacket(28));
    clock.advance(1);
    const late = join();
    late.listen({ planes: 1, burstMs: 10_000 });
    clock.advance(1);
    for (const peer of [early, late]) {
      expect(story(peer)).toEqual(['audio 0–4', 'silence 4–8', 'silence 8–28', 'audio 28–32']);
      expect(peer.of('silence')[1]).toEqual(silencePacket(8, 20, false));
      expect(peer.of('audio').map(({ planes }) => planes)).toEqual([1, 1]);
    }
    expect(relay.stats().channels[0]).toMatchObject({ silentFrames: 24, audioMessages: 2, nextFrame: 32 });
  });

  it('is confirmed to the source by a relay that supports it', () => {
    const { clock, join } = world();
    const source = join();
    source.hello(streamHello({ silence: true }));
    clock.advance(1);
    expect(source.of('hello')[0]!.body).toMatchObject({ silence: true, resumeFrame: 0 });
  });

  it('is sent from the resumed frame on, only the remainder', () => {
    const { clock, join } = world();
    const source = join();
    source.hello(streamHello({ silence: true }));
    clock.advance(1);
    source.send(audioPacket(0));
    source.send(silencePacket(4, 4));
    source.send(silencePacket(8, 10));
    clock.advance(1);
    const back = join();
    back.listen({ from: { epoch: 7, frame: 8 }, burstMs: 10_000 });
    clock.advance(1);
    source.send(audioPacket(18));
    clock.advance(1);
    expect(story(back)).toEqual(['silence 8–18', 'audio 18–22']);
  });

  it('refuses silence from a listener and before any hello', () => {
    const { clock, join } = world();
    const [stranger, listener] = [join(), join()];
    listener.listen();
    for (const peer of [stranger, listener]) peer.send(silencePacket(0));
    clock.advance(1);
    expect([stranger.closed?.code, listener.closed?.code]).toEqual([4001, 4001]);
  });
});

describe('a broadcast with DTX', () => {
  // 64 values a frame at 8 kHz: a frame is 8 ms, eight of them a packet.
  const model = () => new FakeModel({ sampleRateHz: 8000, decoder: { delaySamples: 100, stateSize: 1 } });
  const random = seededRandom(3);
  const FRAME = 64;

  /** `seconds` of speech (`a`) and background (`.`), live. */
  async function* speech(script: string, clock: FakeClock, latest: { at: number }): AsyncGenerator<Float32Array> {
    for (const what of script)
      for (let i = 0; i < 25; i++) {
        while (clock.nowMs() < latest.at) await new Promise<void>((resolve) => clock.schedule(4, resolve));
        latest.at += 40;
        const rms = what === 'a' ? 0.2 : 0.0005;
        yield Float32Array.from({ length: 320 }, () => rms * Math.sqrt(3) * (2 * random() - 1));
      }
  }

  async function run(script: string, options: { dtx?: boolean; isOldRelay?: boolean; cutAtMs?: number } = {}) {
    const { clock, relay, ends, connection } = world();
    const signalled: SilentBlock[] = [];
    let samples = 0;
    const listener = new Listener({
      model: model(),
      clock,
      connect: async () => connection(5),
      downlink: { burstMs: 0 },
      random: seededRandom(4),
      write: (pcm) => {
        samples += pcm.length;
      },
      handlers: { onSilence: (block) => signalled.push(block) },
    });
    await Promise.all([listener.start(), clock.advanceAsync(20)]);
    const broadcast = startBroadcast({
      model: model(),
      clock,
      connect: async () => {
        const client = connection(5);
        if (!options.isOldRelay) return client;
        // A relay older than silence packets does not repeat the field.
        const send = client.send.bind(client);
        return Object.assign(client, {
          send: (message: Uint8Array) => {
            const packet = parsePacket(message, CONTEXT);
            if (packet.type === 'silence') throw new Error('an old relay was sent a silence packet');
            if (packet.type !== 'hello') return send(message);
            const { silence: _, ...body } = packet.body;
            return send(Uint8Array.from([0x11, ...new TextEncoder().encode(JSON.stringify(body))]));
          },
        });
      },
      audio: speech(script, clock, { at: clock.nowMs() }),
      encoder: { sampleRateHz: 8000, channels: 1, preset: 8 },
      features: { dtx: options.dtx ?? true },
      epoch: 5,
      isLive: true,
      random: seededRandom(6),
    });
    let result: Awaited<typeof broadcast.done> | undefined;
    void broadcast.done.then((r) => {
      result = r;
    });
    for (let ms = 0; ms < script.length * 1000 + 5000 && !result; ms += 100) {
      if (ms === options.cutAtMs) ends.at(-1)!.destroy();
      await clock.advanceAsync(100);
    }
    await clock.advanceAsync(500);
    await listener.player.idle();
    return { result: result!, signalled, samples, listener, relay };
  }

  it('saves the frames of every pause and loses none, to the last sample', async () => {
    const { result, signalled, samples, listener } = await run('a..a...a');
    const { sender } = result;
    expect(result.frames).toBe(1000);
    expect(sender.silentFrames).toBe(signalled.reduce((sum, { frames }) => sum + frames, 0));
    // Of 5 s of pauses two hangovers of 400 ms are sent, and parts of blocks.
    expect(sender.silentFrames).toBeGreaterThan((5 * 8000) / FRAME - 140);
    expect(sender.frames + sender.silentFrames).toBe(1000);
    expect(sender.payloadBytes).toBe(sender.frames * 8);
    expect(listener.stats().player.jitter).toMatchObject({
      lost: 0,
      silent: sender.silentFrames,
      played: sender.frames,
    });
    expect(samples).toBe(8 * 8000);
  });

  it('sends every frame without DTX, and where the relay does not support it', async () => {
    for (const options of [{ dtx: false }, { isOldRelay: true }]) {
      const { result, signalled, samples } = await run('a..a', options);
      expect(signalled).toEqual([]);
      expect(result.sender).toMatchObject({ frames: 500, silentFrames: 0 });
      expect(samples).toBe(4 * 8000);
    }
  });

  it('sends again after a lost connection the part of a silence that the relay does not have', async () => {
    const { result, samples, listener } = await run('a...a', { cutAtMs: 2500 });
    expect(result.sender.reconnects).toBe(1);
    expect(listener.stats().player.jitter.lost).toBe(0);
    expect(samples).toBe(5 * 8000);
  });
});

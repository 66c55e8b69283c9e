import { describe, expect, it } from 'vitest';
import { Decoder } from '../../../../src/codec/decoder.js';
import { concatFloats } from '../../../../src/core/buffers.js';
import type { DecoderItem, FrameBlock, SilentBlock } from '../../../../src/core/latent/frames.js';
import { NO_SPATIAL_PARAMETERS } from '../../../../src/core/latent/spatial-parameters.js';
import { streamContext } from '../../../../src/core/wire/hello.js';
import { encodePacket, FRAME_INDEX_MODULUS, type PacketContext } from '../../../../src/core/wire/packet.js';
import type { Connection } from '../../../../src/ports/transport.js';
import { Listener } from '../../../../src/stream/receive/listener.js';
import type { PlayedInfo } from '../../../../src/stream/receive/played-info.js';
import { createMemoryPair, type MemoryConnection } from '../../../../src/transports/memory.js';
import { ClockSchedule } from '../../../support/clock-schedule.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { FakeModel, type FakeModelOptions } from '../../../support/fake-model.js';
import { BestCopies, soundBlock, streamCopies } from '../../../support/frame-copies.js';
import { streamHello } from '../../../support/peers.js';

const FRAME_MS = 8;
/** A frame is 64 samples at 8 kHz, 8 ms. Its audio lags by less than a frame, so that every decode brings some. */
const MODELS: [string, FakeModelOptions][] = [
  ['a causal model', { sampleRateHz: 8000, decoder: { stateSize: 1, delaySamples: 40 } }],
  ['a stateless model with context', { sampleRateHz: 8000, decoder: { leftFrames: 3, rightFrames: 0 } }],
];
const SIZE = 8;

/** A relay that sends what it is told to; the receiver, the player and what they write. */
async function listen(model: FakeModel, schedule: 'eager' | 'clock', channels: 1 | 2, resumeFrame = 0) {
  const clock = new FakeClock();
  const relays: MemoryConnection[] = [];
  const clients: Connection[] = [];
  const asked: string[] = [];
  const pcm: Float32Array[] = [];
  const onWrite: ((info: PlayedInfo) => void)[] = [];
  const errors: unknown[] = [];
  const listener = new Listener({
    model,
    clock,
    connect: async () => {
      const [client, server] = createMemoryPair({ clock });
      clients.push(client);
      relays.push(server);
      server.setHandlers({ onMessage: (m) => asked.push(new TextDecoder().decode(m.subarray(1))), onClose: () => {} });
      return client;
    },
    downlink: { backoff: { minMs: 10, jitter: 0 } },
    player: {
      channels,
      ...(schedule === 'clock' && { schedule: new ClockSchedule(FRAME_MS, 100) }),
    },
    write: (samples, info) => {
      pcm.push(samples.slice());
      for (const call of onWrite) call(info);
    },
  });
  listener.done.catch((error: unknown) => errors.push(error));
  const start = listener.start();
  await clock.advanceAsync(1);
  await start;
  const { format, sha256, id } = model.info;
  const hello = streamHello({
    format,
    modelSha256: sha256,
    modelId: id,
    planes: 3,
    stereo: true,
    silence: true,
    resumeFrame,
  });
  const context: PacketContext = streamContext(hello);
  const sendHello = (): void => void relays.at(-1)!.send(encodePacket({ type: 'hello', body: { ...hello } }, context));
  sendHello();
  const send = (block: FrameBlock | SilentBlock): void => {
    const at = { epoch: 7, firstFrame: block.firstFrame % FRAME_INDEX_MODULUS, frames: block.frames };
    const packet =
      'noise' in block
        ? ({ type: 'silence', ...at, noise: block.noise, continues: block.continues } as const)
        : ({ ...block, type: 'audio', ...at, encodedPlanes: 3 } as const);
    relays.at(-1)!.send(encodePacket(packet, context));
  };
  const end = (totalFrames: number): void =>
    void relays
      .at(-1)!
      .send(encodePacket({ type: 'end', epoch: 7, totalFrames, totalSamples: totalFrames * 64 }, context));
  return { clock, listener, relays, clients, asked, pcm, onWrite, errors, send, sendHello, end };
}

/** What a block that was written is to be decoded from: the best copies of its frames, all of the same form. */
function itemOf({ firstFrame, frames, silence }: PlayedInfo, best: BestCopies): DecoderItem {
  const copies = Array.from({ length: frames }, (_, i) => best.get(firstFrame + i));
  const copy = copies[0];
  for (const other of copies) expect([other?.planes, other?.noise]).toEqual([copy?.planes, copy?.noise]);
  const noise = copy ? copy.noise : silence?.noise;
  if (noise) return { kind: 'silent', block: { firstFrame, frames, noise, continues: false } };
  if (!copy) return { kind: 'lost', firstFrame, frames };
  const spatial = Uint8Array.from(copies, (other) => other?.spatial ?? NO_SPATIAL_PARAMETERS);
  return { kind: 'frames', block: soundBlock(firstFrame, frames, copy.planes, SIZE, spatial) };
}

async function decodeAll(model: FakeModel, channels: number, items: readonly DecoderItem[]) {
  const decoder = new Decoder(model, { channels });
  const parts: Float32Array[] = [];
  for (const item of items) parts.push(await decoder.push(item));
  parts.push(await decoder.flush());
  return concatFloats(parts);
}

describe.each(MODELS)('a listener with %s', (_, options) => {
  it.each([
    ['eager', 1],
    ['eager', 2],
    ['clock', 1],
    ['clock', 2],
  ] as const)('plays the best copies that came in time, %s, %i channels (seeds 1–12)', async (schedule, channels) => {
    let late = 0;
    let planes = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const model = new FakeModel(options);
      const firstFrame = seed % 3 === 0 ? 2 ** 24 - 60 : 0;
      const world = await listen(model, schedule, channels, firstFrame);
      const arrivals = streamCopies({
        seed,
        frames: 120,
        frameMs: FRAME_MS,
        bytesPerFramePlane: SIZE,
        firstFrame,
        delayMs: 200,
      });
      const best = new BestCopies();
      const items: DecoderItem[] = [];
      await world.clock.advanceAsync(1);
      world.pcm.length = 0;
      world.onWrite.push((info) => {
        if (info.frames > 0) items.push(itemOf(info, best));
      });
      const begunMs = world.clock.nowMs();
      let hasEnded = false;
      for (const { atMs, block } of arrivals) {
        if (atMs > 120 * FRAME_MS && !hasEnded) {
          hasEnded = true;
          world.end(firstFrame + 120);
        }
        await pass(world.clock, Math.max(0, begunMs + atMs - world.clock.nowMs()));
        best.add(block);
        world.send(block);
        await played();
      }
      if (!hasEnded) world.end(firstFrame + 120);
      await pass(world.clock, 2000);
      expect(world.errors, `seed ${seed}`).toEqual([]);
      // Every frame once, from the first one that came to the last one of the stream.
      let next = items[0]!.kind === 'lost' ? items[0]!.firstFrame : items[0]!.block.firstFrame;
      for (const item of items) {
        const { firstFrame: first, frames } = item.kind === 'lost' ? item : item.block;
        expect(first, `seed ${seed}`).toBe(next);
        next += frames;
      }
      expect(next, `seed ${seed}`).toBe(firstFrame + 120);
      const written = concatFloats(world.pcm);
      const expected = await decodeAll(new FakeModel(options), channels, items);
      expect(written.length, `seed ${seed}`).toBe(expected.length);
      expect(distance(written, expected), `seed ${seed}`).toBe(0);
      const { jitter } = world.listener.player.stats;
      late += jitter.late;
      planes = Math.max(planes, ...items.map((item) => (item.kind === 'frames' ? item.block.planes : 0)));
      await world.listener.close();
    }
    expect(planes).toBe(3);
    expect(late).toBeGreaterThan(100);
  });
});

describe('a listener', () => {
  it('that connects again and is sent frames again plays each once and misses none', async () => {
    const model = new FakeModel(MODELS[0]![1]);
    const world = await listen(model, 'eager', 1);
    const played: [number, number][] = [];
    world.onWrite.push(({ firstFrame, frames, isLost }) => {
      if (frames > 0) played.push([firstFrame, frames]);
      expect(isLost).toBe(false);
    });
    for (let at = 0; at < 20; at += 4) world.send(soundBlock(at, 4, 1, SIZE));
    await world.clock.advanceAsync(10);
    world.relays[0]!.destroy();
    await world.clock.advanceAsync(100);
    expect(JSON.parse(world.asked.filter((text) => text.includes('listener')).at(-1)!)).toMatchObject({
      from: { epoch: 7, frame: 20 },
    });
    world.sendHello();
    // Cut at other frames, in more planes, and from long before.
    for (let at = 3; at < 40; at += 7) world.send(soundBlock(at, 7, 2, SIZE));
    await world.clock.advanceAsync(10);
    world.end(45);
    await world.clock.advanceAsync(1000);
    let next = 0;
    for (const [firstFrame, frames] of played) {
      expect(firstFrame).toBe(next);
      next += frames;
    }
    expect(next).toBe(45);
    const expected = await decodeAll(new FakeModel(MODELS[0]![1]), 1, [
      { kind: 'frames', block: soundBlock(0, 20, 1, SIZE) },
      { kind: 'frames', block: soundBlock(20, 25, 2, SIZE) },
    ]);
    expect(distance(concatFloats(world.pcm), expected)).toBeLessThan(1e-6);
    expect(world.listener.stats()).toMatchObject({
      player: { jitter: { late: 17, duplicate: 0, lost: 0, played: 45 } },
    });
    await world.listener.close();
  });

  it('does not play what comes after the end once more, and plays on where the source does', async () => {
    const world = await listen(new FakeModel(MODELS[0]![1]), 'eager', 1);
    world.send(soundBlock(0, 8, 1, SIZE));
    world.end(8);
    await world.clock.advanceAsync(1000);
    expect(concatFloats(world.pcm).length).toBe(8 * 64);
    world.send(soundBlock(4, 4, 2, SIZE));
    await world.clock.advanceAsync(1000);
    expect(concatFloats(world.pcm).length).toBe(8 * 64);
    expect(world.listener.player.stats.jitter.late).toBe(4);
    world.send(soundBlock(8, 8, 2, SIZE));
    world.end(16);
    await world.clock.advanceAsync(1000);
    expect(world.errors).toEqual([]);
    const pcm = concatFloats(world.pcm);
    expect(pcm.length).toBe(16 * 64);
    // It fades in where the decoder was drained.
    const expected = await decodeAll(new FakeModel(MODELS[0]![1]), 1, [
      { kind: 'frames', block: soundBlock(8, 8, 2, SIZE) },
    ]);
    expect(distance(pcm.subarray(9 * 64), expected.subarray(64))).toBeLessThan(1e-6);
    await world.listener.close();
  });

  it('plays a stream whose indices are the last ones that are counted, and refuses those beyond', async () => {
    const firstFrame = 2 ** 53 - 2 ** 20 - 41;
    const world = await listen(new FakeModel(MODELS[0]![1]), 'eager', 2, firstFrame);
    for (let at = firstFrame; at < firstFrame + 60; at += 10) world.send(soundBlock(at, 10, 1, SIZE));
    await world.clock.advanceAsync(1000);
    await world.listener.close();
    expect(world.errors).toEqual([]);
    expect(world.listener.stats()).toMatchObject({ stream: { badMessages: 2 }, player: { jitter: { played: 40 } } });
    expect(concatFloats(world.pcm).length).toBe(2 * 40 * 64);
  });

  it('of another epoch starts anew at the same indices', async () => {
    const world = await listen(new FakeModel(MODELS[0]![1]), 'eager', 1);
    world.send(soundBlock(0, 8, 3, SIZE));
    await world.clock.advanceAsync(10);
    const { format, sha256, id } = new FakeModel(MODELS[0]![1]).info;
    const hello = streamHello({ format, modelSha256: sha256, modelId: id, planes: 3, epoch: 8 });
    const context = streamContext(hello);
    world.relays[0]!.send(encodePacket({ type: 'hello', body: { ...hello } }, context));
    const { payload, frames, planes } = soundBlock(0, 8, 1, SIZE);
    const packet = { type: 'audio', epoch: 8, firstFrame: 0, frames, planes, encodedPlanes: 3, payload } as const;
    world.relays[0]!.send(encodePacket(packet, context));
    await world.clock.advanceAsync(10);
    await world.listener.close();
    expect(world.listener.player.stats.jitter).toMatchObject({ played: 16, late: 0, duplicate: 0 });
    expect(world.errors).toEqual([]);
  });
});

const distance = (a: Float32Array, b: Float32Array): number =>
  a.reduce((max, value, i) => Math.max(max, Math.abs(value - (b[i] ?? 0))), 0);

/** Lets all that is due be decoded and written: every promise settles before the event loop's next turn. */
const played = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Time passes, with everything that falls due played in its time. */
async function pass(clock: FakeClock, ms: number): Promise<void> {
  const endMs = clock.nowMs() + ms;
  while (clock.nowMs() < endMs) {
    clock.advance(Math.min(2, endMs - clock.nowMs()));
    await played();
  }
}

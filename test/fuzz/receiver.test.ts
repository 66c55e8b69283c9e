import { expect, it } from 'vitest';
import type { FrameBlock, SilentBlock } from '../../src/core/latent/frames.js';
import { JitterBuffer } from '../../src/core/playout/jitter-buffer.js';
import { encodePacket, type Packet } from '../../src/core/wire/packet.js';
import { Receiver } from '../../src/stream/receive/receiver.js';
import { createMemoryPair, type MemoryConnection } from '../../src/transports/memory.js';
import { ClockSchedule } from '../support/clock-schedule.js';
import { FakeClock } from '../support/fake-clock.js';
import { MODEL, STEREO_CONTEXT, spatialFor, streamHello } from '../support/peers.js';
import { mutate, randomBytes, xorshift } from './random-bytes.js';

const SEED = Number(process.env.FUZZ_SEED ?? 20261128);
const SIZE = STEREO_CONTEXT.bytesPerFramePlane;
const FRAME_MS = 100;
const MAX_DELAY_MS = 5000;

/** Indices near each other, far apart, and at every end of their range. */
function frameIndex(random: () => number, near: number): number {
  switch (random() % 8) {
    case 0:
      return random() % 2 ** 24;
    case 1:
      return (near + 2 ** 23 - (random() % 3)) % 2 ** 24;
    case 2:
      return random() % 2 ? 0 : 2 ** 24 - 1;
    default:
      return (near + (random() % 64)) % 2 ** 24;
  }
}

/** Where a hello says that its stream continues. */
const resumeFrame = (random: () => number): number =>
  [0, random(), 2 ** 53 - 1, 2 ** 53 - 2 ** 20 - (random() % 500)][random() % 4]!;

function packet(random: () => number, near: number): Packet {
  const firstFrame = frameIndex(random, near);
  const frames = 1 + (random() % (random() % 4 ? 8 : 128));
  const epoch = random() % 10 ? 7 : random() % 32;
  switch (random() % 8) {
    case 0: {
      const noise = { level: random() % 256, reflection: [...randomBytes(random, random() % 17)].map((k) => k % 255) };
      return { type: 'silence', epoch, firstFrame, frames, noise, continues: random() % 2 === 0 };
    }
    case 1:
      if (random() % 20 === 0)
        return { type: 'end', epoch, totalFrames: random() * 2 ** (random() % 21), totalSamples: random() };
      return { type: 'metadata', body: { title: 'x' } };
    case 2:
      if (random() % 20 === 0)
        return {
          type: 'hello',
          body: { ...streamHello({ stereo: true, epoch: 7 + 32 * (random() % 4), resumeFrame: resumeFrame(random) }) },
        };
      return { type: 'ping', token: random() };
    default: {
      const planes = Math.max(1, Math.min(1 + (random() % 3), Math.floor((4090 / frames - 1) / SIZE)));
      const payload = randomBytes(random, planes * frames * SIZE);
      const spatial = random() % 2 ? spatialFor(firstFrame, frames) : undefined;
      return {
        type: 'audio',
        epoch,
        firstFrame,
        frames,
        planes,
        encodedPlanes: planes,
        payload,
        ...(spatial && { spatial }),
      };
    }
  }
}

it(`20,000 packets and mutated bytes, at any indices, neither crash a receiver and its jitter buffer nor grow it (FUZZ_SEED=${SEED})`, async () => {
  const random = xorshift(SEED);
  const clock = new FakeClock();
  let relay!: MemoryConnection;
  const buffers = [undefined, new ClockSchedule(FRAME_MS, 400)].map(
    (schedule) =>
      new JitterBuffer({
        frameMs: FRAME_MS,
        bytesPerFramePlane: SIZE,
        maxDelayMs: MAX_DELAY_MS,
        ...(schedule && { schedule }),
      }),
  );
  const counts = { blocks: 0, silences: 0, ends: 0 };
  const push = (block: FrameBlock | SilentBlock): void => {
    for (const buffer of buffers)
      if ('noise' in block) buffer.pushSilence(block, clock.nowMs());
      else buffer.push(block, clock.nowMs());
  };
  const receiver = new Receiver({
    connect: async () => {
      const [client, server] = createMemoryPair({ clock, highWaterBytes: 2 ** 30 });
      relay = server;
      server.setHandlers({ onMessage: () => {}, onClose: () => {} });
      return client;
    },
    clock,
    model: MODEL,
    features: { stereo: true },
    handlers: {
      onHello: (_, isNewEpoch) => {
        if (isNewEpoch) for (const buffer of buffers) buffer.reset();
      },
      onBlock: (block) => {
        counts.blocks++;
        push(block);
      },
      onSilence: (block) => {
        counts.silences++;
        push(block);
      },
      onEnd: (frames) => {
        counts.ends++;
        for (const buffer of buffers) buffer.end(frames, clock.nowMs());
      },
    },
  });
  const started = receiver.start();
  await clock.advanceAsync(1);
  await started;
  relay.send(encodePacket({ type: 'hello', body: { ...streamHello({ stereo: true }) } }, STEREO_CONTEXT));
  const wrong: string[] = [];
  const next = buffers.map((buffer) => buffer.nextFrame);
  for (let i = 0, near = 0; i < 20_000; i++) {
    const message = encodePacket(packet(random, near), STEREO_CONTEXT);
    // Packets of a version and type that parse, and what is left of them.
    relay.send(random() % 4 ? message : mutate(random, message));
    if (random() % 3) near = (near + 4) % 2 ** 24;
    clock.advance(random() % 50);
    for (const [b, buffer] of buffers.entries()) {
      // A hello of another epoch has started it anew.
      if (buffer.nextFrame === undefined || (next[b] !== undefined && buffer.nextFrame < next[b]!)) next[b] = undefined;
      for (let pulls = 0; ; pulls++) {
        const item = buffer.pull(clock.nowMs());
        if (item.kind === 'wait') break;
        const { firstFrame, frames } = item.kind === 'lost' ? item : item.block;
        if (next[b] !== undefined && firstFrame < next[b]!) wrong.push(`${firstFrame} after ${next[b]}`);
        next[b] = firstFrame + frames;
        if (pulls > 1000) {
          wrong.push('endless');
          break;
        }
      }
      if (buffer.isEnded) buffer.reopen();
      const { queuedMs } = buffer.stats;
      if (queuedMs > MAX_DELAY_MS) wrong.push(`${queuedMs} ms`);
    }
    const { frames, silentFrames, droppedFrames, payloadBytes } = receiver.stats();
    if (!(frames >= 0 && silentFrames >= 0 && droppedFrames >= 0 && payloadBytes >= 0)) wrong.push('a count below 0');
  }
  expect(wrong.slice(0, 5)).toEqual([]);
  for (const [name, count] of Object.entries(counts)) expect(count, name).toBeGreaterThan(10);
  expect(receiver.stats().badMessages).toBeGreaterThan(1000);
  receiver.close();
});

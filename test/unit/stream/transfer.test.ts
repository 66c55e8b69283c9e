import { describe, expect, it } from 'vitest';
import type { FrameBlock } from '../../../src/core/latent/frames.js';
import { seededRandom } from '../../../src/core/random.js';
import { Relay } from '../../../src/relay/relay.js';
import { TransferProgress } from '../../../src/relay/subscribers/transfer-progress.js';
import { Receiver } from '../../../src/stream/receive/receiver.js';
import { SendWindow } from '../../../src/stream/send/send-window.js';
import { Sender } from '../../../src/stream/send/sender.js';
import { createMemoryPair, type MemoryConnection, type MemoryOptions } from '../../../src/transports/memory.js';
import { FakeClock } from '../../support/fake-clock.js';
import { FORMAT, MODEL, payloadFor, streamHello } from '../../support/peers.js';

const { role: _role, ...HELLO } = streamHello({ framesPerPacket: 4 });
/** Of a message of four frames, live, with what it costs on the wire; each frame is 100 ms. */
const LIVE_BITS_PER_SECOND = 2.5 * 8 * (6 + 4 * 2 * 8 + 50);
const MINUTE_FRAMES = 600;

/** A relay, a source that has everything at once, and listeners over links of their own. */
function setUp() {
  const clock = new FakeClock();
  const relay = new Relay({ clock, random: seededRandom(1) });
  const connect =
    (network: Partial<MemoryOptions>, ends: MemoryConnection[] = []) =>
    async (): Promise<MemoryConnection> => {
      const [client, server] = createMemoryPair({ clock, latencyMs: 5, ...network });
      ends.push(client);
      relay.accept(server, 'radio');
      return client;
    };
  const listener = async (network: Partial<MemoryOptions> = {}) => {
    const got = { frames: [] as number[], planes: new Set<number>(), endedAtMs: null as number | null, down: 0 };
    const receiver = new Receiver({
      connect: connect(network),
      clock,
      model: MODEL,
      random: seededRandom(2),
      handlers: {
        onBlock: ({ firstFrame, frames, planes }: FrameBlock) => {
          for (let i = 0; i < frames; i++) got.frames.push(firstFrame + i);
          got.planes.add(planes);
        },
        onEnd: () => {
          got.endedAtMs = clock.nowMs();
        },
        onDown: () => got.down++,
        onError: () => {},
      },
    });
    void receiver.start();
    await clock.advanceAsync(10_000);
    return { got, receiver };
  };
  const ends: MemoryConnection[] = [];
  /** Sends as fast as it may; resolves with what it has sent, or rejects with what ends it. */
  const transfer = (frames: number, isTransfer = true) => {
    const sender = new Sender({
      connect: connect({}, ends),
      clock,
      random: seededRandom(3),
      hello: { ...HELLO, ...(isTransfer && { transfer: true }) },
    });
    const done = (async () => {
      await sender.start();
      for (let firstFrame = 0; firstFrame < frames; firstFrame += 4)
        if (!sender.send({ firstFrame, frames: 4, planes: 2, payload: payloadFor(firstFrame, 4, 2) }))
          await sender.drained();
      await sender.end(frames, frames * FORMAT.hopSamples);
      return sender.stats();
    })();
    const result: { error?: unknown; stats?: Awaited<typeof done> } = {};
    done.then(
      (stats) => (result.stats = stats),
      (error) => (result.error = error),
    );
    return { sender, result };
  };
  return { clock, relay, listener, transfer, ends };
}

/** Frames that did not come next, the first ten of them, and the end where it was not reached. */
function gaps(got: readonly number[], frames: number): string[] {
  const wrong = got.flatMap((frame, i) => (frame === i ? [] : [`${frame} in place of ${i}`])).slice(0, 10);
  return got.length === frames ? wrong : [...wrong, `${got.length} of ${frames}`];
}

describe('a transfer at maximum speed', () => {
  it('reaches two listeners of different speed whole, in all planes, at the pace of the slower one', async () => {
    const { clock, listener, transfer } = setUp();
    const frames = 10 * MINUTE_FRAMES;
    const fast = await listener();
    const slow = await listener({ bitsPerSecond: 2 * LIVE_BITS_PER_SECOND });
    const startMs = clock.nowMs();
    const { result } = transfer(frames);
    await clock.advanceAsync(400_000);
    expect(result.error).toBeUndefined();
    expect(result.stats).toMatchObject({ droppedFrames: 0, reconnects: 0 });
    for (const { got } of [fast, slow]) {
      expect(gaps(got.frames, frames)).toEqual([]);
      expect([...got.planes]).toEqual([2]);
      expect(got.down).toBe(0);
      // Ten minutes at twice live pace, with what the pings cost.
      expect(got.endedAtMs! - startMs).toBeGreaterThan(290_000);
      expect(got.endedAtMs! - startMs).toBeLessThan(380_000);
    }
  });

  it('ends in time though the relay reads it at eight times live pace, which no timeout of the end would cover', async () => {
    const { clock, listener, transfer } = setUp();
    const frames = 20 * MINUTE_FRAMES;
    const { got } = await listener();
    const { result } = transfer(frames);
    await clock.advanceAsync(200_000);
    expect(result.error).toBeUndefined();
    expect(gaps(got.frames, frames)).toEqual([]);
    const plain = setUp();
    const { result: failed } = plain.transfer(frames, false);
    await plain.clock.advanceAsync(200_000);
    expect(String(failed.error)).toMatch(/has not taken the end within 10000 ms/);
  });

  it('loses nothing when the connection of its source is lost on the way', async () => {
    const { clock, listener, transfer, ends } = setUp();
    const frames = 10 * MINUTE_FRAMES;
    const { got } = await listener();
    const { result } = transfer(frames);
    for (let i = 0; i < 3; i++) {
      await clock.advanceAsync(8_130);
      ends.at(-1)!.destroy();
    }
    await clock.advanceAsync(200_000);
    expect(result.stats).toMatchObject({ reconnects: 3, droppedFrames: 0 });
    expect(gaps(got.frames, frames)).toEqual([]);
  });

  it('is held up by no listener that is slower than live: that one gets less, the others everything at live pace or faster', async () => {
    const { clock, relay, listener, transfer } = setUp();
    const frames = 5 * MINUTE_FRAMES;
    const sound = await listener();
    const slow = await listener({ bitsPerSecond: LIVE_BITS_PER_SECOND / 4 });
    const startMs = clock.nowMs();
    const { result } = transfer(frames);
    await clock.advanceAsync(20_000);
    const states = [...relay.stats().channels].map(
      ({ thinnedListeners, skippedListeners }) => thinnedListeners + skippedListeners,
    );
    await clock.advanceAsync(380_000);
    expect(states).toEqual([1]);
    expect(result.error).toBeUndefined();
    expect(gaps(sound.got.frames, frames)).toEqual([]);
    expect(sound.got.endedAtMs! - startMs).toBeLessThan(300_000);
    expect(slow.got.frames.length).toBeLessThan(frames);
  });

  it('is not late for a listener whose process was busy for as long as a live stream would be skipped', async () => {
    const { clock, listener, transfer } = setUp();
    const frames = 5 * MINUTE_FRAMES;
    // Its answers take eight seconds.
    const { got } = await listener({ latencyMs: 4_000 });
    const { result } = transfer(frames);
    await clock.advanceAsync(600_000);
    expect(result.error).toBeUndefined();
    expect(gaps(got.frames, frames)).toEqual([]);
    expect([...got.planes]).toEqual([2]);
  });
});

describe('how much of a transfer is on its way', () => {
  it('is what was sent since the last ping that was answered', () => {
    const progress = new TransferProgress(0, 100);
    expect([progress.isUnproven(0), progress.isFull(99), progress.isFull(100)]).toEqual([false, false, true]);
    progress.pinged(100, 0);
    progress.answered(100, 5_000);
    expect([progress.isUnproven(100), progress.isFull(199), progress.isFull(200)]).toEqual([false, false, true]);
    // Live pace begins where nothing was on its way.
    expect([progress.behindMs(900, 15_000), progress.behindMs(900, 25_000)]).toEqual([0, 10_000]);
  });

  it('fills the window of a sender, which asks at its half', () => {
    const window = new SendWindow(8);
    window.sent(4);
    expect([window.isPingDue, window.isFull]).toEqual([true, false]);
    window.pinged();
    window.sent(8);
    expect([window.isPingDue, window.isFull]).toEqual([true, true]);
    window.answered();
    expect(window.isFull).toBe(false);
    window.restart(20);
    expect([window.isPingDue, window.isFull]).toEqual([false, false]);
  });
});

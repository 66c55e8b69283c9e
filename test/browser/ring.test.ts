import { describe, expect, it } from 'vitest';
import { PcmRing } from '../../src/browser/pcm-ring.js';
import { HeldBlocks } from '../../src/browser/worker/held-blocks.js';
import type { PcmOutput } from '../../src/browser/worker/pcm-output.js';
import { WorkerPlayout } from '../../src/browser/worker/worker-playout.js';
import { FakeClock } from '../support/fake-clock.js';

const ramp = (from: number, n: number): Float32Array => Float32Array.from({ length: n }, (_, i) => from + i);

describe('the ring between worker and worklet', () => {
  it('returns what was written, over its end and over the counters’ wrap, and accepts no more than fits', () => {
    const ring = PcmRing.allocate(200, 1, true);
    expect(ring.capacitySamples).toBe(256);
    // Counters just below 2^32.
    new Int32Array(ring.buffer, 0, 2).fill(-100);
    for (let at = 0; at < 2000; at += 100) {
      expect(ring.write(ramp(at, 100))).toBe(100);
      const out = [new Float32Array(120)];
      expect(ring.readInto(out, 10, 110)).toBe(100);
      expect(out[0]!.subarray(10, 110)).toEqual(ramp(at, 100));
    }
    expect(ring.write(ramp(0, 300))).toBe(256);
    expect(ring.freeSamples).toBe(0);
    expect(ring.write(ramp(0, 1))).toBe(0);
  });

  it('carries two channels, interleaved on one side and apart on the other', () => {
    const ring = PcmRing.allocate(128, 2, false);
    ring.writeFrom([ramp(0, 100), ramp(1000, 100)], 100);
    const out = new Float32Array(200);
    expect(ring.read(out)).toBe(100);
    expect([...out.subarray(0, 4)]).toEqual([0, 1000, 1, 1001]);
    ring.write(out);
    const [left, right] = [new Float32Array(100), new Float32Array(100)];
    ring.readInto([left, right], 0, 100);
    expect([left, right]).toEqual([ramp(0, 100), ramp(1000, 100)]);
  });
});

describe('playout', () => {
  /** A device that plays 8000 samples a second of the fake clock. */
  class Device implements PcmOutput {
    readonly leadMs = 60;
    underruns = 0;
    written = 0;
    readonly writeFrame = 0;
    #played = 0;
    #sinceMs = 0;
    #isPlaying = false;
    #isHeld = false;

    constructor(readonly clock: FakeClock) {}

    get levelSamples(): number {
      if (this.#isPlaying && !this.#isHeld) {
        this.#played += 8 * (this.clock.nowMs() - this.#sinceMs);
        this.#sinceMs = this.clock.nowMs();
        if (this.#played > this.written) {
          this.#played = this.written;
          this.#isPlaying = false;
          this.underruns++;
        }
      }
      return this.written - this.#played;
    }

    get isPlaying(): boolean {
      return this.levelSamples >= 0 && this.#isPlaying;
    }

    set isPlaying(value: boolean) {
      this.#sinceMs = this.clock.nowMs();
      this.#isPlaying = value;
    }

    write(interleaved: Float32Array): void {
      this.written += interleaved.length;
    }

    clear(): void {
      this.written = this.#played;
    }

    /** Like a suspended audio context: it neither reads nor has underruns. */
    hold(isHeld: boolean): void {
      void this.levelSamples;
      this.#isHeld = isHeld;
      this.#sinceMs = this.clock.nowMs();
    }
  }

  const TONE = (n: number, from = 0): Float32Array =>
    Float32Array.from({ length: n }, (_, i) => Math.sin((from + i) / 20));

  function start(isLive: boolean, targetMs = 150) {
    const clock = new FakeClock();
    const output = new Device(clock);
    const playout = new WorkerPlayout({ output, clock, sampleRateHz: 8000, channels: 1, targetMs });
    playout.begin(isLive);
    return { clock, output, playout };
  }
  /** A packet of half a second, as it is decoded: nothing else runs meanwhile. */
  const PACKET = 4000;
  async function packet(playout: WorkerPlayout, clock: FakeClock, decodeMs = 0): Promise<void> {
    playout.beforeDecode(500);
    clock.advanceBlocked(decodeMs);
    playout.afterDecode(500, decodeMs);
    await playout.write(TONE(PACKET));
  }

  it('begins after the target delay, and has no underrun while packets arrive within it', async () => {
    const { clock, output, playout } = start(true);
    for (let i = 0; i < 60; i++) {
      await packet(playout, clock);
      // Late by up to 80 ms, as the network may be.
      await clock.advanceAsync(i % 2 ? 420 : 580);
    }
    expect(output.underruns).toBe(0);
    expect(playout.interruptions).toBe(0);
    expect(playout.levelMs).toBeLessThan(500 + 150 + 10);
  });

  it('fills the ring before a decode that blocks its thread for longer than the ring lasts', async () => {
    const { clock, output, playout } = start(true, 400);
    for (let i = 0; i < 60; i++) {
      await packet(playout, clock, 250);
      await clock.advanceAsync(250);
    }
    expect(output.underruns).toBeLessThanOrEqual(1);
    expect(playout.interruptions).toBeLessThanOrEqual(1);
  });

  it('waits longer after every interruption; the end of the stream is not one', async () => {
    const { clock, output, playout } = start(true);
    await packet(playout, clock);
    await clock.advanceAsync(2000);
    expect(playout.interruptions).toBe(1);
    expect(playout.targetMs).toBeGreaterThan(150);
    await packet(playout, clock);
    playout.end();
    await clock.advanceAsync(5000);
    expect(output.isPlaying).toBe(false);
    expect(clock.pendingTimers).toBe(0);
    await packet(playout, clock);
    expect(playout.interruptions).toBe(1);
  });

  it('reaches its target within three seconds of a start with two seconds of past audio', async () => {
    const { clock, output, playout } = start(true);
    for (let i = 0; i < 4; i++) await packet(playout, clock);
    for (let i = 0; i < 6; i++) {
      await clock.advanceAsync(500);
      await packet(playout, clock);
    }
    expect(playout.skippedMs).toBeGreaterThan(1000);
    expect(playout.levelMs - 500).toBeLessThan(150 + 50 + 20);
    expect(playout.levelMs - 500).toBeGreaterThan(100);
    expect(output.underruns).toBe(0);
  });

  it('continues near the live edge after the device was suspended, with the same target', async () => {
    const { clock, output, playout } = start(true);
    const run = async (packets: number): Promise<void> => {
      for (let i = 0; i < packets; i++) {
        await packet(playout, clock);
        await clock.advanceAsync(500);
      }
    };
    await run(10);
    output.hold(true);
    await run(8);
    output.hold(false);
    await run(8);
    expect(playout.skippedMs).toBeGreaterThan(3000);
    expect(playout.targetMs).toBeLessThan(300);
    expect(playout.levelMs).toBeLessThan(300);
  });

  it('skips what a live source has sent during an outage, and plays all of a recording', async () => {
    for (const isLive of [true, false]) {
      const { clock, output, playout } = start(isLive);
      let taken = 0;
      const writing = (async () => {
        for (let i = 0; i < 20; i++) {
          await packet(playout, clock);
          taken++;
        }
      })();
      await clock.advanceAsync(isLive ? 0 : 9600);
      await writing;
      expect(taken).toBe(20);
      if (isLive) {
        await clock.advanceAsync(500);
        await packet(playout, clock);
        await clock.advanceAsync(1500);
        await packet(playout, clock);
        expect(playout.skippedMs).toBeGreaterThan(5000);
      } else {
        playout.end();
        await clock.advanceAsync(3000);
        expect(playout.skippedMs).toBe(0);
        expect(playout.interruptions).toBe(0);
        // All of it, the silence that it waited for first, and the silence that it ends with.
        expect(output.written).toBeGreaterThan(20 * PACKET);
        expect(output.written).toBeLessThan(22 * PACKET);
      }
    }
  });

  it('plays comfort noise while a source is silent and reports it, without an interruption', async () => {
    const { clock, output, playout } = start(true);
    await packet(playout, clock);
    await clock.advanceAsync(500);
    const noise = { level: 80, reflection: [] };
    await playout.write(new Float32Array(PACKET), { noise, continues: true });
    for (let i = 0; i < 3; i++) {
      await clock.advanceAsync(1000);
      await playout.write(new Float32Array(2 * PACKET), { noise, continues: true });
    }
    await packet(playout, clock);
    await clock.advanceAsync(400);
    expect(output.underruns).toBe(0);
    expect(playout.interruptions).toBe(0);
  });
});

describe('frames that are kept before the click', () => {
  const block = (firstFrame: number, frames: number) => ({
    firstFrame,
    frames,
    planes: 1,
    payload: Uint8Array.from({ length: frames }, (_, i) => firstFrame + i),
  });

  it('are the newest, at least as many as requested, and are handed over once', () => {
    const held = new HeldBlocks(20);
    for (let at = 0; at < 120; at += 12) {
      held.push(block(at, 12));
      expect(held.frames).toBe(Math.min(at + 12, 24));
    }
    expect(held.take(1).map(({ firstFrame }) => firstFrame)).toEqual([96, 100, 108]);
    expect(held.take(1)).toEqual([]);
    held.push(block(120, 44));
    expect(held.frames).toBe(44);
    held.clear();
    expect(held.frames).toBe(0);
  });

  it('begin with a short block, so that sound starts sooner, and lose nothing', () => {
    const held = new HeldBlocks(20);
    held.push(block(10, 6));
    expect(held.take(1)).toEqual([block(10, 4), block(14, 2)]);
    held.push(block(10, 4));
    held.push(block(14, 12));
    expect(held.take(1)).toEqual([block(10, 4), block(14, 12)]);
  });

  it('may come in any order, with copies of each other: every frame is counted once, and the oldest are dropped', () => {
    const held = new HeldBlocks(20);
    for (const at of [24, 0, 12]) held.push(block(at, 12));
    expect(held.frames).toBe(24);
    held.push({ ...block(20, 12), planes: 2, payload: new Uint8Array(24) });
    held.push(block(12, 12));
    expect(held.frames).toBe(24);
    expect(held.take(1).map(({ firstFrame, frames }) => [firstFrame, frames])).toEqual([
      [12, 4],
      [16, 8],
      [12, 12],
      [20, 12],
      [24, 12],
    ]);
  });

  it('are bounded whatever comes', () => {
    const held = new HeldBlocks(20);
    for (let i = 0; i < 1000; i++) held.push(block(0, 12));
    expect(held.frames).toBe(12);
    expect(held.take(1).length).toBe(80 + 1);
  });
});

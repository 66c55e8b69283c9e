import { describe, expect, it } from 'vitest';
import { PcmRing } from '../../src/browser/pcm-ring.js';
import { MAX_DEVIATION, RateMatcher } from '../../src/browser/rate-match.js';
import type { PcmOutput } from '../../src/browser/worker/pcm-output.js';
import { Playout } from '../../src/browser/worker/playout.js';
import { FakeClock } from '../support/fake-clock.js';

const ramp = (from: number, n: number): Float32Array => Float32Array.from({ length: n }, (_, i) => from + i);

describe('the ring between worker and worklet', () => {
  it('gives back what was written, over its end and over the counters’ wrap, and takes no more than fits', () => {
    const ring = PcmRing.allocate(200, 1, true);
    expect(ring.capacityFrames).toBe(256);
    // Counters just below 2^32.
    new Int32Array(ring.buffer, 0, 2).fill(-100);
    for (let at = 0; at < 2000; at += 100) {
      expect(ring.write(ramp(at, 100))).toBe(100);
      const out = [new Float32Array(120)];
      expect(ring.readInto(out, 10, 110)).toBe(100);
      expect(out[0]!.subarray(10, 110)).toEqual(ramp(at, 100));
    }
    expect(ring.write(ramp(0, 300))).toBe(256);
    expect(ring.freeFrames).toBe(0);
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

describe('playing a little faster or slower', () => {
  const sine = (n: number): Float32Array => Float32Array.from({ length: n }, (_, i) => Math.sin(i / 7));

  it('is a copy, two samples late, at the right speed', () => {
    const matcher = new RateMatcher(1);
    const out = [matcher.process(ramp(1, 50)), matcher.process(ramp(51, 50))].flatMap((part) => [...part]);
    expect(out).toEqual([0, 0, ...ramp(1, 98)]);
  });

  it.each([1 - MAX_DEVIATION, 1 + MAX_DEVIATION])('keeps a tone a tone at ratio %f, however it is cut', (ratio) => {
    const input = sine(20_000);
    const whole = new RateMatcher(1);
    whole.ratio = ratio;
    const expected = whole.process(input);
    expect(Math.abs(expected.length - 20_000 / ratio)).toBeLessThanOrEqual(1);
    for (let k = 100; k < expected.length - 100; k++)
      expect(Math.abs(expected[k]! - Math.sin((k * ratio - 2) / 7))).toBeLessThan(1e-3);
    const cut = new RateMatcher(1);
    cut.ratio = ratio;
    const parts: number[] = [];
    for (let at = 0; at < input.length; at += 777) parts.push(...cut.process(input.slice(at, at + 777)));
    expect(parts.length).toBe(expected.length);
    expect(Math.max(...parts.map((v, i) => Math.abs(v - expected[i]!)))).toBeLessThan(1e-5);
  });
});

describe('playout', () => {
  /** A device that plays 1000 samples a second of the fake clock. */
  class Device implements PcmOutput {
    underruns = 0;
    written = 0;
    #played = 0;
    #sinceMs = 0;
    #isPlaying = false;

    constructor(readonly clock: FakeClock) {}

    get levelFrames(): number {
      if (this.#isPlaying) {
        this.#played += this.clock.nowMs() - this.#sinceMs;
        this.#sinceMs = this.clock.nowMs();
        if (this.#played > this.written) {
          this.#played = this.written;
          this.#isPlaying = false;
          this.underruns++;
        }
      }
      return this.written - this.#played;
    }

    get freeFrames(): number {
      return 1e6;
    }

    get isPlaying(): boolean {
      return this.levelFrames >= 0 && this.#isPlaying;
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
  }

  function start(isLive: boolean, targetMs = 150) {
    const clock = new FakeClock();
    const output = new Device(clock);
    const playout = new Playout({
      output,
      clock,
      sampleRateHz: 1000,
      channels: 1,
      targetMs,
      backlogMs: () => 0,
      isLive: () => isLive,
    });
    return { clock, output, playout };
  }

  it('begins after the target delay, and never stands still while packets come within it', async () => {
    const { clock, output, playout } = start(true);
    for (let i = 0; i < 40; i++) {
      void playout.write(new Float32Array(500).fill(1));
      // Late by up to 120 ms, as decoding may be.
      await clock.advanceAsync(i % 2 ? 380 : 620);
    }
    expect(output.underruns).toBe(0);
    expect(playout.interruptions).toBe(0);
  });

  it('waits longer after every interruption, and an end is none', async () => {
    const { clock, output, playout } = start(true);
    void playout.write(new Float32Array(500).fill(1));
    await clock.advanceAsync(2000);
    expect(output.isPlaying).toBe(false);
    void playout.write(new Float32Array(500).fill(1));
    expect(playout.interruptions).toBe(1);
    expect(playout.targetMs).toBeGreaterThan(150);
    playout.end();
    await clock.advanceAsync(5000);
    void playout.write(new Float32Array(500).fill(1));
    expect(playout.interruptions).toBe(1);
  });

  it('passes over what a live source has sent during an outage, and plays all of a recording', async () => {
    for (const isLive of [true, false]) {
      const { clock, output, playout } = start(isLive);
      let taken = 0;
      const writing = (async () => {
        for (let i = 0; i < 20; i++) {
          await playout.write(new Float32Array(500).fill(1));
          taken++;
        }
      })();
      await clock.advanceAsync(isLive ? 0 : 12_000);
      await writing;
      expect(taken).toBe(20);
      if (isLive) expect(playout.skippedMs).toBeGreaterThan(5000);
      else expect(playout.skippedMs).toBe(0);
      if (!isLive) expect(output.written).toBe(10_000);
    }
  });

  it('works off what is too much by playing at most half a percent faster', async () => {
    const { clock, output, playout } = start(true);
    for (let i = 0; i < 4; i++) void playout.write(new Float32Array(500).fill(1));
    for (let i = 0; i < 1200; i++) {
      await clock.advanceAsync(500);
      void playout.write(new Float32Array(500).fill(1));
    }
    const levelMs = output.levelFrames;
    expect(levelMs).toBeLessThan(500 + 400);
    expect(levelMs).toBeGreaterThan(500 + 50);
    expect(output.underruns).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import { CodecError } from '../../../src/core/errors.js';
import { LOWER_LATENCY } from '../../../src/live/device-latency.js';
import { LivePlayout } from '../../../src/live/live-playout.js';
import type { LiveAudioSink } from '../../../src/ports/audio.js';
import { FakeClock } from '../../support/fake-clock.js';

const RATE = 8000;
const FORM = { sampleRateHz: RATE, channels: 1 };
const W = 0.05;

/** A sound server: mixes what its streams play, sample by sample, at its playing time. */
class FakeServer {
  readonly mixed: number[] = [];
  readonly asked: number[] = [];
  open = 0;
  maxOpen = 0;
  /** Only one stream at a time. */
  isExclusive = false;
  /** Blocks the device for this time every 1.5 s: a stream that holds less has an underrun. */
  hiccupMs = 0;

  constructor(readonly clock: FakeClock) {}

  stream = (latencyMs: number): LiveAudioSink => {
    const { clock } = this;
    const isRefused = this.isExclusive && this.open > 0;
    this.asked.push(latencyMs);
    this.open++;
    this.maxOpen = Math.max(this.maxOpen, this.open);
    /** When the last sample that was written is played, in samples. */
    let end = 0;
    let underruns = 0;
    const now = (): number => (clock.nowMs() / 1000) * RATE;
    let cancel = (): void => {};
    const hiccup = (): void => {
      if (latencyMs * 1.5 < this.hiccupMs) underruns++;
      cancel = clock.schedule(1500, hiccup);
    };
    cancel = clock.schedule(1500, hiccup);
    let isClosed = false;
    return {
      ...FORM,
      status: () => ({ bufferedMs: (Math.max(0, end - now()) / RATE) * 1000, isMeasured: true, underruns }),
      write: async (pcm) => {
        if (isRefused) throw new CodecError('DEVICE', 'in use');
        const from = Math.max(end, Math.round(now()));
        end = from + pcm.length;
        for (const [i, x] of pcm.entries()) this.mixed[from + i] = (this.mixed[from + i] ?? 0) + x;
      },
      close: async () => {
        if (!isClosed) this.open--;
        isClosed = true;
        cancel();
      },
    };
  };
}

describe('the latency of a loudspeaker', () => {
  const setUp = (latencyMs = 40) => {
    const clock = new FakeClock();
    const server = new FakeServer(clock);
    const story: string[] = [];
    const playout = new LivePlayout({
      clock,
      ...FORM,
      latencyMs,
      open: server.stream,
      onLatencyRaised: (ms) => story.push(`wider ${Math.round(ms)}`),
      onLatencyLowered: (ms) => story.push(`narrower ${Math.round(ms)}`),
      onDeviceGone: () => story.push('gone'),
    });
    let phase = 0;
    const play = async (seconds: number): Promise<void> => {
      for (let ms = 0; ms < seconds * 1000; ms += 200) {
        playout.write(Float32Array.from({ length: RATE / 5 }, () => 0.5 * Math.sin(W * phase++)));
        await clock.advanceAsync(200);
      }
    };
    return { clock, server, story, playout, play };
  };

  it('is raised on underruns, and lowered one step after each minute without', async () => {
    const { clock, server, story, playout, play } = setUp();
    server.hiccupMs = 100;
    await play(20);
    expect(story).toEqual(['wider 60', 'wider 90']);
    server.hiccupMs = 0;
    await play(200);
    expect(story).toEqual(['wider 60', 'wider 90', 'narrower 60', 'narrower 40']);
    await play(200);
    expect(playout.stats).toMatchObject({ latencyMs: 40, deviceUnderruns: 6 });
    // The additional audio of a larger latency is taken from the buffer, once each.
    expect(playout.stats.underruns).toBeLessThanOrEqual(2);
    expect(server.open).toBe(1);
    await playout.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it('is lowered on silence first, less and less often where that causes underruns', async () => {
    const { clock, server, story, playout, play } = setUp();
    server.hiccupMs = 80;
    await play(20);
    expect(story).toEqual(['wider 60']);
    const before = server.asked.length;
    // 20 minutes of silence: nothing is played, and only the device of smaller latency is opened.
    await clock.advanceAsync(20 * 60_000);
    expect(server.asked.slice(before).every((ms) => ms === 40)).toBe(true);
    // After 1, 2, 4 and 8 minutes, each time for the seconds of the trial.
    expect(server.asked.length - before).toBe(4);
    expect(story).toEqual(['wider 60']);
    expect(LOWER_LATENCY.maxStableMs).toBe(16 * 60_000);
    await playout.close();
  });

  it('changes without a gap, a click or repeated audio, in the middle of sound', async () => {
    const { server, story, playout, play } = setUp();
    server.hiccupMs = 80;
    await play(10);
    server.hiccupMs = 0;
    await play(110);
    expect(story).toEqual(['wider 60', 'narrower 40']);
    await playout.close();
    // A sine obeys x[n] = 2 cos(w) x[n−1] − x[n−2]: gaps, clicks and repeated sound do not.
    let bend = 0;
    for (let i = RATE; i < server.mixed.length - RATE / 2; i++) {
      const [x, a, b] = [server.mixed[i] ?? 0, server.mixed[i - 1] ?? 0, server.mixed[i - 2] ?? 0];
      bend = Math.max(bend, Math.abs(x - 2 * Math.cos(W) * a + b));
    }
    expect(bend).toBeLessThan(2e-3);
    expect(server.maxOpen).toBe(2);
  });

  it('is raised with a gap where only one stream may play, and never lowered there', async () => {
    const { server, story, playout, play } = setUp();
    server.isExclusive = true;
    server.hiccupMs = 80;
    await play(20);
    expect(story).toEqual(['wider 60']);
    server.hiccupMs = 0;
    await play(300);
    expect(story).toEqual(['wider 60']);
    expect(playout.stats).toMatchObject({ latencyMs: 60, outages: 0 });
    await playout.close();
  });
});

import { describe, expect, it } from 'vitest';
import { CodecError } from '../../../src/core/errors.js';
import { LivePlayout } from '../../../src/live/live-playout.js';
import { SteadySource } from '../../../src/live/steady-source.js';
import type { AudioSource, LiveAudioSink } from '../../../src/ports/audio.js';
import { FakeClock } from '../../support/fake-clock.js';

const RATE = 8000;
const FORM = { sampleRateHz: RATE, channels: 1 };

/** A device that delivers 10 ms at a time until it is unplugged. */
class FakeMicrophone {
  plugged = true;
  delivers = true;
  lives = 0;
  constructor(readonly clock: FakeClock) {}

  open = (): AudioSource => {
    let isClosed = false;
    let cancel = (): void => {};
    let wake = (): void => {};
    this.lives++;
    const close = async (): Promise<void> => {
      isClosed = true;
      cancel();
      wake();
    };
    const { clock } = this;
    const device = this;
    return {
      ...FORM,
      close,
      async *blocks() {
        for (;;) {
          if (!device.plugged) throw new CodecError('DEVICE', 'unplugged');
          await new Promise<void>((resolve) => {
            wake = resolve;
            cancel = clock.schedule(10, resolve);
          });
          if (isClosed) return;
          if (device.delivers && device.plugged) yield new Float32Array(RATE / 100).fill(0.5);
        }
      },
    };
  };
}

describe('a microphone that may go away', () => {
  const setUp = () => {
    const clock = new FakeClock();
    const microphone = new FakeMicrophone(clock);
    const story: string[] = [];
    let [loud, silent] = [0, 0];
    const source = new SteadySource({
      clock,
      ...FORM,
      open: microphone.open,
      onBlock: (pcm) => {
        if (pcm[0] === 0) silent += pcm.length;
        else loud += pcm.length;
      },
      onDeviceGone: ({ message }) => story.push(`gone: ${message}`),
      onDeviceBack: () => story.push('back'),
    });
    return { clock, microphone, story, source, samples: () => ({ loud, silent }) };
  };

  it('is replaced by silence at live pace, and captured again when it is back', async () => {
    const { clock, microphone, story, source, samples } = setUp();
    const done = source.run();
    await clock.advanceAsync(2000);
    microphone.plugged = false;
    await clock.advanceAsync(5000);
    microphone.plugged = true;
    await clock.advanceAsync(3000);
    await source.close();
    await done;
    expect(story).toEqual(['gone: unplugged', 'back']);
    const { loud, silent } = samples();
    // Ten seconds in total, except for the time between the failure and the next tick.
    expect(loud + silent).toBeGreaterThan(9.8 * RATE);
    expect(loud + silent).toBeLessThan(10.1 * RATE);
    expect(silent).toBeGreaterThan(4.8 * RATE);
    expect(source.outages).toBe(1);
  });

  it('counts as gone when it delivers nothing for three seconds', async () => {
    const { clock, microphone, story, source } = setUp();
    const done = source.run();
    await clock.advanceAsync(1000);
    microphone.delivers = false;
    await clock.advanceAsync(4000);
    expect(story).toEqual(['gone: the device has delivered nothing for 3000 ms']);
    microphone.delivers = true;
    await clock.advanceAsync(2000);
    expect(story).toHaveLength(2);
    await source.close();
    await done;
    expect(clock.pendingTimers).toBe(0);
  });

  it('is an error when it never delivered anything', async () => {
    const { clock, microphone, source } = setUp();
    microphone.plugged = false;
    const done = source.run();
    const failed = expect(done).rejects.toMatchObject({ code: 'DEVICE', message: 'unplugged' });
    await clock.advanceAsync(100);
    await failed;
  });
});

/** A device whose clock is `ppm` faster than the computer's. */
class FakeSpeaker {
  plugged = true;
  played = 0;
  underruns = 0;
  written: number[] = [];
  constructor(
    readonly clock: FakeClock,
    readonly ppm = 0,
  ) {}

  open = (_latencyMs?: number): LiveAudioSink => {
    let buffered = 0;
    let atMs = this.clock.nowMs();
    const pass = (): void => {
      const samples = ((this.clock.nowMs() - atMs) / 1000) * RATE * (1 + this.ppm * 1e-6);
      if (buffered > 0 && samples > buffered) this.underruns++;
      buffered = Math.max(0, buffered - samples);
      atMs = this.clock.nowMs();
    };
    return {
      ...FORM,
      status: () => {
        pass();
        return { bufferedMs: (buffered / RATE) * 1000, isMeasured: true, underruns: this.underruns };
      },
      write: async (pcm) => {
        if (!this.plugged) throw new CodecError('DEVICE', 'unplugged');
        pass();
        buffered += pcm.length;
        this.written.push(...pcm);
      },
      close: async () => {},
    };
  };
}

describe('a loudspeaker', () => {
  const setUp = (ppm = 0) => {
    const clock = new FakeClock();
    const speaker = new FakeSpeaker(clock, ppm);
    const story: string[] = [];
    const playout = new LivePlayout({
      clock,
      ...FORM,
      open: speaker.open,
      onDeviceGone: (error) => story.push(`gone: ${(error as Error).message}`),
      onDeviceBack: () => story.push('back'),
    });
    let phase = 0;
    const feed = async (seconds: number): Promise<void> => {
      if (phase === 0) await clock.advanceAsync(100);
      for (let ms = 0; ms < seconds * 1000; ms += 200) {
        playout.write(Float32Array.from({ length: RATE / 5 }, () => Math.sin(0.1 * phase++)));
        await clock.advanceAsync(200);
      }
    };
    return { clock, speaker, story, playout, feed };
  };

  it.each([200, -200])('that runs %i ppm fast is kept supplied by its own clock', async (ppm) => {
    const { speaker, playout, feed } = setUp(ppm);
    await feed(120);
    expect(speaker.underruns).toBe(0);
    const { underruns, deviceMs, levelMs } = playout.stats;
    expect(underruns).toBe(0);
    expect(deviceMs).toBeGreaterThan(45);
    expect(deviceMs).toBeLessThan(75);
    expect(levelMs).toBeLessThan(300);
    await playout.close();
  });

  it('that goes away loses the audio of that time, and continues at the live edge when it is back', async () => {
    const { speaker, story, playout, feed } = setUp();
    await feed(3);
    speaker.plugged = false;
    await feed(5);
    speaker.plugged = true;
    await feed(5);
    expect(story).toEqual(['gone: unplugged', 'back']);
    expect(playout.stats.outages).toBe(1);
    expect(playout.stats.levelMs).toBeLessThan(300);
    await playout.close();
  });

  it('with repeated underruns is opened again with more latency, until there are none', async () => {
    const clock = new FakeClock();
    const asked: number[] = [];
    const raised: number[] = [];
    const playout = new LivePlayout({
      clock,
      ...FORM,
      latencyMs: 40,
      onLatencyRaised: (ms) => raised.push(ms),
      open: (latencyMs) => {
        asked.push(latencyMs);
        const speaker = new FakeSpeaker(clock);
        const sink = speaker.open(latencyMs);
        // This machine blocks the device for 80 ms repeatedly: a smaller latency causes underruns.
        const cancel = { timer: () => {} };
        const hiccup = (): void => {
          if (latencyMs * 1.5 < 80) speaker.underruns++;
          cancel.timer = clock.schedule(1500, hiccup);
        };
        cancel.timer = clock.schedule(1500, hiccup);
        return { ...sink, close: async () => cancel.timer() };
      },
    });
    for (let ms = 0; ms < 30_000; ms += 200) {
      playout.write(new Float32Array(RATE / 5).fill(0.1));
      await clock.advanceAsync(200);
    }
    expect(asked).toEqual([40, 60]);
    expect(raised).toEqual([60]);
    expect(playout.stats).toMatchObject({ latencyMs: 60, deviceUnderruns: 3, outages: 0 });
    await playout.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it('plays all queued audio to its end', async () => {
    const { clock, speaker, playout, feed } = setUp();
    await feed(1);
    const drained = playout.drain();
    await clock.advanceAsync(1000);
    await drained;
    await playout.close();
    expect(speaker.written.filter((x) => x !== 0).length).toBeGreaterThan(0.97 * RATE);
    expect(playout.stats.underruns).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });
});

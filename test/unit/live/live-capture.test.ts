import { describe, expect, it } from 'vitest';
import { CodecError } from '../../../src/core/errors.js';
import { LiveCapture, type LiveCaptureOptions } from '../../../src/live/live-capture.js';
import { LivePace } from '../../../src/live/live-pace.js';
import type { AudioSource } from '../../../src/ports/audio.js';
import { FakeClock } from '../../support/fake-clock.js';

const RATE = 8000;

/** A microphone that delivers blocks of the test. */
class FakeMicrophone {
  readonly #waiting: ((block: Float32Array | Error | undefined) => void)[] = [];

  open = (): AudioSource => {
    const { deliver } = this;
    const waiting = this.#waiting;
    return {
      sampleRateHz: RATE,
      channels: 1,
      close: async () => deliver(undefined),
      async *blocks() {
        for (;;) {
          const next = await new Promise<Float32Array | Error | undefined>((resolve) => waiting.push(resolve));
          if (next instanceof Error) throw next;
          if (!next) return;
          yield next;
        }
      },
    };
  };

  deliver = (block: Float32Array | Error | undefined): void => {
    for (const resolve of this.#waiting.splice(0)) resolve(block);
  };
}

const setUp = (options: Partial<LiveCaptureOptions> = {}) => {
  const clock = new FakeClock();
  const microphone = new FakeMicrophone();
  const capture = new LiveCapture({ clock, sampleRateHz: RATE, channels: 1, open: microphone.open, ...options });
  const deliver = async (level: number, ms = 20): Promise<void> => {
    await clock.advanceAsync(ms);
    microphone.deliver(new Float32Array((RATE * ms) / 1000).fill(level));
    await clock.advanceAsync(0);
  };
  return { clock, microphone, capture, deliver };
};

describe('live capture', () => {
  it('passes a microphone’s audio on with its level, and ends cleanly when it is closed', async () => {
    const { capture, deliver } = setUp();
    const blocks = capture.blocks();
    await deliver(0.5);
    await deliver(0.25);
    expect(capture.stats).toEqual({ queuedMs: 40, droppedMs: 0, outages: 0, isDeviceGone: false });
    expect(capture.level().peakDb).toBeCloseTo(-6.02, 2);
    const { value } = await blocks.next();
    expect([value![0], value!.at(-1)]).toEqual([0.5, 0.25]);
    await deliver(0.125);
    await capture.close();
    expect((await blocks.next()).value).toHaveLength(160);
    expect((await blocks.next()).done).toBe(true);
    await capture.close();
    expect(() => capture.blocks()).toThrow(/once/);
  });

  it('mutes while nobody talks', async () => {
    let isTalking = false;
    const { capture, deliver } = setUp({ isTalking: () => isTalking });
    const blocks = capture.blocks();
    await deliver(0.5);
    isTalking = true;
    await deliver(0.5);
    const { value } = await blocks.next();
    expect(value!.subarray(0, 160).every((x: number) => x === 0)).toBe(true);
    expect(value!.at(-1)).toBeCloseTo(0.5, 1);
    await capture.close();
  });

  it('reports what is dropped when nothing reads it, and when the microphone goes and returns', async () => {
    const story: string[] = [];
    const { clock, microphone, capture, deliver } = setUp({
      maxQueueMs: 100,
      onDrop: (ms, total) => story.push(`dropped ${ms} of ${total}`),
      onDeviceGone: (error) => story.push(error.message),
      onDeviceBack: () => story.push('back'),
    });
    const blocks = capture.blocks();
    for (let i = 0; i < 6; i++) await deliver(0.1);
    expect(story).toEqual(['dropped 70 of 70']);
    microphone.deliver(new CodecError('DEVICE', 'unplugged'));
    await clock.advanceAsync(500);
    expect(capture.stats).toMatchObject({ outages: 1, isDeviceGone: true });
    await clock.advanceAsync(600);
    await deliver(0.1);
    expect(story.filter((line) => !line.startsWith('dropped'))).toEqual(['unplugged', 'back']);
    expect(capture.stats.isDeviceGone).toBe(false);
    await capture.close();
    await blocks.return(undefined);
    expect(clock.pendingTimers).toBe(0);
  });

  it('fails where the microphone never delivers, and names an option that is wrong', async () => {
    const { clock, microphone, capture } = setUp();
    const first = capture.blocks().next();
    const failed = expect(first).rejects.toMatchObject({ code: 'DEVICE', message: 'unplugged' });
    await clock.advanceAsync(0);
    microphone.deliver(new CodecError('DEVICE', 'unplugged'));
    await failed;
    expect(() => setUp({ voice: { highPassHz: -1 } })).toThrow(RangeError);
    expect(() => setUp({ maxQueueMs: 1 })).toThrow(/^maxMs must be/);
  });
});

describe('live pace', () => {
  it('counts every sample of the time that passes, once', () => {
    const clock = new FakeClock();
    const pace = new LivePace(clock, 44_100);
    let samples = 0;
    for (let i = 0; i < 1000; i++) {
      clock.advance(7.3);
      samples += pace.take();
    }
    expect(samples).toBe(Math.floor(7.3 * 44_100));
    expect(pace.take()).toBe(0);
  });
});

describe('a capture whose user’s functions fail', () => {
  const OWN = new Error('of the user');
  const fault = (): never => {
    throw OWN;
  };
  const read = async (blocks: AsyncIterable<Float32Array>): Promise<unknown> => {
    try {
      for await (const _ of blocks);
      return 'ended';
    } catch (error) {
      return error;
    }
  };

  it.each(['isTalking', 'onDeviceGone', 'onDeviceBack', 'onDrop'])(
    'ends its blocks with what %s throws',
    async (name) => {
      const { clock, microphone, capture } = setUp({ maxQueueMs: 20, [name]: fault });
      const outcome = read(capture.blocks());
      await clock.advanceAsync(1);
      microphone.deliver(new Float32Array(name === 'onDrop' ? RATE : 80));
      await clock.advanceAsync(1);
      if (name.startsWith('onDevice')) microphone.deliver(new Error('unplugged'));
      await clock.advanceAsync(1100);
      microphone.deliver(new Float32Array(80));
      await clock.advanceAsync(1100);
      expect(await outcome).toBe(OWN);
      expect(clock.pendingTimers).toBe(0);
    },
  );

  const silent = (close: () => Promise<void>): AudioSource => ({
    sampleRateHz: RATE,
    channels: 1,
    close,
    blocks: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) }),
  });

  it('ends its blocks where the microphone’s close throws, rejects or never ends', async () => {
    for (const close of [fault, async () => fault(), () => new Promise<void>(() => {})]) {
      const { clock, capture } = setUp({ open: () => silent(close) });
      const outcome = read(capture.blocks());
      await clock.advanceAsync(1);
      void capture.close().catch(() => undefined);
      await clock.advanceAsync(1);
      expect(await outcome).toBe('ended');
      expect(clock.pendingTimers).toBe(0);
    }
  });

  it('ends its blocks at the signal where the microphone does not answer and its close throws', async () => {
    const abort = new AbortController();
    const { clock, capture } = setUp({ open: () => silent(fault) });
    const outcome = read(capture.blocks(abort.signal));
    await clock.advanceAsync(1);
    abort.abort();
    await clock.advanceAsync(1);
    expect(await outcome).toBe('ended');
  });

  it('opens a microphone again that has stalled and does not answer', async () => {
    let opened = 0;
    const { clock, capture, microphone } = setUp({
      open: () => (++opened === 1 ? silent(fault) : microphone.open()),
    });
    const outcome = read(capture.blocks());
    await clock.advanceAsync(10_000);
    expect(await outcome).toMatchObject({ code: 'DEVICE' });
  });
});

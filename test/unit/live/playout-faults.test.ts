import { describe, expect, it } from 'vitest';
import { LivePlayout, type LivePlayoutOptions } from '../../../src/live/live-playout.js';
import type { LiveAudioSink } from '../../../src/ports/audio.js';
import { FakeClock } from '../../support/fake-clock.js';

const RATE = 8000;
const OWN = new Error('of the user');
const fault = (): never => {
  throw OWN;
};

function setUp(options: Partial<LivePlayoutOptions> = {}, sink: Partial<LiveAudioSink> = {}) {
  const clock = new FakeClock();
  const gone: unknown[] = [];
  const made: LiveAudioSink = {
    sampleRateHz: RATE,
    channels: 1,
    status: () => ({ bufferedMs: 0, isMeasured: true, underruns: 0 }),
    write: async () => {},
    close: async () => {},
    ...sink,
  };
  const playout = new LivePlayout({
    clock,
    sampleRateHz: RATE,
    channels: 1,
    open: () => made,
    onDeviceGone: (error) => void gone.push(error),
    ...options,
  });
  return { clock, playout, gone };
}

describe('a playout whose device or handlers fail', () => {
  it.each([
    ['status', { status: fault }],
    ['status and close', { status: fault, close: fault }],
    ['write', { write: fault }],
  ])('counts a device whose %s throws as gone, once', async (_, sink) => {
    const { clock, playout, gone } = setUp({}, sink);
    playout.write(new Float32Array(RATE));
    await clock.advanceAsync(500);
    expect(gone).toEqual([OWN]);
    expect(playout.stats).toMatchObject({ outages: 1, deviceUnderruns: 0 });
    await playout.close().catch(() => undefined);
  });

  it('counts a device that cannot be opened again as gone until it can', async () => {
    let attempts = 0;
    const { clock, playout, gone } = setUp({
      open: () => {
        if (++attempts > 1) fault();
        return { sampleRateHz: RATE, channels: 1, status: fault, write: async () => {}, close: async () => {} };
      },
    });
    await clock.advanceAsync(5000);
    expect(attempts).toBeGreaterThan(3);
    expect(gone).toEqual([OWN]);
    await playout.close();
  });

  it.each([
    ['onPlay', {}],
    ['onDeviceGone', { write: fault }],
  ])('ends with what %s throws: write and drain throw it', async (name, sink) => {
    const { clock, playout } = setUp({ [name]: fault }, sink);
    playout.write(new Float32Array(RATE));
    await clock.advanceAsync(500);
    expect(() => playout.write(new Float32Array(8))).toThrow(OWN);
    await expect(playout.drain()).rejects.toBe(OWN);
    expect(clock.pendingTimers).toBe(0);
  });
});

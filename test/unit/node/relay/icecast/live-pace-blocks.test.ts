import { describe, expect, it } from 'vitest';
import { atLivePace } from '../../../../../src/node/relay/icecast/live-pace-blocks.js';
import { FakeClock } from '../../../../support/fake-clock.js';

describe('audio at live pace', () => {
  it('comes when its first sample is due, and catches up no more than it may after a pause', async () => {
    const clock = new FakeClock();
    const pauses = new Map([[3, 10_000]]);
    async function* blocks(): AsyncGenerator<Float32Array> {
      for (let i = 0; i < 8; i++) {
        const pauseMs = pauses.get(i);
        if (pauseMs !== undefined) await new Promise<void>((resolve) => clock.schedule(pauseMs, resolve));
        yield new Float32Array(1000);
      }
    }
    const times: number[] = [];
    const beginMs = clock.nowMs();
    const done = (async () => {
      const pace = { clock, sampleRateHz: 1000, channels: 1, maxCatchUpMs: 2000 };
      for await (const _ of atLivePace(blocks(), pace)) times.push(clock.nowMs() - beginMs);
    })();
    for (let i = 0; i < 300 && times.length < 8; i++) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(100);
    }
    await done;
    const seconds = times.map((ms) => Math.round(ms / 1000));
    expect(seconds).toEqual([0, 1, 2, 12, 12, 12, 13, 14]);
  });
});

import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveRig, LOOK_AHEAD_MS, RATE } from '../support/live-rig.js';
import { hasPulse } from '../support/pulse.js';

/** Of the clip and a pause: 9 s. The defaults of both commands, which adapt to a busy machine. */
const SENTENCES = 3;
/**
 * Allowed underruns per minute after the first sentence, in which margins and device latency adapt. See
 * docs/live-audio.md for the runs that the bound comes from.
 */
const MOST_UNDERRUNS_A_MINUTE = 12;

describe.skipIf(!hasPulse())('live sound over a PulseAudio daemon that the test starts', () => {
  let rig: LiveRig;

  beforeAll(async () => {
    rig = await LiveRig.start();
  });
  afterAll(async () => {
    await rig?.stop();
  });

  it('carries speech from one sink to the other: its envelope, with a latency that is reported by stage', async () => {
    const { send, listen } = rig;
    await rig.speak();
    const before = rig.underruns;
    const beganMs = performance.now();
    const received = await rig.speak(SENTENCES);
    const seconds = (performance.now() - beganMs) / 1000;
    const block = (4 * 2048 * 1000) / RATE;
    const compute = (listen.last<number>('realTimeFactor') + send.last<number>('realTimeFactor')) * block;
    const figures = {
      seconds: Math.round(seconds),
      correlation: Number(received.correlation.toFixed(3)),
      latencyMs: received.latencyMs,
      ofWhichMs: {
        blockFills: Math.round(block),
        lookAhead: LOOK_AHEAD_MS,
        compute: Math.round(compute),
        playoutMargin: Math.round(listen.last<number>('minLevelMs')),
        device: Math.round(listen.last<number>('deviceMs')),
      },
      underruns: { first: before, after: rig.underruns - before },
      deviceLatencyMs: listen.last<number>('latencyMs'),
      silentFrames: listen.last<number>('silentFrames'),
      gaps: received.gaps,
    };
    console.log(`live sound: ${JSON.stringify(figures)}`);
    expect(received.correlation).toBeGreaterThan(0.8);
    expect(received.latencyMs).toBeGreaterThan(block + LOOK_AHEAD_MS);
    expect(received.latencyMs).toBeLessThan(1500);
    expect((rig.underruns - before) / (seconds / 60)).toBeLessThanOrEqual(MOST_UNDERRUNS_A_MINUTE);
    expect(listen.last('lostFrames')).toBe(0);
    // The pauses between the sentences are not sent.
    expect(listen.last<number>('silentFrames')).toBeGreaterThan(20);
  });

  it('continues with silence when the daemon is killed, and picks the devices up again when it is back', async () => {
    const { send, listen, daemon } = rig;
    await daemon.kill();
    await Promise.all([send.noted(/sending silence/), listen.noted(/trying again/)]);
    await daemon.start();
    await Promise.all([send.noted(/the device is back/), listen.noted(/the device is back/)]);
    // Margins have to adapt again: one sentence of three has to arrive complete.
    let best = 0;
    for (let i = 0; i < 3 && best <= 0.8; i++) best = Math.max(best, (await rig.speak()).correlation);
    expect(best).toBeGreaterThan(0.8);
    expect(send.last('outages')).toBe(1);
    expect(listen.last('outages')).toBe(1);
  });

  it('ends in order when it is interrupted, and reports what it has carried', async () => {
    const { send, listen } = rig;
    expect(await send.interrupt()).toBe(0);
    if (listen.child.exitCode === null) await once(listen.child, 'exit');
    expect(send.lines.at(-1)).toMatchObject({ outages: 1, reconnects: 0, droppedFrames: 0 });
    expect(listen.lines.at(-1)).toMatchObject({ outages: 1, lostFrames: 0 });
  });
});

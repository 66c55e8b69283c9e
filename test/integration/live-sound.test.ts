import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveRig, LOOK_AHEAD_MS, RATE } from '../support/live-rig.js';
import { hasPulse } from '../support/pulse.js';

/** Of the clip and a pause: 9 s. The defaults of both commands: what a machine that is busy needs they find by themselves. */
const SENTENCES = 3;
/**
 * Underruns that a minute may have once the first sentence is over, in which margins and device find their size. See
 * docs/live-audio.md for the runs that the bound comes from.
 */
const MOST_UNDERRUNS_A_MINUTE = 12;

describe.skipIf(!hasPulse())('live sound over a PulseAudio daemon of the test’s own', () => {
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
    const heard = await rig.speak(SENTENCES);
    const seconds = (performance.now() - beganMs) / 1000;
    const block = (4 * 2048 * 1000) / RATE;
    const compute = (listen.last<number>('realTimeFactor') + send.last<number>('realTimeFactor')) * block;
    const figures = {
      seconds: Math.round(seconds),
      correlation: Number(heard.correlation.toFixed(3)),
      latencyMs: heard.latencyMs,
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
      gaps: heard.gaps,
    };
    console.log(`live sound: ${JSON.stringify(figures)}`);
    expect(heard.correlation).toBeGreaterThan(0.8);
    expect(heard.latencyMs).toBeGreaterThan(block + LOOK_AHEAD_MS);
    expect(heard.latencyMs).toBeLessThan(1500);
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
    // Margins have to find their size anew: one sentence of three has to come through whole.
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

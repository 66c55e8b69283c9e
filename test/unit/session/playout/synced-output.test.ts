import { describe, expect, it } from 'vitest';
import { ClockFollower } from '../../../../src/session/clock/clock-follower.js';
import { encodeClockMessage, parseClockMessage } from '../../../../src/session/clock/clock-messages.js';
import { answerProbe } from '../../../../src/session/clock/clock-responder.js';
import { SyncedOutput } from '../../../../src/session/playout/synced-output.js';
import { SyncedPlayout } from '../../../../src/session/playout/synced-playout.js';
import { Timeline } from '../../../../src/session/playout/timeline.js';
import { evenDelay, PeerClock } from '../../../support/clock-path.js';
import { DriftingSink } from '../../../support/drifting-sink.js';
import { FakeClock } from '../../../support/fake-clock.js';

const RATE = 8000;
const EPOCH = 1;
const FRAME_MS = 40;

interface Peer {
  readonly clock: PeerClock;
  readonly sink: DriftingSink;
  readonly output: SyncedOutput;
  readonly playout: SyncedPlayout;
  readonly follower: ClockFollower;
}

interface Form {
  readonly clockPpm: number;
  readonly sinkPpm: number;
  readonly latencyMs?: number;
  readonly jitterMs?: number;
  readonly extraLatencyMs?: number;
}

/** Peers that follow a host over 40 ± 5 ms and 5 % loss, and play a ramp. */
function session(forms: readonly Form[], seed: number): { world: FakeClock; host: PeerClock; peers: Peer[] } {
  const world = new FakeClock(1000);
  const host = new PeerClock(world, 9e6, 30);
  const peers = forms.map((form, i) => {
    const clock = new PeerClock(world, i * 1e6, form.clockPpm);
    const path = evenDelay(seed + i, 40, 5, 0.05);
    const back = evenDelay(seed + 50 + i, 40, 5, 0.05);
    const follower: ClockFollower = new ClockFollower({
      clock,
      send(question) {
        const outMs = path();
        const backMs = back();
        if (outMs === undefined || backMs === undefined) return;
        world.schedule(outMs, () => {
          const probe = parseClockMessage(question);
          if (probe.kind !== 'probe') return;
          const answer = encodeClockMessage(answerProbe(probe, { nowMs: () => host.nowMs(), errorMs: 0 }));
          world.schedule(backMs, () => {
            const message = parseClockMessage(answer);
            if (message.kind === 'answer' && !clock.isAsleep) follower.answer(message);
          });
        });
      },
    });
    follower.start();
    const playout = new SyncedPlayout({ sampleRateHz: RATE, channels: 1 });
    const sink = new DriftingSink(world, RATE, form.sinkPpm, form.latencyMs, form.jitterMs);
    const output = new SyncedOutput({
      clock,
      open: () => sink,
      pull: (samples, heardMs, msPerSample) => playout.pull(samples, heardMs, msPerSample),
      toSession: (ownMs) => (follower.isKnown && follower.errorMs < 3 ? follower.toSession(ownMs) : undefined),
      rate: () => follower.rate,
      ...(form.extraLatencyMs !== undefined && { extraLatencyMs: form.extraLatencyMs }),
    });
    return { clock, sink, output, playout, follower };
  });
  return { world, host, peers };
}

/** Feeds audio and returns, ten times a second, each peer's heard place less the host's, in ms. */
async function run(
  it: ReturnType<typeof session>,
  beginMs: number,
  seconds: number,
  done: number,
): Promise<number[][]> {
  const all: number[][] = it.peers.map(() => []);
  for (let s = done; s < done + seconds; s++) {
    const pcm = Float32Array.from({ length: RATE }, (_, i) => (s * RATE + i + 1000) / 2 ** 20);
    for (const { playout } of it.peers) playout.push(EPOCH, s * RATE, pcm);
    for (let i = 0; i < 10; i++) {
      await it.world.advanceAsync(100);
      const worldMs = it.world.nowMs() - 1;
      const should = it.host.nowMs() - 1 - beginMs;
      it.peers.forEach(({ sink }, k) => {
        const value = sink.heardAt(worldMs);
        if (value) all[k]!.push(((value * 2 ** 20 - 1000) / RATE) * 1000 - should);
      });
    }
  }
  return all;
}

const share = (values: readonly number[], part: number): number =>
  [...values].map(Math.abs).sort((a, b) => a - b)[Math.floor(part * (values.length - 1))]!;

describe('devices that follow a session', () => {
  it('play in sync: clocks and devices up to 100 ppm off, over 40 ± 5 ms and 5 % loss', {
    timeout: 60_000,
  }, async () => {
    const seed = 31;
    const it = session(
      [
        { clockPpm: 100, sinkPpm: -100 },
        { clockPpm: -100, sinkPpm: 100, latencyMs: 0 },
        { clockPpm: 0, sinkPpm: 100, jitterMs: 3 },
      ],
      seed,
    );
    const beginMs = it.host.nowMs() + 1000;
    for (const { playout } of it.peers)
      playout.setTimeline(new Timeline(FRAME_MS, [{ atMs: beginMs, epoch: EPOCH, frame: 0, isPlaying: true }]));
    const errors = (await run(it, beginMs, 120, 0)).map((values) => values.slice(50));
    for (const [k, values] of errors.entries()) {
      console.log(
        `seed ${seed}, peer ${k}: ${[0.5, 0.95, 0.99, 1].map((p) => share(values, p).toFixed(2)).join(' / ')} ms`,
      );
      expect(values.length).toBeGreaterThan(1000);
      expect(share(values, 0.5)).toBeLessThan(2);
      expect(share(values, 0.99)).toBeLessThan(6);
      expect(it.peers[k]!.playout.stats.hardSteps).toBe(0);
    }
    for (const { output } of it.peers) await output.close();
  });

  it('takes what a device takes longer than it states from an offset', async () => {
    const seed = 77;
    const it = session([{ clockPpm: 0, sinkPpm: 0, latencyMs: 0 }], seed);
    const [peer] = it.peers;
    const beginMs = it.host.nowMs() + 1000;
    peer!.playout.setTimeline(new Timeline(FRAME_MS, [{ atMs: beginMs, epoch: EPOCH, frame: 0, isPlaying: true }]));
    peer!.output.setExtraLatency(100);
    const [errors] = await run(it, beginMs, 10, 0);
    // This device has no such latency: it plays ahead by what it was told.
    for (const error of errors!.slice(-20)) expect(Math.abs(error - 100)).toBeLessThan(6);
    expect(() => peer!.output.setExtraLatency(2000)).toThrow(/extraLatencyMs must be a number from -1000 to 1000/);
    await peer!.output.close();
  });

  it('is in sync again after a sleep of 60 s, whichever clocks counted it', async () => {
    for (const countsSleep of [false, true]) {
      const it = session([{ clockPpm: 50, sinkPpm: -50 }], 5);
      const [peer] = it.peers;
      const beginMs = it.host.nowMs() + 1000;
      peer!.playout.setTimeline(new Timeline(FRAME_MS, [{ atMs: beginMs, epoch: EPOCH, frame: 0, isPlaying: true }]));
      await run(it, beginMs, 20, 0);
      peer!.clock.sleep(60_000, countsSleep);
      await run(it, beginMs, 60, 20);
      const [errors] = await run(it, beginMs, 15, 80);
      expect(share(errors!.slice(-80), 1)).toBeLessThan(10);
      await peer!.output.close();
    }
  });

  it('opens a device again that has gone, and tells', async () => {
    const world = new FakeClock();
    const events: string[] = [];
    let opened = 0;
    const output = new SyncedOutput({
      clock: world,
      open() {
        if (++opened === 2) throw new Error('not there');
        const sink = new DriftingSink(world, RATE, 0);
        if (opened === 1) sink.write = () => Promise.reject(new Error('gone'));
        return sink;
      },
      pull: (samples) => new Float32Array(samples),
      toSession: (ms) => ms,
      rate: () => 1,
      onDeviceGone: (error) => events.push((error as Error).message),
      onDeviceBack: () => events.push('back'),
    });
    await world.advanceAsync(10_000);
    expect(events).toEqual(['gone', 'back']);
    expect(opened).toBe(3);
    expect(output.stats.outages).toBe(1);
    await output.close();
    await output.close();
  });
});

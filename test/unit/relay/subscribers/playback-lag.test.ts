import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { encodePacket } from '../../../../src/core/wire/packet.js';
import { relayLimits } from '../../../../src/relay/limits.js';
import { PlaybackLag } from '../../../../src/relay/subscribers/playback-lag.js';
import { SocketSubscriber } from '../../../../src/relay/subscribers/socket-subscriber.js';
import { ThinnedMessage } from '../../../../src/relay/subscribers/thinned.js';
import { createMemoryPair } from '../../../../src/transports/memory.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { audioPacket, CONTEXT, Peer, streamHello } from '../../../support/peers.js';

/** Each frame is 100 ms; each message has 4 of them. */
const FRAME_MS = 100;
const MESSAGE_MS = 400;

/** A listener that is sent audio in real time, and a player of any speed that reports every 5 s. */
function open({ pingDelayMs = 0 } = {}) {
  const clock = new FakeClock();
  const [connection, far] = createMemoryPair({ clock, latencyMs: 0 });
  const peer = new Peer(far);
  peer.answersPings = false;
  let closedFor: string | null = null;
  const subscriber = new SocketSubscriber({
    connection,
    hello: { role: 'listener', planes: 8, burstMs: 0, maxFramesPerMessage: 8 },
    limits: relayLimits({ playedIntervalMs: 5000 }),
    nowMs: 0,
    random: seededRandom(1),
    onClose: (error) => {
      closedFor = error.message;
    },
  });
  const welcome = (epoch: number): void =>
    subscriber.welcome({
      hello: streamHello({ epoch }),
      context: CONTEXT,
      cursor: 0,
      helloMessage: encodePacket({ type: 'hello', body: { ...streamHello({ epoch }) } }, CONTEXT),
      framesPerMessage: 4,
      metadataMessage: null,
    });
  welcome(7);
  const thinned = new ThinnedMessage();
  const pings: { token: number; atMs: number }[] = [];
  let frame = 0;
  let playedFrames = 0;
  const states = new Set<string>();
  let maxLagMs = 0;
  const report = (at: number, epoch = 7): number | null =>
    subscriber.onControl({ planes: 8, played: { epoch, frame: at } }, clock.nowMs());
  /** @param speed of the player, which never plays what it has not got */
  const run = (seconds: number, speed: number, { isSending = true, reports = true } = {}): void => {
    for (let i = 0; i < (seconds * 1000) / MESSAGE_MS && closedFor === null; i++) {
      clock.advance(MESSAGE_MS);
      const nowMs = clock.nowMs();
      if (isSending) {
        thinned.set(encodePacket(audioPacket(frame, 4), CONTEXT), 2, CONTEXT);
        subscriber.offer(thinned, frame, 4);
        frame += 4;
      }
      playedFrames = Math.min(subscriber.cursor, playedFrames + (speed * MESSAGE_MS) / FRAME_MS);
      if (reports && nowMs % 5000 < MESSAGE_MS) report(Math.floor(playedFrames));
      for (const { token } of peer.of('ping').slice(pings.length)) pings.push({ token, atMs: nowMs });
      for (const { token, atMs } of pings) if (nowMs - atMs >= pingDelayMs) subscriber.onPong(token, nowMs);
      subscriber.tick(nowMs);
      states.add(subscriber.state);
      maxLagMs = Math.max(maxLagMs, subscriber.lagMs(nowMs));
    }
  };
  return { subscriber, run, report, states, welcome, maxLagMs: () => maxLagMs, reason: () => closedFor };
}

describe('a listener that reports what it plays', () => {
  it('is lengthened and thinned when its player falls behind, though its pings are answered at once', () => {
    const { subscriber, run, states, maxLagMs } = open();
    run(20, 1);
    expect(states).toEqual(new Set(['ok']));
    run(60, 0.8);
    expect(states).toContain('lengthened');
    expect(states).toContain('thinned');
    expect(maxLagMs()).toBeGreaterThan(2000);
    expect(subscriber.stats(80_000).unplayedMs).toBeGreaterThan(2000);
  });

  it('is skipped when its player is far behind, restored when that has caught up, and never closed', () => {
    const { subscriber, run, states, reason } = open();
    run(120, 0.5);
    expect(states).toContain('skipped');
    run(200, 1.2);
    expect(subscriber.state).toBe('ok');
    expect(subscriber.stats(0).planes).toBe(2);
    expect(reason()).toBeNull();
  });

  it('is closed with the reason when its player stands still for longer than evictAfterMs and reports so', () => {
    const { run, reason } = open();
    run(20, 0.9);
    run(60, 0);
    expect(reason()).toMatch(/^what it plays is 3\d s behind$/);
  });

  it('is left alone with a round trip of 6 s while it plays in time; without reports it is skipped', () => {
    const sound = open({ pingDelayMs: 6000 });
    sound.run(180, 1);
    // Its first report comes after 5 s.
    expect(sound.states).toEqual(new Set(['ok']));
    expect(sound.subscriber.stats(180_000).lagMs).toBe(0);
    const silent = open({ pingDelayMs: 6000 });
    silent.run(180, 1, { reports: false });
    expect(silent.states).toContain('skipped');
  });

  it('is judged by its pings again when its reports stop, and is not behind after a pause', () => {
    const { subscriber, run, states } = open({ pingDelayMs: 3000 });
    run(30, 1);
    states.clear();
    run(120, 0, { reports: false });
    expect(states).toContain('lengthened');
    run(6, 1);
    expect(subscriber.lagMs(156_000)).toBe(0);
  });

  it.each([1, 3, 6, 10, 20])(
    'loses no audio where its listener pauses it for %d s and then goes on from there',
    (seconds) => {
      const { subscriber, run, states } = open();
      // Its player holds two seconds.
      run(2, 0, { reports: false });
      run(30, 1);
      run(seconds, 0, { reports: false });
      run(120, 1);
      expect(states).not.toContain('skipped');
      expect([subscriber.stats(0).droppedMessages, subscriber.state]).toEqual([0, 'ok']);
    },
  );

  it('is not behind for a large buffer, nor for a source that pauses', () => {
    const { run, states } = open();
    run(12, 0, { reports: false });
    states.clear();
    // 12 s are buffered.
    run(60, 1);
    run(30, 1, { isSending: false });
    run(60, 1);
    expect(states).toEqual(new Set(['ok']));
  });

  it('is not behind where the source sends less than its audio lasts: the player holds no more than before', () => {
    const lag = new PlaybackLag(10_000);
    // 12 frames come at once, at half of live pace; two messages are always unplayed.
    for (let report = 0; report < 20; report++)
      expect(lag.report(50 * report, 50 * report + 8, FRAME_MS, MESSAGE_MS, 10_000 * report)).toBe(0);
    // What it holds grows: now it is the player that is slow.
    expect(lag.report(1000, 1048, FRAME_MS, MESSAGE_MS, 200_000)).toBe(4_000);
  });
});

describe('what is waited for of a transfer', () => {
  it('is what a player holds that plays at a quarter of live pace or more, and nothing without a late report', () => {
    const lag = new PlaybackLag(10_000);
    expect(lag.waitedForMs(3000, FRAME_MS, 0)).toBe(0);
    lag.report(0, 3000, FRAME_MS, MESSAGE_MS, 0);
    expect(lag.waitedForMs(3100, FRAME_MS, 5_000)).toBe(310_000);
    lag.report(25, 3100, FRAME_MS, MESSAGE_MS, 10_000);
    expect(lag.waitedForMs(3100, FRAME_MS, 10_000)).toBe(307_500);
    expect(lag.waitedForMs(3100, FRAME_MS, 26_000)).toBe(0);
    lag.report(49, 3100, FRAME_MS, MESSAGE_MS, 20_000);
    expect(lag.waitedForMs(3100, FRAME_MS, 20_000)).toBe(0);
  });
});

describe('reports that are wrong', () => {
  const SEED = 20_260_101;

  it('are ignored: frames not sent or before the last, of another stream, too soon after the last', () => {
    const { subscriber, run, report, welcome } = open();
    run(20, 1, { reports: false });
    for (const frame of [201, 2 ** 40, Number.MAX_SAFE_INTEGER]) expect(report(frame)).toBeNull();
    expect(subscriber.stats(20_000).unplayedMs).toBeUndefined();
    expect(report(150)).toBe(0);
    expect(report(160, 8)).toBeNull();
    for (let i = 0; i < 100; i++) expect(report(151 + i)).toBeNull();
    run(5, 1, { reports: false });
    expect(report(149)).toBeNull();
    expect(report(151)).toBeGreaterThan(0);
    welcome(8);
    expect(subscriber.stats(25_000).unplayedMs).toBeUndefined();
  });

  it('do not save a listener that answers no pings', () => {
    const { run, reason } = open({ pingDelayMs: Number.POSITIVE_INFINITY });
    run(70, 1);
    expect(reason()).toMatch(/^no pong for 3\d s$/);
  });

  it(`keep the lag within 0 and the time that has passed, whatever is reported (seed ${SEED})`, () => {
    const random = seededRandom(SEED);
    const lag = new PlaybackLag(5000);
    let nowMs = 0;
    let isWrong = false;
    for (let i = 0; i < 20_000; i++) {
      nowMs += random() * 8000;
      const behindMs = lag.report(Math.floor(random() * 1000 + i), Math.floor(random() * 2000 + i), 100, 400, nowMs);
      if (behindMs !== null && !(behindMs >= 0 && behindMs <= nowMs)) isWrong = true;
    }
    expect(isWrong).toBe(false);
  });
});

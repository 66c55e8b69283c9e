import { describe, expect, it } from 'vitest';
import { CodecError } from '../../src/core/errors.js';
import { AdaptiveMargin } from '../../src/core/playout/adaptive-margin.js';
import { JitterBuffer } from '../../src/core/playout/jitter-buffer.js';
import { seededRandom } from '../../src/core/random.js';
import { encodePacket, FRAME_INDEX_MODULUS, parsePacket } from '../../src/core/wire/packet.js';
import type { Connection } from '../../src/ports/transport.js';
import { Relay } from '../../src/relay/relay.js';
import { ClockFollower } from '../../src/session/clock/clock-follower.js';
import { encodeClockMessage, parseClockMessage } from '../../src/session/clock/clock-messages.js';
import { answerProbe } from '../../src/session/clock/clock-responder.js';
import { Receiver } from '../../src/stream/receive/receiver.js';
import { Sender } from '../../src/stream/send/sender.js';
import { burstLoss } from '../../src/transports/loss-model.js';
import { requireProtection } from '../../src/transports/lossy/lossy-options.js';
import { LossyReceiver } from '../../src/transports/lossy/lossy-receiver.js';
import { LossySender } from '../../src/transports/lossy/lossy-sender.js';
import { createMemoryPair, type MemoryConnection } from '../../src/transports/memory.js';
import { evenDelay, PeerClock } from '../support/clock-path.js';
import { FakeClock } from '../support/fake-clock.js';
import { FORMAT, MODEL, payloadFor, streamHello } from '../support/peers.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const SEED = Number(process.env.LATENTCAST_DAY_SEED ?? 20261128);

/** Latent frames of a packet, 100 ms each: few messages for a whole day. */
const FRAMES = 100;
const PACKET_MS = 100 * FRAMES;

/** What a listener has been handed out, added up as it comes: a day is too long to be kept. */
class Heard {
  frames = 0;
  lost = 0;
  streams = 0;
  ends = 0;
  faults: string[] = [];
  #next: number | null = null;

  begin(): void {
    this.streams++;
    this.#next = null;
  }

  take(kind: 'frames' | 'lost' | 'silent', firstFrame: number, frames: number): void {
    if (this.#next !== null && firstFrame !== this.#next && this.faults.length < 5)
      this.faults.push(`frame ${firstFrame} after ${this.#next}`);
    this.#next = firstFrame + frames;
    if (kind === 'lost') this.lost += frames;
    else this.frames += frames;
  }
}

/** A station for a day: its relay is restarted, its source too, and every connection is lost now and then. */
class Station {
  readonly clock = new FakeClock();
  readonly random = seededRandom(SEED);
  readonly listeners: { readonly heard: Heard; readonly receiver: Receiver; readonly jitter: JitterBuffer }[] = [];
  relay: Relay | null = this.#newRelay();
  sender!: Sender;
  ends = new Set<MemoryConnection>();
  counts = { relayRestarts: 0, sourceRestarts: 0, cuts: 0, sent: 0, dropped: 0 };
  #epoch = 0;
  #next = 0;

  #newRelay(): Relay {
    // Fewer ticks and pings, for a day in seconds.
    const limits = {
      tickMs: 10_000,
      pingIntervalMs: MINUTE_MS,
      healthyPingIntervalMs: MINUTE_MS,
      sourceTimeoutMs: 200_000,
    };
    return new Relay({ clock: this.clock, random: seededRandom(1), wallMs: () => this.clock.nowMs(), limits });
  }

  connect = async (): Promise<Connection> => {
    if (!this.relay) throw new CodecError('TRANSPORT_FAILED', 'refused');
    const latencyMs = 5 + 100 * this.random();
    const [client, server] = createMemoryPair({
      clock: this.clock,
      latencyMs,
      jitterMs: 50,
      seed: 1 + this.counts.cuts,
    });
    this.ends.add(client);
    this.relay.accept(server, 'main');
    return client;
  };

  async startSource(): Promise<void> {
    const { role: _, ...hello } = streamHello({ epoch: ++this.#epoch, planes: 1, framesPerPacket: FRAMES });
    this.#next = 0;
    this.sender = new Sender({
      connect: this.connect,
      clock: this.clock,
      hello,
      random: this.random,
      uplink: { ringMs: 120_000, queueMs: 120_000, pingIntervalMs: 60_000, maxLagMs: 20_000, idleTimeoutMs: 120_000 },
    });
    const started = this.sender.start();
    await this.clock.advanceAsync(1000);
    await started;
  }

  async join(): Promise<void> {
    const heard = new Heard();
    const jitter = new JitterBuffer({ frameMs: 100, bytesPerFramePlane: 8, maxDelayMs: 300_000 });
    const pull = (): void => {
      for (let item = jitter.pull(this.clock.nowMs()); item.kind !== 'wait'; item = jitter.pull(this.clock.nowMs())) {
        if (item.kind === 'lost') heard.take('lost', item.firstFrame, item.frames);
        else heard.take(item.kind, item.block.firstFrame, item.block.frames);
      }
    };
    const receiver = new Receiver({
      connect: this.connect,
      clock: this.clock,
      model: MODEL,
      random: this.random,
      downlink: { idleTimeoutMs: 120_000, maxPreset: 1 },
      handlers: {
        onHello: (_, isNew) => {
          if (!isNew) return;
          jitter.reset();
          heard.begin();
        },
        onBlock: (block) => {
          jitter.push(block, this.clock.nowMs());
          pull();
        },
        onEnd: (frames) => {
          jitter.end(frames, this.clock.nowMs());
          pull();
          heard.ends++;
        },
        onError: (error) => heard.faults.push(error.message),
      },
    });
    this.listeners.push({ heard, receiver, jitter });
    const started = receiver.start();
    await this.clock.advanceAsync(1000);
    await started;
  }

  async play(): Promise<void> {
    this.sender.send({ firstFrame: this.#next, frames: FRAMES, planes: 1, payload: payloadFor(this.#next, FRAMES, 1) });
    this.#next += FRAMES;
    this.counts.sent += FRAMES;
    await this.clock.advanceAsync(PACKET_MS);
  }

  /** Once in about this many packets. */
  once(packets: number): boolean {
    return this.random() * packets < 1;
  }

  async restartSource(isOrderly: boolean): Promise<void> {
    this.counts.sourceRestarts++;
    const ending = isOrderly ? this.sender.end(this.#next, 1000 * this.#next).catch(() => {}) : null;
    if (!isOrderly) this.sender.close();
    await this.clock.advanceAsync(20_000);
    await ending;
    this.counts.dropped += this.sender.stats().droppedFrames;
    await this.startSource();
  }

  killRelay(): void {
    this.counts.relayRestarts++;
    this.relay?.close();
    this.relay = null;
    for (const end of this.ends) end.destroy();
    this.ends.clear();
    this.clock.schedule(1000 + 20_000 * this.random(), () => {
      this.relay = this.#newRelay();
    });
  }

  cutOne(): void {
    const open = [...this.ends].filter(({ state }) => state === 'open');
    this.ends = new Set(open);
    const end = open[Math.floor(this.random() * open.length)];
    if (!end) return;
    this.counts.cuts++;
    end.destroy();
  }
}

describe(`24 hours in simulated time (seed ${SEED})`, () => {
  it('source, relay and listeners come back from every loss and restart, with each frame once and in order', async () => {
    const station = new Station();
    await station.startSource();
    for (let i = 0; i < 3; i++) await station.join();
    let maxTimers = 0;
    while (station.clock.nowMs() < DAY_MS) {
      await station.play();
      if (station.once(20)) station.cutOne();
      if (station.once(800)) station.killRelay();
      if (station.once(1500)) await station.restartSource(station.random() < 0.5);
      maxTimers = Math.max(maxTimers, station.clock.pendingTimers);
    }
    await station.clock.advanceAsync(60_000);
    const { counts, listeners, sender, relay, clock } = station;
    counts.dropped += sender.stats().droppedFrames;
    expect(counts.cuts).toBeGreaterThan(300);
    expect(counts.relayRestarts).toBeGreaterThan(3);
    expect(counts.sourceRestarts).toBeGreaterThan(2);
    for (const { heard, jitter } of listeners) {
      expect(heard.faults).toEqual([]);
      expect(heard.streams).toBeGreaterThan(counts.sourceRestarts);
      // What a source had not sent when it was closed is on its way for nobody.
      expect(heard.frames + heard.lost).toBeGreaterThan(counts.sent - (counts.sourceRestarts + 1) * 20 * FRAMES);
      expect(heard.lost).toBeLessThanOrEqual(counts.dropped);
      expect(jitter.stats.late).toBe(0);
    }
    // Nothing is left behind by the hundreds of connections of the day.
    expect(maxTimers).toBeLessThan(60);
    expect(relay!.stats().channels).toHaveLength(1);
    for (const { receiver } of listeners) receiver.close();
    sender.close();
    relay!.close();
    await clock.advanceAsync(5 * MINUTE_MS);
    expect(clock.pendingTimers).toBe(0);
  });

  it('a stream over a link that loses in bursts, better and worse by the hour, has nearly every frame', () => {
    const frames = 16;
    const brief = {
      model: MODEL.sha256.slice(0, 32),
      planes: 1,
      framesPerPacket: frames,
      epoch: 7,
      startedAtMs: 0,
      silence: false,
      stereo: false,
    };
    const losses = [0, 0.02, 0.05, 0.2].map((share, i) => burstLoss(share, 2, SEED + i));
    /** Frames that have come by themselves or in a repeat, of the last packets. */
    const arrived = new Map<number, number>();
    let wrong = 0;
    const receiver = new LossyReceiver(MODEL, {
      onStream: () => {},
      onMismatch: () => {},
      onPacket: (bytes) => {
        const packet = parsePacket(bytes, { bytesPerFramePlane: 8 });
        if (packet.type !== 'audio') return;
        for (let i = 0; i < packet.frames; i++) {
          const frame = packet.firstFrame + i;
          arrived.set(frame, (arrived.get(frame) ?? 0) + 1);
          if (packet.payload[8 * i] !== (frame & 255)) wrong++;
        }
      },
    });
    let atMs = 0;
    let isLost = losses[0]!;
    let messages = 0;
    const sender = new LossySender(brief, FORMAT, requireProtection({ maxRepairMs: 10_000 }), {
      maxMessageBytes: 1200,
      send: (message) => {
        messages++;
        if (!isLost()) receiver.receive(message, atMs + 40);
        return true;
      },
    });
    let missing = 0;
    let maxKept = 0;
    const packets = DAY_MS / (100 * frames);
    for (let i = 0; i < packets; i++) {
      isLost = losses[Math.floor(atMs / HOUR_MS) % losses.length]!;
      const firstFrame = (i * frames) % FRAME_INDEX_MODULUS;
      const payload = payloadFor(firstFrame, frames, 1);
      sender.send(
        encodePacket(
          { type: 'audio', epoch: 7, firstFrame, frames, planes: 1, encodedPlanes: 1, payload },
          { bytesPerFramePlane: 8 },
        ),
        atMs,
      );
      atMs += 100 * frames;
      if (i % 2 === 1) {
        const report = receiver.report();
        if (report && !isLost()) sender.receive(report, atMs, 'a');
      }
      // Repeats come at most 6 packets later.
      const settled = (i - 40) * frames;
      for (let frame = settled; settled >= 0 && frame < settled + frames; frame++)
        if (!arrived.delete(frame)) missing++;
      maxKept = Math.max(maxKept, arrived.size);
    }
    expect(wrong).toBe(0);
    expect(receiver.stats.badMessages).toBe(0);
    expect(messages).toBeGreaterThanOrEqual(packets);
    expect(missing / (packets * frames)).toBeLessThan(0.02);
    expect(maxKept).toBeLessThanOrEqual(41 * frames);
    expect(sender.stats.depth).toBeGreaterThan(0);
  });

  it('a peer that runs 100 ppm fast, loses messages and sleeps keeps the time of its session', () => {
    const world = new FakeClock(1000);
    const host = new PeerClock(world, 5_000_000, -40);
    const peer = new PeerClock(world, 77, 60);
    const [there, back] = [evenDelay(SEED, 40, 5, 0.05), evenDelay(SEED + 1, 40, 5, 0.05)];
    const follower: ClockFollower = new ClockFollower({
      clock: peer,
      onStep: () => {},
      send(question) {
        const [outMs, backMs] = [there(), back()];
        if (outMs === undefined || backMs === undefined) return;
        world.schedule(outMs, () => {
          const probe = parseClockMessage(question);
          if (probe.kind !== 'probe') return;
          const answer = encodeClockMessage(answerProbe(probe, { nowMs: () => host.nowMs(), errorMs: 0 }));
          world.schedule(backMs, () => {
            const message = parseClockMessage(answer);
            if (message.kind === 'answer' && !peer.isAsleep) follower.answer(message);
          });
        });
      },
    });
    follower.start();
    const random = seededRandom(SEED);
    let maxErrorMs = 0;
    let settledMs = 60_000;
    let sleeps = 0;
    for (let atMs = 0; atMs < DAY_MS; atMs += 1000) {
      world.advance(1000);
      if (random() < 1 / 7200) {
        sleeps++;
        peer.sleep(20_000, random() < 0.5);
        settledMs = atMs + 20_000 + 2 * MINUTE_MS;
      }
      if (atMs > settledMs)
        maxErrorMs = Math.max(maxErrorMs, Math.abs(follower.toSession(peer.nowMs()) - host.nowMs()));
    }
    expect(sleeps).toBeGreaterThan(3);
    expect(maxErrorMs).toBeLessThan(5);
    expect(world.pendingTimers).toBeLessThan(40);
  });

  it('the reserve of a device whose clock runs fast or slow neither runs out nor grows', () => {
    for (const ppm of [-200, 100]) {
      const rate = 8000;
      const control = new AdaptiveMargin({ sampleRateHz: rate, marginMs: 15, startMarginMs: 45, maxMarginMs: 1000 });
      const random = seededRandom(SEED);
      const block = Math.round(0.186 * rate);
      const packetMs = ((block / rate) * 1000) / (1 + ppm * 1e-6);
      let level = control.margin + block;
      let underruns = 0;
      let skipped = 0;
      let maxLevel = 0;
      let dueMs = 0;
      let atMs = 0;
      control.begin(level);
      for (let packet = 1; atMs < DAY_MS; packet++) {
        const arrivalMs = Math.max(dueMs, packet * packetMs + 25 * random());
        dueMs = arrivalMs;
        const samples = ((arrivalMs - atMs) / 1000) * rate;
        atMs = arrivalMs;
        level -= samples * control.step;
        control.elapse(samples);
        if (level < 0) {
          underruns++;
          level = 0;
          control.recordUnderrun();
        }
        const surplus = control.observe(level);
        skipped += surplus;
        level += block - surplus;
        if (atMs > MINUTE_MS) maxLevel = Math.max(maxLevel, level);
      }
      expect(underruns, `${ppm} ppm`).toBeLessThan(3);
      expect(skipped, `${ppm} ppm`).toBe(0);
      expect(maxLevel / rate, `${ppm} ppm`).toBeLessThan(0.186 + 0.1);
    }
  });
});

import { describe, expect, it } from 'vitest';
import type { PlayoutSchedule, ScheduleDecision } from '../../../../src/core/playout/playout-schedule.js';
import { seededRandom } from '../../../../src/core/random.js';
import { Relay } from '../../../../src/relay/relay.js';
import { Listener, type ListenerOptions } from '../../../../src/stream/receive/listener.js';
import { CLOSE_WRITE_MS } from '../../../../src/stream/receive/player-writes.js';
import { Sender } from '../../../../src/stream/send/sender.js';
import { createMemoryPair, type MemoryConnection } from '../../../../src/transports/memory.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { FakeModel } from '../../../support/fake-model.js';

const OWN = new Error('of the user');
const FAULTS = [
  [
    'throws',
    (): never => {
      throw OWN;
    },
  ],
  ['rejects', async (): Promise<never> => Promise.reject(OWN)],
] as const;
const NOISE = { level: 120, reflection: [] };

/** A channel with a source of 8 frames of 8 ms in two packets, and one listener. */
async function setUp(options: Partial<ListenerOptions> = {}) {
  const clock = new FakeClock();
  const relay = new Relay({ clock, random: seededRandom(1) });
  const model = new FakeModel({ sampleRateHz: 8000 });
  const { id, sha256, format } = model.info;
  const ends: MemoryConnection[] = [];
  const connect = async () => {
    const [client, server] = createMemoryPair({ clock, latencyMs: 5 });
    ends.push(client);
    relay.accept(server, 'radio');
    return client;
  };
  const sender = new Sender({
    connect,
    clock,
    hello: {
      ...{ modelId: id, modelSha256: sha256, format, planes: 1, epoch: 1, framesPerPacket: 4, startedAtMs: 0 },
      silence: true,
    },
    metadata: { title: 'One' },
  });
  sender.start().catch(() => undefined);
  await clock.advanceAsync(30);
  let samples = 0;
  const count = (pcm: Float32Array): void => {
    samples += pcm.length;
  };
  const listener = new Listener({ connect, clock, model, write: count, ...options });
  let outcome: unknown = 'pending';
  listener.done.then(
    () => {
      outcome = 'resolved';
    },
    (error: unknown) => {
      outcome = error;
    },
  );
  listener.start().catch(() => undefined);
  await clock.advanceAsync(30);
  const payload = new Uint8Array(4 * (format.latentSize / 8)).fill(0x5a);
  const send = async () => {
    sender.send({ firstFrame: 0, frames: 4, planes: 1, payload });
    sender.sendSilence({ firstFrame: 4, frames: 4, noise: NOISE, continues: false });
    await clock.advanceAsync(30);
  };
  return { clock, relay, sender, model, listener, ends, send, samples: () => samples, outcome: () => outcome };
}

describe('what a listener plays', () => {
  it('is reported to its relay with audio that is handed out, at once where chance has it so', async () => {
    const { send, clock, relay, listener } = await setUp({ random: () => 0 });
    expect([...relay.subscriberStats('radio')][0]).not.toHaveProperty('unplayedMs');
    await send();
    await clock.advanceAsync(1000);
    const [stats] = relay.subscriberStats('radio');
    expect(stats?.unplayedMs).toBeGreaterThan(0);
    expect(stats?.unplayedMs).toBeLessThanOrEqual(64);
    expect(stats?.state).toBe('ok');
    await listener.close();
  });
});

describe('a listener’s handlers', () => {
  for (const [how, fault] of FAULTS)
    it.each(['onHello', 'onBlock', 'onSilence', 'onMetadata', 'onSource', 'onUp', 'onDown', 'onEnd'])(
      `end the stream where %s ${how}: done rejects, nothing more is written`,
      async (name) => {
        const rig = await setUp({ handlers: { [name]: fault } });
        await rig.send();
        if (name === 'onDown') for (const end of rig.ends) end.destroy();
        else if (name === 'onEnd') rig.sender.end(8, 8 * 64).catch(() => undefined);
        await rig.clock.advanceAsync(1000);
        expect(rig.outcome()).toBe(OWN);
        const before = rig.samples();
        await rig.listener.close();
        expect(rig.samples()).toBe(before);
        rig.sender.close();
        await rig.clock.advanceAsync(1000);
        expect(rig.relay.stats().connections).toBe(0);
      },
    );

  it.each([
    ['take', { take: FAULTS[0][1] }],
    ['write', { write: FAULTS[0][1] }],
    ['an asynchronous write', { write: FAULTS[1][1] }],
  ])('end the stream where %s fails', async (_, options) => {
    const rig = await setUp(options);
    await rig.send();
    expect(rig.outcome()).toBe(OWN);
  });
});

describe('a listener that is closed', () => {
  it('settles within a bound where a write never ends', async () => {
    const rig = await setUp({ write: () => new Promise(() => {}) });
    await rig.send();
    const closed = rig.listener.close();
    await rig.clock.advanceAsync(CLOSE_WRITE_MS - 1);
    expect(rig.outcome()).toBe('pending');
    await rig.clock.advanceAsync(1);
    await closed;
    expect(rig.outcome()).toBe('resolved');
  });

  it('waits for writes that are slow and end', async () => {
    const box: { clock?: FakeClock } = {};
    let samples = 0;
    const rig = await setUp({
      write: (pcm) =>
        new Promise((resolve) => {
          samples += pcm.length;
          box.clock?.schedule(CLOSE_WRITE_MS - 100, resolve);
        }),
    });
    box.clock = rig.clock;
    await rig.send();
    void rig.listener.close();
    await rig.clock.advanceAsync(10 * CLOSE_WRITE_MS);
    expect(rig.outcome()).toBe('resolved');
    expect(samples).toBe(8 * 64);
  });

  it('resolves where its model is closed at once', async () => {
    const rig = await setUp({ write: () => new Promise((resolve) => setImmediate(resolve)) });
    await rig.send();
    const closed = rig.listener.close();
    rig.model.decode = () => Promise.reject(new Error('the model is closed'));
    await closed;
    await rig.listener.done;
  });

  it('rejects where what was received cannot be written', async () => {
    let isFull = false;
    const rig = await setUp({
      write: async () => {
        if (isFull) throw OWN;
        await new Promise((resolve) => setImmediate(resolve));
      },
    });
    await rig.send();
    isFull = true;
    await rig.listener.close();
    await expect(rig.listener.done).rejects.toBe(OWN);
  });
});

describe('a schedule of the user', () => {
  const scheduled = (decide: (nowMs: number) => unknown): PlayoutSchedule => ({
    decide: (_, nowMs) => decide(nowMs) as ScheduleDecision,
  });

  it.each([
    ['waits until a time that has passed', (nowMs: number) => ({ kind: 'wait', untilMs: nowMs - 100 })],
    ['waits until now', (nowMs: number) => ({ kind: 'wait', untilMs: nowMs })],
    ['skips for ever', () => ({ kind: 'lose', frames: 1, skipped: true })],
    ['loses for ever', () => ({ kind: 'lose', frames: 1 })],
  ])('that %s leaves time for everything else', async (_, decide) => {
    let decisions = 0;
    const counted = scheduled((nowMs) => {
      decisions++;
      return decide(nowMs);
    });
    const rig = await setUp({ player: { schedule: counted } });
    await rig.send();
    await rig.clock.advanceAsync(100);
    expect(decisions).toBeLessThan(150 * 66);
    rig.sender.end(8, 8 * 64).catch(() => undefined);
    await rig.clock.advanceAsync(100);
    void rig.listener.close();
    for (let i = 0; i < 500 && rig.outcome() === 'pending'; i++) await rig.clock.advanceAsync(1);
    expect(rig.outcome()).toBe('resolved');
  });

  it.each([
    [undefined, 'schedule.decide must return a decision of kind take, extendSilence, lose or wait, got undefined'],
    [{ kind: 'stop' }, 'got stop'],
    [{ kind: 'wait', untilMs: Number.NaN }, 'schedule.decide: wait: untilMs must be a finite number, got NaN'],
    [{ kind: 'lose', frames: 0 }, 'schedule.decide: lose: frames must be an integer'],
    [{ kind: 'take', maxFrames: 0.5 }, 'schedule.decide: take: maxFrames must be an integer'],
    [{ kind: 'extendSilence', maxFrames: 4 }, 'extendSilence where no silence continues'],
  ])('that decides %j ends the stream with an error that names the field', async (decision, message) => {
    const rig = await setUp({ player: { schedule: scheduled(() => decision) } });
    await rig.send();
    expect(String(rig.outcome())).toContain(message);
  });

  it('that throws ends the stream with its error', async () => {
    const rig = await setUp({ player: { schedule: scheduled(FAULTS[0][1]) } });
    await rig.send();
    expect(rig.outcome()).toBe(OWN);
  });
});

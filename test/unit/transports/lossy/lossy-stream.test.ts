import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { Receiver } from '../../../../src/stream/receive/receiver.js';
import { burstLoss } from '../../../../src/transports/loss-model.js';
import { LossyListenerConnection } from '../../../../src/transports/lossy/listener-connection.js';
import { createLossyPair } from '../../../../src/transports/memory-lossy-link.js';
import { FakeClock, settle } from '../../../support/fake-clock.js';
import { lossyStream } from '../../../support/lossy-stream.js';
import { FORMAT, MODEL, OTHER_SHA } from '../../../support/peers.js';

describe('a stream over a lossy link', () => {
  it('arrives whole, with all planes and in time, where nothing is lost; and ends', async () => {
    const rig = await lossyStream();
    rig.sender.setMetadata({ title: 'A title' });
    await rig.send(40);
    await rig.end();
    expect(rig.played.map(({ frame, planes }) => [frame, planes])).toEqual(
      Array.from({ length: 80 }, (_, i) => [i, 2]),
    );
    expect(rig.wrong).toEqual([]);
    expect(rig.events).toEqual(['waiting', 'hello 7', 'live', 'ended', 'end 80']);
    expect(rig.metadata.at(-1)).toEqual({ title: 'A title' });
    expect(rig.sender.state).toBe('ended');
    expect(rig.source.protection!.lossShare).toBeLessThan(0.05);
    expect(rig.source.protection).toMatchObject({ frameLossShare: 0, receivers: 1, badMessages: 0 });
    expect(rig.listener.reception).toMatchObject({ lossShare: 0, badMessages: 0, duplicateMessages: 0 });
  });

  it.each([
    ['5 %', 0.05, 0.99],
    ['20 %', 0.2, 0.98],
    ['40 %', 0.4, 0.96],
  ])(
    'at a loss of %s plays nearly every frame, of the lost ones the base plane, late and reordered messages or not',
    async (_, loss, least) => {
      const rig = await lossyStream({ loss, jitterMs: 300, seed: 5, planes: 2, duplicate: 0.05 });
      await rig.send(300);
      await rig.end();
      expect(rig.playedShare()).toBeGreaterThanOrEqual(least);
      expect(rig.wrong).toEqual([]);
      expect(rig.played.map(({ frame }) => frame)).toEqual(
        Array.from({ length: rig.sentFrames - rig.played[0].frame }, (_, i) => rig.played[0].frame + i),
      );
      expect(rig.played.some(({ planes }) => planes === 1)).toBe(true);
      const { protection } = rig.source;
      expect(Math.abs(protection!.lossShare - loss)).toBeLessThan(0.12);
    },
  );

  it('repeats more where more is lost, and less again when it is better', async () => {
    let loss = 0.3;
    const random = seededRandom(4);
    const rig = await lossyStream({ loss: () => random() < loss, lossBack: 0.3 });
    await rig.send(150);
    const bad = rig.source.protection!;
    expect(bad.depth).toBeGreaterThanOrEqual(3);
    loss = 0;
    await rig.send(400);
    expect(rig.source.protection!.depth).toBe(0);
  });

  it('spreads repeats where losses come in bursts', async () => {
    const rig = await lossyStream({ loss: burstLoss(0.15, 4, 3) });
    await rig.send(300);
    await rig.end();
    const { stride, meanBurst } = rig.source.protection!;
    expect(meanBurst).toBeGreaterThan(2);
    expect(stride).toBeGreaterThan(1);
    // Without repeats 85 % would be played.
    expect(rig.playedShare()).toBeGreaterThan(0.93);
  });

  it('repeats silence, and what it means for the frames behind it', async () => {
    let n = 0;
    // Every third message is lost, and with it the first of each silence in turn.
    const rig = await lossyStream({ loss: () => ++n % 3 === 0, protection: { lossShare: 0.3 } });
    for (let i = 0; i < 12; i++) {
      await rig.send(3);
      await rig.sendSilence(2, true);
      await rig.sendSilence(8, true);
      await rig.sendSilence(3, false);
    }
    await rig.end();
    expect(rig.played.filter(({ planes }) => planes < 0)).toEqual([]);
    expect(rig.played.filter(({ planes }) => planes === 0)).toHaveLength(12 * 13);
  });

  it('is repaired by parity', async () => {
    let n = 0;
    const rig = await lossyStream({
      loss: () => n++ % 7 === 3,
      direction: 'send',
      protection: { maxDepth: 0, parity: { messages: 6, parities: 2, interleave: 2 } },
    });
    await rig.send(120);
    await rig.end();
    expect(rig.played.every(({ planes }) => planes === 2)).toBe(true);
    expect(rig.listener.reception.recoveredMessages).toBeGreaterThan(15);
    expect(rig.source.protection).toMatchObject({ depth: 0, receivers: 0, frameLossShare: null });
  });

  it('goes through messages as short as a radio’s: fewer planes, then parts', async () => {
    const rig = await lossyStream({
      maxMessageBytes: 64,
      planes: 2,
      framesPerPacket: 8,
      protection: { lossShare: 0.1 },
    });
    const longest: number[] = [];
    const { send } = rig.links[0];
    rig.links[0].send = (message) => {
      longest.push(message.length);
      return send.call(rig.links[0], message);
    };
    await rig.send(20);
    await rig.end();
    expect(Math.max(...longest)).toBeLessThanOrEqual(64);
    expect(rig.played.map(({ frame, planes }) => [frame, planes])).toEqual(
      Array.from({ length: 160 }, (_, i) => [i, 1]),
    );
    expect(rig.source.protection!.shortenedPackets).toBe(20);
    expect(rig.source.protection!.droppedMessages).toBe(0);
  });

  it('can be joined at any time, one way too, within the interval of the briefs', async () => {
    const rig = await lossyStream({ direction: 'send', protection: { briefMs: 1000 } });
    await rig.send(60);
    const clock = rig.clock;
    const [late, far] = createLossyPair({ clock, direction: 'send' });
    const joined: number[] = [];
    const listener = new LossyListenerConnection(far, clock, MODEL);
    const receiver = new Receiver({
      connect: async () => listener,
      clock,
      model: MODEL,
      handlers: { onBlock: ({ firstFrame }) => joined.push(firstFrame) },
    });
    await receiver.start();
    const { send } = rig.links[0];
    rig.links[0].send = (message) => {
      late.send(message);
      return send.call(rig.links[0], message);
    };
    await rig.send(10);
    await rig.advance(200);
    // What came before the brief waited for it.
    expect(Math.min(...joined)).toBeLessThanOrEqual(120);
    expect(joined.length).toBeGreaterThanOrEqual(10);
    receiver.close();
  });

  it('tells of a source that has gone, and has come back', async () => {
    const rig = await lossyStream();
    await rig.send(5);
    await rig.advance(20_000);
    expect(rig.events.slice(-2)).toEqual(['stalled', 'gone']);
    await rig.send(5);
    await rig.advance(1000);
    expect(rig.events.at(-1)).toBe('live');
    rig.receiver.close();
    rig.sender.close();
    expect(rig.links.map(({ state }) => state)).toEqual(['closed', 'closed']);
  });

  it('of another model is refused, with both models named', async () => {
    const clock = new FakeClock();
    const rig = await lossyStream();
    const [a, b] = createLossyPair({ clock });
    const errors: Error[] = [];
    const listener = new LossyListenerConnection(b, clock, { ...MODEL, sha256: OTHER_SHA });
    const receiver = new Receiver({
      connect: async () => listener,
      clock,
      model: { ...MODEL, sha256: OTHER_SHA },
      handlers: { onBlock: () => {}, onError: (error) => errors.push(error) },
    });
    void receiver.start().catch(() => {});
    await settle();
    const { send } = rig.links[0];
    rig.links[0].send = (message) => {
      a.send(message);
      return send.call(rig.links[0], message);
    };
    await rig.send(1);
    await clock.advanceAsync(100);
    expect(errors[0]).toMatchObject({ code: 'MODEL_MISMATCH' });
    expect(errors[0].message).toContain(
      `sha256 ${'a'.repeat(32)}…, this receiver has test-model (sha256 ${OTHER_SHA})`,
    );
  });

  it('plays what follows when its source starts anew, though numbers and frames begin again', async () => {
    const first = await lossyStream();
    await first.send(10);
    const clock = first.clock;
    const second = await lossyStream();
    const { send } = second.links[0];
    second.links[0].send = (message) => {
      const restarted = new Uint8Array(message);
      // Another epoch, in the brief and in the packet.
      if (restarted[3]! & 0x80) restarted[25] = 9;
      const at = 4 + (restarted[3]! & 0x80 ? 28 : 0);
      if ((restarted[3]! & 31) === 0 && restarted[at] === 0x10) restarted[at + 1] = (9 << 3) | (restarted[at + 1]! & 7);
      first.links[0].send(restarted);
      return send.call(second.links[0], message);
    };
    await second.send(4);
    clock.advance(3000);
    expect(first.events.filter((event) => event.startsWith('hello'))).toEqual(['hello 7', 'hello 9']);
    expect(FORMAT.latentSize).toBe(64);
  });
});

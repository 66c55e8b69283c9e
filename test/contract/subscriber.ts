import { afterEach, describe, expect, it } from 'vitest';
import { CodecError } from '../../src/core/errors.js';
import { encodePacket, type Packet } from '../../src/core/wire/packet.js';
import type { StreamStart, Subscriber, SubscriberRequest } from '../../src/relay/subscribers/subscriber.js';
import { ThinnedMessage } from '../../src/relay/subscribers/thinned.js';
import {
  audioPacket,
  CONTEXT,
  payloadFor,
  STEREO_CONTEXT,
  silencePacket,
  spatialFor,
  stereoPacket,
  streamHello,
} from '../support/peers.js';

/** A subscriber, and what it has passed on. */
export interface SubscriberRig {
  readonly subscriber: Subscriber;
  /** What the subscriber has passed on so far, in order, pings left out. */
  received(): readonly Packet[];
  /** The errors with which the subscription was ended. */
  closed(): readonly CodecError[];
  /** Lets `ms` pass, with the ticks that fall into it. */
  advance(ms: number): void;
  nowMs(): number;
  dispose(): void;
}

export interface WantedStream {
  readonly request?: Partial<SubscriberRequest>;
  readonly planes?: number;
  readonly wantsSpatialParameters?: boolean;
  readonly framesPerMessage?: number;
  readonly maxFramesPerMessage?: number;
}

export type MakeSubscriber = (wanted?: WantedStream) => SubscriberRig;

/** What every {@link Subscriber} must do, whatever it does with the stream. */
export function subscriberContract(name: string, make: MakeSubscriber): void {
  describe(`${name} subscriber`, () => {
    let rig: SubscriberRig;
    const open = (wanted: WantedStream = {}): Subscriber => {
      rig = make(wanted);
      return rig.subscriber;
    };
    afterEach(() => rig.dispose());

    const start = (overrides: Partial<StreamStart> = {}, epoch = 7, stereo = false): StreamStart => {
      const hello = streamHello({ epoch, ...(stereo && { stereo }) });
      return {
        hello,
        context: stereo ? STEREO_CONTEXT : CONTEXT,
        cursor: 0,
        helloMessage: encodePacket({ type: 'hello', body: { ...hello, resumeFrame: 0 } }, CONTEXT),
        metadataMessage: null,
        framesPerMessage: hello.framesPerPacket,
        ...overrides,
      };
    };
    const metadata = encodePacket({ type: 'metadata', body: { title: 'A' } }, CONTEXT);
    const end = encodePacket({ type: 'end', epoch: 7, totalFrames: 4, totalSamples: 4000 }, CONTEXT);
    const offer = (firstFrame: number, planes = 2): void => {
      const thinned = new ThinnedMessage();
      thinned.set(encodePacket(audioPacket(firstFrame, 4, planes), CONTEXT), planes, CONTEXT);
      rig.subscriber.offer(thinned, firstFrame, 4);
    };
    const story = (): string[] => rig.received().map(({ type }) => type);
    const frames = (): number[] =>
      rig.received().flatMap((packet) => (packet.type === 'audio' ? [packet.firstFrame] : []));

    it('states what it asks for', () => {
      const from = { epoch: 7, frame: 3 };
      expect(open({ request: { burstMs: 500, from } }).request).toMatchObject({ burstMs: 500, from });
    });

    it('passes hello, metadata, audio, silence and end in the order in which they arrive', () => {
      const subscriber = open();
      subscriber.welcome(start({ metadataMessage: metadata }));
      offer(0);
      subscriber.metadata(metadata);
      const silence = new ThinnedMessage();
      silence.set(encodePacket(silencePacket(4), CONTEXT), 0, CONTEXT);
      subscriber.offer(silence, 4, 4);
      subscriber.end(end);
      expect(story()).toEqual(['hello', 'metadata', 'audio', 'metadata', 'silence', 'end']);
      expect(rig.received()[2]).toMatchObject({ firstFrame: 0, payload: payloadFor(0, 4, 2) });
      expect(rig.received()[4]).toEqual(silencePacket(4));
    });

    it('passes on that the source has gone, and keeps its place until it is back', () => {
      const subscriber = open();
      subscriber.welcome(start());
      offer(0);
      subscriber.sourceGone(start().helloMessage);
      expect(subscriber.cursor).toBe(4);
      subscriber.welcome(start());
      offer(0);
      offer(4);
      expect(story()).toEqual(['hello', 'audio', 'hello', 'hello', 'audio']);
    });

    it('counts its cursor from 0, from where it resumes, and behind each message that it takes', () => {
      const subscriber = open();
      expect(subscriber.cursor).toBe(0);
      subscriber.welcome(start({ cursor: 8 }));
      expect(subscriber.cursor).toBe(8);
      for (const firstFrame of [0, 4, 8, 12]) offer(firstFrame);
      expect(frames()).toEqual([8, 12]);
      expect(subscriber.cursor).toBe(16);
    });

    it('accepts of a message only the frames that it does not have, with spatial parameters and without', () => {
      for (const wantsSpatialParameters of [true, false]) {
        const subscriber = open({ planes: 1, wantsSpatialParameters });
        subscriber.welcome(start({ cursor: 3 }, 7, true));
        const thinned = new ThinnedMessage();
        thinned.set(encodePacket(stereoPacket(0), STEREO_CONTEXT), 2, STEREO_CONTEXT);
        subscriber.offer(thinned, 0, 4);
        thinned.set(encodePacket(silencePacket(2), STEREO_CONTEXT), 0, STEREO_CONTEXT);
        subscriber.offer(thinned, 2, 4);
        expect(rig.received().slice(1)).toEqual([
          {
            ...audioPacket(3, 1, 1),
            encodedPlanes: 2,
            ...(wantsSpatialParameters && { spatial: spatialFor(3, 1) }),
          },
          silencePacket(4, 2),
        ]);
        rig.dispose();
      }
    });

    it('states the length of messages that it wants, or none, and counts the one that it gets', () => {
      const subscriber = open({ framesPerMessage: 12, maxFramesPerMessage: 22 });
      expect([subscriber.framesPerMessage, subscriber.maxFramesPerMessage]).toEqual([12, 22]);
      subscriber.welcome(start({ framesPerMessage: 12 }));
      expect(subscriber.stats(rig.nowMs()).framesPerMessage).toBe(12);
      subscriber.repacked(24);
      expect(subscriber.stats(rig.nowMs()).framesPerMessage).toBe(24);
      rig.dispose();
      const { framesPerMessage, maxFramesPerMessage } = open();
      expect([framesPerMessage, maxFramesPerMessage]).toEqual([undefined, undefined]);
    });

    it('accepts no frame twice: an epoch that resumes keeps the cursor, another starts at 0', () => {
      const subscriber = open();
      subscriber.welcome(start());
      offer(0);
      subscriber.welcome(start());
      offer(0);
      offer(4);
      expect(frames()).toEqual([0, 4]);
      subscriber.welcome(start({}, 8));
      expect(subscriber.cursor).toBe(0);
      offer(0);
      expect(frames()).toEqual([0, 4, 0]);
    });

    it('gets the planes that it wants, where the stream has them', () => {
      for (const [planes, expected] of [
        [1, 1],
        [8, 2],
      ] as const) {
        const subscriber = open({ planes });
        subscriber.welcome(start());
        offer(0);
        expect(rig.received()[1]).toMatchObject({ planes: expected, payload: payloadFor(0, 4, expected) });
        expect(subscriber.stats(rig.nowMs())).toMatchObject({ planes: expected, wantedPlanes: expected });
        rig.dispose();
      }
    });

    it('gets spatial parameters only when it wants them', () => {
      for (const wantsSpatialParameters of [true, false]) {
        const subscriber = open({ wantsSpatialParameters });
        subscriber.welcome(start({}, 7, true));
        const thinned = new ThinnedMessage();
        thinned.set(encodePacket(stereoPacket(0), STEREO_CONTEXT), 2, STEREO_CONTEXT);
        subscriber.offer(thinned, 0, 4);
        expect('spatial' in rig.received()[1]!).toBe(wantsSpatialParameters);
        rig.dispose();
      }
    });

    it('counts what it accepts, without lag while nothing is late', () => {
      const subscriber = open();
      subscriber.welcome(start());
      const before = subscriber.wireBytes;
      offer(0);
      offer(4);
      const bytes = 2 * (6 + 64);
      expect(subscriber.wireBytes - before).toBeGreaterThanOrEqual(bytes);
      expect([subscriber.state, subscriber.lagMs(rig.nowMs())]).toEqual(['ok', 0]);
      expect(subscriber.stats(rig.nowMs())).toEqual({
        planes: 2,
        wantedPlanes: 2,
        framesPerMessage: 4,
        state: 'ok',
        lagMs: 0,
        sentMessages: 2,
        droppedMessages: 0,
        waitingBytes: expect.any(Number),
        audioBytes: bytes,
        wireBytes: subscriber.wireBytes,
      });
    });

    it('stays while time passes and its far end answers', () => {
      open().welcome(start());
      rig.advance(120_000);
      offer(0);
      expect(frames()).toEqual([0]);
      expect(rig.closed()).toEqual([]);
    });

    it('closes once, with the first error, and accepts nothing from then on', () => {
      const subscriber = open();
      subscriber.welcome(start());
      const first = new CodecError('CHANNEL_LIMIT', 'first');
      subscriber.close(first);
      subscriber.close(new CodecError('PROTOCOL', 'second'), 4001);
      offer(0);
      subscriber.metadata(metadata);
      subscriber.sourceGone(start().helloMessage);
      subscriber.end(end);
      subscriber.repacked(12);
      subscriber.welcome(start({}, 8));
      subscriber.tick(rig.nowMs() + 600_000);
      expect(story()).toEqual(['hello']);
      expect(rig.closed()).toEqual([first]);
    });
  });
}

import { afterEach, describe, expect, it } from 'vitest';
import type { LossyCloseEvent, LossyLink } from '../../src/ports/lossy-link.js';

/** Two ends of one lossy link over a path that loses nothing by chance, and how time passes for them. */
export interface LossyPair {
  readonly a: LossyLink;
  readonly b: LossyLink;
  /** Lets messages in flight arrive: returns when `done` holds, fails the test when it never does. */
  until(done: () => boolean): Promise<void>;
  dispose(): Promise<void>;
}

/** What differs between links by their nature. */
export interface LossyCapabilities {
  /** Whether the other end learns that this one has closed. */
  readonly tellsOfClose: boolean;
}

class Recorder {
  readonly messages: number[][] = [];
  readonly closes: LossyCloseEvent[] = [];

  constructor(readonly link: LossyLink) {
    link.setHandlers({
      onMessage: (message) => this.messages.push([...message]),
      onClose: (event) => this.closes.push(event),
    });
  }
}

const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);
const sorted = (messages: readonly number[][]): string[] => messages.map((m) => m.join()).sort();

/** What every {@link LossyLink} must do, whatever carries it. `a` sends to `b`; back only where `a` states it. */
export function lossyLinkContract(
  name: string,
  makePair: () => Promise<LossyPair>,
  { tellsOfClose }: LossyCapabilities,
): void {
  describe(`${name} as a lossy link`, () => {
    let pair: LossyPair;
    const open = async (): Promise<[Recorder, Recorder]> => {
      pair = await makePair();
      return [new Recorder(pair.a), new Recorder(pair.b)];
    };
    afterEach(async () => {
      await pair.dispose();
    });

    it('carries whole messages of any bytes, in the directions that it states', async () => {
      const [a, b] = await open();
      const sent = [bytes(0), bytes(0, 0), bytes(255, 0, 10, 13), Uint8Array.from({ length: 256 }, (_, i) => i)];
      for (const message of sent) expect(pair.a.send(message)).toBe(true);
      await pair.until(() => b.messages.length === sent.length);
      expect(sorted(b.messages)).toEqual(sorted(sent.map((m) => [...m])));
      expect(pair.a.direction === 'both' ? 'both' : 'receive').toBe(pair.b.direction);
      expect(pair.b.send(bytes(7))).toBe(pair.a.direction === 'both');
      if (pair.a.direction === 'both') await pair.until(() => a.messages.length === 1);
      expect(a.messages).toEqual(pair.a.direction === 'both' ? [[7]] : []);
    });

    it('carries a message of maxMessageBytes and drops a longer and an empty one', async () => {
      const [, b] = await open();
      const { maxMessageBytes } = pair.a;
      expect(maxMessageBytes).toBeGreaterThanOrEqual(64);
      expect(pair.a.send(new Uint8Array(maxMessageBytes + 1))).toBe(false);
      expect(pair.a.send(bytes())).toBe(false);
      expect(pair.a.send(new Uint8Array(maxMessageBytes).fill(0))).toBe(true);
      await pair.until(() => b.messages.length === 1);
      expect(b.messages[0]!.length).toBe(maxMessageBytes);
      expect(pair.a.counters).toMatchObject({ sentMessages: 1, droppedMessages: 2 });
    });

    it('sends only the part of a buffer that a view covers', async () => {
      const [, b] = await open();
      pair.a.send(bytes(0, 1, 2, 3, 4).subarray(1, 4));
      await pair.until(() => b.messages.length === 1);
      expect(b.messages).toEqual([[1, 2, 3]]);
    });

    it('keeps what arrives before handlers are set', async () => {
      pair = await makePair();
      new Recorder(pair.a);
      pair.a.send(bytes(5));
      await pair.until(() => pair.b.counters.receivedMessages === 1);
      expect(new Recorder(pair.b).messages).toEqual([[5]]);
    });

    it('counts messages, bytes and wire bytes alike at both ends, with its overhead', async () => {
      const [, b] = await open();
      pair.a.send(new Uint8Array(40).fill(1));
      pair.a.send(new Uint8Array(60).fill(2));
      await pair.until(() => b.messages.length === 2);
      expect(pair.a.counters).toMatchObject({ sentMessages: 2, sentBytes: 100, receivedMessages: 0 });
      expect(pair.b.counters).toMatchObject({ receivedMessages: 2, receivedBytes: 100, damagedMessages: 0 });
      expect(pair.a.counters.sentWireBytes).toBe(pair.b.counters.receivedWireBytes);
      expect(pair.a.counters.sentWireBytes).toBeGreaterThan(100);
    });

    it('is closed at once for its own end, drops what is sent then, and tells once, with the reason', async () => {
      const [a, b] = await open();
      pair.a.close('done');
      expect(pair.a.state).toBe('closed');
      expect(pair.a.send(bytes(1))).toBe(false);
      pair.a.close('again');
      await pair.until(() => a.closes.length === 1 && (!tellsOfClose || b.closes.length === 1));
      expect(a.closes[0]).toEqual({ reason: 'done' });
      if (tellsOfClose) {
        expect(pair.b.state).toBe('closed');
        expect(pair.b.send(bytes(1))).toBe(false);
      } else pair.b.close();
      await pair.until(() => b.closes.length === 1);
      pair.a.close();
      pair.b.close();
      expect([a.closes.length, b.closes.length, b.messages.length]).toEqual([1, 1, 0]);
    });

    it('refuses a second set of handlers', async () => {
      await open();
      expect(() => pair.a.setHandlers({ onMessage: () => {} })).toThrow('once');
    });
  });
}

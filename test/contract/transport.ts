import { afterEach, describe, expect, it } from 'vitest';
import type { CloseEvent, Connection } from '../../src/ports/transport.js';

/** Two ends of one connection, and how time passes for them. */
export interface Pair {
  readonly a: Connection;
  readonly b: Connection;
  /** Lets messages in flight arrive: returns when `done` holds, fails the test when it never does. */
  until(done: () => boolean): Promise<void>;
  dispose(): Promise<void>;
}

export type MakePair = (options?: { highWaterBytes?: number }) => Promise<Pair>;

class Recorder {
  readonly messages: Uint8Array[] = [];
  readonly closes: CloseEvent[] = [];
  drains = 0;
  connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
    connection.setHandlers({
      onMessage: (message) => this.messages.push(new Uint8Array(message)),
      onDrain: () => this.drains++,
      onClose: (event) => this.closes.push(event),
    });
  }
}

/** Each way, in the test of the guarantees. */
const MESSAGES = 300;

const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);

/**
 * Whether a connection delivers as its `guarantees` promise. Run by {@link transportContract}, and alone for
 * connections that promise less.
 */
export function deliveryContract(name: string, makePair: MakePair): void {
  describe(`${name} transport's delivery`, () => {
    let pair: Pair;
    afterEach(async () => {
      await pair.dispose();
    });

    it('is as the connection guarantees, both ways', async () => {
      pair = await makePair();
      expect(pair.b.guarantees).toEqual(pair.a.guarantees);
      const { isOrdered, isReliable, isDuplicateFree } = pair.a.guarantees;
      const ends = [new Recorder(pair.a), new Recorder(pair.b)];
      const seen = (end: Recorder): number[] => end.messages.map(([high, low]) => high * 256 + low);
      for (let i = 0; i < MESSAGES; i++) for (const end of ends) end.connection.send(bytes(i >> 8, i & 255));
      if (isReliable) await pair.until(() => ends.every((end) => new Set(seen(end)).size === MESSAGES));
      pair.a.close();
      await pair.until(() => ends.every(({ closes }) => closes.length === 1));
      for (const numbers of ends.map(seen)) {
        expect(numbers.every((i) => i < MESSAGES)).toBe(true);
        if (isOrdered) expect(numbers).toEqual([...numbers].sort((x, y) => x - y));
        if (isDuplicateFree) expect(new Set(numbers).size).toBe(numbers.length);
      }
    });
  });
}

/** What every {@link Connection} must do, whatever carries it; one that promises less runs {@link deliveryContract}. */
export function transportContract(name: string, makePair: MakePair): void {
  deliveryContract(name, makePair);
  describe(`${name} transport`, () => {
    let pair: Pair;
    const open = async (options?: { highWaterBytes?: number }): Promise<[Recorder, Recorder]> => {
      pair = await makePair(options);
      return [new Recorder(pair.a), new Recorder(pair.b)];
    };
    afterEach(async () => {
      await pair.dispose();
    });

    it('delivers each message complete, once and in order, both ways', async () => {
      const [a, b] = await open();
      for (let i = 0; i < 50; i++) {
        expect(pair.a.send(bytes(1, i))).toBe(true);
        expect(pair.b.send(bytes(2, i, i))).toBe(true);
      }
      await pair.until(() => a.messages.length === 50 && b.messages.length === 50);
      expect(b.messages.map((m) => [...m])).toEqual(Array.from({ length: 50 }, (_, i) => [1, i]));
      expect(a.messages.map((m) => [...m])).toEqual(Array.from({ length: 50 }, (_, i) => [2, i, i]));
    });

    it('carries an empty message and one of 4096 bytes', async () => {
      const [, b] = await open();
      const large = Uint8Array.from({ length: 4096 }, (_, i) => i & 255);
      pair.a.send(bytes());
      pair.a.send(large);
      await pair.until(() => b.messages.length === 2);
      expect(b.messages[0].length).toBe(0);
      expect(b.messages[1]).toEqual(large);
    });

    it('sends only the part of a buffer that a view covers', async () => {
      const [, b] = await open();
      pair.a.send(bytes(0, 1, 2, 3, 4).subarray(1, 4));
      await pair.until(() => b.messages.length === 1);
      expect([...b.messages[0]]).toEqual([1, 2, 3]);
    });

    it('keeps what arrives before handlers are set', async () => {
      pair = await makePair();
      pair.a.send(bytes(5));
      pair.a.send(bytes(6));
      pair.a.close(4001, 'done');
      await pair.until(() => pair.b.state === 'closed');
      const late = new Recorder(pair.b);
      new Recorder(pair.a);
      await pair.until(() => late.closes.length === 1);
      expect(late.messages.map((m) => m[0])).toEqual([5, 6]);
    });

    it('counts messages, bytes and wire bytes at both ends', async () => {
      const [, b] = await open();
      pair.a.send(new Uint8Array(100));
      pair.a.send(new Uint8Array(200));
      await pair.until(() => b.messages.length === 2);
      expect(pair.a.counters).toMatchObject({ sentMessages: 2, sentBytes: 300, receivedMessages: 0 });
      expect(pair.b.counters).toMatchObject({ receivedMessages: 2, receivedBytes: 300, sentMessages: 0 });
      expect(pair.a.counters.sentWireBytes).toBe(pair.b.counters.receivedWireBytes);
      expect(pair.a.counters.sentWireBytes).toBeGreaterThanOrEqual(300 + 42 + 44);
    });

    it('returns false above the high water mark and drains later', async () => {
      const [a, b] = await open({ highWaterBytes: 1 });
      let sent = 0;
      // A socket passes bytes on at once while the kernel accepts them: fill it until it does not.
      while (sent < 20_000) {
        sent++;
        if (!pair.a.send(new Uint8Array(4096))) break;
      }
      expect(sent).toBeLessThan(20_000);
      await pair.until(() => a.drains > 0);
      await pair.until(() => b.messages.length === sent);
      expect(pair.a.bufferedBytes).toBe(0);
      expect(a.drains).toBe(1);
    });

    it('delivers what was sent before a close, then the close with its code and reason', async () => {
      const [a, b] = await open();
      pair.a.send(bytes(9));
      pair.a.close(4003, 'another model');
      await pair.until(() => a.closes.length === 1 && b.closes.length === 1);
      expect(b.messages.map((m) => m[0])).toEqual([9]);
      expect(b.closes[0]).toMatchObject({ code: 4003, reason: 'another model' });
      expect(a.closes[0]).toMatchObject({ code: 4003 });
    });

    it('is closed at once for its own end, drops what is sent then, and never throws', async () => {
      const [a, b] = await open();
      pair.a.close(1000, '');
      expect(pair.a.state).toBe('closed');
      expect(pair.a.send(bytes(1))).toBe(false);
      await pair.until(() => a.closes.length === 1 && b.closes.length === 1);
      expect(pair.b.state).toBe('closed');
      expect(pair.b.send(bytes(1))).toBe(false);
      expect(b.messages).toEqual([]);
    });

    it('may be closed twice and by both ends at once; onClose is called once', async () => {
      const [a, b] = await open();
      pair.a.close(4001, 'a');
      pair.a.close(4002, 'again');
      pair.b.close(4003, 'b');
      await pair.until(() => a.closes.length > 0 && b.closes.length > 0);
      pair.a.close(4004, 'late');
      expect([a.closes.length, b.closes.length]).toEqual([1, 1]);
    });

    it('accepts a reason that is too long for a close frame', async () => {
      const [, b] = await open();
      pair.a.close(4001, 'ä'.repeat(500));
      await pair.until(() => b.closes.length === 1);
      expect(b.closes[0].code).toBe(4001);
    });

    it('refuses a second set of handlers', async () => {
      await open();
      expect(() => pair.a.setHandlers({ onMessage: () => {} })).toThrow('once');
    });
  });
}

import { describe, expect, it } from 'vitest';
import { encodePacket } from '../../../../src/core/wire/packet.js';
import type { Connection } from '../../../../src/ports/transport.js';
import { AUDIO_BYTES_PER_MS, relayLimits } from '../../../../src/relay/limits.js';
import { SocketSubscriber } from '../../../../src/relay/subscribers/socket-subscriber.js';
import { ThinnedMessage } from '../../../../src/relay/subscribers/thinned.js';
import { Counters } from '../../../../src/transports/counters.js';
import { STREAM_GUARANTEES } from '../../../../src/transports/guarantees.js';
import { audioPacket, CONTEXT, streamHello } from '../../../support/peers.js';

/** A connection whose network stands still: whatever is sent waits. */
class StuckConnection implements Connection {
  readonly state = 'open';
  readonly guarantees = STREAM_GUARANTEES;
  readonly counters = new Counters((bytes) => bytes);
  readonly sent: Uint8Array[] = [];
  bufferedBytes = 0;
  setHandlers(): void {}
  close(): void {}
  send(message: Uint8Array): boolean {
    this.sent.push(message);
    this.bufferedBytes += message.length;
    return this.bufferedBytes < 4096;
  }
}

describe('SocketSubscriber on a connection that stands still', () => {
  const open = () => {
    const connection = new StuckConnection();
    const limits = relayLimits();
    const hello = { role: 'listener', planes: 8, burstMs: 0 } as const;
    const subscriber = new SocketSubscriber({
      connection,
      hello,
      limits,
      nowMs: 0,
      random: () => 0.5,
      onClose: () => {},
    });
    subscriber.welcome({
      hello: streamHello(),
      context: CONTEXT,
      cursor: 0,
      helloMessage: new Uint8Array(1),
      framesPerMessage: 4,
      metadataMessage: null,
    });
    let frame = 0;
    const offer = (): void => {
      const thinned = new ThinnedMessage();
      thinned.set(encodePacket(audioPacket(frame, 32), CONTEXT), 2, CONTEXT);
      subscriber.offer(thinned, frame, 32);
      frame += 32;
    };
    return { connection, subscriber, limits, offer };
  };

  it('lets no more than maxWaitingMs of audio and one message wait, and serves it again when they have gone', () => {
    const { connection, subscriber, limits, offer } = open();
    const bytes = 6 + 32 * 2 * 8;
    for (let i = 0; i < 1000; i++) offer();
    expect(connection.bufferedBytes).toBeLessThanOrEqual(limits.maxWaitingMs * AUDIO_BYTES_PER_MS + bytes);
    expect(connection.bufferedBytes).toBeGreaterThan(limits.maxWaitingMs * AUDIO_BYTES_PER_MS);
    const stats = subscriber.stats(0);
    expect(stats.state).toBe('skipped');
    expect(stats.droppedMessages).toBe(1000 - stats.sentMessages);
    expect(subscriber.isDueSoon).toBe(true);
    connection.bufferedBytes = 0;
    subscriber.tick(250);
    offer();
    expect(subscriber.stats(0)).toMatchObject({ state: 'ok', sentMessages: stats.sentMessages + 1 });
  });

  it('is pinged within pingIntervalMs once it does not pass on at once', () => {
    const { connection, subscriber, limits, offer } = open();
    subscriber.tick(limits.pingIntervalMs);
    subscriber.onPong(new DataView(connection.sent.at(-1)!.buffer).getUint32(1), limits.pingIntervalMs);
    const sent = connection.sent.length;
    for (let i = 0; i < 9; i++) offer();
    expect(subscriber.isDueSoon).toBe(true);
    subscriber.tick(2 * limits.pingIntervalMs);
    expect(connection.sent.length).toBe(sent + 9 + 1);
  });
});

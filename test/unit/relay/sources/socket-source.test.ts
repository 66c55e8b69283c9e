import { describe, expect, it } from 'vitest';
import type { CodecError } from '../../../../src/core/errors.js';
import { encodePacket, type Packet } from '../../../../src/core/wire/packet.js';
import { Channel } from '../../../../src/relay/channel/channel.js';
import { relayLimits } from '../../../../src/relay/limits.js';
import { SocketSource } from '../../../../src/relay/sources/socket-source.js';
import { createMemoryPair } from '../../../../src/transports/memory.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { MemorySubscriber } from '../../../support/memory-subscriber.js';
import { audioPacket, CONTEXT, Peer, resources, silencePacket, streamHello } from '../../../support/peers.js';

const LIMITS = relayLimits();
const { pingIntervalMs, sourceTimeoutMs, tickMs } = LIMITS;

function open() {
  const clock = new FakeClock();
  const [client, server] = createMemoryPair({ clock });
  const peer = new Peer(client);
  peer.answersPings = false;
  const channel = new Channel('radio', LIMITS, 0, resources());
  const closed: CodecError[] = [];
  const source = new SocketSource({
    connection: server,
    channel,
    limits: LIMITS,
    nowMs: 0,
    onClose: (error) => closed.push(error),
  });
  channel.attachSource(source, streamHello(), 0);
  const run = (ms: number, each = (): void => {}): void => {
    for (let passed = 0; passed < ms; passed += tickMs) {
      clock.advance(tickMs);
      each();
      source.tick(clock.nowMs());
    }
    clock.advance(1);
  };
  const receive = (packet: Packet, bytes = encodePacket(packet, CONTEXT)): boolean =>
    source.receive(packet, bytes, clock.nowMs());
  return { clock, peer, channel, closed, source, run, receive };
}

describe('SocketSource', () => {
  it('passes on copies of what it receives: the transport may reuse its buffer', () => {
    const { channel, receive } = open();
    const subscriber = new MemorySubscriber();
    channel.subscribe(subscriber);
    for (const packet of [audioPacket(0), silencePacket(4)]) {
      const bytes = encodePacket(packet, CONTEXT);
      const before = new Uint8Array(bytes);
      receive(packet, bytes);
      bytes.fill(0);
      expect(subscriber.messages.at(-1)).toEqual(before);
    }
  });

  it('refuses packets that a source must not send', () => {
    const { receive } = open();
    expect(receive({ type: 'control', body: { planes: 1 } })).toBe(false);
    expect(receive({ type: 'error', body: { code: 'PROTOCOL', message: '' } })).toBe(false);
    expect(receive({ type: 'metadata', body: {} })).toBe(true);
    expect(receive({ type: 'end', epoch: 7, totalFrames: 0, totalSamples: 0 })).toBe(true);
  });

  it('pings only while the source is silent, and is closed after sourceTimeoutMs', () => {
    const { peer, source, closed, clock, run } = open();
    run(30_000, () => source.onAlive(clock.nowMs()));
    expect(peer.of('ping')).toEqual([]);
    run(sourceTimeoutMs - tickMs);
    expect(peer.of('ping').length).toBe(Math.floor(sourceTimeoutMs / pingIntervalMs));
    expect(closed).toEqual([]);
    run(2 * tickMs);
    expect(closed).toEqual([
      expect.objectContaining({
        code: 'TRANSPORT_CLOSED',
        message: `the source has been silent for ${sourceTimeoutMs} ms`,
      }),
    ]);
    run(30_000);
    expect(closed.length).toBe(1);
  });

  it('numbers its pings from 0 and accepts any pong', () => {
    const { peer, receive, run } = open();
    run(2 * pingIntervalMs + tickMs);
    expect(peer.of('ping').map(({ token }) => token)).toEqual([0, 1]);
    expect([receive({ type: 'pong', token: 1 }), receive({ type: 'pong', token: 99 })]).toEqual([true, true]);
  });

  it('counts what its connection has received', () => {
    const { peer, source, clock } = open();
    peer.send({ type: 'ping', token: 1 });
    clock.advance(1);
    expect(source.receivedWireBytes).toBe(5 + 42);
  });
});

import { describe, expect, it } from 'vitest';
import { CodecError } from '../../../../src/core/errors.js';
import type { Packet } from '../../../../src/core/wire/packet.js';
import type { Connection } from '../../../../src/ports/transport.js';
import {
  PacketLink,
  type PacketLinkHandlers,
  type PacketLinkOptions,
} from '../../../../src/stream/link/packet-link.js';
import { createMemoryPair } from '../../../../src/transports/memory.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { audioPacket, CONTEXT, Peer } from '../../../support/peers.js';

function setUp(handlers: Partial<PacketLinkHandlers> = {}, options: Partial<PacketLinkOptions> = {}) {
  const clock = new FakeClock();
  const peers: Peer[] = [];
  const packets: Packet[] = [];
  const addresses: (string | undefined)[] = [];
  const events: string[] = [];
  const link = new PacketLink({
    connect: async (alternativeUrl?: string): Promise<Connection> => {
      addresses.push(alternativeUrl);
      const [client, server] = createMemoryPair({ clock, latencyMs: 5 });
      peers.push(new Peer(server));
      return client;
    },
    clock,
    random: () => 0,
    reconnect: { backoff: { minMs: 100, jitter: 0 }, idleTimeoutMs: 2000 },
    direction: 'received',
    context: CONTEXT,
    handlers: {
      onOpen: () => {
        events.push('open');
        link.send({ type: 'hello', body: {} });
      },
      onPacket: (packet) => void packets.push(packet),
      onDrain: () => events.push('drain'),
      onDown: ({ code }) => events.push(`down ${code}`),
      onFailed: (error) => events.push(`failed ${(error as CodecError).code}`),
      ...handlers,
    },
    ...options,
  });
  return { clock, peers, packets, events, link, addresses };
}

describe('a link that carries packets', () => {
  it('passes packets on, answers pings, and counts what does not parse', async () => {
    const { clock, peers, packets, link } = setUp();
    void link.start();
    await clock.advanceAsync(20);
    const [peer] = peers;
    peer.send(audioPacket(0));
    peer.send({ type: 'ping', token: 9 });
    peer.connection.send(Uint8Array.of(0xff, 1, 2));
    await clock.advanceAsync(20);
    expect(packets.map(({ type }) => type)).toEqual(['audio', 'ping']);
    expect(peer.of('pong')).toEqual([{ type: 'pong', token: 9 }]);
    expect(link.stats.snapshot(clock.nowMs()).badMessages).toBe(1);
    expect(link.stats.snapshot(clock.nowMs()).wireBytes).toBeGreaterThan(0);
  });

  it('reads what has come while its process stood still before it takes the connection for dead', async () => {
    const { clock, peers, packets, events, link } = setUp();
    void link.start();
    await clock.advanceAsync(20);
    link.accepted();
    for (let round = 1; round <= 2; round++) {
      clock.advanceBlocked(60_000);
      peers[0].send(audioPacket(0));
      await clock.advanceAsync(20);
      expect([packets.length, events]).toEqual([round, ['open']]);
    }
    // Nothing has come, and nothing comes: a second later it is dead.
    clock.advanceBlocked(60_000);
    await clock.advanceAsync(990);
    expect(events).toEqual(['open']);
    await clock.advanceAsync(20);
    expect(events).toEqual(['open', 'down TRANSPORT_FAILED']);
  });

  it('takes a connection for dead whose timers are always late', async () => {
    const { clock, events, link } = setUp();
    void link.start();
    await clock.advanceAsync(20);
    link.accepted();
    for (let i = 0; i < 4; i++) {
      clock.advanceBlocked(1500);
      await clock.advanceAsync(0);
    }
    expect(events[1]).toBe('down TRANSPORT_FAILED');
  });

  it('counts a CodecError of a reader as a bad message, and lets through what a handler throws', async () => {
    const clock = new FakeClock();
    let deliver: ((message: Uint8Array) => void) | undefined;
    const connection = {
      state: 'open',
      guarantees: { isOrdered: true, isReliable: true, isDuplicateFree: true },
      bufferedBytes: 0,
      counters: { receivedWireBytes: 0, sentWireBytes: 0 },
      send: () => true,
      setHandlers: (handlers: { onMessage: typeof deliver }) => {
        deliver = handlers.onMessage;
      },
      close: () => {},
    } as unknown as Connection;
    const link = new PacketLink({
      connect: async () => connection,
      clock,
      direction: 'sent',
      context: CONTEXT,
      handlers: {
        onOpen: () => {},
        onPacket: (packet) => {
          if (packet.type === 'pong') throw new CodecError('PROTOCOL', 'not now');
          return () => {
            throw new CodecError('DEVICE', 'the handler’s own');
          };
        },
        onDrain: () => {},
        onDown: () => {},
        onFailed: () => {},
      },
    });
    void link.start();
    await clock.advanceAsync(0);
    const message = (type: number): Uint8Array => Uint8Array.of(0x10 | type, 0, 0, 0, 1);
    deliver!(message(5));
    expect(link.stats.badMessages).toBe(1);
    expect(() => deliver!(message(4))).toThrow('the handler’s own');
    expect(link.stats.badMessages).toBe(1);
  });

  it('reconnects after a loss once it was accepted, and states the relay’s reason for a refusal', async () => {
    const { clock, peers, events, link } = setUp();
    const started = link.start();
    await clock.advanceAsync(20);
    link.accepted();
    await started;
    peers[0].send({ type: 'error', body: { code: 'CHANNEL_LIMIT', message: 'full' } });
    peers[0].connection.close(4005);
    await clock.advanceAsync(200);
    expect(events).toEqual(['open', 'down CHANNEL_LIMIT', 'open']);
    await clock.advanceAsync(2000);
    expect(events.at(-1)).toBe('down TRANSPORT_FAILED');
    link.close(new CodecError('TRANSPORT_CLOSED', 'enough'));
    await clock.advanceAsync(10_000);
    expect(clock.pendingTimers).toBe(0);
    expect(link.isOver).toBe(true);
  });

  it('comes back when a peer that goes away asks it to, and not before', async () => {
    const { clock, peers, events, link } = setUp();
    void link.start();
    await clock.advanceAsync(20);
    link.accepted();
    const body = { code: 'TRANSPORT_CLOSED', message: 'the relay is closing', retryAfterMs: 3000 };
    peers[0].send({ type: 'error', body });
    peers[0].connection.close(4007);
    await clock.advanceAsync(2990);
    expect(events).toEqual(['open', 'down TRANSPORT_CLOSED']);
    await clock.advanceAsync(50);
    expect(events).toEqual(['open', 'down TRANSPORT_CLOSED', 'open']);
    link.close(new CodecError('TRANSPORT_CLOSED', 'enough'));
  });

  it('fails without another attempt before it was accepted, and rejects what waits for the start', async () => {
    const { clock, peers, events, link } = setUp();
    const started = expect(link.start()).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED', message: 'why' });
    await clock.advanceAsync(20);
    peers[0].connection.close(4003, 'no');
    await clock.advanceAsync(20);
    expect(events).toEqual(['open', 'failed MODEL_MISMATCH']);
    link.close(new CodecError('TRANSPORT_CLOSED', 'why'));
    await started;
  });

  it('comes back to a full relay that has stated when, also before it was accepted', async () => {
    const { clock, peers, events, link } = setUp();
    void link.start();
    await clock.advanceAsync(20);
    peers[0].send({
      type: 'error',
      body: { code: 'CHANNEL_LIMIT', message: 'the relay is full', retryAfterMs: 10_000 },
    });
    peers[0].connection.close(4005);
    await clock.advanceAsync(9900);
    expect(events).toEqual(['open', 'down CHANNEL_LIMIT']);
    await clock.advanceAsync(5200);
    expect(events.slice(0, 3)).toEqual(['open', 'down CHANNEL_LIMIT', 'open']);
    link.close(new CodecError('TRANSPORT_CLOSED', 'enough'));
  });

  it('goes once to the address that a full relay has named, and does not wait for it', async () => {
    const { clock, peers, events, link, addresses } = setUp();
    void link.start();
    await clock.advanceAsync(20);
    const alternativeUrl = 'ws://other:8787/radio';
    const body = { code: 'CHANNEL_LIMIT', message: 'the relay is full', retryAfterMs: 10_000, alternativeUrl };
    peers[0].send({ type: 'error', body });
    peers[0].connection.close(4005);
    await clock.advanceAsync(200);
    expect(events).toEqual(['open', 'down CHANNEL_LIMIT', 'open']);
    link.accepted();
    peers[1].connection.close(4007);
    await clock.advanceAsync(500);
    expect(addresses).toEqual([undefined, alternativeUrl, undefined]);
    link.close(new CodecError('TRANSPORT_CLOSED', 'enough'));
  });

  it('sends nothing and opens nothing once it is closed', async () => {
    const { clock, peers, link } = setUp();
    link.close(new CodecError('TRANSPORT_CLOSED', 'never opened'));
    await expect(link.start()).rejects.toThrow('never opened');
    await clock.advanceAsync(1000);
    expect(peers).toEqual([]);
    expect([link.isOpen, link.send({ type: 'ping', token: 1 })]).toEqual([false, false]);
  });

  it('names an idle timeout outside its range', () => {
    const options = { connect: async () => ({}) as Connection, clock: new FakeClock(), context: CONTEXT };
    const handlers = {} as PacketLinkHandlers;
    expect(() => new PacketLink({ ...options, direction: 'sent', handlers, reconnect: { idleTimeoutMs: 0 } })).toThrow(
      /^idleTimeoutMs must be a number from 1/,
    );
  });

  describe('whose token the relay refuses', () => {
    const refuse = async ({ peers, clock }: ReturnType<typeof setUp>, needsToken: boolean): Promise<void> => {
      const body = { code: 'NOT_ALLOWED', message: 'the permission has expired', ...(needsToken && { needsToken }) };
      peers.at(-1)!.send({ type: 'error', body });
      peers.at(-1)!.connection.close(4008, '');
      await clock.advanceAsync(1000);
    };

    it('connects again where it is renewed, up to three times in a row, and names what was tried', async () => {
      const errors: Error[] = [];
      const rig = setUp({ onFailed: (error) => void errors.push(error) }, { renewsToken: true });
      rig.link.start().catch(() => undefined);
      await rig.clock.advanceAsync(20);
      rig.link.accepted();
      rig.link.served();
      await refuse(rig, true);
      expect(rig.peers).toHaveLength(2);
      rig.link.served();
      for (let i = 0; i < 4; i++) await refuse(rig, true);
      expect(rig.peers).toHaveLength(5);
      expect(errors).toMatchObject([
        {
          code: 'NOT_ALLOWED',
          message: 'the permission has expired; 3 tokens that were asked for anew were refused, too',
        },
      ]);
    });

    it.each([
      ['is always the same', {}, true, true],
      ['has never been good', { renewsToken: true }, true, false],
      ['is not what the relay refuses for', { renewsToken: true }, false, true],
    ])('ends where the token %s', async (_what, options, needsToken, isServed) => {
      const rig = setUp({}, options);
      rig.link.start().catch(() => undefined);
      await rig.clock.advanceAsync(20);
      rig.link.accepted();
      if (isServed) rig.link.served();
      await refuse(rig, needsToken);
      expect(rig.peers).toHaveLength(1);
      expect(rig.events.at(-1)).toBe('failed NOT_ALLOWED');
    });
  });
});

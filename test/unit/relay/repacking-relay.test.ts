import { afterEach, describe, expect, it } from 'vitest';
import type { RelayLimits } from '../../../src/relay/limits.js';
import { Relay } from '../../../src/relay/relay.js';
import { createMemoryPair } from '../../../src/transports/memory.js';
import { FakeClock } from '../../support/fake-clock.js';
import { audioPacket, Peer, streamHello } from '../../support/peers.js';

const TICK_MS = 250;
const relays: Relay[] = [];
afterEach(() => {
  for (const relay of relays.splice(0)) relay.close();
});

function open(limits: Partial<RelayLimits> = {}) {
  const clock = new FakeClock();
  const relay = new Relay({ clock, random: () => 0.5, limits });
  relays.push(relay);
  const connect = (): Peer => {
    const [client, server] = createMemoryPair({ clock });
    relay.accept(server, 'radio');
    return new Peer(client);
  };
  const source = connect();
  source.hello(streamHello());
  clock.advance(10);
  let next = 0;
  const send = (packets: number): void => {
    for (let i = 0; i < packets; i++, next += 4) {
      source.send(audioPacket(next));
      clock.advance(400);
    }
  };
  const listen = (wishes: object): Peer => {
    const peer = connect();
    peer.listen(wishes);
    clock.advance(10);
    return peer;
  };
  return { clock, relay, source, send, listen };
}

const lengths = (peer: Peer): number[] => peer.of('audio').map(({ frames }) => frames);

describe('a relay that joins packets', () => {
  it('follows the control packets of a listener, tells it at each change, and tells a listener without a wish nothing', () => {
    const { clock, send, listen } = open();
    const listener = listen({ framesPerMessage: 22, maxFramesPerMessage: 44 });
    const older = listen({});
    expect(listener.of('hello')[0]!.body).toMatchObject({ framesPerPacket: 4, framesPerMessage: 24 });
    expect(older.of('hello')[0]!.body).not.toHaveProperty('framesPerMessage');
    send(6);
    listener.send({ type: 'control', body: { planes: 1, framesPerMessage: 12 } });
    clock.advance(TICK_MS);
    send(3);
    listener.send({ type: 'control', body: { planes: 1 } });
    send(3);
    expect(lengths(listener)).toEqual([24, 12, 12]);
    expect(listener.of('control').map(({ body }) => body)).toEqual([{ framesPerMessage: 12 }]);
    expect([lengths(older), older.of('control')]).toEqual([Array(12).fill(4), []]);
  });

  it('takes a wish of a listener that had none at first', () => {
    const { clock, send, listen } = open();
    const listener = listen({});
    send(1);
    listener.send({ type: 'control', body: { planes: 8, framesPerMessage: 12 } });
    clock.advance(TICK_MS);
    send(3);
    expect(lengths(listener)).toEqual([4, 12]);
    expect(listener.of('control').map(({ body }) => body)).toEqual([{ framesPerMessage: 12 }]);
  });

  it('refuses a wish outside the range, naming field, value and range, and nobody else notices', () => {
    const { clock, send, listen } = open();
    const wrong = [listen({ framesPerMessage: 0 }), listen({ framesPerMessage: 12, maxFramesPerMessage: 4 })];
    const later = listen({});
    const other = listen({ framesPerMessage: 12 });
    later.send({ type: 'control', body: { planes: 1, framesPerMessage: 129 } });
    clock.advance(TICK_MS);
    expect(wrong[0]!.of('error')[0]!.body.message).toContain(
      'framesPerMessage must be an integer from 1 to 128, got 0',
    );
    expect(wrong[1]!.of('error')[0]!.body.message).toContain('maxFramesPerMessage must be an integer from 12 to 128');
    expect(later.of('error')[0]!.body.message).toContain('framesPerMessage must be an integer from 1 to 128, got 129');
    send(3);
    expect(lengths(other)).toEqual([12]);
  });

  it('lengthens the packets of a listener that lags, before it thins them, and shortens them when it is well', () => {
    const { clock, relay, send, listen } = open({ skipLagMs: 25_000, healthyPingIntervalMs: 2000 });
    const listener = listen({ planes: 2, framesPerMessage: 4, maxFramesPerMessage: 24 });
    listener.answersPings = false;
    const state = (): unknown => {
      const stats = relay.subscriberStats('radio').next().value;
      return stats && [stats.state, stats.framesPerMessage, stats.planes];
    };
    const seen: unknown[] = [];
    const follow = (packets: number): void => {
      for (let i = 0; i < packets; i++) {
        send(1);
        if (JSON.stringify(seen.at(-1)) !== JSON.stringify(state())) seen.push(state());
      }
    };
    follow(40);
    expect(seen.slice(0, 4)).toEqual([
      ['ok', 4, 2],
      ['lengthened', 12, 2],
      ['lengthened', 24, 2],
      ['thinned', 24, 1],
    ]);
    listener.connection.close();
    clock.advance(10);
    const well = listen({ planes: 2, framesPerMessage: 4, maxFramesPerMessage: 24 });
    well.answersPings = false;
    seen.length = 0;
    // Late, and then well again.
    while (JSON.stringify(seen.at(-1)) !== '["lengthened",12,2]') follow(1);
    for (const { token } of well.of('ping')) well.send({ type: 'pong', token });
    well.answersPings = true;
    follow(160);
    expect(seen.at(-1)).toEqual(['ok', 4, 2]);
    const frames = well
      .of('audio')
      .flatMap(({ firstFrame, frames }) => Array.from({ length: frames }, (_, i) => firstFrame + i));
    expect(frames).toEqual(Array.from({ length: frames.length }, (_, i) => frames[0]! + i));
    const told = well.of('control').map(({ body }) => body.framesPerMessage);
    expect([told[0], told.at(-1)]).toEqual([12, 4]);
  });
});

import { describe, expect, it } from 'vitest';
import type { CodecError } from '../../../src/core/errors.js';
import { Relay } from '../../../src/relay/relay.js';
import type { RelayPeer } from '../../../src/relay/relay-peer.js';
import { createMemoryPair } from '../../../src/transports/memory.js';
import { FakeClock } from '../../support/fake-clock.js';
import { Peer, streamHello } from '../../support/peers.js';

function open() {
  const clock = new FakeClock();
  const log: string[] = [];
  const line = (what: string, { channel, role, address }: RelayPeer, error?: CodecError | null): void =>
    void log.push([what, channel, role, address, error?.code].filter(Boolean).join(' '));
  const relay = new Relay({
    clock,
    random: () => 0.5,
    onJoined: (peer) => line('joined', peer),
    onLeft: (peer, error) => line('left', peer, error),
    onRefused: (channel, error, address) => log.push(['refused', channel, address, error.code].join(' ')),
  });
  const connect = (address: string, channel = 'radio') => {
    const [near, far] = createMemoryPair({ clock });
    relay.accept(far, channel, { address });
    return { peer: new Peer(near), end: near };
  };
  const turn = (): void => clock.advance(1);
  return { clock, log, relay, connect, turn };
}

describe('what a relay reports of its peers', () => {
  it('is each source and listener that joins and leaves, with channel, role and address', () => {
    const { log, connect, turn } = open();
    const source = connect('10.0.0.1');
    source.peer.hello(streamHello());
    const listener = connect('10.0.0.2');
    listener.peer.listen();
    turn();
    listener.end.close();
    source.end.destroy();
    turn();
    expect(log).toEqual([
      'joined radio source 10.0.0.1',
      'joined radio listener 10.0.0.2',
      'left radio source 10.0.0.1',
      'left radio listener 10.0.0.2',
    ]);
  });

  it('tells a refused connection from one that was closed later, in the counts too', () => {
    const { log, relay, connect, turn } = open();
    const first = connect('10.0.0.1');
    first.peer.hello(streamHello());
    turn();
    const second = connect('10.0.0.2');
    second.peer.hello(streamHello({ epoch: 9 }));
    turn();
    first.peer.send({ type: 'control', body: { planes: 1 } });
    turn();
    expect(log).toEqual([
      'joined radio source 10.0.0.1',
      'refused radio 10.0.0.2 CHANNEL_BUSY',
      'left radio source 10.0.0.1 PROTOCOL',
    ]);
    expect(relay.stats()).toMatchObject({ connections: 0, refused: 1, closed: 1 });
  });

  it('is that peers leave when it closes, and that nobody is refused who was there', () => {
    const { log, relay, connect, turn } = open();
    connect('10.0.0.1').peer.hello(streamHello());
    connect('10.0.0.2').peer.listen();
    connect('10.0.0.3');
    turn();
    log.length = 0;
    relay.close();
    connect('10.0.0.4').peer.listen();
    turn();
    expect(log).toEqual([
      'left radio source 10.0.0.1 TRANSPORT_CLOSED',
      'left radio listener 10.0.0.2 TRANSPORT_CLOSED',
      'refused radio 10.0.0.4 TRANSPORT_CLOSED',
    ]);
    expect(relay.stats()).toMatchObject({ connections: 0, refused: 1 });
  });

  it('is one source that leaves and one that joins when it comes back on another connection', () => {
    const { log, connect, turn } = open();
    const first = connect('10.0.0.1').peer;
    first.hello(streamHello());
    turn();
    const { resumeSecret } = first.of('hello')[0]!.body;
    connect('10.0.0.2').peer.hello({ ...streamHello({ resumeFrame: 0 }), resumeSecret });
    turn();
    expect(log).toEqual([
      'joined radio source 10.0.0.1',
      'left radio source 10.0.0.1 TRANSPORT_CLOSED',
      'joined radio source 10.0.0.2',
    ]);
  });
});

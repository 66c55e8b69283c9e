import type { CodecError } from '../../src/core/errors.js';
import { seededRandom } from '../../src/core/random.js';
import { type Packet, parsePacket } from '../../src/core/wire/packet.js';
import { BusSubscriber } from '../../src/relay/cluster/bus-subscriber.js';
import { relayLimits } from '../../src/relay/limits.js';
import { SocketSubscriber } from '../../src/relay/subscribers/socket-subscriber.js';
import { createMemoryPair } from '../../src/transports/memory.js';
import { FakeClock } from '../support/fake-clock.js';
import { MemorySubscriber } from '../support/memory-subscriber.js';
import { CONTEXT, Peer, STEREO_CONTEXT } from '../support/peers.js';
import { subscriberContract } from './subscriber.js';

const TICK_MS = 250;

subscriberContract('socket', ({ request, planes = 8, wantsSpatialParameters = false, ...length } = {}) => {
  const clock = new FakeClock();
  const [client, server] = createMemoryPair({ clock });
  const peer = new Peer(client, wantsSpatialParameters ? STEREO_CONTEXT : CONTEXT);
  const closed: CodecError[] = [];
  const subscriber = new SocketSubscriber({
    connection: server,
    hello: { role: 'listener', planes, burstMs: 0, stereo: wantsSpatialParameters, ...length, ...request },
    limits: relayLimits(),
    nowMs: clock.nowMs(),
    random: seededRandom(1),
    onClose: (error) => closed.push(error),
  });
  server.setHandlers({
    onMessage: (message) => {
      const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
      // The one packet that this peer sends is a pong: its token follows the type.
      subscriber.onPong(view.getUint32(1), clock.nowMs());
    },
  });
  return {
    subscriber,
    received: () => {
      clock.advance(1);
      return peer.packets.filter(({ type }) => type !== 'ping');
    },
    closed: () => closed,
    advance: (ms) => {
      for (let passed = 0; passed < ms; passed += TICK_MS) {
        clock.advance(TICK_MS);
        subscriber.tick(clock.nowMs());
      }
    },
    nowMs: () => clock.nowMs(),
    dispose: () => client.close(),
  };
});

subscriberContract('memory', (wanted = {}) => {
  const closed: CodecError[] = [];
  const subscriber = new MemorySubscriber({ ...wanted, onClose: (error) => closed.push(error) });
  let nowMs = 0;
  return {
    subscriber,
    received: () => subscriber.packets,
    closed: () => closed,
    advance: (ms) => {
      for (let passed = 0; passed < ms; passed += TICK_MS) {
        nowMs += TICK_MS;
        subscriber.tick();
      }
    },
    nowMs: () => nowMs,
    dispose: () => {},
  };
});

subscriberContract('bus', (wanted = {}) => {
  const { request, planes = 8, wantsSpatialParameters = false, framesPerMessage, maxFramesPerMessage } = wanted;
  const closed: CodecError[] = [];
  const packets: Packet[] = [];
  const context = wantsSpatialParameters ? STEREO_CONTEXT : CONTEXT;
  let nowMs = 0;
  const subscriber = new BusSubscriber({
    nowMs: () => nowMs,
    request: { burstMs: 0, ...request },
    planes,
    withSpatialParameters: wantsSpatialParameters,
    ...(framesPerMessage !== undefined && { framesPerMessage }),
    ...(maxFramesPerMessage !== undefined && { maxFramesPerMessage }),
    onClose: (error) => closed.push(error),
  });
  subscriber.setClaim({
    term: 1,
    isResumed: false,
    isHeld: true,
    publish: ({ bytes }) => packets.push(parsePacket(bytes, context)) > 0,
    release: () => {},
  });
  return {
    subscriber,
    received: () => packets,
    closed: () => closed,
    advance: (ms) => {
      nowMs += ms;
      subscriber.tick();
    },
    nowMs: () => nowMs,
    dispose: () => {},
  };
});

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/random.js';
import { encodePacket, packetType, parsePacket } from '../../../src/core/wire/packet.js';
import { Relay } from '../../../src/relay/relay.js';
import { ThinnedMessage } from '../../../src/relay/subscribers/thinned.js';
import { createMemoryPair, type MemoryConnection } from '../../../src/transports/memory.js';
import { FakeClock } from '../../support/fake-clock.js';
import {
  audioPacket,
  CONTEXT,
  FORMAT,
  Peer,
  STEREO_CONTEXT,
  silencePacket,
  stereoPacket,
  streamHello,
} from '../../support/peers.js';

/** A peer that also stores the messages as received. */
class KeepingPeer extends Peer {
  readonly messages: Uint8Array[] = [];
  readonly end: MemoryConnection;

  constructor(client: MemoryConnection, context = STEREO_CONTEXT) {
    const messages: Uint8Array[] = [];
    const { setHandlers } = client;
    client.setHandlers = (handlers) =>
      setHandlers.call(client, {
        ...handlers,
        onMessage: (message) => {
          if (packetType(message) === 'audio') messages.push(message);
          handlers.onMessage(message);
        },
      });
    super(client, context);
    this.messages = messages;
    this.end = client;
  }

  get audio(): Uint8Array[] {
    return this.messages.map((message) => new Uint8Array(message));
  }
}

function bench() {
  const clock = new FakeClock();
  const relay = new Relay({ clock, random: seededRandom(1), limits: { healthyPingIntervalMs: 3500 } });
  const join = (context = STEREO_CONTEXT): KeepingPeer => {
    const [client, server] = createMemoryPair({ clock });
    relay.accept(server, 'radio');
    return new KeepingPeer(client, context);
  };
  return {
    clock,
    join,
    source: (overrides: object = {}): KeepingPeer => {
      const peer = join();
      peer.hello(streamHello({ stereo: true, ...overrides }));
      clock.advance(1);
      return peer;
    },
    listener: (overrides: object = {}, context = STEREO_CONTEXT): KeepingPeer => {
      const peer = join(context);
      peer.listen(overrides);
      clock.advance(1);
      return peer;
    },
    /** In stereo or not, at their pace. */
    stream: (source: Peer, firstFrame: number, count: number, packet = stereoPacket, planes = 2): void => {
      for (let i = 0; i < count; i++) {
        source.send(packet(firstFrame + 4 * i, 4, planes));
        clock.advance(400);
      }
    },
    channel: () => ({ ...relay.stats().channels[0], perListener: [...relay.subscriberStats('radio')] }),
  };
}

describe('a relay of a stream in stereo', () => {
  it('states to the source and to every listener that the stream is in stereo', () => {
    const { source, listener } = bench();
    const peers = [source(), listener({ stereo: true }), listener()];
    for (const peer of peers) expect(peer.of('hello')[0].body).toMatchObject({ role: 'source', stereo: true });
  });

  it('sends spatial parameters to listeners that request them, with any number of planes, and to no others', () => {
    const { source, listener, stream } = bench();
    const from = source();
    const all = listener({ stereo: true });
    const thin = listener({ stereo: true, planes: 1 });
    const mono = listener();
    const monoThin = listener({ planes: 1, stereo: false });
    stream(from, 0, 3);
    const at = [0, 4, 8];
    expect(all.of('audio')).toEqual(at.map((frame) => stereoPacket(frame)));
    const thinned = at.map((frame) => ({ ...stereoPacket(frame, 4, 1), encodedPlanes: 2 }));
    expect(thin.of('audio')).toEqual(thinned);
    expect(mono.of('audio')).toEqual(at.map((frame) => audioPacket(frame)));
    expect(monoThin.of('audio')).toEqual(thinned.map(({ spatial: _, ...packet }) => packet));
  });

  it('sends exactly the bytes of a mono stream to listeners that do not request stereo, so that older builds can listen', () => {
    const run = (stereo: boolean): Uint8Array[][] => {
      const { source, listener, stream } = bench();
      const from = source(stereo ? {} : { stereo: undefined });
      const peers = [listener({}, CONTEXT), listener({ planes: 1 }, CONTEXT)];
      stream(from, 0, 5, stereo ? stereoPacket : audioPacket);
      // One that joins late receives past audio.
      peers.push(listener({ burstMs: 10_000 }, CONTEXT), listener({ burstMs: 10_000, planes: 1 }, CONTEXT));
      return peers.map((peer) => peer.audio);
    };
    expect(run(true)).toEqual(run(false));
    expect(run(true).map((messages) => messages.length)).toEqual([5, 5, 5, 5]);
  });

  it('sends the same to all listeners of a mono stream, also to one that asks for spatial parameters', () => {
    const { source, listener, stream } = bench();
    const from = source({ stereo: undefined });
    const one = listener({ stereo: true }, CONTEXT);
    stream(from, 0, 2, audioPacket);
    expect(one.of('audio')).toEqual([audioPacket(0), audioPacket(4)]);
    expect(one.of('hello')[0].body).not.toHaveProperty('stereo');
  });

  it('keeps spatial parameters for listeners that join late or resume', () => {
    const { source, listener, stream } = bench();
    stream(source(), 0, 10);
    const late = listener({ stereo: true, burstMs: 800 });
    expect(late.of('audio')).toEqual([stereoPacket(32), stereoPacket(36)]);
    const back = listener({ stereo: true, planes: 1, burstMs: 10_000, from: { epoch: 7, frame: 28 } });
    expect(back.of('audio').map(({ firstFrame, planes, spatial }) => [firstFrame, planes, spatial])).toEqual(
      [28, 32, 36].map((frame) => [frame, 1, stereoPacket(frame).spatial]),
    );
  });

  it('keeps spatial parameters when a listener changes its planes', () => {
    const { clock, source, listener, stream } = bench();
    const from = source();
    const one = listener({ stereo: true });
    for (const [i, planes] of [1, 2, 1, 8].entries()) {
      one.send({ type: 'control', body: { planes } });
      clock.advance(1);
      stream(from, 4 * i, 1);
    }
    expect(one.of('audio').map(({ planes, spatial }) => [planes, spatial?.length])).toEqual([
      [1, 4],
      [2, 4],
      [1, 4],
      [2, 4],
    ]);
  });

  it('keeps the spatial parameters of a listener that it thins for its lag', () => {
    const { source, listener, stream } = bench();
    const from = source({ planes: 4 });
    const slow = listener({ stereo: true });
    stream(from, 0, 20, stereoPacket, 4);
    slow.end.stall();
    stream(from, 80, 25, stereoPacket, 4);
    slow.end.unstall();
    stream(from, 180, 5, stereoPacket, 4);
    const planes = slow.of('audio').map((packet) => packet.planes);
    expect(Math.min(...planes)).toBeLessThan(4);
    for (const packet of slow.of('audio')) expect(packet.spatial).toEqual(stereoPacket(packet.firstFrame).spatial);
  });

  it('cuts each thinning once: listeners with the same request share its memory', () => {
    const { source, listener, stream } = bench();
    const from = source();
    const requests = [{ stereo: true }, { stereo: true, planes: 1 }, {}, { planes: 1 }];
    const pairs = requests.map((request) => [listener(request), listener(request)]);
    stream(from, 0, 1);
    for (const [a, b] of pairs) expect(a.messages[0]).toBe(b.messages[0]);
    const lengths = pairs.map(([a]) => a.messages[0].length);
    expect(lengths).toEqual([6 + 64 + 4, 6 + 32 + 4, 6 + 64, 6 + 32]);
  });

  it('accepts packets without spatial parameters, and silence', () => {
    const { clock, source, listener } = bench();
    const from = source({ silence: true });
    const peers = [listener({ stereo: true }), listener({ stereo: true, planes: 1 }), listener({ planes: 1 })];
    from.send(audioPacket(0));
    from.send(silencePacket(4));
    from.send(stereoPacket(8));
    clock.advance(1);
    for (const peer of peers) {
      expect(peer.of('silence')).toEqual([silencePacket(4)]);
      expect(peer.of('audio')[0]).not.toHaveProperty('spatial');
    }
    expect(peers.map((peer) => peer.of('audio')[1].spatial?.length)).toEqual([4, 4, undefined]);
    expect(from.closed).toBeNull();
  });

  it('counts spatial parameters as payload, and for each listener what it was sent', () => {
    const { source, listener, stream, channel } = bench();
    const from = source();
    listener({ stereo: true });
    listener({ planes: 1 });
    stream(from, 0, 50);
    expect(channel().payloadBytes).toBe(50 * (64 + 4));
    expect(channel().sourcePayloadKbps).toBeCloseTo((68 * 8) / 400, 1);
    expect(channel().perListener.map(({ audioBytes }) => audioBytes)).toEqual([50 * (6 + 64 + 4), 50 * (6 + 32)]);
  });

  it('refuses spatial parameters in a mono stream, and a hello whose packets cannot hold them', () => {
    const mono = bench();
    const from = mono.source({ stereo: false });
    const one = mono.listener();
    from.send(stereoPacket(0));
    mono.clock.advance(1);
    expect([from.of('error')[0].body.code, from.closed?.code]).toEqual(['PACKET_FIELD', 4001]);
    expect([one.closed, one.of('audio')]).toEqual([null, []]);

    for (const change of [{ channels: 2 }, { latentSize: 8 }]) {
      const narrow = bench();
      const refused = narrow.source({ format: { ...FORMAT, ...change } });
      expect([refused.of('error')[0].body.code, refused.closed?.code]).toEqual(['PACKET_FIELD', 4001]);
    }
  });

  const secretOf = (source: Peer): unknown => source.of('hello')[0]!.body.resumeSecret;

  it('refuses a source that resumes in mono what it began in stereo, or the other way', () => {
    for (const [before, after] of [
      [true, false],
      [true, undefined],
      [false, true],
      [undefined, true],
    ]) {
      const { source } = bench();
      const first = source({ stereo: before });
      const again = source({ stereo: after, resumeFrame: 0, resumeSecret: secretOf(first) });
      expect([again.of('error')[0].body.code, again.closed?.code]).toEqual(['PROTOCOL', 4001]);
      expect(first.closed).toBeNull();
    }
    const { source } = bench();
    const first = source({ stereo: undefined });
    expect(source({ stereo: false, resumeFrame: 0, resumeSecret: secretOf(first) }).closed).toBeNull();
  });

  it('switches from a stream in stereo to one in mono and back, epoch by epoch', () => {
    const { clock, source, listener } = bench();
    const one = listener({ stereo: true });
    for (const [epoch, stereo] of [
      [7, true],
      [8, false],
      [9, true],
    ] as const) {
      const from = source({ epoch, stereo });
      from.send((stereo ? stereoPacket : audioPacket)(0, 4, 2, epoch));
      clock.advance(1);
      from.end.close();
      clock.advance(1);
    }
    expect(one.of('audio').map(({ epoch, spatial }) => [epoch, spatial?.length])).toEqual([
      [7, 4],
      [8, undefined],
      [9, 4],
    ]);
  });
});

describe('ThinnedMessage', () => {
  const message = encodePacket(stereoPacket(0, 4, 3), STEREO_CONTEXT);

  it('makes each thinning once, with spatial parameters and without', () => {
    const thinned = new ThinnedMessage();
    thinned.set(message, 3, STEREO_CONTEXT);
    expect(thinned.get(3, true).bytes).toBe(message);
    expect(thinned.get(8, true)).toBe(thinned.get(3, true));
    for (let planes = 1; planes <= 8; planes++)
      for (const withSpatialParameters of [true, false]) {
        const cut = thinned.get(planes, withSpatialParameters);
        expect(thinned.get(planes, withSpatialParameters)).toBe(cut);
        const packet = parsePacket(cut.bytes, STEREO_CONTEXT);
        expect(packet).toMatchObject({ planes: Math.min(3, planes) });
        expect('spatial' in packet).toBe(withSpatialParameters);
      }
    expect(thinned.get(3, false)).toBe(thinned.get(8, false));
  });

  it('drops the previous message', () => {
    const thinned = new ThinnedMessage();
    thinned.set(message, 3, STEREO_CONTEXT);
    thinned.get(1, true);
    thinned.get(1, false);
    const next = encodePacket(stereoPacket(4, 4, 3), STEREO_CONTEXT);
    thinned.set(next, 3, STEREO_CONTEXT);
    expect(parsePacket(thinned.get(1, true).bytes, STEREO_CONTEXT)).toMatchObject({ firstFrame: 4 });
    expect(parsePacket(thinned.get(1, false).bytes, STEREO_CONTEXT)).toMatchObject({ firstFrame: 4 });
  });

  it('never cuts silence, nor anything but planes of a mono stream', () => {
    const thinned = new ThinnedMessage();
    const silence = encodePacket(silencePacket(0), STEREO_CONTEXT);
    thinned.set(silence, 0, STEREO_CONTEXT);
    expect([thinned.get(1, true).bytes, thinned.get(1, false).bytes]).toEqual([silence, silence]);
    const mono = encodePacket(audioPacket(0), CONTEXT);
    thinned.set(mono, 2, CONTEXT);
    expect(thinned.get(2, false).bytes).toBe(mono);
    expect(thinned.get(1, true)).toEqual(thinned.get(1, false));
  });
});

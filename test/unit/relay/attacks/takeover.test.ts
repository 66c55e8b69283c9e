import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { encodePacket } from '../../../../src/core/wire/packet.js';
import type { Authorizer } from '../../../../src/ports/authorizer.js';
import { Relay } from '../../../../src/relay/relay.js';
import { Sender } from '../../../../src/stream/send/sender.js';
import { createMemoryPair, type MemoryConnection } from '../../../../src/transports/memory.js';
import { FakeClock, settle } from '../../../support/fake-clock.js';
import { audioPacket, CONTEXT, Peer, payloadFor, streamHello } from '../../../support/peers.js';

type End = Peer & { readonly end: MemoryConnection };

function open(authorizer?: Authorizer) {
  const clock = new FakeClock();
  const told: string[] = [];
  const relay = new Relay({
    clock,
    random: seededRandom(1),
    ...(authorizer && { authorizer }),
    onRefused: (...report) => told.push(String(report)),
    onLeft: (peer, error) => told.push(`${JSON.stringify(peer)} ${error}`),
  });
  const join = (hello: object, credentials = ''): End => {
    const [client, server] = createMemoryPair({ clock });
    relay.accept(server, 'radio', { credentials });
    const peer = Object.assign(new Peer(client), { end: client });
    peer.hello(hello);
    clock.advance(1);
    return peer;
  };
  const source = (overrides: object = {}, credentials?: string): End =>
    join({ ...streamHello(), ...overrides }, credentials);
  const listener = (): End => join({ role: 'listener', planes: 8, burstMs: 0 });
  return { clock, relay, told, source, listener };
}

const secretOf = (source: Peer): unknown => source.of('hello')[0]?.body.resumeSecret;
const refusal = (peer: Peer) => [peer.of('error')[0]?.body.code, peer.closed?.code];
const send = (source: Peer, frame: number, epoch = 7): void =>
  void source.connection.send(encodePacket(audioPacket(frame, 4, 2, epoch), CONTEXT));

describe('taking over a channel', () => {
  it('needs more than the epoch, which every listener knows: the channel stays with its source', () => {
    const { clock, source, listener } = open();
    const victim = source();
    const ear = listener();
    const { epoch } = ear.of('hello')[0]!.body;
    for (const claim of [{ resumeFrame: 0 }, {}, { resumeFrame: 0, resumeSecret: '0'.repeat(32) }]) {
      const thief = source({ epoch, ...claim });
      thief.send({ type: 'metadata', body: { title: '<img src=x onerror=alert(1)>' } });
      send(thief, 100);
      clock.advance(1000);
      expect(refusal(thief)).toEqual(['CHANNEL_BUSY', 4004]);
      expect(thief.story).toEqual(['error']);
    }
    send(victim, 0);
    clock.advance(1);
    expect(victim.closed).toBeNull();
    expect(ear.story).toEqual(['hello', 'audio']);
    expect(ear.frames).toEqual([0]);
  });

  it('is not helped by anything that listeners, channel lists or refusals tell: the secret is in none of them', () => {
    const { clock, relay, told, source, listener } = open();
    const victim = source();
    const secret = secretOf(victim) as string;
    expect(secret).toMatch(/^[0-9a-f]{32}$/);
    const before = listener();
    const thief = source({ epoch: 9 });
    victim.end.destroy();
    clock.advance(1);
    const back = source({ resumeFrame: 0, resumeSecret: secret });
    const after = listener();
    const bad = source({ resumeSecret: `${secret}!` });
    clock.advance(20_000);
    expect(refusal(bad)).toEqual(['PACKET_FIELD', 4001]);
    expect(secretOf(back)).toBe(secret);
    const seen = [before, after, thief, bad].map(({ packets, closed }) => JSON.stringify([packets, closed]));
    expect(before.of('hello').length).toBe(3);
    for (const text of [...seen, JSON.stringify(relay.stats()), ...told]) expect(text).not.toContain(secret);
    expect(told.length).toBeGreaterThan(1);
  });

  it('fails while the source is away for a moment: it comes back by itself with its secret, and whoever waited is refused', () => {
    const { clock, source, listener } = open();
    const victim = source();
    const ear = listener();
    send(victim, 0);
    clock.advance(1);
    victim.end.destroy();
    clock.advance(1);
    const thief = source({ resumeFrame: 0 });
    send(thief, 100);
    clock.advance(3000);
    expect(thief.story).toEqual([]);
    const back = source({ resumeFrame: 0, resumeSecret: secretOf(victim) });
    send(back, 4);
    clock.advance(1);
    expect(refusal(thief)).toEqual(['CHANNEL_BUSY', 4004]);
    expect(ear.frames).toEqual([0, 4]);
  });

  it('is no concern of a source that resumes while the relay still holds its dead connection: it is served at once', () => {
    const { clock, source, listener } = open();
    const dead = source();
    dead.answersPings = false;
    const ear = listener();
    send(dead, 0);
    clock.advance(1);
    const back = source({ resumeFrame: 0, resumeSecret: secretOf(dead) });
    expect([back.of('hello')[0]!.body.resumeFrame, refusal(dead)]).toEqual([4, ['TRANSPORT_CLOSED', 4007]]);
    send(back, 4);
    clock.advance(1);
    expect(ear.frames).toEqual([0, 4]);
  });

  it('is no end for a source whose earlier request arrives late, or is repeated on the way: it takes its channel back', () => {
    const { clock, source, listener } = open();
    const live = source();
    const ear = listener();
    send(live, 0);
    clock.advance(1);
    const resumeSecret = secretOf(live);
    const late = source({ resumeFrame: 0, resumeSecret });
    // A code with which senders connect again.
    expect(refusal(live)).toEqual(['TRANSPORT_CLOSED', 4007]);
    const again = source({ resumeFrame: 0, resumeSecret });
    expect([again.of('hello')[0]!.body.resumeFrame, refusal(late)]).toEqual([4, ['TRANSPORT_CLOSED', 4007]]);
    send(again, 4);
    clock.advance(1);
    expect(ear.frames).toEqual([0, 4]);
  });

  it('is distinguished from the same broadcaster by its grant: the same identity continues without the secret', () => {
    const authorizer: Authorizer = {
      authorize: ({ credentials }) => ({
        permissions: ['publish', 'listen'],
        ...(credentials && { identity: credentials }),
      }),
    };
    const { clock, source } = open(authorizer);
    const studio = source({}, 'studio');
    const other = source({ resumeFrame: 0 }, 'other');
    const nobody = source({ resumeFrame: 0 });
    clock.advance(1000);
    expect([refusal(other), refusal(nobody)]).toEqual([
      ['CHANNEL_BUSY', 4004],
      ['CHANNEL_BUSY', 4004],
    ]);
    const again = source({ resumeFrame: 0 }, 'studio');
    expect([again.story, refusal(studio)]).toEqual([['hello'], ['CHANNEL_BUSY', 4004]]);
    // Its place is kept after a loss; the broadcaster that starts anew need not wait for it.
    again.end.destroy();
    clock.advance(1);
    const waiting = source({ epoch: 5 }, 'other');
    expect(source({ epoch: 6 }, 'studio').story).toEqual(['hello']);
    clock.advance(1);
    expect(refusal(waiting)).toEqual(['CHANNEL_BUSY', 4004]);
  });
});

describe('a broadcaster that was restarted', () => {
  it('gets its channel from its own dead connection as soon as that one has not answered', () => {
    const { clock, source, listener } = open();
    const dead = source();
    dead.answersPings = false;
    const ear = listener();
    clock.advance(2000);
    const next = source({ epoch: 8 });
    send(next, 0, 8);
    expect(next.story).toEqual([]);
    clock.advance(4500);
    expect(next.story).toEqual(['hello']);
    expect(refusal(dead)).toEqual(['TRANSPORT_CLOSED', 4007]);
    expect(ear.of('audio').map(({ epoch, firstFrame }) => [epoch, firstFrame])).toEqual([[8, 0]]);
  });

  it('waits for the reserved time where the connection of its last run was lost, and not where it was closed', () => {
    const { clock, source } = open();
    source().end.destroy();
    clock.advance(1);
    const next = source({ epoch: 8 });
    clock.advance(4000);
    expect(next.story).toEqual([]);
    clock.advance(1500);
    expect(next.story).toEqual(['hello']);
    next.end.close();
    clock.advance(1);
    expect(source({ epoch: 9 }).story).toEqual(['hello']);
  });

  it('is told at once that the channel is busy where another waits before it, and leaves the queue when it goes', () => {
    const { clock, relay, source } = open();
    const dead = source();
    dead.answersPings = false;
    const first = source({ epoch: 8 });
    expect(refusal(source({ epoch: 9 }))).toEqual(['CHANNEL_BUSY', 4004]);
    first.end.close();
    clock.advance(1);
    expect(source({ epoch: 10 }).closed).toBeNull();
    relay.close();
  });

  it('may send pings while it waits, and not more messages than may wait for a grant', () => {
    const { clock, source } = open();
    const dead = source();
    dead.answersPings = false;
    const next = source({ epoch: 8 });
    next.send({ type: 'ping', token: 5 });
    for (let i = 0; i < 17; i++) send(next, 4 * i, 8);
    clock.advance(1);
    expect(next.of('pong').length).toBe(1);
    expect(refusal(next)).toEqual(['CHANNEL_LIMIT', 4005]);
  });
});

describe('a source that resumes', () => {
  it('states the secret of the relay’s last answer by itself, also to a relay that has forgotten the stream', async () => {
    const clock = new FakeClock();
    const relays = [new Relay({ clock, random: () => 0 }), new Relay({ clock, random: () => 0 })];
    const ends: MemoryConnection[] = [];
    let relay = relays[0]!;
    const { role: _, ...hello } = streamHello();
    const sender = new Sender({
      clock,
      hello,
      random: () => 0,
      connect: async () => {
        const [client, server] = createMemoryPair({ clock });
        relay.accept(server, 'radio');
        ends.push(client);
        return client;
      },
    });
    void sender.start();
    await clock.advanceAsync(10);
    const block = (firstFrame: number) => ({
      firstFrame,
      frames: 4,
      planes: 2,
      payload: payloadFor(firstFrame, 4, 2),
    });
    sender.send(block(0));
    // The network loses the connection, twice; the second time the relay is another one.
    for (const next of [relays[0]!, relays[1]!, relays[1]!]) {
      relay = next;
      ends.at(-1)!.destroy();
      await clock.advanceAsync(2000);
      await settle();
      expect(sender.state).toBe('live');
      expect(relay.stats().channels[0]).toMatchObject({ isLive: true, epoch: 7, nextFrame: 4 });
    }
    expect(sender.stats().reconnects).toBe(3);
    expect(relays[1]!.stats()).toMatchObject({ closed: 0, refused: 0 });
    sender.close();
    for (const each of relays) each.close();
  });
});

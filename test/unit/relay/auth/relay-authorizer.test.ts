import { describe, expect, it } from 'vitest';
import { Deferred } from '../../../../src/core/deferred.js';
import type { CodecError } from '../../../../src/core/errors.js';
import { errorForClose, isFatal } from '../../../../src/core/wire/close-codes.js';
import type {
  AuthorizationRequest,
  Authorizer,
  Grant,
  PeerIdentity,
  Permission,
} from '../../../../src/ports/authorizer.js';
import { openAuthorizer } from '../../../../src/relay/auth/open-authorizer.js';
import type { RelayLimits } from '../../../../src/relay/limits.js';
import { Relay } from '../../../../src/relay/relay.js';
import { createMemoryPair, type MemoryConnection } from '../../../../src/transports/memory.js';
import { FakeClock, settle } from '../../../support/fake-clock.js';
import { audioPacket, Peer, streamHello } from '../../../support/peers.js';

const SECRET = 'database password';
const grant = (...permissions: Permission[]): Grant => ({ permissions });

function open(authorize: Authorizer['authorize'], limits: Partial<RelayLimits> = {}) {
  const clock = new FakeClock();
  const refused: CodecError[] = [];
  const requests: AuthorizationRequest[] = [];
  const relay = new Relay({
    clock,
    random: () => 0.5,
    limits,
    authorizer: {
      authorize: (request) => {
        requests.push(request);
        return authorize(request);
      },
    },
    onRefused: (_channel, error) => refused.push(error),
  });
  const connect = (identity?: PeerIdentity, channel = 'radio'): Peer & { readonly end: MemoryConnection } => {
    const [client, server] = createMemoryPair({ clock });
    relay.accept(server, channel, identity);
    return Object.assign(new Peer(client), { end: client });
  };
  const outcome = (peer: Peer) => ({
    error: peer.of('error').at(-1)?.body.code,
    message: peer.of('error').at(-1)?.body.message,
    code: peer.closed?.code,
  });
  /** Delivers what was sent and lets promises settle, in the same few ms. */
  const turn = async (): Promise<void> => {
    clock.advance(1);
    await settle();
    clock.advance(1);
  };
  return { clock, refused, requests, relay, connect, outcome, turn };
}

describe('a relay with an authorizer', () => {
  it('asks once for each connection, with all that is known of the peer', () => {
    const { connect, requests, clock } = open(() => grant('listen'));
    connect({ credentials: 'key', address: '10.0.0.1' }).listen();
    connect();
    clock.advance(1);
    expect(requests).toEqual([{ channel: 'radio', credentials: 'key', address: '10.0.0.1' }, { channel: 'radio' }]);
  });

  it('does not ask about connections that it refuses anyway', () => {
    const { connect, requests, outcome, clock } = open(() => grant('listen'));
    const peer = connect(undefined, 'no channel');
    clock.advance(1);
    expect(outcome(peer)).toMatchObject({ error: 'CHANNEL_NAME', code: 4002 });
    expect(requests).toEqual([]);
  });

  it('grants everything by default', () => {
    expect(openAuthorizer.authorize({ channel: 'radio' })).toEqual(grant('publish', 'listen', 'administer'));
  });

  it('refuses a source that may only listen and a listener that may only publish, and makes no channel for them', () => {
    const { connect, outcome, clock, relay } = open(({ credentials }) => grant(credentials as Permission));
    const source = connect({ credentials: 'listen' });
    source.hello(streamHello());
    const listener = connect({ credentials: 'publish' });
    listener.listen();
    clock.advance(1);
    expect(outcome(source)).toEqual({
      error: 'NOT_ALLOWED',
      message: 'the connection may not publish on channel radio',
      code: 4008,
    });
    expect(outcome(listener)).toEqual({
      error: 'NOT_ALLOWED',
      message: 'the connection may not listen to channel radio',
      code: 4008,
    });
    expect(relay.stats()).toMatchObject({ channels: [], connections: 0, refused: 2 });
  });

  it('lets each do what its grant allows', () => {
    const { connect, clock } = open(({ credentials }) => grant(credentials as Permission));
    const source = connect({ credentials: 'publish' });
    source.hello(streamHello());
    const listener = connect({ credentials: 'listen' });
    listener.listen();
    clock.advance(1);
    source.send(audioPacket(0));
    clock.advance(1);
    expect([source.closed, listener.closed, listener.frames]).toEqual([null, null, [0]]);
  });

  it('queues what a peer sends while the answer is outstanding, and then reads it in order', async () => {
    const answers: Deferred<Grant>[] = [];
    const { connect, clock, turn } = open(() => {
      answers.push(new Deferred());
      return answers.at(-1)!.promise;
    });
    const source = connect();
    source.hello(streamHello());
    source.send({ type: 'metadata', body: { title: 'A' } });
    source.send(audioPacket(0));
    const listener = connect();
    listener.listen({ burstMs: 1000 });
    clock.advance(1000);
    expect([source.story, listener.story]).toEqual([[], []]);
    for (const answer of answers) answer.resolve(grant('publish', 'listen'));
    await turn();
    expect(source.story).toEqual(['hello']);
    expect(listener.story).toEqual(['hello', 'metadata', 'audio']);
  });

  it('stops at the first of the waiting messages that is wrong', async () => {
    const { connect, outcome, turn, refused } = open(async () => grant('publish', 'listen'));
    const peer = connect();
    peer.send(audioPacket(0));
    peer.hello(streamHello());
    await turn();
    expect(outcome(peer)).toMatchObject({ error: 'PROTOCOL', code: 4001 });
    expect(refused.length).toBe(1);
  });

  it('bounds the queued messages in number and in length', async () => {
    const { connect, outcome, clock } = open(() => new Promise<Grant>(() => {}), { maxMessagesBeforeGrant: 3 });
    const patient = connect();
    const flood = connect();
    for (let i = 0; i < 3; i++) patient.send({ type: 'ping', token: i });
    for (let i = 0; i < 4; i++) flood.send({ type: 'ping', token: i });
    const large = connect();
    large.connection.send(new Uint8Array(5000).fill(0x11));
    clock.advance(1);
    expect(patient.closed).toBeNull();
    expect(outcome(flood)).toMatchObject({ error: 'CHANNEL_LIMIT', code: 4005 });
    expect(outcome(large)).toMatchObject({ error: 'PACKET_TOO_LARGE', code: 4001 });
  });

  it('closes the connection if the authorizer does not answer within helloTimeoutMs; the peer may try again', async () => {
    const answer = new Deferred<Grant>();
    const { connect, outcome, clock, relay, turn } = open(() => answer.promise, { helloTimeoutMs: 3000 });
    const peer = connect();
    peer.listen();
    clock.advance(3000);
    expect(peer.closed).toBeNull();
    clock.advance(251);
    expect(outcome(peer)).toMatchObject({ error: 'TRANSPORT_CLOSED', code: 4007 });
    expect(isFatal('TRANSPORT_CLOSED')).toBe(false);
    answer.resolve(grant('listen'));
    await turn();
    expect(relay.stats()).toMatchObject({ channels: [], connections: 0, refused: 1 });
  });

  it('refuses when the authorizer throws, rejects or answers with no grant: all for the log, nothing for the peer', async () => {
    const cause = new Error(SECRET);
    const failing: Authorizer['authorize'][] = [
      () => {
        throw cause;
      },
      async () => {
        throw cause;
      },
      () => ({ permissions: SECRET, expiresInMs: Number.NaN }) as unknown as Grant,
      async () => undefined as unknown as Grant,
    ];
    for (const [i, authorize] of failing.entries()) {
      const { connect, outcome, turn, refused, relay } = open(authorize);
      const peer = connect({ credentials: SECRET });
      peer.listen();
      await turn();
      expect(outcome(peer)).toEqual({
        error: 'NOT_ALLOWED',
        message: 'the connection is not allowed on channel radio',
        code: 4008,
      });
      expect(JSON.stringify([peer.packets, peer.closed])).not.toContain(SECRET);
      expect(refused.length).toBe(1);
      expect(refused[0].cause).toBeInstanceOf(i < 2 ? Error : i === 2 ? RangeError : TypeError);
      if (i < 2) expect(refused[0].cause).toBe(cause);
      expect(relay.stats().connections).toBe(0);
    }
  });

  it('leaves nothing behind of a connection that closes before the answer', async () => {
    for (const settleAnswer of ['grant', 'reject'] as const) {
      const answer = new Deferred<Grant>();
      const { connect, clock, relay, refused, turn } = open(() => answer.promise);
      const peer = connect();
      peer.listen();
      clock.advance(1);
      peer.end.close();
      clock.advance(1);
      expect(relay.stats().connections).toBe(0);
      const withdrawal = new AbortController();
      let listeners = 0;
      withdrawal.signal.addEventListener = () => listeners++;
      if (settleAnswer === 'grant') answer.resolve({ permissions: ['listen'], withdrawal: withdrawal.signal });
      else answer.reject(new Error('no'));
      await turn();
      expect(relay.stats()).toMatchObject({ channels: [], connections: 0, refused: 0 });
      expect([refused, listeners]).toEqual([[], 0]);
      relay.close();
      clock.advance(1);
      expect(clock.pendingTimers).toBe(0);
    }
  });

  it('closes connections whose answer is outstanding when it closes', async () => {
    const answer = new Deferred<Grant>();
    const { connect, outcome, relay, turn, clock } = open(() => answer.promise);
    const peer = connect();
    relay.close();
    answer.resolve(grant('listen'));
    await turn();
    expect(outcome(peer)).toMatchObject({ error: 'TRANSPORT_CLOSED', code: 4007 });
    expect(clock.pendingTimers).toBe(0);
  });

  it('closes a connection when its grant expires, source or listener, and keeps the others', () => {
    const { connect, outcome, clock, relay } = open(({ credentials }) => ({
      permissions: ['publish', 'listen'],
      ...(credentials && { expiresInMs: 10_000 }),
    }));
    const source = connect();
    source.hello(streamHello());
    const listener = connect({ credentials: 'short' });
    listener.listen();
    clock.advance(9999);
    expect(listener.closed).toBeNull();
    clock.advance(252);
    expect(outcome(listener)).toEqual({
      error: 'NOT_ALLOWED',
      message: 'the permission for channel radio has expired',
      code: 4008,
    });
    expect(source.closed).toBeNull();
    expect(relay.stats().channels[0]).toMatchObject({ listeners: 0, isLive: true });
  });

  it('closes a connection at once when its grant is withdrawn, and stops watching when the connection goes first', () => {
    const withdrawals = new Map<string, AbortController>();
    const { connect, outcome, clock, relay } = open(({ credentials }) => {
      const withdrawal = new AbortController();
      withdrawals.set(credentials!, withdrawal);
      return { permissions: ['publish', 'listen'], withdrawal: withdrawal.signal };
    });
    const source = connect({ credentials: 'source' });
    source.hello(streamHello());
    const gone = connect({ credentials: 'gone' });
    gone.listen();
    clock.advance(1);
    gone.end.close();
    clock.advance(1);
    withdrawals.get('gone')!.abort();
    withdrawals.get('source')!.abort();
    clock.advance(1);
    expect(outcome(source)).toEqual({
      error: 'NOT_ALLOWED',
      message: 'the permission for channel radio was withdrawn',
      code: 4008,
    });
    expect(relay.stats()).toMatchObject({ connections: 0, refused: 0, closed: 1 });
    expect(relay.stats().channels[0]).toMatchObject({ isLive: false });
  });

  it('refuses a grant that has already expired', () => {
    for (const over of [{ expiresInMs: 0 }, { withdrawal: AbortSignal.abort() }]) {
      const { connect, outcome, clock } = open(() => ({ permissions: ['listen'], ...over }));
      const peer = connect();
      peer.listen();
      clock.advance(1);
      expect(outcome(peer)).toMatchObject({ error: 'NOT_ALLOWED', code: 4008 });
    }
  });

  it('closes with a code after which the peer must not try again', () => {
    expect(errorForClose(4008, 'no')).toMatchObject({ code: 'NOT_ALLOWED', message: 'refused by the peer: no' });
    expect(isFatal('NOT_ALLOWED')).toBe(true);
  });

  it('follows any grant at any time: no connection leaves anything behind', async () => {
    // Each connection closes, and each answer comes, at one of four times.
    for (let answerMs = 0; answerMs < 4; answerMs++)
      for (let closeMs = 0; closeMs < 4; closeMs++) {
        const answer = new Deferred<Grant>();
        const { connect, clock, relay } = open(() => answer.promise);
        const peer = connect();
        peer.listen();
        for (let ms = 0; ms < 5; ms++) {
          if (ms === answerMs) answer.resolve(grant('listen'));
          if (ms === closeMs) peer.end.close();
          await clock.advanceAsync(1);
        }
        expect(relay.stats().connections, `answer ${answerMs} ms, close ${closeMs} ms`).toBe(0);
        expect(relay.stats().channels.every(({ listeners }) => listeners === 0)).toBe(true);
      }
  });
});

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { parsePacket } from '../../../../src/core/wire/packet.js';
import {
  encodeRoomData,
  encodeRoomJson,
  encodeRoomPing,
  parseRoomMessage,
  parseRoomNotice,
  type RoomNotice,
  type RoomRequest,
  TO_AUDIENCE,
} from '../../../../src/core/wire/room-message.js';
import type { AuthorizationRequest, Grant } from '../../../../src/ports/authorizer.js';
import { Rooms, type RoomsOptions } from '../../../../src/relay/room/rooms.js';
import { answerStunRequest } from '../../../../src/relay/room/stun-message.js';
import { createMemoryPair, type MemoryConnection } from '../../../../src/transports/memory.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { SEED } from '../../../support/seed.js';

const ROOM = 'abcdefghijklmnopqrstuv';
const ALL: Grant = { permissions: ['publish', 'listen'] };

/** One peer's end of a connection to the rooms, with what it was sent. */
class Peer {
  readonly notices: (RoomNotice | string)[] = [];
  closed: { code: number; reason: string } | null = null;
  readonly connection: MemoryConnection;
  /** Called with what it gets, in place of keeping it. */
  answer: ((message: Uint8Array) => void) | null = null;

  constructor(connection: MemoryConnection) {
    this.connection = connection;
    connection.setHandlers({
      onMessage: (message) => {
        if (message[0]! >> 4 === 1) {
          const packet = parsePacket(message, { bytesPerFramePlane: 1 }) as unknown as {
            body: { code: string; message: string };
          };
          this.notices.push(`${packet.body.code}: ${packet.body.message}`);
          return;
        }
        if (this.answer) {
          this.answer(message);
          return;
        }
        const parsed = parseRoomMessage(message);
        if (parsed.type === 'json') this.notices.push(parseRoomNotice(parsed.body)!);
        else if (parsed.type === 'data') this.notices.push(`${parsed.seat}: ${Buffer.from(parsed.payload).toString()}`);
        else this.notices.push(parsed.type);
      },
      onClose: (event) => {
        this.closed = event;
      },
    });
  }

  send(request: RoomRequest | Uint8Array): this {
    this.connection.send(request instanceof Uint8Array ? request : encodeRoomJson(request));
    return this;
  }

  take(): (RoomNotice | string)[] {
    return this.notices.splice(0);
  }
}

function rig(options: Partial<RoomsOptions> = {}) {
  const clock = new FakeClock();
  const asked: AuthorizationRequest[] = [];
  const refused: string[] = [];
  const rooms = new Rooms({
    clock,
    authorizer: {
      authorize: (request) => {
        asked.push(request);
        return ALL;
      },
    },
    onRefused: (room, error, address) => refused.push(`${room} ${error.code} ${address}`),
    ...options,
  });
  const connect = (room = ROOM, address = '192.0.2.1'): Peer => {
    const [near, far] = createMemoryPair({ clock });
    rooms.accept(far, room, { address });
    return new Peer(near);
  };
  const join = (n: number, more: Partial<RoomRequest> = {}, room?: string, address?: string): Peer => {
    const token = n.toString(16).padStart(32, '0');
    const peer = connect(room, address).send({
      type: 'join',
      peerId: `p${n}`,
      token,
      card: `card${n}`,
      creates: n === 0,
      ...more,
    } as RoomRequest);
    clock.advance(0);
    return peer;
  };
  return { clock, rooms, asked, refused, connect, join };
}

describe('a room of the relay', () => {
  it('seats its peers, tells each of the others, and passes on signals, messages to one, and those to an audience', () => {
    const { clock, join, asked } = rig();
    const [a, b, c] = [join(0), join(1), join(2)];
    expect(asked[0]).toMatchObject({ channel: `session.${ROOM}`, address: '192.0.2.1' });
    expect(a.take()).toEqual([
      { type: 'welcome', seat: 0, peers: 0 },
      { type: 'joined', seat: 1, peerId: 'p1', card: 'card1' },
      { type: 'joined', seat: 2, peerId: 'p2', card: 'card2' },
    ]);
    expect(c.take()).toEqual([
      { type: 'welcome', seat: 2, peers: 2 },
      { type: 'joined', seat: 0, peerId: 'p0', card: 'card0' },
      { type: 'joined', seat: 1, peerId: 'p1', card: 'card1' },
    ]);
    b.take();
    a.send({ type: 'signal', to: 2, data: 'c2ln' }).send({ type: 'card', card: 'new' });
    a.send(encodeRoomData(1, Buffer.from('for b'))).send(encodeRoomData(TO_AUDIENCE, Buffer.from('nobody')));
    b.send({ type: 'receive', from: 0, isOn: true });
    clock.advance(0);
    a.send(encodeRoomData(TO_AUDIENCE, Buffer.from('for who listens'))).send(encodeRoomPing('ping', 7));
    clock.advance(0);
    expect(a.take()).toEqual([{ type: 'audience', count: 1 }, 'pong']);
    expect(b.take()).toEqual([{ type: 'card', seat: 0, card: 'new' }, '0: for b', '0: for who listens']);
    expect(c.take()).toEqual([
      { type: 'signal', from: 0, data: 'c2ln' },
      { type: 'card', seat: 0, card: 'new' },
    ]);
    b.send({ type: 'leave' });
    clock.advance(0);
    expect([a.take(), c.take()]).toEqual([
      [
        { type: 'left', seat: 1, isLost: false },
        { type: 'audience', count: 0 },
      ],
      [{ type: 'left', seat: 1, isLost: false }],
    ]);
  });

  it('keeps the seat of a peer that was lost, for that peer alone, and replaces its old connection', () => {
    const { clock, join } = rig();
    const [a, b] = [join(0), join(1)];
    a.take();
    b.connection.destroy();
    clock.advance(0);
    expect(a.take()).toEqual([{ type: 'left', seat: 1, isLost: true }]);
    expect(join(2).take()[0]).toMatchObject({ type: 'welcome', seat: 2 });
    expect(join(1, { token: 'f'.repeat(32) }).take()[0]).toMatch(/^NOT_ALLOWED: another connection has this id/);
    const again = join(1);
    expect(again.take()[0]).toMatchObject({ type: 'welcome', seat: 1 });
    const third = join(1);
    expect(third.take()[0]).toMatchObject({ type: 'welcome', seat: 1 });
    clock.advance(10);
    expect(again.closed?.code).toBe(1000);
    third.connection.destroy();
    clock.advance(31_000);
    expect(join(3).take()[0]).toMatchObject({ type: 'welcome', seat: 1 });
  });

  it('counts what it passes on to each peer, and keeps the counts when an operator has ended it', () => {
    const { clock, rooms, join } = rig();
    const [a, b, c] = [join(1, { creates: true }), join(2), join(3)];
    for (const peer of [b, c]) peer.send({ type: 'receive', from: 0, isOn: true });
    clock.advance(10);
    a.send(encodeRoomData(TO_AUDIENCE, Buffer.from('hello'))).send(encodeRoomData(1, Buffer.from('Ben')));
    a.send(encodeRoomData(9, Buffer.from('nobody')));
    clock.advance(10);
    const passed = { passedMessages: 3, passedBytes: 13 };
    expect(rooms.list()).toEqual([{ id: ROOM, peers: 3, ageMs: clock.nowMs(), droppedMessages: 0, ...passed }]);
    expect(rooms.end('x')).toBeNull();
    expect(rooms.end(ROOM, 'enough')).toMatchObject({ id: ROOM, peers: 3 });
    clock.advance(10);
    expect(c.take().at(-1)).toBe('SESSION_NOT_FOUND: the operator has ended the session: enough');
    expect(rooms.list()).toEqual([]);
    expect(rooms.stats).toMatchObject({ rooms: 0, peers: 0, ...passed });
  });

  it('is joined only where it is, made again with the same seats after a restart, and ends when it is empty or old', () => {
    const { clock, join, rooms } = rig({ limits: { maxRoomMs: 200_000 } });
    const early = join(1);
    expect(early.take()).toEqual(['SESSION_NOT_FOUND: no listening session with this link, or it has ended']);
    clock.advance(10);
    expect(early.closed?.code).toBe(4009);
    expect(join(7, { creates: true, seat: 5 }).take()[0]).toMatchObject({ seat: 5, peers: 0 });
    const [a] = [join(0, { seat: 3 })];
    expect(a.take()[0]).toMatchObject({ seat: 3, peers: 1 });
    expect(rooms.stats).toEqual({ rooms: 1, peers: 2, refused: 1, passedMessages: 0, passedBytes: 0 });
    for (let i = 0; i < 13; i++) {
      a.send(encodeRoomPing('pong', 0));
      clock.advance(15_000);
    }
    expect(a.take().at(-1)).toBe('ping');
    clock.advance(8_000);
    expect(a.take().at(-1)).toMatch(/^SESSION_NOT_FOUND: the session has lasted as long/);
    const b = join(0);
    b.send({ type: 'leave' });
    clock.advance(59_000);
    expect(rooms.stats.rooms).toBe(1);
    clock.advance(3_000);
    expect(rooms.stats).toMatchObject({ rooms: 0, peers: 0 });
    clock.advance(5_000);
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends at once when it is empty and the session has another room, but not while somebody may come back to it', () => {
    const { clock, join, rooms } = rig();
    const [a, b, c] = [join(0, { creates: true }), join(1), join(2)];
    a.send({ type: 'leave', hasMoved: true });
    clock.advance(2_000);
    expect(rooms.stats).toMatchObject({ rooms: 1, peers: 2 });
    b.connection.destroy();
    clock.advance(10);
    c.send({ type: 'leave' });
    clock.advance(28_000);
    expect(rooms.stats).toMatchObject({ rooms: 1, peers: 0 });
    clock.advance(4_000);
    expect(rooms.stats).toMatchObject({ rooms: 0, peers: 0 });
    expect(join(3).take()).toEqual(['SESSION_NOT_FOUND: no listening session with this link, or it has ended']);
  });

  it('takes 50 peers and refuses a 51st, further rooms of an address, and further rooms at all, by saying so', () => {
    const { join, refused } = rig({ limits: { maxRooms: 3, maxRoomsPerAddress: 2 } });
    for (let n = 0; n < 50; n++) expect(join(n).take()[0]).toMatchObject({ type: 'welcome', seat: n });
    expect(join(50).take()).toEqual(['CHANNEL_LIMIT: the session is full: it has 50 peers']);
    const other = (i: number): string => `${i}`.repeat(22);
    expect(join(0, {}, other(1)).take()[0]).toMatchObject({ type: 'welcome' });
    expect(join(0, {}, other(2)).take()).toEqual(['CHANNEL_LIMIT: one address may have 2 sessions']);
    expect(join(0, {}, other(2), '192.0.2.2').take()[0]).toMatchObject({ type: 'welcome' });
    expect(join(0, {}, other(3), '192.0.2.3').take()).toEqual(['CHANNEL_LIMIT: the relay may have 3 sessions']);
    expect(refused).toEqual([
      `session.${ROOM} CHANNEL_LIMIT 192.0.2.1`,
      `session.${other(2)} CHANNEL_LIMIT 192.0.2.1`,
      `session.${other(3)} CHANNEL_LIMIT 192.0.2.3`,
    ]);
  });

  it('lets in by the grant: creating needs publish, joining listen; a withdrawal ends it, and so does a grant that never comes', () => {
    const withdrawal = new AbortController();
    const grants: Record<string, Grant | PromiseLike<Grant>> = {
      publisher: { permissions: ['publish', 'listen'] },
      listener: { permissions: ['listen'], withdrawal: withdrawal.signal },
      nobody: { permissions: [] },
      late: new Promise(() => {}),
    };
    const { clock, join } = rig({ authorizer: { authorize: ({ address }) => grants[address!]! } });
    const refusal = (what: string): string => `NOT_ALLOWED: not allowed to ${what} on this relay`;
    expect(join(0, {}, ROOM, 'listener').take()).toEqual([refusal('create a session')]);
    expect(join(0, {}, ROOM, 'publisher').take()[0]).toMatchObject({ type: 'welcome' });
    expect(join(1, {}, ROOM, 'nobody').take()).toEqual([refusal('join sessions')]);
    const listener = join(1, {}, ROOM, 'listener');
    expect(listener.take()[0]).toMatchObject({ type: 'welcome' });
    const late = join(2, {}, ROOM, 'late');
    withdrawal.abort();
    clock.advance(6_000);
    expect(listener.take().at(-1)).toBe('NOT_ALLOWED: the permission was withdrawn');
    expect(late.take()).toEqual(['PROTOCOL: no request to join, or no grant, within 5000 ms']);
  });

  it('refuses whoever floods it, and drops for whoever reads too slowly; the others are served', () => {
    const { clock, join, rooms } = rig();
    const [a, b, c] = [join(0), join(1), join(2)];
    for (const peer of [a, b, c]) peer.take();
    for (let i = 0; i < 1600; i++) c.send(encodeRoomData(0, Buffer.from('x')));
    clock.advance(0);
    // 300: what comes for one peer alone is no more than it may answer. The rest is dropped.
    expect([a.take().length, c.take(), rooms.list()[0]!.droppedMessages]).toEqual([300, [], 1300]);
    c.send(encodeRoomData(0, Buffer.from('x')));
    clock.advance(0);
    expect(c.take()[0]).toMatch(/^CHANNEL_LIMIT: too many messages/);
    expect(a.take()).toEqual([{ type: 'left', seat: 2, isLost: false }]);
    b.connection.stall();
    b.send({ type: 'receive', from: 0, isOn: true });
    clock.advance(0);
    for (let i = 0; i < 100; i++) {
      a.send(encodeRoomData(TO_AUDIENCE, new Uint8Array(1000)));
      clock.advance(100);
    }
    expect(a.closed).toBeNull();
    b.connection.unstall();
    expect(b.take().filter((notice) => typeof notice === 'string').length).toBeLessThan(90);
  });

  it('throws out no peer that answers each message of others, however many send it some', () => {
    const { clock, join } = rig();
    const host = join(0);
    let answers = 0;
    host.answer = (message) => {
      const parsed = parseRoomMessage(message);
      if (parsed.type === 'json') {
        const notice = parseRoomNotice(parsed.body);
        if (notice?.type === 'signal') host.send({ type: 'signal', to: notice.from, data: 'b2s' });
      } else if (parsed.type === 'data' && ++answers) host.send(encodeRoomData(parsed.seat, Buffer.from('yes')));
    };
    const others = Array.from({ length: 12 }, (_, n) => join(n + 1));
    for (let ms = 0; ms < 20_000; ms += 50) {
      for (const other of others) {
        for (let n = 0; n < 8; n++) other.send(encodeRoomData(0, Buffer.from('are you there?')));
        other.send({ type: 'signal', to: 0, data: 'YXNr' });
      }
      // Its own sound.
      for (let n = 0; n < 3; n++) host.send(encodeRoomData(TO_AUDIENCE, Buffer.from('sound')));
      clock.advance(50);
    }
    expect([host.closed, others.filter(({ closed }) => closed).length]).toEqual([null, 0]);
    expect(answers).toBeGreaterThan(1500);
  });

  it('cuts a peer that reads nothing, which may come back, and one that sends pongs without end', () => {
    const { clock, join, rooms } = rig();
    const [a, b, c] = [join(0), join(1), join(2)];
    b.connection.stall();
    let waiting = 0;
    for (let ms = 0; ms < 60_000 && !b.closed; ms += 100) {
      a.send({ type: 'signal', to: 1, data: 'x'.repeat(12_000) });
      b.send(encodeRoomPing('ping', 1));
      clock.advance(100);
      waiting = Math.max(waiting, b.connection.bufferedBytes);
      if (rooms.list()[0]!.peers === 2) break;
    }
    expect(rooms.list()[0]!.peers).toBe(2);
    expect(a.take().at(-1)).toEqual({ type: 'left', seat: 1, isLost: true });
    expect(join(1).take()[0]).toMatchObject({ type: 'welcome', seat: 1 });
    for (let i = 0; i < 300; i++) c.send(encodeRoomPing('pong', i));
    clock.advance(10);
    expect(c.take().at(-1)).toMatch(/^CHANNEL_LIMIT: too many pongs/);
  });

  it('takes nobody for lost after a time in which the relay did not run: it reads its sockets first', () => {
    const { clock, rooms, join } = rig();
    const [a, b] = [join(0), join(1)];
    clock.advance(5000);
    for (const peer of [a, b]) peer.send(encodeRoomPing('ping', 1));
    // Stopped, or suspended, for longer than a silent peer may be.
    clock.advanceBlocked(60_000);
    clock.advance(20_000);
    expect([rooms.list()[0]!.peers, a.closed, b.closed]).toEqual([2, null, null]);
    clock.advance(10_000);
    expect(rooms.list()[0]!.peers).toBe(0);
  });

  it('answers any bytes with an error at most, and other peers do not notice', () => {
    const seed = SEED;
    const random = seededRandom(seed);
    const { clock, join, connect } = rig({ limits: { maxRoomSignalsPerSecond: 1000 } });
    const a = join(0);
    const bodies = [
      '',
      '{',
      '[]',
      'null',
      '{"type":"join"}',
      '{"type":"signal","to":99,"data":"a"}',
      '{"type":"toString"}',
    ];
    bodies.push(
      '{"type":"card","card":"+"}',
      `{"type":"card","card":"${'a'.repeat(3000)}"}`,
      '{"type":"receive","from":-1,"isOn":1}',
    );
    bodies.push('{"__proto__":{"type":"leave"}}', '{"type":"join","peerId":"a b","token":"x","card":"","creates":1}');
    const messages = bodies.map((body) => Uint8Array.of(1, ...Buffer.from(body)));
    for (let i = 0; i < 300; i++)
      messages.push(
        Uint8Array.from({ length: 1 + Math.floor(random() * 40) }, (_, k) =>
          k === 0 && random() < 0.8 ? 1 + Math.floor(random() * 4) : Math.floor(random() * 256),
        ),
      );
    messages.push(new Uint8Array(16_385).fill(1), new Uint8Array(0));
    for (const message of messages) {
      connect(ROOM).send(message);
      join(1).send(message).connection.destroy();
    }
    clock.advance(100);
    a.take();
    a.send(encodeRoomPing('ping', 1));
    clock.advance(0);
    expect(a.take(), `seed ${seed}`).toEqual(['pong']);
  });
});

describe('the answer to a STUN request', () => {
  const request = (type = 1, length = 0, more: number[] = []): Uint8Array =>
    Uint8Array.of(
      0,
      type,
      length >> 8,
      length & 255,
      0x21,
      0x12,
      0xa4,
      0x42,
      ...Array.from({ length: 12 }, (_, i) => i),
      ...more,
    );

  it('is the address that it has come from, XORed as RFC 8489 states', () => {
    const answer = answerStunRequest(request(), '192.0.2.1', 32853)!;
    expect(Buffer.from(answer).toString('hex')).toBe(
      '0101000c2112a442000102030405060708090a0b002000080001a147e112a643',
    );
    const six = answerStunRequest(request(1, 4, [0, 0, 0, 0]), '2001:db8::1', 1)!;
    const address = [...six.slice(28)].map((byte, i) => byte ^ six[4 + i]!);
    expect(Buffer.from(address).toString('hex')).toBe('20010db8000000000000000000000001');
    expect(answerStunRequest(request(), '::ffff:192.0.2.1', 32853)).toEqual(answer);
  });

  it('is none for anything else', () => {
    const seed = SEED;
    const random = seededRandom(seed);
    for (const wrong of [
      request(2),
      request(1, 4),
      request(1, 3, [0, 0, 0]),
      request().slice(0, 19),
      new Uint8Array(600),
      new Uint8Array(0),
    ])
      expect(answerStunRequest(wrong, '192.0.2.1', 1)).toBeNull();
    for (let i = 0; i < 2000; i++) {
      const bytes = request(
        1,
        0,
        Array.from({ length: Math.floor(random() * 30) }, () => Math.floor(random() * 256)),
      );
      bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      expect(() => answerStunRequest(bytes, ['192.0.2.1', 'fe80::1%eth0', 'x', ''][i % 4]!, i)).not.toThrow();
    }
  });
});

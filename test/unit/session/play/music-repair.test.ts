import { describe, expect, it } from 'vitest';
import { encodeLossyMessage } from '../../../../src/core/wire/lossy-message.js';
import { SESSION_STREAMS } from '../../../../src/session/peer-link.js';
import { MusicRepair, REPAIR_LIMITS } from '../../../../src/session/play/music-repair.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { type MemoryMember, MemorySession } from '../../../support/memory-session.js';

const EVERY_MS = 186;
const messageOf = (sequence: number): Uint8Array =>
  encodeLossyMessage({ sequence: sequence % 65_536, runs: [], packet: Uint8Array.of(sequence & 255, 1, 2) });

class Peer {
  readonly member: MemoryMember;
  readonly repair: MusicRepair;
  /** What came, by its number, and when. */
  readonly numbers: number[] = [];
  readonly times: number[] = [];
  isDue = true;

  constructor(session: MemorySession, source: () => string | undefined) {
    this.member = session.add('');
    this.repair = new MusicRepair({
      clock: session.clock,
      source: () => this.member.peers.get(source() ?? ''),
      take: (message) => this.take(message, session),
      isDue: () => this.isDue,
    });
    for (const peer of this.member.peers.values()) this.#serve(peer);
    this.member.on('joined', (peer) => this.#serve(peer));
    this.member.broadcast(SESSION_STREAMS.music).onMessage((message, { peerId }) => {
      if (peerId === source()) this.take(message, session);
    });
  }

  take(message: Uint8Array, session: MemorySession): void {
    this.repair.note(message);
    this.numbers.push((message[1]! << 8) | message[2]!);
    this.times.push(session.clock.nowMs());
  }

  #serve(peer: Parameters<MusicRepair['receive']>[1]): void {
    peer.stream(SESSION_STREAMS.repair).setHandlers({ onMessage: (message) => this.repair.receive(message, peer) });
  }
}

describe('what repairs losses of a session’s music', () => {
  const start = (loss: number, seed = 3) => {
    const clock = new FakeClock();
    const session = new MemorySession({ clock, seed, path: { latencyMs: 40, jitterMs: 5, loss } });
    const host = new Peer(session, () => undefined);
    const peer = new Peer(session, () => 'm1');
    const send = (sequence: number): void => {
      host.repair.note(messageOf(sequence));
      host.member.broadcast(SESSION_STREAMS.music).send(messageOf(sequence));
    };
    return { clock, session, host, peer, send };
  };

  it.each([
    [0.05, 700, 0.002],
    [0.2, 1150, 0.005],
    [0.4, 1700, 0.03],
  ])('at a loss of %f all messages are there within %i ms, but for a share of %f', (loss, withinMs, share) => {
    const { clock, peer, send } = start(loss);
    peer.member.peers.get('m1')!.roundTripMs = 80;
    // Across the end of the numbers, too.
    for (let n = 65_000; n < 66_000; n++) {
      send(n);
      clock.advance(EVERY_MS);
    }
    clock.advance(2000);
    const first = peer.numbers[0]!;
    const wanted = Array.from({ length: 66_000 - first - 5 }, (_, i) => (first + i) % 65_536);
    const late = wanted.map((n, i) => {
      const at = peer.numbers.indexOf(n);
      return at < 0 ? Number.POSITIVE_INFINITY : peer.times[at]! - (first - 65_000 + i) * EVERY_MS;
    });
    late.sort((a, b) => a - b);
    const worst = late.filter((ms) => ms > withinMs).length;
    console.log(`${loss}: ${worst} of ${late.length} later than ${withinMs} ms, ${peer.repair.recovered} sent again`);
    expect(worst / late.length).toBeLessThanOrEqual(share);
    expect(peer.repair.recovered).toBeGreaterThan(loss * 900);
  });

  it('asks for nothing where nothing is lost, in whatever order it comes', () => {
    const { clock, peer, host, send } = start(0);
    const asked: number[] = [];
    host.member.peers
      .get('m2')!
      .stream(SESSION_STREAMS.repair)
      .setHandlers({
        onMessage: (message) => asked.push(message.length),
      });
    for (const n of [1, 3, 2, 4, 6, 5]) {
      send(n);
      clock.advance(n === 3 || n === 6 ? 20 : EVERY_MS);
    }
    // The track ends here.
    peer.isDue = false;
    clock.advance(2000);
    expect([...peer.numbers].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(asked).toEqual([]);
  });

  it('asks for a burst of lost messages before it has ended, and for six at most where nothing comes any more', () => {
    const { clock, peer, host, send } = start(0);
    const asked = new Set<number>();
    let requests = 0;
    const link = host.member.peers.get('m2')!;
    link.stream(SESSION_STREAMS.repair).setHandlers({
      onMessage: (message) => {
        requests++;
        for (let at = 1; at < message.length; at += 2) asked.add((message[at]! << 8) | message[at + 1]!);
        host.repair.receive(message, link);
      },
    });
    for (let n = 0; n < 9; n++) {
      // Messages 4 to 7 are lost.
      if (n >= 4 && n < 8) host.repair.note(messageOf(n));
      else send(n);
      clock.advance(EVERY_MS);
      // Each is there two intervals after it was sent: asked for 1.5 behind the one before, and 80 ms on its way.
      if (n >= 5) expect([n, peer.numbers.includes(n - 2)]).toEqual([n, true]);
    }
    asked.clear();
    clock.advance(60_000);
    expect([...asked]).toEqual([9, 10, 11, 12, 13, 14]);
    expect(requests).toBeLessThan(60);
  });

  it('gives up what nobody has, leaves a jump of many alone, and forgets what was missing of another stream', () => {
    const { clock, peer, host } = start(0);
    const asked: number[] = [];
    host.member.peers
      .get('m2')!
      .stream(SESSION_STREAMS.repair)
      .setHandlers({
        onMessage: (message) => asked.push((message.length - 1) / 2),
      });
    const come = (n: number): void => peer.repair.note(messageOf(n));
    for (const n of [1, 4]) come(n);
    clock.advance(10_000);
    expect(asked).toEqual(Array(12).fill(2));
    come(4 + REPAIR_LIMITS.missing + 2);
    clock.advance(10_000);
    expect(asked.length).toBe(12);
    come(4 + REPAIR_LIMITS.missing + 4);
    peer.repair.reset();
    clock.advance(10_000);
    expect(asked.length).toBe(12);
  });

  it('takes nothing that it has not asked for, from nobody else, and sends no flood to whoever asks for one', () => {
    const { clock, session, host, peer, send } = start(0);
    peer.isDue = false;
    const stranger = new Peer(session, () => undefined);
    for (let n = 0; n < 64; n++) send(n);
    clock.advance(1000);
    const link = (from: Peer, to: Peer) => from.member.peers.get(to.member.ownId)!.stream(SESSION_STREAMS.repair);
    const before = peer.numbers.length;
    link(host, peer).send(messageOf(70));
    link(stranger, peer).send(messageOf(70));
    clock.advance(1000);
    peer.repair.note(messageOf(66));
    clock.advance(60);
    link(stranger, peer).send(messageOf(65));
    clock.advance(1000);
    expect(peer.numbers.length).toBe(before);

    // 200 requests for 32 messages each, of which one is asked for twice.
    const bytes = new Uint8Array(1 + 64 + 2);
    bytes[0] = 1;
    for (let i = 0; i < 32; i++) bytes[2 + 2 * i] = i;
    let answers = 0;
    stranger.member.peers
      .get('m1')!
      .stream(SESSION_STREAMS.repair)
      .setHandlers({ onMessage: () => answers++ });
    for (let i = 0; i < 200; i++) link(stranger, host).send(bytes);
    for (const odd of [Uint8Array.of(1), Uint8Array.of(1, 2), Uint8Array.of(0x19, 0, 1), Uint8Array.of(255)])
      link(stranger, host).send(odd);
    clock.advance(900);
    expect(answers).toBe(REPAIR_LIMITS.sentPerS);
  });
});

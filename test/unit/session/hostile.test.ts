import { describe, expect, it } from 'vitest';
import { MAX_PEER_NAME, requirePeerName } from '../../../src/session/card.js';
import { encodeClockMessage } from '../../../src/session/clock/clock-messages.js';
import type { PlayState } from '../../../src/session/control/play-state.js';
import { type ControlMessage, SESSION_STREAMS } from '../../../src/session/peer-link.js';
import { parseReport } from '../../../src/session/play/peer-figures.js';
import { SessionPlay } from '../../../src/session/play/session-play.js';
import { parseSessionLink } from '../../../src/session/session-link.js';
import { FakeClock } from '../../support/fake-clock.js';
import { FakeModel } from '../../support/fake-model.js';
import { type MemoryMember, MemorySession } from '../../support/memory-session.js';
import { SimulatedNetwork } from '../../support/simulated-session.js';

const RATE = 8000;

/** A host that plays, a peer, and a peer whose program sends what it likes. */
function play(mayControl: 'host' | 'all' = 'host') {
  const clock = new FakeClock(5000);
  const session = new MemorySession({ clock, path: { latencyMs: 20 } });
  const refused: string[] = [];
  const opened: number[] = [];
  const make = (name: string) => {
    const membership = session.add(name, name);
    const one = new SessionPlay({
      membership,
      clock,
      model: new FakeModel({
        sampleRateHz: RATE,
        hopSamples: 320,
        encoder: { stateSize: 1 },
        decoder: { stateSize: 1 },
      }),
      sampleRateHz: RATE,
      channels: 1,
      onRefused: (why, from) => refused.push(`${name}: ${from}: ${why}`),
    });
    return { membership, play: one };
  };
  const host = make('host');
  const peer = make('peer');
  const liar: MemoryMember = session.add('liar', 'liar');
  host.play.host({
    tracks: [
      {
        title: 'one',
        durationMs: 600_000,
        async open(positionMs) {
          opened.push(positionMs);
          return {
            sampleRateHz: RATE,
            channels: 1,
            async *blocks() {
              for (let at = 0; at < 600 * RATE; at += 320) yield new Float32Array(320).fill(0.5);
            },
            async close() {},
          };
        },
      },
    ],
    epoch: 7,
    mayControl,
  });
  const tell = async (to: string, ...messages: ControlMessage[]): Promise<void> => {
    for (const message of messages) liar.peers.get(to)!.sendControl(message);
    await clock.advanceAsync(200);
  };
  return { clock, host, peer, liar, refused, opened, tell };
}

describe('a peer whose program lies', () => {
  it('cannot lead while the leader is there, nor state a session that is none', async () => {
    const { clock, host, peer, refused, tell } = play();
    await clock.advanceAsync(3000);
    const state = host.play.control.state!;
    const forged = (change: Record<string, unknown>): ControlMessage => ({
      type: 'play-state',
      state: { ...state, term: 99, leaderId: 'liar', ...change } as unknown as PlayState,
    });
    for (const to of ['host', 'peer']) await tell(to, forged({}), forged({ isStandIn: true }));
    await tell('peer', forged({ frameMs: null }), forged({ segments: {} }), forged({ term: 1e99 }), {
      type: 'play-state',
    });
    await tell('peer', forged({ segments: [{ atMs: 'x', epoch: 1, frame: 0, isPlaying: true }] }));
    await tell('peer', forged({ track: { title: 'x'.repeat(257), frame: 0, positionMs: 0, durationMs: null } }));
    expect([host, peer].map((one) => one.play.control.state!.leaderId)).toEqual(['host', 'host']);
    expect(refused.filter((line) => line.endsWith('only the host may lead while the leader is there')).length).toBe(3);
    expect(refused.length).toBe(9);
    // What it states to stand in for is what the host states anew.
    expect(host.play.control.state).toMatchObject({ isStandIn: false, track: { title: 'one' } });
    expect(peer.play.playout.stats.isPlaying || peer.play.control.isLeader).toBe(false);
  });

  it('commands nothing that is no command, nor more than a person would', async () => {
    const { clock, host, refused, opened, tell } = play('all');
    await clock.advanceAsync(3000);
    const wrong = [
      { action: 'seek' },
      { action: 'seek', positionMs: null },
      { action: 'seek', positionMs: -1 },
      { action: 'seek', positionMs: 1e300 },
      {},
      null,
    ];
    await tell('host', ...wrong.map((command) => ({ type: 'play-command', command })));
    expect(refused.length).toBe(6);
    await clock.advanceAsync(3000);
    const before = opened.length;
    await tell(
      'host',
      ...Array.from({ length: 200 }, (_, i) => ({
        type: 'play-command',
        command: { action: 'seek', positionMs: i % 2 ? 1e12 : i },
      })),
    );
    expect(opened.length - before).toBe(20);
    expect(opened.every((ms) => ms <= 600_000)).toBe(true);
    expect(refused.filter((line) => line.endsWith('too many commands')).length).toBe(180);
    expect(host.play.control.isLeader).toBe(true);
  });

  it('is not believed with figures that are none, and makes the host wait for it no longer than the bound', async () => {
    const good = { errorMs: 0, clockErrorMs: 0, roundTripMs: 0, spareMs: 0, lostShare: 0, isPlaying: true };
    for (const change of [
      { errorMs: 1e308 },
      { clockErrorMs: -1 },
      { roundTripMs: '1' },
      { lostShare: 7 },
      { spareMs: {} },
      { spareMs: -1e300 },
      { repairSpareMs: null },
      { repairSpareMs: 1e9 },
      { isPlaying: 1 },
    ])
      expect([change, parseReport({ ...good, ...change })]).toEqual([change, undefined]);
    const { clock, host, liar } = play();
    for (let i = 0; i < 40; i++) {
      liar.peers.get('host')!.sendControl({ type: 'play-report', report: { ...good, spareMs: i % 2 ? -2500 : -9e6 } });
      await clock.advanceAsync(1000);
    }
    expect(host.play.control.state!.delayMs).toBeLessThanOrEqual(5000);
  });

  it('shifts nobody’s clock but of those who follow it, and is answered no nonsense', async () => {
    const { clock, peer, liar } = play();
    await clock.advanceAsync(5000);
    const before = peer.play.time.nowMs()! - clock.nowMs();
    const link = liar.peers.get('peer')!.stream(SESSION_STREAMS.clock);
    for (let token = 0; token < 500; token++) {
      link.send(encodeClockMessage({ kind: 'answer', token, receivedMs: 1e9, sentMs: 1e9, errorMs: 0 }));
      link.send(Uint8Array.of(2, 0, token & 255, ...Array<number>(14).fill(255)));
      link.send(Uint8Array.of(9));
    }
    await clock.advanceAsync(3000);
    expect(peer.play.time.nowMs()! - clock.nowMs()).toBeCloseTo(before, 1);
  });

  it('makes a peer send again what came lately only now and then, and no list of peers that are not there', async () => {
    const network = new SimulatedNetwork({ latencyMs: 5, seed: 3 });
    const host = await network.add('Anna');
    const ben = await network.add('Ben');
    await network.advance(2000);
    for (let i = 0; i < 20; i++) host.broadcast(0).send(new Uint8Array(40));
    await network.advance(100);
    const before = network.direct.length + network.relayed.length;
    const atHost = ben.peers.get(host.ownId)!;
    for (let i = 0; i < 100; i++) {
      atHost.sendControl({ type: 'session.attach', sinceMs: 5000 });
      atHost.sendControl({ type: 'session.unreachable', peerId: `nobody ${i}` });
    }
    await network.advance(2000);
    // Eight times twenty, and what peers say besides; not a hundred times twenty.
    expect(network.direct.length + network.relayed.length - before).toBeLessThan(1000);
    for (const message of [{ sinceMs: 'x' }, { sinceMs: 1e99 }, { parentId: {} }, { attempt: -1 }, { attempt: 'x' }])
      for (const type of ['session.attach', 'session.place', 'session.direct', 'session.key', 'session.renew'])
        atHost.sendControl({ type, ...message });
    await network.advance(2000);
    expect([host.peers.size, ben.peers.size, ben.hostId]).toEqual([1, 1, host.ownId]);
  });
});

describe('odd names, titles and links', () => {
  it.each([
    ['Ben\u202eneB', 'BenneB'],
    ['\u2066Ben\u2069', 'Ben'],
    ['Ben\r\n\u001b[31mred', 'Ben [31mred'],
    ['👩‍👩‍👧 Familie', '👩‍👩‍👧 Familie'],
    ['x'.repeat(MAX_PEER_NAME), 'x'.repeat(MAX_PEER_NAME)],
  ])('takes %j as a name', (name, shown) => expect(requirePeerName(name)).toBe(shown));

  it.each(['', ' ', '\u200b', '\u200d\u2060', '\u202e\u202e', 'x'.repeat(65), 'x'.repeat(10_000), 7, null])(
    'refuses the name %#',
    (name) => expect(() => requirePeerName(name)).toThrow(/^name must /),
  );

  it.each([
    '',
    '#session=',
    `javascript:alert(1)#session=${'A'.repeat(22)}`,
    `file:///etc/passwd#session=${'A'.repeat(22)}`,
    `http://a/?token=x#session=${'A'.repeat(22)}`,
    `http://a/#session=${'A'.repeat(22)}&x=1`,
    `http://a/#session=${'A'.repeat(10_000)}`,
    `http://a/#SESSION=${'A'.repeat(22)}`,
    `http://a/#session=${'Ä'.repeat(22)}`,
    'x'.repeat(10_000),
  ])('refuses the link %#, in a message of a few lines that does not hold its key', (link) => {
    expect(() => parseSessionLink(link)).toThrow(TypeError);
    try {
      parseSessionLink(link);
    } catch (error) {
      expect((error as Error).message.length).toBeLessThan(300);
      expect((error as Error).message).not.toContain('AAAA');
    }
  });
});

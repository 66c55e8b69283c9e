import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import type { PlayMessage } from '../../../../src/session/control/play-command.js';
import type { PlaySource } from '../../../../src/session/control/play-source.js';
import { type PlayState, parsePlayState, trackPositionMs } from '../../../../src/session/control/play-state.js';
import { CONTROL_TIMES, SessionControl } from '../../../../src/session/control/session-control.js';
import { FakeClock } from '../../../support/fake-clock.js';

const FORM = { clockId: 'clock-1', frameMs: 40, delayMs: 800 } as const;

interface Net {
  readonly random?: () => number;
  /** Shares of messages that are lost and doubled, and the longest delay in ms. */
  readonly lossShare?: number;
  readonly doubleShare?: number;
  readonly maxDelayMs?: number;
}

/** Peers whose messages may be lost, doubled and reordered, and which may be cut off. */
class Party {
  readonly world = new FakeClock(10_000);
  readonly peers = new Map<string, SessionControl>();
  readonly told = new Map<string, PlayState[]>();
  readonly refused: string[] = [];
  readonly received = new Map<string, number>();
  /** Peers of the same number reach each other. */
  readonly side = new Map<string, number>();
  readonly #net: Net;

  constructor(ids: readonly string[], net: Net = {}) {
    this.#net = net;
    for (const id of ids) this.add(id);
  }

  add(id: string): SessionControl {
    this.side.set(id, 0);
    this.told.set(id, []);
    const control = new SessionControl({
      ownId: id,
      clock: this.world,
      nowMs: () => this.world.nowMs(),
      others: () => [...this.peers.keys()].filter((other) => other !== id && this.reach(id, other)),
      send: (message, to) => {
        for (const other of this.peers.keys())
          if (other !== id && (to ?? other) === other) this.#carry(message, id, other);
      },
      receivedFrame: () => this.received.get(id),
      onState: (state) => this.told.get(id)!.push(state),
      onRefused: (why, from) => this.refused.push(`${from}: ${typeof why === 'string' ? why : why.message}`),
    });
    this.peers.set(id, control);
    for (const [other, peer] of this.peers) if (other !== id) peer.joined(id);
    return control;
  }

  get(id: string): SessionControl {
    return this.peers.get(id)!;
  }

  reach(a: string, b: string): boolean {
    return this.side.get(a) === this.side.get(b);
  }

  remove(id: string): void {
    this.get(id).close();
    this.peers.delete(id);
    for (const peer of this.peers.values()) peer.left();
  }

  /** Cuts the peers off from each other, or joins them again, by the number that each gets. */
  split(sides: Readonly<Record<string, number>>): void {
    for (const id of this.peers.keys()) this.side.set(id, sides[id] ?? 0);
    for (const [id, peer] of this.peers) {
      peer.left();
      for (const other of this.peers.keys()) if (other !== id && this.reach(id, other)) peer.joined(other);
    }
  }

  #carry(message: PlayMessage, from: string, to: string): void {
    const { random = () => 0.5, lossShare = 0, doubleShare = 0, maxDelayMs = 20 } = this.#net;
    const copies = random() < lossShare ? 0 : random() < doubleShare ? 2 : 1;
    const text = JSON.stringify(message);
    for (let i = 0; i < copies; i++)
      this.world.schedule(random() * maxDelayMs, () => {
        if (this.reach(from, to)) this.peers.get(to)?.receive(JSON.parse(text) as PlayMessage, from);
      });
  }
}

const source = (): PlaySource & { jumps: string[] } => {
  const jumps: string[] = [];
  let next = 1000;
  return {
    jumps,
    jump(command) {
      jumps.push(command.action);
      if (command.action === 'next' && jumps.length > 3) return undefined;
      const positionMs = command.action === 'seek' ? command.positionMs : 0;
      next += 1000;
      return { epoch: 1, frame: next, track: { title: command.action, frame: next, positionMs, durationMs: 60_000 } };
    },
  };
};

const START = { epoch: 1, frame: 0, track: { title: 'a', frame: 0, positionMs: 0, durationMs: 60_000 } };

describe('control of a session', () => {
  it('tells everybody the moment of each command, before it comes', () => {
    const party = new Party(['host', 'p1', 'p2']);
    const host = party.get('host');
    host.lead({ ...FORM, mayControl: 'all' }, source());
    const atMs = host.begin(START);
    expect(atMs).toBe(10_000 + 800 + CONTROL_TIMES.commandMs);
    party.world.advance(3000);
    expect(party.get('p1').timeline!.positionAt(party.world.nowMs())).toEqual({
      epoch: 1,
      frame: 1700 / 40,
      isPlaying: true,
    });
    expect(party.get('p2').command({ action: 'pause' })).toBe(true);
    party.world.advance(100);
    const moments = [...party.peers.values()].map((peer) => peer.timeline!.segments.at(-1)!);
    expect(new Set(moments.map((segment) => JSON.stringify(segment))).size).toBe(1);
    expect(moments[0]).toMatchObject({ isPlaying: false });
    expect(moments[0]!.atMs).toBeGreaterThan(party.world.nowMs() + 300);
    party.world.advance(5000);
    host.command({ action: 'resume' });
    party.world.advance(1500);
    const { frame } = moments[0]!;
    expect(party.get('p1').timeline!.positionAt(party.world.nowMs())!.frame).toBeCloseTo(frame + 25, 6);
  });

  it('seeks and changes the track from a frame that the source names, as long before as sound takes', () => {
    const party = new Party(['host', 'p1']);
    const host = party.get('host');
    const from = source();
    host.lead({ ...FORM, mayControl: 'all' }, from);
    host.begin(START);
    party.world.advance(2000);
    party.get('p1').command({ action: 'seek', positionMs: 30_000 });
    party.world.advance(2000);
    expect(from.jumps).toEqual(['seek']);
    const state = party.get('p1').state!;
    const { atMs, frame } = state.segments.at(-1)!;
    expect(frame).toBe(2000);
    expect(trackPositionMs(state, atMs + 400)).toBeCloseTo(30_400, 6);
    for (const expected of [true, true, false]) expect(host.command({ action: 'next' })).toBe(expected);
  });

  it('ends where the sound ends, also when that was paused shortly before, and begins anew when it is resumed behind', () => {
    const party = new Party(['host', 'p1']);
    const { world } = party;
    const get = (id: string) => party.get(id);
    const host = get('host');
    const restarts: number[] = [];
    host.lead(FORM, {
      ...source(),
      end: { epoch: 1, frame: 100 },
      restart: () => {
        restarts.push(world.nowMs());
        return { ...START, frame: 5000, track: { ...START.track, frame: 5000 } };
      },
    });
    host.begin(START);
    world.advance(CONTROL_TIMES.commandMs + 800 + 3000);
    host.end(1, 100);
    host.command({ action: 'pause' });
    world.advance(20_000);
    expect(get('p1').timeline!.positionAt(world.nowMs())!.frame).toBeLessThan(100);
    host.command({ action: 'resume' });
    world.advance(20_000);
    expect(get('p1').timeline!.positionAt(world.nowMs())).toEqual({ epoch: 1, frame: 100, isPlaying: false });
    expect(restarts).toEqual([]);
    host.command({ action: 'resume' });
    world.advance(3000);
    expect(restarts.length).toBe(1);
    expect(get('p1').timeline!.positionAt(world.nowMs())).toMatchObject({ isPlaying: true });
  });

  it('does nothing while somebody stands in for the host, who has nothing to play', () => {
    const party = new Party(['host', 'p1', 'p2']);
    party.get('host').lead({ ...FORM, mayControl: 'all' }, source());
    party.get('host').begin(START);
    party.world.advance(5000);
    party.remove('host');
    party.world.advance(CONTROL_TIMES.takeOverMs + 100);
    const { segments } = party.get('p1').state!;
    for (const id of ['p1', 'p2']) expect(party.get(id).command({ action: 'resume' })).toBe(false);
    party.get('p1').receive({ type: 'play-command', command: { action: 'resume' } }, 'p2');
    expect(party.get('p1').state!.segments).toEqual(segments);
  });

  it('lets only the host control where that is the setting, and refuses by name what is wrong', () => {
    const party = new Party(['host', 'p1']);
    party.get('host').lead(FORM, source());
    party.get('host').begin(START);
    party.world.advance(2000);
    expect(party.get('p1').command({ action: 'pause' })).toBe(false);
    const send = (command: unknown) =>
      party.get('host').receive({ type: 'play-command', command } as PlayMessage, 'p1');
    send({ action: 'pause' });
    party.get('host').set({ mayControl: 'all' });
    for (const wrong of [null, {}, { action: 'stop' }, { action: 'seek' }, { action: 'seek', positionMs: -1 }])
      send(wrong);
    party.get('p1').receive({ type: 'play-state', state: { ...party.get('host').state!, delayMs: 1e9 } }, 'host');
    expect(party.refused).toEqual([
      'p1: only the host may control this session',
      ...Array(5).fill('p1: the command is not one of pause, resume, next, seek'),
      'host: state.delayMs must be a number from 100 to 10000, got 1000000000',
    ]);
    expect(party.get('host').timeline!.segments.length).toBe(1);
  });

  it('reads any JSON as a state or refuses it with PROTOCOL', () => {
    const party = new Party(['host']);
    party.get('host').lead(FORM);
    const good = {
      ...party.get('host').state!,
      track: START.track,
      segments: [{ atMs: 1, epoch: 1, frame: 2, isPlaying: true }],
    };
    expect(parsePlayState(JSON.parse(JSON.stringify(good)))).toEqual(good);
    for (const [key, value] of Object.entries(good))
      for (const wrong of [undefined, 'x'.repeat(300), -1, [], { a: 1 }, 'line\nbreak', Number.NaN]) {
        if (typeof wrong === typeof value && Array.isArray(wrong) === Array.isArray(value) && typeof wrong !== 'string')
          continue;
        if (typeof wrong === 'number' && typeof value === 'number' && wrong === -1) continue;
        expect(() => parsePlayState({ ...good, [key]: wrong }), `${key} = ${String(wrong)}`).toThrow(
          expect.objectContaining({ code: 'PROTOCOL' }),
        );
      }
  });

  it('rests at the last frame that a stand-in has while the host is away, and continues with the next when it is back', () => {
    const party = new Party(['host', 'p1', 'p2']);
    const host = party.get('host');
    host.lead(FORM, source());
    host.begin(START);
    party.world.advance(10_000);
    const last = Math.floor(host.timeline!.positionAt(party.world.nowMs())!.frame) + 60;
    party.received.set('p1', last).set('p2', last - 3);
    party.remove('host');
    party.world.advance(CONTROL_TIMES.takeOverMs + 100);
    const state = party.get('p2').state!;
    expect(state).toMatchObject({ leaderId: 'p1', isStandIn: true, term: 2, clockId: 'clock-1' });
    expect(state.segments.at(-1)).toMatchObject({ frame: last + 1, isPlaying: false });
    party.world.advance(60_000);
    const back = party.add('host');
    party.world.advance(500);
    expect(back.state).toEqual(state);
    back.lead({ ...FORM, clockId: 'clock-2' }, source());
    expect(back.state!.segments).toEqual([]);
    back.begin({ epoch: 2, frame: last + 1, track: START.track });
    party.world.advance(3000);
    for (const peer of party.peers.values()) {
      expect(peer.state).toMatchObject({ leaderId: 'host', isStandIn: false, term: 3, clockId: 'clock-2' });
      expect(peer.timeline!.positionAt(party.world.nowMs())!.frame).toBeGreaterThan(last);
    }
  });

  it('gives the host’s place to the successor that it has named', () => {
    const party = new Party(['host', 'p1', 'p2', 'p3']);
    party.get('host').lead({ ...FORM, successorId: 'p3' }, source());
    party.get('host').begin(START);
    party.world.advance(5000);
    party.remove('host');
    party.world.advance(CONTROL_TIMES.takeOverMs + 100);
    for (const peer of party.peers.values()) expect(peer.state).toMatchObject({ leaderId: 'p3', isStandIn: false });
    expect(party.get('p3').command({ action: 'resume' })).toBe(true);
  });

  it('agrees after loss, reordering, doubles, commands at once and partitions: one leader, one state, one moment', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = seededRandom(seed);
      const ids = ['host', 'p1', 'p2', 'p3', 'p4'];
      const party = new Party(ids, { random, lossShare: 0.2, doubleShare: 0.2, maxDelayMs: 400 });
      party.get('host').lead({ ...FORM, mayControl: 'all' }, source());
      party.get('host').begin(START);
      for (let step = 0; step < 40; step++) {
        party.world.advance(random() * 1500);
        const id = ids[Math.floor(random() * ids.length)]!;
        const actions = ['pause', 'resume', 'next'] as const;
        const chance = random();
        if (chance < 0.5) party.get(id).command({ action: actions[Math.floor(random() * 3)]! });
        else if (chance < 0.6) party.get(id).command({ action: 'seek', positionMs: random() * 60_000 });
        else if (chance < 0.7) party.split(Object.fromEntries(ids.map((other) => [other, Math.floor(random() * 2)])));
        else if (chance < 0.8) party.split({});
      }
      party.split({});
      party.world.advance(60_000);
      const states = ids.map((id) => JSON.stringify(parsePlayState(party.get(id).state)));
      expect(new Set(states).size, `seed ${seed}`).toBe(1);
      expect(ids.filter((id) => party.get(id).isLeader).length, `seed ${seed}`).toBe(1);
      // Of one leader's states every peer has seen the same ones, in order.
      const byKey = new Map<string, string>();
      for (const told of party.told.values())
        for (const state of told) {
          const key = `${state.term} ${state.leaderId} ${state.revision}`;
          const text = JSON.stringify(parsePlayState(state));
          expect(byKey.get(key) ?? text, `seed ${seed}: ${key}`).toBe(text);
          byKey.set(key, text);
        }
      for (const told of party.told.values())
        for (let i = 1; i < told.length; i++)
          expect(told[i]!.term, `seed ${seed}`).toBeGreaterThanOrEqual(told[i - 1]!.term);
    }
  });
});

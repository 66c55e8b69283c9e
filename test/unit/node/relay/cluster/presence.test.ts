import { describe, expect, it } from 'vitest';
import { Presence } from '../../../../../src/node/relay/cluster/presence.js';
import type { NodeIdentity, PresenceMessage } from '../../../../../src/node/relay/cluster/presence-message.js';

/** Processes of one name that hear each other. */
function setUp() {
  const all: { own: NodeIdentity; presence: Presence; isAdmitted: boolean; isOut: boolean }[] = [];
  const add = (session: string, startedMs: number, isAdmitted: boolean) => {
    const own = { node: 'n1', session, startedMs };
    const send = (message: PresenceMessage): void => {
      for (const other of all) if (other !== one && !other.isOut) other.presence.receive(message);
    };
    const presence = new Presence({
      own: () => own,
      send,
      nowMs: () => 0,
      goneMs: 4000,
      onKey: () => {},
      onNodes: () => {},
      onLost: () => {},
      isAdmitted: () => one.isAdmitted,
      onTaken: () => {
        one.isOut = true;
      },
    });
    const one = { own, presence, isAdmitted, isOut: false };
    all.push(one);
    return one;
  };
  return { add, outs: () => all.map(({ isOut }) => isOut) };
}

describe('two processes of one name', () => {
  it('leave the cluster to the one that is part of it, also where that joins again meanwhile, and whatever their clocks', () => {
    for (const startedMs of [0, 2000]) {
      const { add, outs } = setUp();
      const established = add('a', 1000, true);
      const newcomer = add('b', startedMs, false);
      established.presence.join();
      expect(outs()).toEqual([false, false]);
      newcomer.presence.join();
      expect(outs()).toEqual([false, true]);
    }
  });

  it('that are both part of it leave it to the one that was started first', () => {
    const { add, outs } = setUp();
    const late = add('a', 2000, true);
    const early = add('b', 1000, true);
    early.presence.join();
    late.presence.tick();
    early.presence.tick();
    expect(outs()).toEqual([true, false]);
  });
});

describe('a node that has left', () => {
  it('does not come back by what it has still sent, as an answer', () => {
    let changes = 0;
    const presence = new Presence({
      own: () => ({ node: 'a', session: 's-a', startedMs: 0 }),
      send: () => {},
      nowMs: () => 0,
      goneMs: 4000,
      onKey: () => {},
      onNodes: () => changes++,
      onLost: () => {},
      isAdmitted: () => true,
      onTaken: () => {},
    });
    const c = { node: 'c', session: 's-c', startedMs: 1 };
    presence.receive({ kind: 'join', version: 0, ...c });
    presence.receive({ kind: 'bye', ...c });
    presence.receive({ kind: 'keys', version: 0, entries: [], ...c });
    expect(presence.nodes()).toEqual(['a']);
    expect(changes).toBe(2);
    presence.receive({ kind: 'join', version: 0, ...c, session: 's-c2' });
    expect(presence.nodes()).toEqual(['a', 'c']);
  });
});

describe('keys that are too long for one message', () => {
  it('come in parts, all of one version, and are asked for again where a part is lost', () => {
    const keys = new Map<string, string | null>();
    const sizes: number[] = [];
    let isLossy = true;
    const nodes = new Map<string, Presence>();
    const add = (node: string, startedMs: number, onKey: (key: string, value: string | null) => void): Presence => {
      const presence: Presence = new Presence({
        own: () => ({ node, session: `s-${node}`, startedMs }),
        send: (message, to) => {
          sizes.push(JSON.stringify(message).length);
          if (isLossy && message.kind === 'keys-part' && message.part === 3) return;
          for (const [name, other] of nodes) if (name !== node && (to === null || to === name)) other.receive(message);
        },
        nowMs: () => 0,
        goneMs: 4000,
        onKey,
        onNodes: () => {},
        onLost: () => {},
        isAdmitted: () => true,
        onTaken: () => {},
      });
      return presence;
    };
    const large = add('large', 0, () => {});
    for (let i = 0; i < 80; i++) large.put(`report.large/${i}`, JSON.stringify({ text: '"'.repeat(25_000) }));
    nodes.set('large', large);
    const late = add('late', 1, (key, value) => void keys.set(key, value));
    nodes.set('late', late);
    sizes.length = 0;
    late.join();
    expect(keys.size).toBe(0);
    isLossy = false;
    // The answer was lost: the second sign of life after it asks again.
    large.tick();
    large.tick();
    expect(keys.size).toBe(80);
    expect(Math.max(...sizes)).toBeLessThan(528_384);
    large.put('report.large/7', null);
    expect(keys.get('report.large/7')).toBeNull();
  });
});

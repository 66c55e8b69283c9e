import { describe, expect, it } from 'vitest';
import { AddressLimits } from '../../../../../src/node/relay/access/address-limits.js';
import { AddressTable } from '../../../../../src/node/relay/workers/address-table.js';
import type { FromWorker, ToWorker } from '../../../../../src/node/relay/workers/protocol.js';
import { RemoteAddresses } from '../../../../../src/node/relay/workers/remote-addresses.js';
import { BurstBudget } from '../../../../../src/relay/burst-budget.js';
import { relayLimits } from '../../../../../src/relay/limits.js';
import { PeerAllowance } from '../../../../../src/relay/peer-allowance.js';
import { PeerCounts } from '../../../../../src/relay/peer-counts.js';

const ADDRESS = '192.0.2.1';
const OPTIONS = { maxConnectionsPerAddress: 3, connectionAttemptsPerMinute: 6 };

/** The limits of one worker, and the worker as the table sees it. */
function join(table: AddressTable, nowMs = (): number => 0, isSlow = false) {
  const messages: FromWorker[] = [];
  const turns: (() => void)[] = [];
  const remote = new RemoteAddresses(
    (message) => {
      messages.push(message);
      if (message.kind === 'addresses') table.change(worker, structuredClone(message.changes));
    },
    (call) => (isSlow ? turns.push(call) : call()),
  );
  const worker = {
    send: (message: ToWorker) => {
      if (message.kind === 'addresses') remote.onChanges(structuredClone(message.changes));
    },
  };
  table.add(worker);
  const limits = new AddressLimits(OPTIONS, undefined, { others: remote, nowMs });
  const nextTurn = (): void => turns.splice(0).forEach((call) => void call());
  return { worker, limits, remote, messages, nextTurn };
}

describe('limits of addresses over several workers', () => {
  it('count connections of all of them together, and those that have gone no more', () => {
    const table = new AddressTable();
    const [a, b] = [join(table), join(table)];
    const first = a.limits.open(ADDRESS)!;
    const second = b.limits.open(ADDRESS)!;
    a.limits.open(ADDRESS);
    expect([a.limits.open(ADDRESS), b.limits.open(ADDRESS)]).toEqual([null, null]);
    expect([a.limits.connectionsOf(ADDRESS), b.limits.connectionsOf(ADDRESS)]).toEqual([3, 3]);
    expect(b.limits.open('192.0.2.2')).not.toBeNull();
    for (const release of [first, first, second]) release();
    expect([a.limits.connectionsOf(ADDRESS), b.limits.connectionsOf(ADDRESS)]).toEqual([1, 1]);
    expect(b.limits.open(ADDRESS)).not.toBeNull();
  });

  it('count attempts of all of them together', () => {
    const table = new AddressTable();
    let now = 0;
    const [a, b] = [join(table, () => now), join(table, () => now)];
    const allowed = Array.from({ length: 10 }, (_, i) => (i % 2 ? a : b).limits.attempt(ADDRESS, 0));
    expect(allowed).toEqual([...Array(6).fill(true), ...Array(4).fill(false)]);
    expect(a.limits.retryAfterMs(ADDRESS, 0)).toBe(10_000);
    now = 10_000;
    expect([a.limits.attempt(ADDRESS, 10_000), b.limits.attempt(ADDRESS, 10_000)]).toEqual([true, false]);
  });

  it('forget a worker that ends, and tell one that starts what the others have', () => {
    const table = new AddressTable();
    const [a, b] = [join(table), join(table)];
    for (const { limits } of [a, a, b]) limits.open(ADDRESS);
    const late = join(table);
    expect([late.limits.connectionsOf(ADDRESS), late.limits.open(ADDRESS)]).toEqual([3, null]);
    table.remove(a.worker);
    table.change(a.worker, [{ key: ADDRESS, connections: 5 }]);
    expect([late.limits.connectionsOf(ADDRESS), b.limits.connectionsOf(ADDRESS)]).toEqual([1, 1]);
    table.remove(b.worker);
    expect(late.limits.connectionsOf(ADDRESS)).toBe(0);
  });

  it('count sources of all of them together, until they have gone or their worker has', () => {
    const table = new AddressTable();
    const limits = relayLimits({ maxSourcesPerAddress: 2 });
    const allowances = [join(table), join(table)].map(({ worker, remote }) => {
      const shared = { limits, counts: new PeerCounts(remote), bursts: new BurstBudget(limits) };
      return { worker, come: (address = ADDRESS) => new PeerAllowance(address, shared) };
    });
    const [a, b] = allowances as [(typeof allowances)[0], (typeof allowances)[0]];
    const [first, second, third] = [a.come(), b.come(), b.come()];
    first.enter('source');
    second.enter('source');
    expect(() => third.enter('source')).toThrow('an address may have 2 sources');
    b.come('192.0.2.2').enter('source');
    first.leave();
    first.leave();
    third.enter('source');
    expect(() => a.come().enter('source')).toThrow('an address may have 2 sources');
    table.remove(b.worker);
    for (let i = 0; i < 2; i++) a.come().enter('source');
    expect(() => a.come().enter('source')).toThrow('an address may have 2 sources');
  });

  it('count bursts of past audio of all of them together, within a minute, with what their listeners may have more', () => {
    const table = new AddressTable();
    let now = 0;
    const limits = relayLimits({ maxBurstsPerMinute: 4 });
    const workers = [join(table), join(table)].map(({ remote }) => ({
      counts: new PeerCounts(remote),
      budget: new BurstBudget(limits, { others: remote, nowMs: () => now }),
    }));
    const ask = (i: number, channel = 'a'): boolean => {
      const { counts, budget } = workers[i % 2]!;
      return budget.take({ channel, network: ADDRESS, listeners: counts.of('listener', ADDRESS) }, 100, now);
    };
    expect(Array.from({ length: 6 }, (_, i) => ask(i))).toEqual([true, true, true, true, false, false]);
    workers[0]!.counts.add('listener', ADDRESS, 1);
    expect(Array.from({ length: 4 }, (_, i) => ask(i))).toEqual([true, true, false, false]);
    now = 60_000;
    expect([ask(1), ask(0)]).toEqual([true, true]);
  });

  it('are one message for all that changes in one turn of the event loop', () => {
    const table = new AddressTable();
    const a = join(table, undefined, true);
    const b = join(table);
    for (let i = 0; i < 3; i++) a.limits.open(ADDRESS);
    a.limits.attempt(ADDRESS, 0);
    a.limits.open('192.0.2.2');
    expect(a.messages).toEqual([]);
    a.nextTurn();
    const changes = [
      { key: ADDRESS, connections: 3, attempts: 1 },
      { key: '192.0.2.2', connections: 1 },
    ];
    expect(a.messages).toEqual([{ kind: 'addresses', changes }]);
    expect(b.limits.connectionsOf(ADDRESS)).toBe(3);
  });

  it('reach whoever listens while a worker starts, however late', () => {
    const table = new AddressTable();
    join(table).limits.open(ADDRESS);
    const { remote } = join(table);
    const late = new AddressLimits(OPTIONS, undefined, { others: remote, nowMs: () => 0 });
    expect(late.connectionsOf(ADDRESS)).toBe(1);
    remote.endStart();
    expect(new AddressLimits(OPTIONS, undefined, { others: remote, nowMs: () => 0 }).connectionsOf(ADDRESS)).toBe(0);
  });
});

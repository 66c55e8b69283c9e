import { describe, expect, it } from 'vitest';
import { AddressLimits } from '../../../../../src/node/relay/access/address-limits.js';
import { AddressTable } from '../../../../../src/node/relay/workers/address-table.js';
import type { ToWorker } from '../../../../../src/node/relay/workers/protocol.js';
import { RemoteAddresses } from '../../../../../src/node/relay/workers/remote-addresses.js';

const ADDRESS = '192.0.2.1';
const OPTIONS = { maxConnectionsPerAddress: 3, connectionAttemptsPerMinute: 6 };

/** The limits of one worker, and the worker as the table sees it. */
function join(table: AddressTable, nowMs = (): number => 0) {
  const remote = new RemoteAddresses((message) => {
    if (message.kind === 'address') table.change(worker, message.change);
  });
  const worker = {
    send: (message: ToWorker) => {
      if (message.kind === 'addresses') remote.onChanges(structuredClone(message.changes));
    },
  };
  table.add(worker);
  return { worker, limits: new AddressLimits(OPTIONS, undefined, { others: remote, nowMs }) };
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
    table.change(a.worker, { key: ADDRESS, connections: 5, attempts: 0 });
    expect([late.limits.connectionsOf(ADDRESS), b.limits.connectionsOf(ADDRESS)]).toEqual([1, 1]);
    table.remove(b.worker);
    expect(late.limits.connectionsOf(ADDRESS)).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import { addressKey, isLoopback } from '../../../../../src/node/relay/access/address-key.js';
import {
  ADDRESS_LIMIT_DEFAULTS,
  AddressLimits,
  MAX_REMEMBERED_ADDRESSES,
} from '../../../../../src/node/relay/access/address-limits.js';

describe('addressKey', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::ffff:c000:207', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
    ['/run/relay.sock', '/run/relay.sock'],
  ])('%s counts as %s', (address, key) => expect(addressKey(address)).toBe(key));

  it('is one key for a whole /64 and another for its neighbour', () => {
    expect(addressKey('2001:db8:0:1::1')).toBe(addressKey('2001:db8:0:1:ffff::2'));
    expect(addressKey('2001:db8:0:1::1')).not.toBe(addressKey('2001:db8:0:2::1'));
  });

  it('knows the machine’s own addresses', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1', '0:0:0:0:0:0:0:1'].every(isLoopback)).toBe(true);
    expect(['128.0.0.1', '::2', '10.0.0.1', '1.127.0.0', ''].some(isLoopback)).toBe(false);
  });
});

describe('AddressLimits', () => {
  it('opens as many connections of an address as it may have, and others as they close', () => {
    const limits = new AddressLimits({ maxConnectionsPerAddress: 2 });
    const first = limits.open('192.0.2.7');
    expect([first, limits.open('::ffff:192.0.2.7'), limits.open('192.0.2.7')]).toEqual([
      expect.any(Function),
      expect.any(Function),
      null,
    ]);
    expect(limits.open('192.0.2.8')).not.toBeNull();
    first!();
    first!();
    expect(limits.connectionsOf('192.0.2.7')).toBe(1);
    expect(limits.open('192.0.2.7')).not.toBeNull();
    expect(limits.open('192.0.2.7')).toBeNull();
  });

  it('counts a /64 of IPv6 as one address', () => {
    const limits = new AddressLimits({ maxConnectionsPerAddress: 1, connectionAttemptsPerMinute: 1 });
    expect([limits.open('2001:db8::1'), limits.open('2001:db8::2')]).toEqual([expect.any(Function), null]);
    expect([limits.attempt('2001:db8::1', 0), limits.attempt('2001:db8::2', 0)]).toEqual([true, false]);
  });

  it('allows a minute’s attempts at once, then one for each part of a minute', () => {
    const limits = new AddressLimits({ connectionAttemptsPerMinute: 6 });
    const allowed = Array.from({ length: 9 }, () => limits.attempt('192.0.2.7', 1000)).filter(Boolean).length;
    expect(allowed).toBe(6);
    expect(limits.retryAfterMs('192.0.2.7', 1000)).toBe(10_000);
    expect(limits.attempt('192.0.2.7', 10_900)).toBe(false);
    expect(limits.attempt('192.0.2.7', 11_000)).toBe(true);
    expect(limits.attempt('192.0.2.7', 11_001)).toBe(false);
    expect(limits.attempt('192.0.2.8', 11_001)).toBe(true);
    expect(limits.retryAfterMs('192.0.2.9', 11_001)).toBe(0);
  });

  it('exempts the machine’s own addresses, unless told otherwise', () => {
    const one = { maxConnectionsPerAddress: 1, connectionAttemptsPerMinute: 1 };
    const usual = new AddressLimits(one);
    expect([usual.open('::1'), usual.open('::1')]).not.toContain(null);
    expect([usual.attempt('127.0.0.1', 0), usual.attempt('127.0.0.1', 0)]).toEqual([true, true]);
    const strict = new AddressLimits(one, () => false);
    expect([strict.open('::1'), strict.open('::1')]).toEqual([expect.any(Function), null]);
  });

  it('remembers a bounded number of addresses, those of the last minute', () => {
    const limits = new AddressLimits({ connectionAttemptsPerMinute: 1 });
    const address = (i: number): string => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
    for (let i = 0; i <= MAX_REMEMBERED_ADDRESSES; i++) limits.attempt(address(i), 0);
    // The first was forgotten for the last; the second is remembered.
    expect([limits.attempt(address(1), 1), limits.retryAfterMs(address(0), 1)]).toEqual([false, 0]);
    limits.attempt('192.0.2.7', 120_000);
    expect(limits.retryAfterMs(address(2), 120_000)).toBe(0);
  });

  it('takes other limits while connections are open', () => {
    const limits = new AddressLimits({ maxConnectionsPerAddress: 2 });
    limits.open('192.0.2.7');
    limits.setOptions({ maxConnectionsPerAddress: 1 });
    expect(limits.open('192.0.2.7')).toBeNull();
    limits.setOptions({});
    expect(limits.open('192.0.2.7')).not.toBeNull();
  });

  it('names a wrong option with its range', () => {
    expect(() => new AddressLimits({ maxConnectionsPerAddress: 0 })).toThrow(
      'maxConnectionsPerAddress must be an integer from 1 to 1000000, got 0',
    );
    expect(() => new AddressLimits({ perMinute: 1 } as never)).toThrow(TypeError);
    expect(ADDRESS_LIMIT_DEFAULTS).toEqual({ maxConnectionsPerAddress: 64, connectionAttemptsPerMinute: 120 });
  });
});

import { describe, expect, it } from 'vitest';
import type { Grant, Permission } from '../../../../src/ports/authorizer.js';
import { Lease } from '../../../../src/relay/auth/lease.js';

const unexpected = (): never => {
  throw new Error('not withdrawn');
};

describe('Lease', () => {
  it('allows what the grant lists and nothing else', () => {
    const lease = new Lease({ permissions: ['listen'] }, 0, unexpected);
    expect([lease.allows('listen'), lease.allows('publish'), lease.allows('administer')]).toEqual([true, false, false]);
  });

  it('allows what the grant lists now, and tells of the use of a permission that it has', () => {
    const permissions: Permission[] = ['listen'];
    const used: Permission[] = [];
    const lease = new Lease({ permissions, onUse: (permission) => used.push(permission) }, 0, unexpected);
    expect([lease.use('publish'), lease.use('listen'), used]).toEqual([false, true, ['listen']]);
    permissions.length = 0;
    expect(lease.allows('listen')).toBe(false);
  });

  it('expires the stated time after the grant, or never', () => {
    const lease = new Lease({ permissions: [], expiresInMs: 1000 }, 500, unexpected);
    expect([lease.hasExpired(1499), lease.hasExpired(1500)]).toEqual([false, true]);
    expect(new Lease({ permissions: [] }, 0, unexpected).hasExpired(Number.MAX_SAFE_INTEGER)).toBe(false);
    expect(new Lease({ permissions: [], expiresInMs: 0 }, 500, unexpected).hasExpired(500)).toBe(true);
  });

  it('reports a withdrawal once, and none after its release', () => {
    const withdrawal = new AbortController();
    let reports = 0;
    const lease = new Lease({ permissions: [], withdrawal: withdrawal.signal }, 0, () => reports++);
    const released = new Lease({ permissions: [], withdrawal: withdrawal.signal }, 0, unexpected);
    released.release();
    expect(lease.isWithdrawn).toBe(false);
    withdrawal.abort();
    expect([lease.isWithdrawn, reports]).toEqual([true, 1]);
  });

  it('refuses an answer that is not a grant', () => {
    const make = (grant: unknown): Lease => new Lease(grant as Grant, 0, unexpected);
    expect(() => make(undefined)).toThrow(TypeError);
    expect(() => make({ permissions: 5 })).toThrow(TypeError);
    expect(() => make({ permissions: [], expiresInMs: Number.NaN })).toThrow('grant.expiresInMs must be a number');
    expect(() => make({ permissions: [], expiresInMs: -1 })).toThrow(RangeError);
  });
});

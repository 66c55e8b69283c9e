import { describe, expect, it } from 'vitest';
import {
  generateStaticKey,
  hashPassword,
  hashStaticKey,
  isPassword,
  parseKeyHash,
  type ScryptHash,
  sha256,
} from '../../../../../src/node/relay/access/key-hash.js';
import { PASSWORD_CHECK_LIMITS, PasswordChecks } from '../../../../../src/node/relay/access/password-checks.js';

describe('hashes of keys', () => {
  it('generates keys of 256 bits that differ, safe in a header', () => {
    const keys = Array.from({ length: 20 }, generateStaticKey);
    expect(new Set(keys).size).toBe(20);
    for (const key of keys) expect(key).toMatch(/^lck_[\w-]{43}$/);
  });

  it('reads what it writes', async () => {
    const key = generateStaticKey();
    expect(parseKeyHash('x', hashStaticKey(key))).toEqual({ kind: 'sha256', digest: sha256(key) });
    const hash = parseKeyHash('x', await hashPassword('hackmeß')) as ScryptHash;
    expect([await isPassword('hackmeß', hash), await isPassword('hackme', hash)]).toEqual([true, false]);
    expect(await new PasswordChecks().check('hackmeß', hash, 'a')).toBe(true);
    expect(await hashPassword('hackme')).not.toBe(await hashPassword('hackme'));
  });

  it('refuses what is no hash without quoting it: it may be the key itself', () => {
    const wrong = ['secret-password', 'sha256:secret', 'scrypt:1:2', '', `sha256:${'a'.repeat(63)}`];
    for (const text of wrong)
      expect(() => parseKeyHash('keys[0].hash', text)).toThrow(
        /^keys\[0\]\.hash must be sha256:HASH or scrypt:…(?!.*secret)/,
      );
    const scrypt =
      (log2N: number, r: number, salt = 'AAAAAAAAAAAA', hash = 'A'.repeat(43)) =>
      () =>
        parseKeyHash('keys[0].hash', `scrypt:${log2N}:${r}:1:${salt}:${hash}`);
    expect(scrypt(15, 8)).not.toThrow();
    expect(scrypt(20, 8)).toThrow('log2N of scrypt must be from 14 to 16, got "20"');
    expect(scrypt(15, 99)).toThrow('r of scrypt must be from 8 to 8');
    expect(scrypt(15, 8, 'AA')).toThrow('a salt of 8 to 64 bytes');
    expect(scrypt(15, 8, 'AAAAAAAAAAAA', 'AAAA')).toThrow('a hash of 32');
  });
});

describe('PasswordChecks', () => {
  const hash = parseKeyHash('x', `scrypt:15:8:1:AAAAAAAAAAAA:${'A'.repeat(43)}`) as ScryptHash;
  /** In place of a hash that is slow on purpose. */
  const compute = (password: string): Promise<boolean> =>
    new Promise((resolve) => setImmediate(() => resolve(password === 'right')));

  it('remembers results, so that a second check costs nothing', async () => {
    let computed = 0;
    const checks = new PasswordChecks((password) => {
      computed++;
      return compute(password);
    });
    for (let i = 0; i < 3; i++) {
      expect(await checks.check('right', hash, 'a')).toBe(true);
      expect(await checks.check('wrong', hash, 'a')).toBe(false);
    }
    expect(computed).toBe(2);
  });

  it('computes a password once that many present at the same time', async () => {
    let computed = 0;
    const checks = new PasswordChecks(async (password) => {
      computed++;
      return password === 'right';
    });
    const hash = parseKeyHash('x', await hashPassword('right')) as ScryptHash;
    const all = Array.from({ length: 20 }, () => checks.check('right', hash, 'studio'));
    expect(new Set(await Promise.all(all))).toEqual(new Set([true]));
    expect(computed).toBe(1);
    const failing = new PasswordChecks(() => Promise.reject(new Error('no memory')));
    const both = await Promise.allSettled([1, 2].map(() => failing.check('right', hash, 'studio')));
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('lets few wait for each address and in all, and refuses the others with a code that invites another try', async () => {
    const checks = new PasswordChecks(compute);
    const { concurrent, waitingPerAddress } = PASSWORD_CHECK_LIMITS;
    const flood = Array.from({ length: 10 }, (_, i) => checks.check(`guess ${i}`, hash, 'attacker'));
    const other = checks.check('right', hash, 'studio');
    const outcomes = await Promise.allSettled(flood);
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(concurrent + waitingPerAddress);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'CHANNEL_LIMIT' });
    expect(await other).toBe(true);
    // All places are free again.
    const after = await Promise.all([1, 2, 3].map((i) => checks.check(`later ${i}`, hash, 'attacker')));
    expect(after).toEqual([false, false, false]);
  });
});

import { describe, expect, it } from 'vitest';
import type { BanKind } from '../../../../../src/node/relay/access/ban.js';
import { ownBan } from '../../../../../src/node/relay/operations/admin/own-ban.js';
import type { Administrator } from '../../../../../src/node/relay/router.js';

const key: Administrator = { name: 'boss', identity: 'key:boss', address: '192.0.2.7' };
const token: Administrator = { name: 'ann', identity: 'subject:k1:ann', tokenId: 't-1', address: '2001:db8::7' };

describe('a ban of whoever asks for it', () => {
  it.each<[Administrator, BanKind, string, string | null]>([
    [key, 'address', '192.0.2.7', 'from the address 192.0.2.7'],
    [key, 'address', '192.0.2.0/24', 'from the address 192.0.2.7'],
    [key, 'address', '192.0.3.0/24', null],
    [key, 'address', '2001:db8::/32', null],
    [token, 'address', '2001:db8::/32', 'from the address 2001:db8::7'],
    [key, 'key', 'boss', 'with the key boss'],
    [key, 'key', 'studio', null],
    [key, 'subject', 'boss', null],
    [token, 'subject', 'ann', 'the subject ann'],
    [token, 'subject', 'ben', null],
    [token, 'key', 'ann', null],
    [token, 'token', 't-1', 'with the token t-1'],
    [token, 'token', 't-2', null],
    [{ name: 'unnamed' }, 'address', '0.0.0.0/0', null],
  ])('of %o, %s %s: %s', (caller, kind, value, found) => {
    expect(ownBan({ kind, value }, caller)).toBe(found);
  });
});

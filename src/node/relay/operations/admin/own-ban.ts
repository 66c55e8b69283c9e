import type { BanRequestOptions } from '../../access/ban.js';
import { parseSubnet, SubnetMap } from '../../access/subnet.js';
import type { Administrator } from '../../router.js';

/**
 * What of an administrator a ban would name; null where it concerns somebody else.
 *
 * @throws RangeError for what is no address or subnet
 */
export function ownBan({ kind, value }: BanRequestOptions, caller: Administrator): string | null {
  const { name, identity = '', tokenId, address } = caller;
  if (kind === 'address') {
    const banned = new SubnetMap<true>();
    banned.set(parseSubnet('ban.value', value), true);
    return address !== undefined && banned.find(address) ? `from the address ${address}` : null;
  }
  if (kind === 'key') return identity === `key:${value}` ? `with the key ${value}` : null;
  if (kind === 'token') return tokenId === value ? `with the token ${value}` : null;
  return identity.startsWith('subject:') && name === value ? `the subject ${value}` : null;
}

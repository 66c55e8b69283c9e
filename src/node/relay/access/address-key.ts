import { isIPv4 } from 'node:net';
import { formatSubnet, parseAddress } from './subnet.js';

/** ::1 */
const IPV6_LOOPBACK = 1n;

/**
 * What the limits of addresses count by: an IPv4 address as it is, an IPv6 address by its first 64 bits, because one
 * subscriber of a network is given at least that many to choose from. An IPv4 address written as IPv6 (`::ffff:1.2.3.4`)
 * is the IPv4 address. Any other text, such as the path of a local socket, stands for itself.
 */
export function addressKey(address: string): string {
  if (isIPv4(address)) return address;
  const parsed = parseAddress(address);
  if (!parsed) return address.replace(/%.*$/s, '');
  if (parsed.bits === 32) return formatSubnet({ ...parsed, prefix: 32 });
  const groups = [112n, 96n, 80n, 64n].map((shift) => ((parsed.value >> shift) & 0xffffn).toString(16));
  return `${groups.join(':')}::/64`;
}

/** Whether a key of {@link addressKey} or an address is one of this machine's own: 127.0.0.0/8 or ::1. */
export function isLoopback(address: string): boolean {
  const parsed = parseAddress(address);
  if (!parsed) return false;
  return parsed.bits === 32 ? parsed.value >> 24n === 127n : parsed.value === IPV6_LOOPBACK;
}

import { isIPv4, isIPv6 } from 'node:net';

/**
 * What the limits of addresses count by: an IPv4 address as it is, an IPv6 address by its first 64 bits, because one
 * subscriber of a network is given at least that many to choose from. An IPv4 address written as IPv6 (`::ffff:1.2.3.4`)
 * is the IPv4 address. Any other text, such as the path of a local socket, stands for itself.
 */
export function addressKey(address: string): string {
  const plain = address.replace(/%.*$/s, '');
  if (isIPv4(plain) || !isIPv6(plain)) return plain;
  const groups = ipv6Groups(plain);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return ipv4Of(groups[6]!, groups[7]!);
  const prefix = groups.slice(0, 4).map((group) => group.toString(16));
  return `${prefix.join(':')}::/64`;
}

/** Whether a key of {@link addressKey} or an address is one of this machine's own: 127.0.0.0/8 or ::1. */
export function isLoopback(address: string): boolean {
  const plain = address.replace(/%.*$/s, '');
  if (isIPv6(plain)) {
    const groups = ipv6Groups(plain);
    const isOne = groups.slice(0, 7).every((group) => group === 0) && groups[7] === 1;
    return isOne || addressKey(plain).startsWith('127.');
  }
  return isIPv4(plain) && plain.startsWith('127.');
}

/** The eight 16-bit groups of a valid IPv6 address. */
function ipv6Groups(address: string): number[] {
  const [head, tail] = address.split('::') as [string, string?];
  const first = groupsOf(head);
  if (tail === undefined) return first;
  const last = groupsOf(tail);
  return [...first, ...new Array<number>(8 - first.length - last.length).fill(0), ...last];
}

/** The 16-bit groups of a part of an IPv6 address without `::`; an IPv4 address at its end is two of them. */
export function groupsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a, b, c, d] = group.split('.').map(Number) as [number, number, number, number];
    return [a * 256 + b, c * 256 + d];
  });
}

const ipv4Of = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join('.');

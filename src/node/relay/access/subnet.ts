import { isIPv4, isIPv6 } from 'node:net';
import { shown } from '../../../core/shown.js';

/** An address as a number; an IPv4 address written as IPv6 (`::ffff:1.2.3.4`) is the IPv4 address. */
export interface ParsedAddress {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** All addresses that share the first `prefix` bits of `value`, whose other bits are 0. */
export interface Subnet extends ParsedAddress {
  /** 0..32 for IPv4, 0..128 for IPv6. */
  readonly prefix: number;
}

const MAPPED = 0xffffn << 32n;

/** An IPv4 or IPv6 address, a zone (`%eth0`) left out; null for any other text. */
export function parseAddress(text: string): ParsedAddress | null {
  const plain = text.replace(/%.*$/s, '');
  if (isIPv4(plain)) return { bits: 32, value: joined(plain.split('.').map(Number), 8n) };
  if (!isIPv6(plain)) return null;
  const [head = '', tail] = plain.split('::');
  const first = groupsOf(head);
  const last = tail === undefined ? [] : groupsOf(tail);
  const zeros = new Array<number>(8 - first.length - last.length).fill(0);
  const value = joined([...first, ...zeros, ...last], 16n);
  return value >> 32n === MAPPED >> 32n ? { bits: 32, value: value & 0xffffffffn } : { bits: 128, value };
}

/**
 * `10.0.0.0/8`, `2001:db8::/32`, or a single address.
 *
 * @param field names it in the error
 * @throws RangeError naming the field, its value and what is allowed
 */
export function parseSubnet(field: string, text: string): Subnet {
  const [address = '', length, ...more] = text.split('/');
  const parsed = parseAddress(address);
  const isMapped = parsed?.bits === 32 && address.includes(':');
  const longest = isMapped ? 128 : (parsed?.bits ?? 0);
  const stated = length === undefined ? longest : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  const prefix = isMapped ? stated - 96 : stated;
  if (!parsed || more.length > 0 || !(prefix >= 0 && stated <= longest))
    throw new RangeError(
      `${field} must be an address or a subnet such as 10.0.0.0/8 or 2001:db8::/32, got ${shown(text)}`,
    );
  return { bits: parsed.bits, value: masked(parsed, prefix), prefix };
}

/** As {@link parseSubnet} reads it, without the length where it is one address. */
export function formatSubnet({ bits, value, prefix }: Subnet): string {
  const part = bits === 32 ? 8 : 16;
  const groups = Array.from(
    { length: bits / part },
    (_, i) => Number(value >> BigInt(bits - part * (i + 1))) & (2 ** part - 1),
  );
  const address =
    bits === 32
      ? groups.join('.')
      : new URL(`http://[${groups.map((group) => group.toString(16)).join(':')}]`).hostname.slice(1, -1);
  return prefix === bits ? address : `${address}/${prefix}`;
}

/** What belongs to subnets, found by an address that lies in one: one look-up for each length of prefix in use. */
export class SubnetMap<T> {
  readonly #byLength = new Map<string, { readonly prefix: number; readonly values: Map<bigint, T> }>();

  /** A later value of the same subnet takes the place of an earlier one. */
  set(subnet: Subnet, value: T): void {
    const key = `${subnet.bits}/${subnet.prefix}`;
    const known = this.#byLength.get(key) ?? { prefix: subnet.prefix, values: new Map<bigint, T>() };
    known.values.set(subnet.value, value);
    this.#byLength.set(key, known);
  }

  /**
   * A value of a subnet that holds the address, among those that `accepts` takes; undefined where there is none, and for
   * text that is no address.
   */
  find(address: string, accepts: (value: T) => boolean = () => true): T | undefined {
    if (this.#byLength.size === 0) return undefined;
    const parsed = parseAddress(address);
    if (!parsed) return undefined;
    for (const [key, { prefix, values }] of this.#byLength) {
      const found = key.startsWith(`${parsed.bits}/`) ? values.get(masked(parsed, prefix)) : undefined;
      if (found !== undefined && accepts(found)) return found;
    }
    return undefined;
  }
}

const masked = ({ bits, value }: ParsedAddress, prefix: number): bigint => {
  const host = BigInt(bits - prefix);
  return (value >> host) << host;
};

const joined = (groups: readonly number[], bits: bigint): bigint =>
  groups.reduce((value, group) => (value << bits) | BigInt(group), 0n);

/** The 16-bit groups of a part of an IPv6 address without `::`; an IPv4 address at its end is two of them. */
function groupsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a, b, c, d] = group.split('.').map(Number) as [number, number, number, number];
    return [a * 256 + b, c * 256 + d];
  });
}

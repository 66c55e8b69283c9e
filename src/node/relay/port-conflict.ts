import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** Where a server listens. */
export interface PortAddress {
  readonly host: string;
  readonly port: number;
}

/** Whether two servers cannot listen at the same time: one port, and an address that both are to have. */
export async function isSamePort(a: PortAddress, b: PortAddress): Promise<boolean> {
  if (a.port !== b.port || a.port === 0) return false;
  const [left, right] = await Promise.all([addressesOf(a.host), addressesOf(b.host)]);
  return left.some((one) => right.some((other) => overlap(one, other) || overlap(other, one)));
}

/** `::` takes IPv4 connections as well. */
const overlap = (one: string, other: string): boolean =>
  one === other || one === '::' || (one === '0.0.0.0' && isIP(other) === 4);

async function addressesOf(host: string): Promise<string[]> {
  const plain = host.replace(/^\[|\]$/g, '');
  if (isIP(plain) > 0) return [/^[0:]+$/.test(plain) ? '::' : plain];
  try {
    return (await lookup(plain, { all: true })).map(({ address }) => address);
  } catch {
    // Whoever listens there states what is wrong with it.
    return [plain];
  }
}

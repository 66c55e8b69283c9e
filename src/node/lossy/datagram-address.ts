import { isIP, isIPv4, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { shown } from '../../core/shown.js';

/** Where datagrams go or are awaited. */
export interface DatagramAddress {
  /** A name, or an address without brackets. */
  readonly host: string;
  /** 1..65535 */
  readonly port: number;
}

const FORM = 'udp://HOST:PORT, with a port of 1 to 65535 and nothing behind it';

/** Whether `url` is an address of datagrams. */
export const isDatagramUrl = (url: string): boolean => /^udp:/i.test(url);

/** @throws TypeError naming the URL and its form, or what is wrong with the address */
export function requireDatagramUrl(url: string, side: 'send' | 'listen'): DatagramAddress {
  const match = /^udp:\/\/(\[[\da-f:.]+\]|[^\s/?#@:[\]]+):(\d{1,5})\/?$/i.exec(url);
  const named = match?.[1] ?? '';
  const host = named.replace(/^\[|\]$/g, '');
  const port = Number(match?.[2]);
  if (!match || port < 1 || port > 65_535) throw new TypeError(`the address must be ${FORM}, got ${shown(url)}`);
  if (/^[\d.]+$/.test(host) && !isIPv4(host)) throw new TypeError(`${host} is no IPv4 address, in ${shown(url)}`);
  if (named.startsWith('[') && !isIPv6(host)) throw new TypeError(`${host} is no IPv6 address, in ${shown(url)}`);
  const problem = addressProblem(host, side);
  if (problem) throw new TypeError(`${shown(url)}: ${problem}`);
  return { host, port };
}

/** Whether an address is one of a group: 224.0.0.0 to 239.255.255.255, or ff00::/8. */
export const isMulticast = (host: string): boolean =>
  isIPv4(host) ? Number(host.split('.')[0]) >> 4 === 14 : isIPv6(host) && /^ff/i.test(host);

function addressProblem(host: string, side: 'send' | 'listen'): string | undefined {
  if (host === '255.255.255.255') return 'broadcast is not supported; a multicast group such as 239.255.0.1 is';
  if (/^224\.0\.0\.\d+$/.test(host))
    return 'the groups 224.0.0.0 to 224.0.0.255 are for routers; 239.0.0.0 to 239.255.255.255 are free to use';
  if (isIPv4(host) && Number(host.split('.')[0]) >= 240) return 'addresses from 240.0.0.0 on are reserved';
  if (side === 'send' && (host === '0.0.0.0' || host === '::'))
    return 'that stands for every address of this machine, which can be listened on and not sent to';
  return undefined;
}

/**
 * The address of this machine that an interface option names: its own address, or the first one of the interface of that
 * name.
 * @throws TypeError naming the option and the interfaces there are
 */
export function requireInterface(name: string, wanted: string, family: 4 | 6): string {
  const all = Object.entries(networkInterfaces()).flatMap(([nic, addresses]) =>
    (addresses ?? []).map(({ address, family: is }) => ({ nic, address, family: is === 'IPv6' ? 6 : 4 })),
  );
  const fits = all.find(({ nic, address, family: is }) => is === family && (nic === wanted || address === wanted));
  if (fits) return fits.address;
  const known = [
    ...new Set(all.filter(({ family: is }) => is === family).map(({ nic, address }) => `${nic} (${address})`)),
  ];
  throw new TypeError(
    `${name} must be the name or the IPv${family} address of an interface of this machine, got ${shown(wanted)}; there are ${known.join(', ') || 'none'}`,
  );
}

/** 4 or 6; 4 for a name that is yet to be looked up. */
export const familyOf = (host: string): 4 | 6 => (isIP(host) === 6 ? 6 : 4);

import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { CodecError } from '../../core/errors.js';
import { parseChannelUrl } from '../../transports/channel-url.js';
import type { TargetAddress } from './listener-socket.js';

/** Addresses of this machine and of private networks (RFC 1918, 3927, 4193, 4291). */
const OWN = new BlockList();
OWN.addSubnet('127.0.0.0', 8);
OWN.addSubnet('10.0.0.0', 8);
OWN.addSubnet('172.16.0.0', 12);
OWN.addSubnet('192.168.0.0', 16);
OWN.addSubnet('169.254.0.0', 16);
OWN.addSubnet('fc00::', 7, 'ipv6');
OWN.addSubnet('fe80::', 10, 'ipv6');
OWN.addAddress('::1', 'ipv6');

/** Listeners a source address: the system has about 28,000 ports for each, and a closed one is not free for a minute. */
const LISTENERS_PER_ADDRESS = 4000;
const MAX_LOCAL_ADDRESSES = 200;

/** A relay's address, and what its URL names. */
export interface LoadTarget extends TargetAddress {
  /** The channel of the URL, after the path that the relay is under, if any. */
  readonly channel: string;
  /** Whether it is this machine. */
  readonly isLoopback: boolean;
}

/**
 * Where a URL leads. The name is looked up once, so that all listeners reach the same machine.
 *
 * @param isAllowedAnywhere whether addresses that are neither loopback nor private are allowed
 * @throws TypeError | CodecError CHANNEL_NAME | NOT_ALLOWED | TRANSPORT_FAILED
 */
export async function resolveTarget(url: string, isAllowedAnywhere: boolean, token?: string): Promise<LoadTarget> {
  const parsed = parseChannelUrl(url, ['ws', 'wss']);
  const hostname = parsed.hostname.replace(/^\[|\]$/g, '');
  let address: string;
  try {
    ({ address } = await lookup(hostname));
  } catch (cause) {
    throw new CodecError('TRANSPORT_FAILED', `the name ${hostname} could not be looked up`, { cause });
  }
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (!isAllowedAnywhere && !OWN.check(address, family))
    throw new CodecError(
      'NOT_ALLOWED',
      `${hostname} (${address}) is neither this machine nor in a private network: a load test of a relay that others run is an attack; --i-run-this-relay states that it is yours`,
    );
  const isTls = parsed.protocol === 'wss:';
  return {
    address,
    port: Number(parsed.port || (isTls ? 443 : 80)),
    isTls,
    host: parsed.host,
    hostname,
    query: parsed.search,
    ...(token !== undefined && { token }),
    channel: parsed.pathname.slice(1),
    isLoopback: address.startsWith('127.') || address === '::1',
  };
}

/** Names of the channels: that of the URL, with `-1`, `-2`, … where there are several. */
export const channelNames = (channel: string, count: number): string[] =>
  count === 1 ? [channel] : Array.from({ length: count }, (_, i) => `${channel}-${i + 1}`);

/**
 * Source addresses for many connections to this machine: 127.0.0.1, 127.0.0.2, … None where one address has ports enough,
 * and none for other machines and for systems that have a single loopback address.
 */
export function localAddresses(target: LoadTarget, listeners: number): string[] {
  if (process.platform !== 'linux' || !target.address.startsWith('127.') || listeners <= LISTENERS_PER_ADDRESS)
    return [];
  const count = Math.min(MAX_LOCAL_ADDRESSES, Math.ceil(listeners / LISTENERS_PER_ADDRESS));
  return Array.from({ length: count }, (_, i) => `127.0.0.${i + 1}`);
}

/** Files that a process has open beside its connections. */
const OTHER_FILES = 64;

/**
 * @param perProcess connections of one process
 * @throws CodecError TRANSPORT_FAILED when the system allows a process fewer open files than that
 */
export function requireOpenFiles(perProcess: number, limit = openFilesLimit()): void {
  const needed = perProcess + OTHER_FILES;
  if (needed > limit)
    throw new CodecError(
      'TRANSPORT_FAILED',
      `${perProcess} connections in a process need ${needed} open files, the limit is ${limit}: "ulimit -Hn ${needed} && ulimit -n ${needed}" raises it for the shell (as root), --processes ${Math.ceil(perProcess / Math.max(1, limit - OTHER_FILES))} times as many processes divide them`,
    );
}

/** Node raises its soft limit to the hard one when it starts. */
function openFilesLimit(): number {
  const report = process.report?.getReport() as unknown as {
    userLimits?: { open_files?: { hard?: number | 'unlimited' } };
  };
  const hard = report?.userLimits?.open_files?.hard;
  return typeof hard === 'number' ? hard : Number.POSITIVE_INFINITY;
}

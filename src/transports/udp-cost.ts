import type { WireCost } from './counters.js';

/** IPv4 without options and UDP: 20 and 8 bytes. */
const UDP_IP_BYTES = 28;

/** Estimated bytes on the wire for one datagram of `bytes` bytes over IPv4; IPv6 has 20 more. */
export const udpWireCost: WireCost = (bytes) => bytes + UDP_IP_BYTES;

/**
 * Bytes of one message in a datagram. `default` is what passes practically every path unfragmented (as in QUIC, RFC 9000,
 * 14: 1200); `max` is what UDP over IPv4 can carry at all.
 */
export const MAX_UDP_MESSAGE_BYTES = { min: 64, default: 1200, max: 65_507 } as const;

import type { WireCost } from './counters.js';

/** IPv4 and TCP headers without options, 20 bytes each. */
const TCP_IP_BYTES = 40;

/**
 * Estimated bytes on the wire for one message of `bytes` bytes: payload, WebSocket header (RFC 6455, 5.2: 2, 4 or 10
 * bytes, and 4 of mask from a client) and one TCP/IPv4 header.
 *
 * An estimate: acknowledgements, TCP options (12 bytes with timestamps), TLS records (22 bytes), segments that carry
 * several messages and messages over one MSS are not counted.
 */
export function webSocketWireBytes(bytes: number, isMasked: boolean): number {
  return bytes + (bytes < 126 ? 2 : bytes < 65536 ? 4 : 10) + (isMasked ? 4 : 0) + TCP_IP_BYTES;
}

/** What a WebSocket server sends. */
export const serverWireCost: WireCost = (bytes) => webSocketWireBytes(bytes, false);

/** What a WebSocket client sends: masked. */
export const clientWireCost: WireCost = (bytes) => webSocketWireBytes(bytes, true);

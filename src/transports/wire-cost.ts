import type { ConnectionCounters } from '../ports/transport.js';

/** IPv4 and TCP headers without options, 20 bytes each. */
const TCP_IP_BYTES = 40;

/**
 * Estimated bytes on the wire for one message of `bytes` bytes: payload, WebSocket header (RFC 6455, 5.2: 2, 4 or 10
 * bytes, and 4 of mask from a client) and one TCP/IPv4 header.
 *
 * An estimate: acknowledgements, TCP options (12 bytes with timestamps), TLS records (22 bytes), segments that carry
 * several messages and messages over one MSS are not counted.
 */
export function webSocketWireBytes(bytes: number, masked: boolean): number {
  return bytes + (bytes < 126 ? 2 : bytes < 65536 ? 4 : 10) + (masked ? 4 : 0) + TCP_IP_BYTES;
}

/** One object per connection, counted up in place so that reading it allocates nothing. */
export class Counters implements ConnectionCounters {
  sentMessages = 0;
  sentBytes = 0;
  receivedMessages = 0;
  receivedBytes = 0;
  sentWireBytes = 0;
  receivedWireBytes = 0;

  sent(bytes: number, masked: boolean): void {
    this.sentMessages++;
    this.sentBytes += bytes;
    this.sentWireBytes += webSocketWireBytes(bytes, masked);
  }

  received(bytes: number, masked: boolean): void {
    this.receivedMessages++;
    this.receivedBytes += bytes;
    this.receivedWireBytes += webSocketWireBytes(bytes, masked);
  }
}

import type { WireCost } from '../counters.js';

/** IPv4 and UDP: 20 and 8 bytes. */
const UDP_IP_BYTES = 28;
/** A DTLS 1.2 record with AES-GCM: header 13, explicit nonce 8, tag 16. */
const DTLS_BYTES = 37;
/** SCTP: common header 12, header of a DATA chunk 16. */
const SCTP_BYTES = 28;

/**
 * Estimated bytes on the wire of one data channel message of `bytes` bytes that travels alone in its packet: SCTP pads it
 * to four bytes. Acknowledgements of SCTP, 28 to 40 bytes in a packet of their own for every second message, are not
 * counted.
 */
export const dataChannelWireCost: WireCost = (bytes) =>
  UDP_IP_BYTES + DTLS_BYTES + SCTP_BYTES + 4 * Math.ceil(Math.max(1, bytes) / 4);

/** Longest message that every implementation sends in one packet: Chromium's packets have 1191 bytes of SCTP. */
export const MAX_DATA_CHANNEL_MESSAGE_BYTES = 1100;

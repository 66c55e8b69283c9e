import { isIPv4, isIPv6 } from 'node:net';

/** What a proxy says before the client's own bytes. */
export interface ProxyHeader {
  /** Bytes of the header, from the first. */
  readonly length: number;
  /** Address of the client; null where the proxy speaks for itself, as in a check of its own, or does not know. */
  readonly address: string | null;
}

/** Bytes of a header at most; version 2 allows 64 KiB, of which no proxy in use sends more than a few hundred. */
export const MAX_PROXY_HEADER_BYTES = 4096;

const SIGNATURE_2 = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
const SIGNATURE_1 = Buffer.from('PROXY ');
/** Longest line of version 1, with its end. */
const MAX_LINE_BYTES = 107;
const MIN_LENGTH_2 = 16;

/**
 * Reads a header of the PROXY protocol, version 1 or 2 (haproxy.org/download/2.8/doc/proxy-protocol.txt).
 *
 * @param bytes of a connection, from the first
 * @returns null while more bytes are needed
 * @throws Error saying what is wrong, for bytes that are no such header
 */
export function parseProxyHeader(bytes: Buffer): ProxyHeader | null {
  if (startsAlike(bytes, SIGNATURE_2)) return bytes.length < MIN_LENGTH_2 ? null : parseVersion2(bytes);
  if (startsAlike(bytes, SIGNATURE_1)) return parseVersion1(bytes);
  throw new Error('the connection does not begin with a header of the PROXY protocol');
}

/** Whether as many bytes as there are agree with the signature. */
const startsAlike = (bytes: Buffer, signature: Buffer): boolean => {
  const length = Math.min(bytes.length, signature.length);
  return bytes.subarray(0, length).equals(signature.subarray(0, length));
};

function parseVersion1(bytes: Buffer): ProxyHeader | null {
  const end = bytes.subarray(0, MAX_LINE_BYTES).indexOf('\r\n');
  if (end < 0) {
    if (bytes.length < MAX_LINE_BYTES) return null;
    throw new Error(`the PROXY line must end within ${MAX_LINE_BYTES} bytes`);
  }
  const fields = bytes.toString('latin1', SIGNATURE_1.length, end).split(' ');
  const length = end + 2;
  if (fields[0] === 'UNKNOWN') return { length, address: null };
  const isAddress = fields[0] === 'TCP4' ? isIPv4 : fields[0] === 'TCP6' ? isIPv6 : () => false;
  const [, source = '', destination = '', sourcePort = '', destinationPort = ''] = fields;
  if (fields.length !== 5 || !isAddress(source) || !isAddress(destination) || source.includes('%'))
    throw new Error('the PROXY line must be TCP4 or TCP6, two addresses of that kind and two ports');
  if (![sourcePort, destinationPort].every((port) => /^(0|[1-9]\d{0,4})$/.test(port) && Number(port) <= 65_535))
    throw new Error('the ports of the PROXY line must be from 0 to 65535');
  return { length, address: source };
}

/** Low nibble of byte 12. */
const COMMANDS = { local: 0, proxy: 1 } as const;
/** Byte 13: family in the high nibble, transport in the low one. */
const FAMILIES = { unspecified: 0x00, tcp4: 0x11, tcp6: 0x21, unixStream: 0x31 } as const;

function parseVersion2(bytes: Buffer): ProxyHeader | null {
  const length = MIN_LENGTH_2 + bytes.readUInt16BE(14);
  if (bytes[12]! >> 4 !== 2) throw new Error(`the PROXY header must be of version 1 or 2, got ${bytes[12]! >> 4}`);
  if (length > MAX_PROXY_HEADER_BYTES)
    throw new Error(`the PROXY header must be at most ${MAX_PROXY_HEADER_BYTES} bytes, got ${length}`);
  const command = bytes[12]! & 15;
  if (command !== COMMANDS.local && command !== COMMANDS.proxy)
    throw new Error(`the command of the PROXY header must be 0 or 1, got ${command}`);
  const family = bytes[13]!;
  const addressBytes = command === COMMANDS.local ? 0 : bytesOf(family);
  if (length < MIN_LENGTH_2 + addressBytes) throw new Error('the PROXY header is too short for its addresses');
  if (bytes.length < length) return null;
  if (command === COMMANDS.local) return { length, address: null };
  if (family === FAMILIES.tcp4) return { length, address: bytes.subarray(16, 20).join('.') };
  if (family === FAMILIES.tcp6) return { length, address: ipv6(bytes.subarray(16, 32)) };
  return { length, address: null };
}

function bytesOf(family: number): number {
  if (family === FAMILIES.unspecified) return 0;
  if (family === FAMILIES.tcp4) return 12;
  if (family === FAMILIES.tcp6) return 36;
  if (family === FAMILIES.unixStream) return 216;
  throw new Error(`the family of the PROXY header must be a stream's, got 0x${family.toString(16)}`);
}

function ipv6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

/** Fixed value behind the length of every STUN message (RFC 8489, 5). */
const MAGIC = [0x21, 0x12, 0xa4, 0x42];
const HEADER_BYTES = 20;
/** Longest request that is answered: those of ICE are below 130 bytes. */
export const MAX_STUN_BYTES = 548;

/**
 * The answer to a STUN Binding request: the address that it has come from, as XOR-MAPPED-ADDRESS (RFC 8489, 14.2).
 *
 * @param address IPv4 with dots, or IPv6
 * @returns null for what is no Binding request
 */
export function answerStunRequest(request: Uint8Array, address: string, port: number): Uint8Array<ArrayBuffer> | null {
  if (request.length < HEADER_BYTES || request.length > MAX_STUN_BYTES) return null;
  if (request[0] !== 0 || request[1] !== 1 || MAGIC.some((byte, i) => request[4 + i] !== byte)) return null;
  const length = (request[2]! << 8) | request[3]!;
  if (length !== request.length - HEADER_BYTES || length % 4 !== 0) return null;
  const bytes = addressBytes(address);
  if (!bytes) return null;
  const key = request.subarray(4, HEADER_BYTES);
  const value = [0, bytes.length === 4 ? 1 : 2, (port >> 8) ^ MAGIC[0]!, (port & 255) ^ MAGIC[1]!];
  const body = [0x00, 0x20, 0, 4 + bytes.length, ...value, ...bytes.map((byte, i) => byte ^ key[i]!)];
  return Uint8Array.of(0x01, 0x01, 0, body.length, ...key, ...body);
}

/** 4 or 16 bytes; null for what is no address. */
function addressBytes(address: string): number[] | null {
  const text = address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return text.split('.').map(Number);
  const halves = text.split('::');
  if (!/^[\da-f:]+$/i.test(text) || halves.length > 2) return null;
  const [head, tail] = halves.map((half) => half.split(':').filter(Boolean)) as [string[], string[] | undefined];
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail ? missing < 1 : missing !== 0) return null;
  const groups = [...head, ...Array<string>(tail ? missing : 0).fill('0'), ...(tail ?? [])];
  return groups.flatMap((group) => {
    const number = Number.parseInt(group, 16);
    return [number >> 8, number & 255];
  });
}

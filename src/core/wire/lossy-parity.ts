import { CodecError, requireInteger } from '../errors.js';
import { MAX_GROUP_BLOCKS } from './erasure-code.js';
import { LOSSY_TYPES, lossyType, SEQUENCE_MODULUS } from './lossy-message.js';
import { WIRE_VERSION } from './packet-types.js';

/** Bytes of a parity message before its parity. */
export const PARITY_HEADER_BYTES = 5;
/** Bytes of a message that are not under parity, because its number gives them: those before byte 3. */
const IMPLIED_BYTES = 3;
/** Bytes that state how long a block is. */
const LENGTH_BYTES = 2;

/**
 * Parity over messages `first`, `first + stride`, … of a lossy link; see {@link parityOf}.
 *
 *     byte 0     version | 10
 *     bytes 1–2  number of the first message, mod 2^16
 *     byte 3     messages − 1 (4 bits), parity messages − 1 (4 bits)
 *     byte 4     stride − 1 (4 bits), number of this parity message (4 bits)
 *     the rest   parity of the blocks: length of the rest (2 bytes), then the message from its byte 3 on
 */
export interface ParityMessage {
  /** 0..65535 */
  readonly first: number;
  /** Messages under parity, 1..16. */
  readonly messages: number;
  /** Parity messages of the group, 1..16. */
  readonly parities: number;
  /** Distance of two messages of the group, 1..16. */
  readonly stride: number;
  /** 0..parities − 1 */
  readonly number: number;
  /** A parsed one is a view of the message. */
  readonly parity: Uint8Array;
}

/** Bytes of a parity message over messages of which the longest has `bytes` bytes. */
export const parityBytes = (bytes: number): number => PARITY_HEADER_BYTES + LENGTH_BYTES + bytes - IMPLIED_BYTES;

/** @throws RangeError naming a field outside its range */
export function encodeParity({ first, messages, parities, stride, number, parity }: ParityMessage): Uint8Array {
  const out = new Uint8Array(PARITY_HEADER_BYTES + parity.length);
  requireInteger('first', first, 0, SEQUENCE_MODULUS - 1);
  requireInteger('messages', messages, 1, MAX_GROUP_BLOCKS);
  requireInteger('parities', parities, 1, MAX_GROUP_BLOCKS);
  requireInteger('stride', stride, 1, MAX_GROUP_BLOCKS);
  requireInteger('number', number, 0, parities - 1);
  out[0] = (WIRE_VERSION << 4) | LOSSY_TYPES.parity;
  out[1] = first >> 8;
  out[2] = first;
  out[3] = ((messages - 1) << 4) | (parities - 1);
  out[4] = ((stride - 1) << 4) | number;
  out.set(parity, PARITY_HEADER_BYTES);
  return out;
}

/** @throws CodecError PACKET_TYPE, PACKET_TRUNCATED, PACKET_FIELD */
export function parseParity(bytes: Uint8Array): ParityMessage {
  if (lossyType(bytes) !== 'parity') throw new CodecError('PACKET_TYPE', 'not a parity message');
  if (bytes.length < PARITY_HEADER_BYTES + LENGTH_BYTES + 1)
    throw new CodecError('PACKET_TRUNCATED', `a parity message of ${bytes.length} bytes has no parity`);
  const parities = (bytes[3]! & 15) + 1;
  const number = bytes[4]! & 15;
  if (number >= parities)
    throw new CodecError('PACKET_FIELD', `number of a parity message must be 0 to ${parities - 1}, got ${number}`);
  return {
    first: (bytes[1]! << 8) | bytes[2]!,
    messages: (bytes[3]! >> 4) + 1,
    parities,
    stride: (bytes[4]! >> 4) + 1,
    number,
    parity: bytes.subarray(PARITY_HEADER_BYTES),
  };
}

/** What of a message is under parity: the length of what follows, then that. */
export function parityBlock(message: Uint8Array): Uint8Array {
  const rest = message.subarray(IMPLIED_BYTES);
  const block = new Uint8Array(LENGTH_BYTES + rest.length);
  block[0] = rest.length >> 8;
  block[1] = rest.length;
  block.set(rest, LENGTH_BYTES);
  return block;
}

/** The message of a recovered block; null where the block states a length that it does not have. */
export function messageOfBlock(block: Uint8Array, sequence: number): Uint8Array | null {
  const length = (block[0]! << 8) | block[1]!;
  if (length < 1 || LENGTH_BYTES + length > block.length) return null;
  const message = new Uint8Array(IMPLIED_BYTES + length);
  message[0] = (WIRE_VERSION << 4) | LOSSY_TYPES.message;
  message[1] = sequence >> 8;
  message[2] = sequence;
  message.set(block.subarray(LENGTH_BYTES, LENGTH_BYTES + length), IMPLIED_BYTES);
  return message;
}

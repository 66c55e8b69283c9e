import { latin1 } from './latin1.js';

const UNSYNCHRONISED = 0x80;
const EXTENDED = 0x40;
const HEADER_BYTES = 10;

/**
 * An ID3v2 tag without what its readers stumble over: unsynchronisation of a whole tag (2.2, 2.3), the extended header, and
 * frame lengths of version 2.4 that are not in four times 7 bits, as old versions of iTunes wrote them.
 */
export function plainId3(tag: Uint8Array): Uint8Array {
  const version = tag[3]!;
  let flags = tag[5]!;
  let body = tag.subarray(HEADER_BYTES, HEADER_BYTES + syncsafe(tag, 6));
  if (version < 4 && flags & UNSYNCHRONISED) {
    body = synchronised(body);
    flags &= ~UNSYNCHRONISED;
  }
  if (version > 2 && flags & EXTENDED) {
    body = body.subarray(version === 4 ? syncsafe(body, 0) : 4 + uint32(body, 0));
    flags &= ~EXTENDED;
  }
  const out = new Uint8Array(HEADER_BYTES + body.length);
  out.set(tag.subarray(0, HEADER_BYTES));
  out.set(body, HEADER_BYTES);
  out[5] = flags & UNSYNCHRONISED;
  setSyncsafe(out, 6, body.length);
  if (version === 4) repairLengths(out);
  return out;
}

/** Drops the zero that unsynchronisation puts behind every 0xff. */
function synchronised(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    out[length++] = bytes[i]!;
    if (bytes[i] === 0xff && bytes[i + 1] === 0) i++;
  }
  return out.subarray(0, length);
}

/** Writes lengths that were stored as plain numbers as the standard wants them. */
function repairLengths(tag: Uint8Array): void {
  for (let at = HEADER_BYTES; at + HEADER_BYTES <= tag.length && isFrameId(tag, at); ) {
    const stated = syncsafe(tag, at + 4);
    const plain = uint32(tag, at + 4);
    const isPlain = plain !== stated && !isFrameEnd(tag, at + 10 + stated) && isFrameEnd(tag, at + 10 + plain);
    if (isPlain && plain < 2 ** 28) setSyncsafe(tag, at + 4, plain);
    at += HEADER_BYTES + (isPlain ? plain : stated);
  }
}

const isFrameId = (tag: Uint8Array, at: number): boolean => /^[A-Z][A-Z0-9]{3}$/.test(latin1(tag, at, 4));
/** Whether another frame, padding or the tag's end is at `at`. */
const isFrameEnd = (tag: Uint8Array, at: number): boolean =>
  at === tag.length || (at < tag.length && (tag[at] === 0 || isFrameId(tag, at)));

const uint32 = (bytes: Uint8Array, at: number): number =>
  bytes.length < at + 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
const syncsafe = (bytes: Uint8Array, at: number): number =>
  ((bytes[at]! & 127) << 21) | ((bytes[at + 1]! & 127) << 14) | ((bytes[at + 2]! & 127) << 7) | (bytes[at + 3]! & 127);
function setSyncsafe(bytes: Uint8Array, at: number, value: number): void {
  for (let i = 0; i < 4; i++) bytes[at + i] = (value >> (7 * (3 - i))) & 127;
}

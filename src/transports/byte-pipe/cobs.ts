/** Longest run of bytes that one code byte of COBS covers. */
const MAX_RUN = 254;

/**
 * Consistent overhead byte stuffing (Cheshire and Baker 1999): the same bytes without any 0, one byte longer for each 254
 * of them, begun ones counted.
 */
export function cobsEncode(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length + Math.ceil((bytes.length + 1) / MAX_RUN));
  let code = 0;
  let at = 1;
  for (const [i, byte] of bytes.entries()) {
    if (byte !== 0) out[at++] = byte;
    if (byte === 0 || at - code === MAX_RUN + 1) {
      out[code] = at - code;
      // A full run at the very end needs no other code behind it.
      if (byte !== 0 && i === bytes.length - 1) return out.subarray(0, at);
      code = at++;
    }
  }
  out[code] = at - code;
  return out.subarray(0, at);
}

/** The bytes that were encoded; null where `encoded` cannot come from {@link cobsEncode}. It holds no 0. */
export function cobsDecode(encoded: Uint8Array): Uint8Array | null {
  const out = new Uint8Array(encoded.length);
  let length = 0;
  for (let at = 0; at < encoded.length; ) {
    const code = encoded[at++]!;
    if (code === 0 || at + code - 1 > encoded.length) return null;
    out.set(encoded.subarray(at, at + code - 1), length);
    at += code - 1;
    length += code - 1;
    if (code <= MAX_RUN && at < encoded.length) out[length++] = 0;
  }
  return out.subarray(0, length);
}

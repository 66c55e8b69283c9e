/** Longest line between two chunks. */
const MAX_LINE_BYTES = 1024;

/**
 * The body of a request with `Transfer-Encoding: chunked` (RFC 9112, 7.1). Ends at the last chunk, or where the bytes end.
 *
 * @throws Error for what is no chunk
 */
export async function* dechunked(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let line = '';
  /** Bytes left of the chunk; −1 in a line with a size; −2 in the end of the line behind a chunk. */
  let left = -1;
  for await (const piece of bytes) {
    let at = 0;
    while (at < piece.length) {
      if (left > 0) {
        const data = piece.subarray(at, at + left);
        at += data.length;
        left -= data.length;
        if (left === 0) left = -2;
        yield data;
        continue;
      }
      const byte = piece[at++]!;
      if (byte !== 0x0a) {
        line += String.fromCharCode(byte);
        if (line.length > MAX_LINE_BYTES) throw new Error('a chunk of the request has no size');
        continue;
      }
      const text = line.trim();
      line = '';
      if (left === -2) {
        if (text !== '') throw new Error('a chunk of the request is longer than its size');
        left = -1;
        continue;
      }
      const size = /^([0-9A-Fa-f]{1,7})\s*(;.*)?$/.exec(text)?.[1];
      if (size === undefined) throw new Error('a chunk of the request has no size');
      left = Number.parseInt(size, 16);
      if (left === 0) return;
    }
  }
}

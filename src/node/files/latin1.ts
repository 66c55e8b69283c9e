/** `length` bytes from `at` on as characters 0..255; shorter where the bytes end before. */
export const latin1 = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length));

import { crc32c } from '../../src/core/crc32c.js';
import { mutate, xorshift } from './random-bytes.js';

/**
 * Reads with each input `count` mutations of it, the same ones whenever it is read again. An error names the mutation, as
 * base64.
 */
export function withVariants(
  run: (bytes: Uint8Array) => unknown,
  count: number,
  maxBytes: number,
): (bytes: Uint8Array) => Promise<void> {
  return async (input) => {
    const bytes = input.slice();
    await run(bytes);
    const random = xorshift(crc32c(bytes) || 1);
    for (let i = 0; i < count; i++) {
      const variant = mutate(random, mutate(random, bytes)).subarray(0, maxBytes);
      try {
        await run(variant);
      } catch (cause) {
        const { message } = cause as Error;
        throw new Error(`${message}: mutation ${Buffer.from(variant).toString('base64')}`, { cause });
      }
    }
  };
}

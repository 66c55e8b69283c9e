import { describe, expect, it } from 'vitest';
import { isModelId, isSha256 } from '../../../../src/core/latent/model-identity.js';

describe('the identity of a model', () => {
  it('is an id of 1 to 64 letters, digits, dots, underscores or hyphens', () => {
    for (const id of ['a', 'latentcast-44k-v5', 'x'.repeat(64), 'A_1.b']) expect(isModelId(id), id).toBe(true);
    for (const id of ['', 'x'.repeat(65), 'a b', 'ä', 'a/b', 7, null, undefined])
      expect(isModelId(id), `${id}`).toBe(false);
  });

  it('is a sha256 of 64 hex digits in lower case', () => {
    expect(isSha256('0123456789abcdef'.repeat(4))).toBe(true);
    for (const hash of ['', 'a'.repeat(63), 'a'.repeat(65), 'A'.repeat(64), 'g'.repeat(64), 7, null])
      expect(isSha256(hash), `${hash}`).toBe(false);
  });
});

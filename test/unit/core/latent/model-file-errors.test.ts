import { describe, expect, it } from 'vitest';
import { wrongHash, wrongLength } from '../../../../src/core/latent/model-file-errors.js';

describe('errors of a model’s files', () => {
  it('name the file, the length that its manifest states and its own', () => {
    expect(wrongLength('a/decoder.onnx', { bytes: 5 }, 7)).toMatchObject({
      code: 'MODEL_HASH',
      message: 'a/decoder.onnx: must be 5 bytes long as its manifest states, got 7',
    });
    expect(wrongLength('http://h/d.onnx', { bytes: 5 }, 'more').message).toMatch(/5 bytes .* got more$/);
  });

  it('name the file, the sha256 that its manifest states and its own', () => {
    expect(wrongHash('a/decoder.onnx', { sha256: 'aa' }, 'bb')).toMatchObject({
      code: 'MODEL_HASH',
      message: 'a/decoder.onnx: sha256 must be aa as its manifest states, got bb',
    });
  });
});

import { describe, expect, it } from 'vitest';
import { CodecError } from '../../../../src/core/errors.js';
import { modelMismatch, withOwnModel } from '../../../../src/stream/receive/model-match.js';
import { FORMAT, MODEL, OTHER_SHA, SHA, streamHello } from '../../../support/peers.js';

describe('whether a model decodes a stream', () => {
  it('is so for the same hash, and for one that the model is compatible with', () => {
    expect(modelMismatch(streamHello(), MODEL)).toBeUndefined();
    const compatible = { ...MODEL, sha256: OTHER_SHA, compatibleWith: [SHA] };
    expect(modelMismatch(streamHello(), compatible)).toBeUndefined();
  });

  it('is not so for another hash; the error names both models', () => {
    const error = modelMismatch(streamHello(), { ...MODEL, id: 'mine', sha256: OTHER_SHA });
    expect(error?.code).toBe('MODEL_MISMATCH');
    for (const part of ['test-model', SHA, 'mine', OTHER_SHA]) expect(error?.message).toContain(part);
  });

  it.each(['sampleRateHz', 'channels', 'hopSamples', 'latentSize'] as const)('is not so for another %s', (field) => {
    const error = modelMismatch(streamHello(), { ...MODEL, format: { ...FORMAT, [field]: 3 } });
    expect(error?.message).toMatch(new RegExp(`^format.${field} is ${FORMAT[field]} in the stream and 3 here: `));
  });

  it('adds its own name to a relay’s refusal, once, and to no other error', () => {
    const refusal = withOwnModel(new CodecError('MODEL_MISMATCH', 'refused by the peer'), MODEL);
    expect(refusal.message).toBe(`refused by the peer; this receiver has test-model (sha256 ${SHA})`);
    expect(withOwnModel(refusal, MODEL)).toBe(refusal);
    const other = new CodecError('CHANNEL_LIMIT', 'full');
    expect(withOwnModel(other, MODEL)).toBe(other);
  });
});
